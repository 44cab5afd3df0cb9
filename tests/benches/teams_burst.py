"""Sixty answers at once, with the limits of Teams: do sixty arrive, and does Teams ever have to refuse one?

The bot is a process of its own; all are asked for within a second. In one of them Teams refuses some,
whatever the pace.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from tests.benches.engines import KEYS
from tests.benches.measuring import say
from tests.benches.teams_bot import settings, signed_request
from tests.e2e.process import running
from tests.teams.double import FakeTeams
from tests.teams.requests import Requests

ANSWERS = 60
LONGEST_S = 120.0
AFTER_S = 3.0  # in which a second copy would come
REFUSED = 10  # of the calls, whatever is right, with a second to wait

Results = dict[str, object]


async def bursts(folder: Path) -> Results:
    say(f"{ANSWERS} answers to one person")
    alone = await _burst(folder / "one", ["U1ANA"] * ANSWERS, refused=0)
    say(f"{ANSWERS} answers to one person, {REFUSED} refused at first")
    refused = await _burst(folder / "refused", ["U1ANA"] * ANSWERS, refused=REFUSED)
    say(f"{ANSWERS} answers to as many people")
    many = await _burst(folder / "many", [f"U{number}" for number in range(ANSWERS)], refused=0)
    return {"one person": alone, f"one person, {REFUSED} refused": refused, "as many people": many}


async def _burst(home: Path, users: Sequence[str], *, refused: int) -> Results:
    home.mkdir()
    teams = FakeTeams()
    teams.limited = teams.keeps_time = True
    teams.conversations |= {f"a:{user}" for user in users}
    async with teams.serving() as address, aiohttp.ClientSession() as http:
        requests = Requests(f"{address}/")
        named = {"SECRET_KEYS": KEYS, "LOG_LEVEL": "WARNING", **settings(address)}
        async with running(home, **named) as bot:
            await _asked(http, bot, requests, users[:1])  # who writes first is greeted
            await _arrived(teams, 1)
            await asyncio.sleep(AFTER_S)
            before = len(teams.messages)
            if refused:
                teams.fail("rate_limited_briefly", times=refused)
            begin = time.perf_counter()
            statuses = await _asked(http, bot, requests, users)
            asked_s = time.perf_counter() - begin
            await _arrived(teams, before + len(users))
            took = time.perf_counter() - begin
            await asyncio.sleep(AFTER_S)
    return {
        "asked for": len(users),
        "arrived": len(teams.messages) - before,
        "requests not answered 200": sum(status != 200 for status in statuses),
        "answers of 429 for our pace": teams.refused_for_now,
        "asked for in seconds": round(asked_s, 2),
        "seconds until the last": round(took, 1),
    }


async def _asked(
    http: aiohttp.ClientSession, bot: str, requests: Requests, users: Sequence[str]
) -> list[int]:
    async def ask(user: str) -> int:
        body, headers = signed_request(requests.command("help", "", user))
        async with http.post(f"{bot}/api/messages", data=body, headers=headers) as answer:
            return answer.status

    return list(await asyncio.gather(*(ask(user) for user in users)))


async def _arrived(teams: FakeTeams, most: int) -> None:
    """Or what arrives in the time there is."""
    begin = time.perf_counter()
    while len(teams.messages) < most and time.perf_counter() - begin < LONGEST_S:
        await asyncio.sleep(0.05)
