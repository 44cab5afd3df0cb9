"""Which workspaces installed the app by OAuth, and with which token is each called?

Nothing is remembered between calls: what another copy of the bot has refreshed or removed holds at once. Read next:
`rotation.py`, `install.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Final

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.callers import NOT_INSTALLED, About, OneWorkspace
from adapters.slack.client.errors import code, translated
from adapters.slack.client.lives import Lives, PlaceClient
from adapters.slack.client.rotation import Rotation
from adapters.slack.client.rows import Rows
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.verdicts import NO_TOKEN
from adapters.slack.client.workspace import ask_workspace
from bot.runtime.errors import StorageUnavailable, TryLater, Undeliverable

# Of a place where the app was installed before, what happened so shortly before or after the last time (Slack's clock
# and ours may differ) may be about the time before: then Slack is asked. What is older than two days cannot have been
# on its way, for Slack delivers an event again for at most a day.
BEFORE_S: Final = 10
AFTER_S: Final = 600
ON_THE_WAY_S: Final = 2 * 24 * 3600.0
NONE_S: Final = 0.0  # of what is there already, or comes meanwhile, nothing goes


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What the copies of the bot share. `turn` asks for a name once in so many seconds: 0.0 when it is ours, else the
    seconds to wait.
    """

    rows: Rows
    turn: Callable[[str, float], Awaitable[float]]


class Installed:
    """The workspaces of the database."""

    def __init__(self, settings: SlackSettings, shared: Shared, lives: Lives) -> None:
        self._settings, self._shared, self._lives = settings, shared, lives
        self._rotation = Rotation(settings, self, shared.rows, shared.turn, lives)

    async def find(self, place: str) -> Bot | None:
        """Raises StorageUnavailable."""
        row = await self._shared.rows.find(place, self._settings.client_id)
        return None if row is None else SQLAlchemyInstallationStore.build_bot_entity(row)

    async def caller(self, place: str) -> AsyncWebClient:
        bot = await self._found(place)
        if bot is None:
            raise Undeliverable(NOT_INSTALLED)
        self._lives.check(bot.bot_token, bot.installed_at)
        fresh = await self._rotation.fresh(place, bot)
        return PlaceClient(self._settings.api_url, fresh.bot_token, place, self._lives)

    async def _found(self, place: str) -> Bot | None:
        """Raises TryLater."""
        try:
            return await self.find(place)
        except StorageUnavailable as error:
            raise TryLater("installations cannot be read") from error

    async def renewed(self, place: str, token: str) -> bool:
        bot = await self._found(place)
        if bot is None or bot.bot_token != token:
            return True
        if not bot.bot_refresh_token:
            return False
        try:
            return (await self._rotation.fresh(place, bot, spent=token)).bot_token != token
        except Undeliverable:
            return True  # it was closed for that

    async def over(self, place: str, token: str) -> float | None:
        bot = await self._found(place)
        return bot.installed_at if bot is not None and bot.bot_token == token else NONE_S

    async def is_installed(self, place: str) -> bool:
        return await self._found(place) is not None

    async def serves(self, place: str) -> bool:
        return await self.find(place) is not None

    async def is_home(self, place: str) -> bool:
        return False

    async def about(self, place: str, moment_s: float | None, bots: Collection[str] = ()) -> About:
        row = await self._shared.rows.find(place, self._settings.client_id)
        if row is None:
            return About(until_s=NONE_S)
        made_s = row["installed_at"].timestamp()
        of_another = bool(bots and row["bot_user_id"]) and row["bot_user_id"] not in bots
        is_near = moment_s is not None and -ON_THE_WAY_S < moment_s - made_s < AFTER_S
        if not of_another and not (row["again"] and is_near):
            return About(until_s=made_s)
        is_earlier = is_near and row["again"] and moment_s is not None and moment_s < made_s - BEFORE_S
        if is_earlier or await self._works(place):
            return About(earlier=True)
        return About(until_s=made_s)

    async def _works(self, place: str) -> bool:
        """Does Slack take the token? Asked where an event may be about an earlier installation. Raises TryLater."""
        try:
            await (await self.caller(place)).auth_test()
        except Undeliverable:
            return False
        except SlackApiError as error:
            if code(error) in NO_TOKEN:
                return False
            raise translated(error, posting=False) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise translated(error, posting=False) from error
        return True

    def closed(self, place: str) -> None:
        """Its row went in the commit that says so."""

    async def close(self) -> None:
        await self._rotation.close()
        await self._shared.rows.close()


class Both:
    """The configured workspace, and those of the database."""

    def __init__(self, settings: SlackSettings, installed: Installed, lives: Lives) -> None:
        self._settings, self._installed = settings, installed
        self._one = OneWorkspace(settings, lives)
        self._home = ""
        self._asking = asyncio.Lock()

    async def caller(self, place: str) -> AsyncWebClient:
        try:
            return await self._installed.caller(place)
        except Undeliverable:
            if await self.is_home(place):
                return await self._one.caller(place)
            raise

    async def is_installed(self, place: str) -> bool:
        return await self._installed.is_installed(place)

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

    async def about(self, place: str, moment_s: float | None, bots: Collection[str] = ()) -> About:
        return await self._installed.about(place, moment_s, bots)

    async def renewed(self, place: str, token: str) -> bool:
        return await self._of(token).renewed(place, token)

    async def over(self, place: str, token: str) -> float | None:
        return await self._of(token).over(place, token)

    def _of(self, token: str) -> OneWorkspace | Installed:
        return self._one if token == self._settings.bot_token else self._installed

    def closed(self, place: str) -> None:
        if place == self._home:
            self._one.closed(place)
