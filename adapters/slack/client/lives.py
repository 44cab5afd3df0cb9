"""What does a refused call say of the whole installation? That it is over, that it is held up until somebody mends it,
or that one scope is missing.

Every call of the adapter comes through `PlaceClient`; what it is refused is heard here, beside the call: whoever made
it gets the error as always (`errors.py` says what that means for a message). An installation that is over becomes
`PlaceClosed`, one that is held up `PlaceRefused`, once a day for each cause: its admins read that where Slack is not
in the way, and the log says where to click. Read next: `verdicts.py`, `rotation.py`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final, Protocol

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.errors import SETUP_S, code
from adapters.slack.client.settings import SlackSettings, library_log
from adapters.slack.client.verdicts import TOKENS, VERDICTS, Verdict, fix_of, install_page
from adapters.slack.scopes import why_of
from adapters.slack.senders import PLATFORM
from bot.events import PlaceClosed, PlaceRefused, PlaceThere
from bot.runtime.clocks import SystemClock
from bot.runtime.errors import StorageUnavailable, TryLater, Undeliverable
from bot.runtime.marks import insist
from bot.runtime.ports import Clock, Handle

log = logging.getLogger(__name__)
CALL_S = 15  # of the 20 s that delivery gives to all calls of a message
STOP_S: Final = 5.0
PROBE: Final = "auth.test"
PROBE_S: Final = 60.0
# What their missing scopes mean is told by whoever asked for it: the readers of lists of people
# (`bot/program/company/directory.py`), and the groups (`bot/program/telling/groups_view.py`).
TOLD: Final = frozenset(
    {
        "users.list",
        "team.profile.get",
        "users.profile.get",
        "conversations.create",
        "conversations.invite",
    }
)


class Renewing(Protocol):
    """Whose tokens they are: `callers.py`, `installed.py`."""

    async def caller(self, place: str) -> AsyncWebClient:
        """Raises Undeliverable where the app is not installed (any more), TryLater where that cannot be told now."""

    async def renewed(self, place: str, token: str) -> bool:
        """Has the place another token by now, or none at all? Where it can be renewed it is."""

    async def over(self, place: str, token: str) -> float | None:
        """From now on nothing is called with that token. Up to which moment (seconds since 1970, machine time) that
        installation was made, `None` where that is not known.
        """

    def closed(self, place: str) -> None:
        """The app was removed there: from now on nothing is called with its token."""

    async def is_installed(self, place: str) -> bool:
        """Does it stand in the database? Raises TryLater."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a place is held up by: Slack's word and what to do, the token and the method that were refused."""

    name: str
    fix: str
    token: str
    method: str


class Lives:
    """Of all installations that this process calls. What is `held` is looked at every `probe_s` seconds."""

    probe_s = PROBE_S
    machine = SystemClock()

    def __init__(self, settings: SlackSettings, handle: Handle, clock: Clock) -> None:
        self._settings, self._handle, self._clock = settings, handle, clock
        self.tokens: Renewing | None = None
        self._running: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._probing: dict[str, asyncio.Task[None]] = {}
        self._spent: dict[str, float] = {}  # tokens that are no good any more, and since when
        self.held: dict[str, Held] = {}

    def check(self, token: str, made_s: float = 0.0) -> None:
        """Nothing is called with a token that is over, unless it was given out again: when, is `made_s` (seconds since
        1970, machine time). Raises TryLater.
        """
        if made_s <= self._spent.get(token, -1.0):
            raise TryLater("slack: the token is no good any more", after_s=SETUP_S, held=True)

    @property
    def trouble(self) -> str:
        """Why nothing can be called with the token of the configuration, "" when it can."""
        ours = (one for one in self.held.values() if one.token and one.token == self._settings.bot_token)
        return next((f"{one.name}: {one.fix}" for one in ours if one.name in TOKENS), "")

    def well(self, place: str, method: str) -> None:
        """A call was answered."""
        held = self.held.get(place) if self.held else None
        if held is not None and (method == held.method or (method == PROBE and held.name in TOKENS)):
            self.held.pop(place)
            log.info("slack:%s takes our calls again", place)

    def refused(self, place: str, token: str, method: str, error: SlackApiError) -> None:
        """Heard at once, seen to beside the call, once at a time."""
        name = code(error)
        verdict = VERDICTS.get(name)
        key = (place, name)
        if verdict is None or self.tokens is None or key in self._running:
            return
        if verdict.does != "scope" and method != PROBE:
            self.held[place] = Held(name=name, fix=self._fix(verdict), token=token, method=method)
        task = asyncio.create_task(self._see_to(place, token, method, error))
        self._running[key] = task
        task.add_done_callback(lambda _: self._running.pop(key, None))

    async def settled(self) -> None:
        """Until all that was refused is seen to."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=STOP_S)

    async def end(self) -> None:
        await self.settled()
        probing = tuple(self._probing.values())
        for task in probing:
            task.cancel()
        await asyncio.gather(*probing, return_exceptions=True)

    async def _see_to(self, place: str, token: str, method: str, error: SlackApiError) -> None:
        name = code(error)
        verdict = VERDICTS[name]
        try:
            if name in TOKENS and await self._tokens.renewed(place, token):
                self.held.pop(place, None)
                return
            if verdict.does == "stale":
                self._spent[token] = self.machine.now().timestamp()
            if verdict.does == "over":
                await self.close(place, token, name)
            elif verdict.does != "scope" or method not in TOLD:
                await self.tell(place, name, needed_of(error))
            if verdict.does == "held" and name in TOKENS and place not in self._probing:
                self._probing[place] = asyncio.create_task(self._probe(place))
        except (TryLater, StorageUnavailable) as later:
            log.warning("what slack:%s refused (%s) could not be seen to: %s", place, name, later)
        except Exception as mistake:
            # The border: the next refused call begins anew.
            log.error("what slack:%s refused (%s) was not seen to: %s", place, name, type(mistake).__name__)

    async def _probe(self, place: str) -> None:
        """Until it goes again: nobody may be waiting for anything to be sent, and so find out."""
        try:
            while place in self.held:
                await asyncio.sleep(self.probe_s)
                await self._ask(place)
        finally:
            self._probing.pop(place, None)

    async def _ask(self, place: str) -> None:
        try:
            await (await self._tokens.caller(place)).auth_test()
        except (SlackApiError, aiohttp.ClientError, TimeoutError, TryLater) as error:
            log.info("slack:%s is still held up: %s", place, type(error).__name__)
        except Undeliverable:
            self.held.pop(place, None)

    @property
    def _tokens(self) -> Renewing:
        if self.tokens is None:
            raise LookupError("nobody knows the tokens")
        return self.tokens

    async def close(self, place: str, token: str, name: str) -> None:
        """The installation with that token is over: nothing is called with it, and the program hears of it."""
        self._spent[token] = self.machine.now().timestamp()
        until_s = await self._tokens.over(place, token)
        log.error("slack:%s is closed (%s): %s", place, name, self._fix(VERDICTS[name]))
        now = self._clock.now()
        closed = PlaceClosed(
            id=f"slack:over:{place}:{now.isoformat()}",
            at=now,
            platform=PLATFORM,
            place=place,
            until_s=until_s,
            link=install_page(self._settings),
        )
        await insist(lambda: self._handle(closed))
        await self.closed(place)

    async def closed(self, place: str) -> None:
        """That one of its installations is over is stored. A newer one may have come beside it."""
        if place in self.held and self.held[place].token != self._settings.bot_token:
            del self.held[place]
        self._tokens.closed(place)
        if await self._tokens.is_installed(place):
            now = self._clock.now()
            there = PlaceThere(
                id=f"slack:there:{place}:{now.isoformat()}", at=now, platform=PLATFORM, place=place
            )
            await insist(lambda: self._handle(there))

    async def tell(self, place: str, name: str, needed: str = "") -> None:
        """The admins read it once a day for each cause."""
        now = self._clock.now()
        log.error(
            "slack:%s refuses our calls (%s %s): %s", place, name, needed, self._fix(VERDICTS.get(name))
        )
        refused = PlaceRefused(
            id=f"slack:refused:{place}:{name}:{needed}:{now.date().isoformat()}",
            at=now,
            platform=PLATFORM,
            place=place,
            reason=name,
            needed=needed,
            link=install_page(self._settings),
        )
        await self._handle(refused)

    def _fix(self, verdict: Verdict | None) -> str:
        return fix_of(self._settings, verdict)


def needed_of(error: SlackApiError) -> str:
    """The scope that is missing, by Slack's answer; nothing that is no scope of ours."""
    data = getattr(error.response, "data", None)
    said = data.get("needed") if isinstance(data, Mapping) else None
    named = [one.strip() for one in str(said or "").split(",")]
    return next((scope for scope in named if why_of(scope)), "")


class PlaceClient(AsyncWebClient):
    """Slack's client for one place. It is kept from posting again after a lost answer: that is ours to decide."""

    def __init__(self, api_url: str, token: str | None, place: str, lives: Lives | None) -> None:
        super().__init__(
            token=token, base_url=api_url, timeout=CALL_S, retry_handlers=[], logger=library_log()
        )
        self._place, self._lives = place, lives

    async def api_call(self, api_method: str, **more: Any) -> Any:
        try:
            answer = await super().api_call(api_method, **more)
        except SlackApiError as error:
            if self._lives is not None:
                self._lives.refused(self._place, self.token or "", api_method, error)
            raise
        if self._lives is not None:
            self._lives.well(self._place, api_method)
        return answer
