"""A chat platform that outlives the bot: a small HTTP server that writes down every call before it answers.

`ReceiverAdapter` is the bot's side of it. As on the real ones a message may be looked up in a person's own
conversation on one platform, and nowhere else.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import aiohttp
import msgspec
from aiohttp import web

from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Delivered, Delivery
from tests.crash.points import Points

LOOKS = {"slack": True, "teams": False}  # by platform: may a person's own conversation be read?
Fate = Literal[
    "answer",
    "late",  # after a while
    "drop",  # written down, and the connection broken off
    "broken",  # written down, and a 500
    "limited",  # not shown, a 429
]
LATE_S = 0.3


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One posting call: which row of the outbox, from which life of the bot, to where."""

    row: str
    life: str
    to: str


class Receiver:
    """`fate` says what becomes of a call."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self.calls: list[Call] = []
        self.fate: Callable[[Call], Fate] = lambda _: "answer"
        self.url = ""

    def copies(self) -> Counter[str]:
        return Counter(call.row for call in self.calls)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        site = web.Application()
        site.add_routes([web.post("/call", self._called), web.get("/log", self._looked_up)])
        runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield
        finally:
            await runner.cleanup()

    async def _called(self, request: web.Request) -> web.Response:
        call = msgspec.json.decode(await request.read(), type=Call)
        fate = self.fate(call)
        if fate == "limited":
            return web.Response(status=429)
        with self._log.open("ab") as log:
            log.write(msgspec.json.encode(call) + b"\n")
        self.calls.append(call)
        if fate == "late":
            await asyncio.sleep(LATE_S)
        if fate == "drop" and request.transport is not None:
            request.transport.abort()
        return web.Response(status=500 if fate == "broken" else 200)

    async def _looked_up(self, request: web.Request) -> web.Response:
        return web.Response(status=200 if self.copies()[request.query["row"]] else 404)


class ReceiverAdapter:
    """One platform, with points before and after its posting call."""

    def __init__(self, platform: str, url: str, life: str, points: Points) -> None:
        self.platform = platform
        self._url, self._life, self._points = url, life, points
        self._http: aiohttp.ClientSession | None = None

    async def deliver(self, delivery: Delivery) -> Delivered:
        where = self.platform if delivery.address.user else "channel"
        self._points.come(f"before deliver {where}")
        call = Call(row=delivery.id, life=self._life, to=_to(delivery))
        try:
            async with self._open().post(f"{self._url}/call", data=msgspec.json.encode(call)) as answer:
                await answer.read()
        except aiohttp.ClientConnectorError as error:
            raise TryLater("the receiver cannot be reached") from error
        except aiohttp.ClientError as error:
            raise TryLater("the receiver did not answer", maybe_sent=True) from error
        self._points.come(f"after deliver {where}")
        if answer.status == 429:
            raise TryLater("slow down", after_s=0.2)
        if answer.status >= 500:
            raise TryLater("the receiver is broken", maybe_sent=True)
        if answer.status >= 400:
            raise Undeliverable("refused")
        return Delivered(reference=f"{delivery.address.platform} {delivery.id}", address=delivery.address)

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        if not LOOKS[self.platform] or not delivery.address.user:
            return "cannot"
        async with self._open().get(f"{self._url}/log", params={"row": delivery.id}) as answer:
            if answer.status == 404:
                return None
        return Delivered(reference=f"{delivery.address.platform} {delivery.id}", address=delivery.address)

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return ((f"{self.platform}:{delivery.address.place}", 1000.0, 1000),)

    def _open(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        return self._http


def _to(delivery: Delivery) -> str:
    return f"{delivery.address.platform}:{delivery.address.user or delivery.address.conversation}"
