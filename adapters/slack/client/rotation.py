"""How does a token that expires stay fresh? Refreshed two hours before, once, however many call and copies run.

In one process all callers wait for the same refresh, which goes on when they go away; of several copies one has its
turn, by a row of the database. No transaction is open while Slack is asked.

A refresh token works once, and "is revoked after a short grace period": when an answer is lost the same one is sent
again at once. The old token is not touched by it, so that one which Slack will not refresh serves until it expires; its
admins hear at once that the app has to be installed again, and where.

Source: https://docs.slack.dev/authentication/using-token-rotation (November 2026).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from adapters.slack.client.callers import NOT_INSTALLED, web_client
from adapters.slack.client.errors import UNSURE, code
from adapters.slack.client.lives import Lives
from adapters.slack.client.rows import Rows
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.verdicts import NO_TOKEN
from bot.runtime.clocks import SystemClock
from bot.runtime.errors import StorageUnavailable, TryLater, Undeliverable
from bot.runtime.marks import insist

SOON_MIN: Final = 120
EVER_MIN: Final = 60 * 24 * 365
TRIES: Final = 3  # with one refresh token, as long as answers are lost
PAUSE_S: Final = 0.3  # between them: the old refresh token works for a short while
EVERY_S: Final = 60.0  # between two turns; longer than one takes
LOOKS: Final = 15  # at what another copy does, LOOK_S apart, when the old token is of no use any more
LOOK_S: Final = 0.2
STOP_S: Final = 5.0  # when the process ends: a refresh that is cut may lose the installation
# The refresh token is no good and never will be.
REFUSED: Final = frozenset({"account_inactive", "invalid_grant", "invalid_refresh_token", "token_revoked"})

log = logging.getLogger(__name__)


class Finds(Protocol):
    async def find(self, place: str) -> Bot | None: ...


class Rotation:
    machine = SystemClock()

    def __init__(
        self,
        settings: SlackSettings,
        finds: Finds,
        rows: Rows,
        turn: Callable[[str, float], Awaitable[float]],
        lives: Lives,
    ) -> None:
        self._settings = settings
        self._finds, self._rows, self._turn, self._lives = finds, rows, turn, lives
        self._rotator = AsyncTokenRotator(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            client=web_client(settings.api_url, None),
        )
        self._running: dict[str, asyncio.Task[Bot]] = {}
        self._useless: set[str] = set()  # refresh tokens that Slack refuses

    async def fresh(self, place: str, bot: Bot, spent: str = "") -> Bot:
        """`bot`, or what takes its place because its token expires soon, or is `spent`: the one that Slack has just
        refused. Raises TryLater, or Undeliverable where Slack will not refresh it any more.
        """
        if self._serves(bot, spent):
            return bot
        running = self._running.get(place)
        if running is None:
            running = self._running[place] = asyncio.create_task(self._refresh(place, spent))
            running.add_done_callback(lambda done: self._over(place, done))
        return await asyncio.shield(running)

    async def close(self) -> None:
        if self._running:
            await asyncio.wait(self._running.values(), timeout=STOP_S)

    def _serves(self, bot: Bot, spent: str) -> bool:
        """Does its token do without being refreshed?"""
        soon_s = 0.0 if bot.bot_refresh_token in self._useless else SOON_MIN * 60.0
        return bot.bot_token != spent and not self._ends_within(bot, soon_s)

    def _over(self, place: str, done: asyncio.Task[Bot]) -> None:
        self._running.pop(place, None)
        if not done.cancelled() and done.exception() is not None:
            log.info("the token for slack:%s was not refreshed", place)

    async def _refresh(self, place: str, spent: str) -> Bot:
        for _ in range(LOOKS):
            bot = await self._found(place)
            if self._serves(bot, spent):
                return bot  # another copy was faster
            if bot.bot_refresh_token in self._useless:
                return await self._refused(place, bot)
            wait_s = await self._my_turn(place)
            if not wait_s:
                return await self._ask(place, bot)
            if bot.bot_token != spent and not self._ends_within(bot, 0.0):
                return bot  # another copy is at it, or it failed just now: the old one does
            await asyncio.sleep(LOOK_S)
        raise TryLater("slack: the token is being refreshed", after_s=wait_s, held=True)

    async def _found(self, place: str) -> Bot:
        try:
            bot = await self._finds.find(place)
        except StorageUnavailable as error:
            raise TryLater("installations cannot be read") from error
        if bot is None:
            raise Undeliverable(NOT_INSTALLED)
        return bot

    async def _my_turn(self, place: str) -> float:
        try:
            return await self._turn(f"slack:{place}:oauth.v2.access", EVERY_S)
        except StorageUnavailable as error:
            raise TryLater("installations cannot be read") from error

    async def _ask(self, place: str, bot: Bot) -> Bot:
        try:
            new = await self._rotated(place, bot)
        except SlackTokenRotationError as error:
            refusal = code(error.api_error)
            return await self._refused(place, bot) if refusal in REFUSED else self._kept(place, bot, refusal)
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._kept(place, bot, type(error).__name__)
        if new is None:
            return self._kept(place, bot, "no bot token")
        values = {
            "bot_token": new.bot_token,
            "bot_refresh_token": new.bot_refresh_token,
            "bot_token_expires_at": datetime.fromtimestamp(new.bot_token_expires_at or 0, UTC),
        }
        # Until it is stored: the old refresh token is of no use any more.
        if not await insist(lambda: self._rows.refreshed(place, bot.bot_refresh_token or "", values)):
            raise Undeliverable(NOT_INSTALLED)
        return new

    async def _rotated(self, place: str, bot: Bot) -> Bot | None:
        """Slack's answer, or what came instead of the last one."""
        for left in reversed(range(TRIES)):
            try:
                return await self._rotator.perform_bot_token_rotation(
                    bot=bot, minutes_before_expiration=EVER_MIN
                )
            except SlackTokenRotationError as error:
                if not left or code(error.api_error) not in UNSURE:
                    raise
            except (aiohttp.ClientError, TimeoutError):
                if not left:
                    raise
            log.warning("the new token for slack:%s did not arrive, asking again", place)
            await asyncio.sleep(PAUSE_S)
        raise AssertionError("the last one is raised")

    async def _refused(self, place: str, bot: Bot) -> Bot:
        now = await self._found(place)
        if now.bot_refresh_token != bot.bot_refresh_token:
            return now  # it had been used already, by a copy that was thought dead
        self._useless.add(bot.bot_refresh_token or "")
        if not self._ends_within(bot, 0.0) and await self._still_works(bot):
            await insist(lambda: self._lives.tell(place, "refresh_refused"))
            return bot
        await self._lives.close(place, bot.bot_token, "refresh_refused")
        raise Undeliverable(NOT_INSTALLED)

    async def _still_works(self, bot: Bot) -> bool:
        """Has the app been removed, or is the refresh token alone no good?"""
        try:
            await web_client(self._settings.api_url, bot.bot_token).auth_test()
        except SlackApiError as error:
            return code(error) not in NO_TOKEN
        except (aiohttp.ClientError, TimeoutError):
            return True  # until it expires
        return True

    def _kept(self, place: str, bot: Bot, reason: str) -> Bot:
        """The old token, until it expires."""
        log.warning("the token for slack:%s could not be refreshed, trying again: %s", place, reason)
        if self._ends_within(bot, 0.0):
            raise TryLater(f"slack: the token has expired, {reason}", after_s=EVERY_S, held=True)
        return bot

    def _ends_within(self, bot: Bot, seconds: float) -> bool:
        ends_s = bot.bot_token_expires_at
        return ends_s is not None and ends_s <= self.machine.now().timestamp() + seconds
