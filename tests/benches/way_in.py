"""How fast is the way in from a platform, signed request to stored event, beside bare transactions of the same rows?

The bot is a process of its own; who sends to it is this one. Its requests and the bare transactions come in turns, some
hundred of each, so that a busy machine hits both alike.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from bot.program.model import Record
from bot.runtime.service import handle
from tests.benches.bot import Bot, Platform, Ready
from tests.benches.engines import Databases, Open, opened
from tests.benches.measuring import measured
from tests.benches.sign_ups import SignUps, sign_ups
from tests.benches.tape import Recorder, Tape, play

PEOPLE, TURN = 40, 5  # who sign up, and how many between two turns of the bare transactions
AT_ONCE = 16
OFFERED, OFFERED_S = 100.0, 20.0  # requests a second, and for how long

Results = dict[str, object]


def begun(databases: Databases, records: Sequence[Record]) -> str:
    address = databases.new()
    with opened(address) as (here,), here.storage.begin() as work:
        work.save(records)
    return address


async def requests(platform: Platform, databases: Databases, folder: Path, people: int = PEOPLE) -> Results:
    """Of so many people signing up."""
    offered = round(OFFERED * OFFERED_S)
    plan = sign_ups(platform.speaker(), people + 2 * offered // 12)
    address = begun(databases, plan.records)
    tapes = _tapes(databases, address, plan, people)
    bare, ours = databases.copy(address), databases.copy(address)
    async with platform.served(folder / "home", ours) as bot:
        lines = [bot.ready(talk) for talk in plan.talks[:people]]
        with opened(bare) as (beside,):
            bot_s, bare_s, busy, bare_busy = await _in_turns(bot, beside, lines, tapes)
        closed, refused = measured(bot.took), bot.refused
        answered = len(bot.took) - refused
        bot.took.clear()
        rest = [request for talk in plan.talks[people:] for request in talk][:offered]
        await bot.offered(bot.ready(rest), per_second=OFFERED)
    told = measured(bot.took)
    for each in (address, bare, ours):
        databases.forget(each)
    return {
        "signed requests per second": round(answered / bot_s, 1),
        "bare transactions per second": round(answered / bare_s, 1),
        "signed requests per bare transaction": round(bare_s / bot_s, 2),
        "processor ms, a signed request": round(busy / answered * 1000, 2),
        "processor ms, a bare transaction": round(bare_busy / answered * 1000, 2),
        f"acknowledged with {AT_ONCE} at once, p99 ms": closed.p99_ms,
        f"refused with {AT_ONCE} at once": refused,
        f"offered at {OFFERED:.0f} requests/s": len(bot.took),
        f"refused at {OFFERED:.0f} requests/s offered": bot.refused - refused,
        f"answered at {OFFERED:.0f} requests/s offered, p50 ms": told.p50_ms,
        f"answered at {OFFERED:.0f} requests/s offered, p99 ms": told.p99_ms,
    }


async def _in_turns(
    bot: Bot, beside: Open, lines: Sequence[Sequence[Ready]], tapes: Sequence[Sequence[Tape]]
) -> tuple[float, float, float, float]:
    """Seconds of the bot and of the bare transactions, for the same requests; then their processor time."""
    bot_s = bare_s = bare_busy = 0.0
    before = await bot.busy_s()
    for start in range(0, len(lines), TURN):
        bot_s += await bot.as_fast_as_it_goes(lines[start : start + TURN], at_once=AT_ONCE)
        begin, busy = time.perf_counter(), time.process_time()
        await asyncio.to_thread(_play, beside, tapes[start : start + TURN])
        bare_s += time.perf_counter() - begin
        bare_busy += time.process_time() - busy
    return bot_s, bare_s, await bot.busy_s() - before, bare_busy


def _play(beside: Open, talks: Sequence[Sequence[Tape]]) -> None:
    for talk in talks:
        for tape in talk:
            play(beside.engine, beside.keys, tape)


def _tapes(databases: Databases, address: str, plan: SignUps, people: int) -> list[list[Tape]]:
    """What each request of the first people reads and writes."""
    copied, tapes = databases.copy(address), list[list[Tape]]()
    with opened(copied) as (here,):
        recorder = Recorder(here.engine, here.keys)
        for talk in plan.talks[:people]:
            tapes.append([])
            for request in talk:
                with recorder.recording() as noted:
                    for event in request.events:
                        handle(here.storage, event)
                tapes[-1].append(tuple(noted))
    databases.forget(copied)
    return tapes
