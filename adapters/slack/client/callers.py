"""With which token do we call Slack for a workspace? Every call of the adapter asks here first.

One workspace has its token in the configuration; those that installed the app by OAuth have theirs in the database
(`installed.py`).
"""

from __future__ import annotations

from typing import Final, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.settings import SlackSettings, library_log
from bot.runtime.errors import Undeliverable

CALL_S = 15  # of the 20 s that delivery gives to all calls of a message
NOT_INSTALLED: Final = "not_installed"


class Callers(Protocol):
    """Slack's client for one place (a workspace, or a Grid organization)."""

    async def caller(self, place: str) -> AsyncWebClient:
        """Raises Undeliverable where the app is not installed (any more), TryLater where that cannot be told now."""

    async def serves(self, place: str) -> bool:
        """Is the app installed there? Raises TryLater or StorageUnavailable where that cannot be told now."""

    async def is_home(self, place: str) -> bool:
        """Is it the workspace that the configuration speaks of? Only there its ADMINS count. Raises TryLater."""

    async def was_installed_after(self, place: str, moment_s: float) -> bool:
        """Is what happened then (machine time, in seconds since 1970) about an earlier installation?"""

    def closed(self, place: str) -> None:
        """The app was removed there: from now on nothing is called with its token."""


class OneWorkspace:
    """All with the token of the configuration. Once it is revoked it stays so: whoever installs the app again has to
    configure the new one. What is removed from another workspace changes nothing here.
    """

    def __init__(self, settings: SlackSettings) -> None:
        self._client = web_client(settings.api_url, settings.bot_token)
        self._closed: set[str] = set()

    async def caller(self, place: str) -> AsyncWebClient:
        if place in self._closed:
            raise Undeliverable(NOT_INSTALLED)
        return self._client

    async def serves(self, place: str) -> bool:
        return place not in self._closed

    async def is_home(self, place: str) -> bool:
        return True

    async def was_installed_after(self, place: str, moment_s: float) -> bool:
        return False

    def closed(self, place: str) -> None:
        self._closed.add(place)


def web_client(api_url: str, token: str | None) -> AsyncWebClient:
    """Slack's client, kept from posting again after a lost answer: that is ours to decide."""
    return AsyncWebClient(
        token=token,
        base_url=api_url,
        timeout=CALL_S,
        retry_handlers=[],
        logger=library_log(),
    )
