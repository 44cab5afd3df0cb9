"""How fast is the way in from Slack, signed request to stored event, beside the bare transactions of the same rows?

The bot is a process of its own; who sends to it is this one. Its requests and the bare transactions come in turns, some
hundred of each, so that a busy machine hits both alike.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from bot.program.model import Record
from bot.runtime.service import handle
from storage.tables import inbox, person
from storage.tables import talk as talk_table
from storage.unit_of_work import mark_of
from tests.benches.engines import Databases, Open, both, opened
from tests.benches.measuring import measured, say
from tests.benches.slack_bot import Bot, Ready, ready, served
from tests.benches.slack_draining import draining
from tests.benches.slack_requests import SignUps, sign_ups, signing_up
from tests.benches.tape import Recorder, Tape, play

PEOPLE, TURN = 40, 5  # who sign up, and how many between two turns of the bare transactions
AT_ONCE = 16
TELL = 500  # people, until it is said again how far it is
OFFERED, OFFERED_S = 100.0, 20.0  # requests a second, and for how long
MANY = {"sqlite": 10_000, "postgresql": 1_000}  # sign-ups and reminders: all of them once is long enough

Results = dict[str, object]
T = TypeVar("T")


def measure(folder: Path, words: Sequence[str]) -> Results:
    """`words` may name one thing, `requests`, `wave` or `draining`; the last two may be followed by how many."""
    found: Results = {}
    parts = words[:1] or ("requests", "wave", "draining")
    with both(folder) as engines:
        for databases in engines:
            here: Results = {}
            many = int(words[1]) if len(words) > 1 else MANY[databases.name]
            if "requests" in parts:
                say(f"{databases.name}: signed requests, beside bare transactions")
                here.update(asyncio.run(_requests(databases, folder)))
            if "wave" in parts:
                say(f"{databases.name}: {many:,} sign-ups")
                here.update(asyncio.run(_wave(databases, folder, many)))
            if "draining" in parts:
                say(f"{databases.name}: {many:,} reminders, and people who type meanwhile")
                here.update(draining(databases, many))
            found[databases.name] = here
    return {"slack": found}


def _begun(databases: Databases, records: Sequence[Record]) -> str:
    address = databases.new()
    with opened(address) as (here,), here.storage.begin() as work:
        work.save(records)
    return address


async def _requests(databases: Databases, folder: Path) -> Results:
    offered = round(OFFERED * OFFERED_S)
    plan = sign_ups(PEOPLE + 2 * offered // 12)
    address = _begun(databases, plan.records)
    tapes = _tapes(databases, address, plan, PEOPLE)
    bare, ours = databases.copy(address), databases.copy(address)
    async with served(folder / "home", ours) as bot:
        with opened(bare) as (beside,):
            bot_s, bare_s, busy, bare_busy = await _in_turns(bot, beside, plan, tapes)
        closed, refused = measured(bot.took), bot.refused
        answered = len(bot.took) - refused
        bot.took.clear()
        rest = [request for talk in plan.talks[PEOPLE:] for request in talk][:offered]
        await bot.offered(ready(rest), per_second=OFFERED)
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
    bot: Bot, beside: Open, plan: SignUps, tapes: Sequence[Sequence[Tape]]
) -> tuple[float, float, float, float]:
    """Seconds of the bot and of the bare transactions, for the same requests; then their processor time."""
    bot_s = bare_s = bare_busy = 0.0
    before = await bot.busy_s()
    for start in range(0, PEOPLE, TURN):
        lines = [ready(talk) for talk in plan.talks[start : start + TURN]]
        bot_s += await bot.as_fast_as_it_goes(lines, at_once=AT_ONCE)
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


async def _wave(databases: Databases, folder: Path, people: int) -> Results:
    """All of them at once, as fast as it goes; then everything is counted."""
    records, talks = signing_up(people)
    address = _begun(databases, records)
    lines, sent = list[list[Ready]](), set[str]()
    for talk in _told(talks, "planned"):
        lines.append(ready(talk))
        sent.update(mark_of(event.id) for request in talk for event in request.events)
    events = len(sent)
    async with served(folder / "home", address) as bot:
        before = await bot.busy_s()
        took = await bot.as_fast_as_it_goes(_told(lines, "begun"), at_once=AT_ONCE)
        busy = await bot.busy_s() - before
        posted = bot.posted.copy()
    with opened(address) as (here,):
        with here.engine.connect() as db:
            stored = set(db.execute(sa.select(inbox.c.event)).scalars())
        joined = _count(here, person, person.c.state == "joined", person.c.id.like("UNEW%"))
        talks_kept = _count(here, talk_table, talk_table.c.flow == "onboarding")
    databases.forget(address)
    return {
        f"{people:,} sign-ups, requests": events,
        f"{people:,} sign-ups, refused": bot.refused,
        f"{people:,} sign-ups, events lost": len(sent - stored),
        f"{people:,} sign-ups, people who joined": joined,
        f"{people:,} sign-ups, talks about it": talks_kept,
        f"{people:,} sign-ups, messages posted meanwhile": len(posted),
        f"{people:,} sign-ups, messages doubled": posted.total() - len(posted),
        f"{people:,} sign-ups, seconds": round(took, 1),
        f"{people:,} sign-ups, requests per second": round(events / took, 1),
        f"{people:,} sign-ups, p99 ms": measured(bot.took).p99_ms,
        f"{people:,} sign-ups, processor ms a request": round(busy / events * 1000, 2),
    }


def _count(here: Open, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    with here.engine.connect() as db:
        return int(db.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())


def _told(some: Iterable[T], what: str) -> Iterator[T]:
    """The same one after the other; it is said how far they are."""
    for number, one in enumerate(some):
        if number and number % TELL == 0:
            say(f"{number:,} {what}")
        yield one
