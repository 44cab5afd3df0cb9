"""How fast is the way in from Slack (`way_in.py`), and what becomes of ten thousand who sign up at once?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from storage.tables import inbox, person
from storage.tables import talk as talk_table
from storage.unit_of_work import mark_of
from tests.benches.bot import Ready
from tests.benches.engines import Databases, Open, both, opened
from tests.benches.measuring import measured, say
from tests.benches.sign_ups import signing_up
from tests.benches.slack_bot import SLACK
from tests.benches.slack_draining import draining
from tests.benches.way_in import AT_ONCE, begun, requests

TELL = 500  # people, until it is said again how far it is
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
                here.update(asyncio.run(requests(SLACK, databases, folder)))
            if "wave" in parts:
                say(f"{databases.name}: {many:,} sign-ups")
                here.update(asyncio.run(_wave(databases, folder, many)))
            if "draining" in parts:
                say(f"{databases.name}: {many:,} reminders, and people who type meanwhile")
                here.update(draining(databases, many))
            found[databases.name] = here
    return {"slack": found}


async def _wave(databases: Databases, folder: Path, people: int) -> Results:
    """All of them at once, as fast as it goes; then everything is counted."""
    records, talks = signing_up(SLACK.speaker(), people)
    address = begun(databases, records)
    lines, sent = list[list[Ready]](), set[str]()
    async with SLACK.served(folder / "home", address) as bot:
        for talk in _told(talks, "planned"):
            lines.append(bot.ready(talk))
            sent.update(mark_of(event.id) for request in talk for event in request.events)
        events = len(sent)
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
