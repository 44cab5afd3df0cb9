"""The whole bot as a process, and Slack's side of it: signed requests over HTTP, a Web API that takes everything."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiohttp
import msgspec
from aiohttp import web

from tests.benches.engines import KEYS
from tests.benches.slack_requests import TEAM, Request
from tests.e2e.process import running
from tests.serving import serving
from tests.slack.requests import encode, signed

SECRET, TOKEN = "bench-secret", "xoxb-bench"
WAIT_S = 60.0
BUSY = re.compile(r"^process_cpu_seconds_total (\S+)", re.MULTILINE)  # Linux only
Ready = tuple[bytes, str]


def ready(requests: Sequence[Request]) -> list[Ready]:
    """As bytes, so that making them costs nothing while the bot is measured."""
    return [encode(request.body) for request in requests]


class Bot:
    """Takes requests; `took` are the seconds of each until its answer, `refused` how many were not answered 200.
    `posted` counts what Slack was given of each message.
    """

    def __init__(self, http: aiohttp.ClientSession, address: str, posted: Counter[str]) -> None:
        self.posted = posted
        self._http, self._url, self._counts = http, f"{address}/slack/events", f"{address}/metrics"
        self.took: list[float] = []
        self.refused = 0

    async def busy_s(self) -> float:
        """Processor time of the bot so far, which other programs change little; 0.0 where nobody knows it."""
        async with self._http.get(self._counts) as answer:
            spent = BUSY.search(await answer.text())
        return float(spent[1]) if spent else 0.0

    async def send(self, request: Ready) -> None:
        body, content_type = request
        headers = signed(body, content_type, secret=SECRET, at=time.time())
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
async def served(home: Path, database: str) -> AsyncIterator[Bot]:
    """The bot on that database; what it posts is taken by a Web API beside it."""
    home.mkdir(exist_ok=True)
    posted = Counter[str]()
    async with serving([web.post("/api/{method}", _willing(count(1), posted))]) as slack:
        settings = {
            "DATABASE_URL": database,
            "SECRET_KEYS": KEYS,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{slack}/api/",
            "LOG_LEVEL": "WARNING",
        }
        limit = aiohttp.TCPConnector(limit=200)
        async with running(home, **settings) as address, aiohttp.ClientSession(connector=limit) as http:
            yield Bot(http, address, posted)


async def arguments(request: web.Request) -> Mapping[str, object]:
    """Of a call: as JSON, or as a form."""
    if request.content_type == "application/json":
        sent: dict[str, object] = await request.json()
        return sent
    return dict(await request.post())


def _willing(numbers: count[int], posted: Counter[str]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def call(request: web.Request) -> web.Response:
        sent = await arguments(request)
        if request.match_info["method"] == "chat.postMessage":
            posted[str(sent.get("metadata"))] += 1  # it names the delivery
        channel = str(sent.get("channel") or f"D{sent.get('users', '')}")
        answer = {"ok": True, "ts": f"1767225600.{next(numbers):06}", "team_id": TEAM, "user_id": "UBOT"}
        return web.Response(
            body=msgspec.json.encode(
                {**answer, "channel": channel if "users" not in sent else {"id": channel}}
            ),
            content_type="application/json",
        )

    return call
