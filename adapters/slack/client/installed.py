"""Which workspaces installed the app by OAuth, and with which token is each called?

Nothing is remembered between calls: what another copy of the bot has refreshed or removed holds at once. Read next:
`rotation.py`, `install.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol

import msgspec
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.callers import NOT_INSTALLED, OneWorkspace, web_client
from adapters.slack.client.rotation import Rotation
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.workspace import ask_workspace
from bot.runtime.errors import StorageUnavailable, TryLater, Undeliverable

# Slack delivers an event again for at most a day; what is older cannot have been on its way.
ON_THE_WAY_S: Final = 2 * 24 * 3600.0


class Rows(Protocol):
    """Where installations lie; `writing`, `bots` and `states` are for Slack's own stores."""

    writing: Any
    bots: Any
    states: Any

    async def find(self, place: str, client_id: str) -> Mapping[str, Any] | None:
        """The newest installation of a place. Raises StorageUnavailable."""

    async def keep_newest(self, place: str) -> None: ...

    async def refreshed(self, place: str, before: str, values: dict[str, Any]) -> bool:
        """False where the installation with that refresh token is no more."""

    async def forget_begun(self) -> None: ...

    async def close(self) -> None: ...


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What the copies of the bot share. `turn` asks for a name once in so many seconds: 0.0 when it is ours, else the
    seconds to wait.
    """

    rows: Rows
    turn: Callable[[str, float], Awaitable[float]]


class Installed:
    """The workspaces of the database."""

    def __init__(
        self, settings: SlackSettings, shared: Shared, closes: Callable[[str], Awaitable[None]]
    ) -> None:
        """`closes` is told of a place whose token Slack will not refresh any more."""
        self._settings, self._shared = settings, shared
        self._rotation = Rotation(settings, self, shared.rows, shared.turn, closes)

    async def find(self, place: str) -> Bot | None:
        """Raises StorageUnavailable."""
        row = await self._shared.rows.find(place, self._settings.client_id)
        return None if row is None else SQLAlchemyInstallationStore.build_bot_entity(row)

    async def caller(self, place: str) -> AsyncWebClient:
        try:
            bot = await self.find(place)
        except StorageUnavailable as error:
            raise TryLater("installations cannot be read") from error
        if bot is None:
            raise Undeliverable(NOT_INSTALLED)
        fresh = await self._rotation.fresh(place, bot)
        return web_client(self._settings.api_url, fresh.bot_token)

    async def serves(self, place: str) -> bool:
        return await self.find(place) is not None

    async def is_home(self, place: str) -> bool:
        return False

    async def was_installed_after(self, place: str, moment_s: float) -> bool:
        bot = await self.find(place)
        return bot is not None and bot.installed_at - ON_THE_WAY_S < moment_s < int(bot.installed_at)

    def closed(self, place: str) -> None:
        """Its row went in the commit that says so."""

    async def close(self) -> None:
        await self._rotation.close()
        await self._shared.rows.close()


class Both:
    """The configured workspace, and those of the database."""

    def __init__(self, settings: SlackSettings, installed: Installed) -> None:
        self._settings, self._installed = settings, installed
        self._one = OneWorkspace(settings)
        self._home = ""
        self._asking = asyncio.Lock()

    async def caller(self, place: str) -> AsyncWebClient:
        try:
            return await self._installed.caller(place)
        except Undeliverable:
            if await self.is_home(place):
                return await self._one.caller(place)
            raise

    async def serves(self, place: str) -> bool:
        if await self._installed.serves(place):
            return True
        return await self.is_home(place) and await self._one.serves(place)

    async def is_home(self, place: str) -> bool:
        """Slack is asked once whose token it is."""
        async with self._asking:
            if not self._home:
                try:
                    self._home = (await ask_workspace(self._settings)).place
                except Undeliverable:  # `app.py doctor` says what is wrong with the token
                    return False
            return place == self._home

    async def was_installed_after(self, place: str, moment_s: float) -> bool:
        return await self._installed.was_installed_after(place, moment_s)

    def closed(self, place: str) -> None:
        if place == self._home:
            self._one.closed(place)
