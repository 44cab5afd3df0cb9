"""The whole bot as a process, and a platform beside it: signed requests over HTTP, an API that takes everything."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import msgspec
from aiohttp import web

from tests.benches.engines import KEYS
from tests.benches.sign_ups import Json, Request, Speaker
from tests.e2e.process import running
from tests.serving import serving

BUSY = re.compile(r"^process_cpu_seconds_total (\S+)", re.MULTILINE)  # Linux only
Headers = dict[str, str]
Ready = tuple[bytes, Callable[[], Headers]]


class Platform(msgspec.Struct, frozen=True, kw_only=True):
    """`served` serves the bot on a database, with a folder of its own."""

    speaker: Callable[[], Speaker]
    served: Callable[[Path, str], AbstractAsyncContextManager[Bot]]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """A platform's side of it: the `routes` of its API, the bot's `settings` by the address of that, the `path` where
    the bot takes requests; `ready` makes one as bytes, so that it costs nothing while the bot is measured, its headers
    as it goes out. `posted` counts what the API was given of each message.
    """

    routes: list[web.RouteDef]
    settings: Callable[[str], Mapping[str, str]]
    path: str
    ready: Callable[[Json], Ready]
    posted: Counter[str]


class Bot:
    """Takes requests; `took` are the seconds of each until its answer, `refused` how many were not answered 200."""

    def __init__(self, http: aiohttp.ClientSession, address: str, side: Side) -> None:
        self.posted = side.posted
        self._side = side
        self._http, self._url, self._counts = http, f"{address}{side.path}", f"{address}/metrics"
        self.took: list[float] = []
        self.refused = 0

    def ready(self, requests: Sequence[Request]) -> list[Ready]:
        return [self._side.ready(request.body) for request in requests]

    async def busy_s(self) -> float:
        """Processor time of the bot so far, which other programs change little; 0.0 where nobody knows it."""
        async with self._http.get(self._counts) as answer:
            spent = BUSY.search(await answer.text())
        return float(spent[1]) if spent else 0.0

    async def send(self, request: Ready) -> None:
        body, headers_of = request
        headers = headers_of()
        begin = time.perf_counter()
        async with self._http.post(self._url, data=body, headers=headers) as answer:
            await answer.read()
            self.took.append(time.perf_counter() - begin)
            self.refused += answer.status != 200

    async def as_fast_as_it_goes(self, lines: Iterable[Sequence[Ready]], *, at_once: int) -> float:
        """Seconds for all; each line is one person's, whose next request comes when the one before is answered."""
        left = iter(lines)

        async def sender() -> None:
            for line in left:
                for request in line:
                    await self.send(request)

        begin = time.perf_counter()
        await asyncio.gather(*(sender() for _ in range(at_once)))
        return time.perf_counter() - begin

    async def offered(self, requests: Sequence[Ready], *, per_second: float) -> None:
        """One after the other at their moments, whether or not those before have been answered."""
        begin = time.perf_counter()
        under_way: list[asyncio.Task[None]] = []
        for number, request in enumerate(requests):
            await asyncio.sleep(max(0.0, begin + number / per_second - time.perf_counter()))
            under_way.append(asyncio.create_task(self.send(request)))
        await asyncio.gather(*under_way)


@asynccontextmanager
async def served(home: Path, database: str, side: Side) -> AsyncIterator[Bot]:
    """The bot on that database, and the platform's API beside it."""
    home.mkdir(exist_ok=True)
    async with serving(side.routes) as api:
        settings = {
            "DATABASE_URL": database,
            "SECRET_KEYS": KEYS,
            "LOG_LEVEL": "WARNING",
            **side.settings(api),
        }
        limit = aiohttp.TCPConnector(limit=200)
        async with running(home, **settings) as address, aiohttp.ClientSession(connector=limit) as http:
            yield Bot(http, address, side)
