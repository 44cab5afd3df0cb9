"""With which token do we call Slack for a workspace? Every call of the adapter asks here first."""

from __future__ import annotations

from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.settings import SlackSettings, library_log

CALL_S = 15  # of the 20 s that delivery gives to all calls of a message


class Callers(Protocol):
    """Slack's client for one place (a workspace, or a Grid organization)."""

    async def caller(self, place: str) -> AsyncWebClient:
        """Raises Undeliverable where the app is not installed (any more), TryLater where that cannot be told now."""


class OneWorkspace:
    """All with the token of the configuration."""

    def __init__(self, settings: SlackSettings) -> None:
        self._client = web_client(settings.api_url, settings.bot_token)

    async def caller(self, place: str) -> AsyncWebClient:
        return self._client


def web_client(api_url: str, token: str | None) -> AsyncWebClient:
    """Slack's client, kept from posting again after a lost answer: that is ours to decide."""
    return AsyncWebClient(
        token=token,
        base_url=api_url,
        timeout=CALL_S,
        retry_handlers=[],
        logger=library_log(),
    )
