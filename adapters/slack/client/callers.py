"""With which token do we call Slack for a workspace? Every call of the adapter asks here first.

One workspace has its token in the configuration; those that installed the app by OAuth have theirs in the database
(`installed.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Protocol

import msgspec
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.lives import Lives, PlaceClient, Renewing
from adapters.slack.client.settings import SlackSettings
from bot.runtime.errors import Undeliverable

NOT_INSTALLED: Final = "not_installed"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Which installation is an event about that says it is over? An `earlier` one; else that made by `until_s` (machine
    time, in seconds since 1970), `None` where none is known.
    """

    earlier: bool = False
    until_s: float | None = None


class Callers(Renewing, Protocol):
    """Slack's client for one place (a workspace, or a Grid organization)."""

    async def serves(self, place: str) -> bool:
        """Is the app installed there? Raises TryLater or StorageUnavailable where that cannot be told now."""

    async def is_home(self, place: str) -> bool:
        """Is it the workspace that the configuration speaks of? Only there its ADMINS count. Raises TryLater."""

    async def about(self, place: str, moment_s: float | None, bots: Collection[str] = ()) -> About:
        """`moment_s`: when it happened, by Slack's clock; `bots` are the users whose tokens are no more, where it says
        so. Where nobody can tell, Slack is asked whether the token works. Raises TryLater or StorageUnavailable.
        """


class OneWorkspace:
    """All with the token of the configuration. Once it is revoked it stays so: whoever installs the app again has to
    configure the new one. What is removed from another workspace changes nothing here.
    """

    def __init__(self, settings: SlackSettings, lives: Lives | None = None) -> None:
        self._settings, self._lives = settings, lives
        self._closed: set[str] = set()

    async def caller(self, place: str) -> AsyncWebClient:
        if place in self._closed:
            raise Undeliverable(NOT_INSTALLED)
        if self._lives is not None:
            self._lives.check(self._settings.bot_token)
        return PlaceClient(self._settings.api_url, self._settings.bot_token, place, self._lives)

    async def renewed(self, place: str, token: str) -> bool:
        return place in self._closed

    async def is_installed(self, place: str) -> bool:
        return False

    async def over(self, place: str, token: str) -> float | None:
        self.closed(place)
        return None

    async def serves(self, place: str) -> bool:
        return place not in self._closed

    async def is_home(self, place: str) -> bool:
        return True

    async def about(self, place: str, moment_s: float | None, bots: Collection[str] = ()) -> About:
        return About()

    def closed(self, place: str) -> None:
        self._closed.add(place)


def web_client(api_url: str, token: str | None) -> AsyncWebClient:
    """For calls that no place's life depends on: whatever they are refused is for the caller to see to."""
    return PlaceClient(api_url, token, "", None)
