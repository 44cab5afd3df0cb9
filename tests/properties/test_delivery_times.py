"""Whatever is queued when, and whatever platforms answer: nobody is written to unasked outside their hours or a
third time in seven days, answers come at once, and everything comes in the end.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.outcome import is_unasked
from bot.program.budget import MOST, SPAN
from bot.runtime.ports import Delivery
from tests import factories as make
from tests.delivering import Fate, Office, Platform
from tests.factories import NOON

BERLIN = ZoneInfo("Europe/Berlin")
FATES = tuple(fate for fate in get_args(Fate) if fate not in ("hangs", "refused", "gone", "archived"))


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """`ahead_h`: the clock moves on first; `wait_h`: its `not_before`; `fates`: of its calls, then all is well."""

    ahead_h: int
    person: str
    kind: str
    wait_h: int
    fates: list[Fate]


QUEUED = some.builds(
    Queued,
    ahead_h=some.integers(0, 60),
    person=some.sampled_from(("ana", "ben")),
    kind=some.sampled_from(("nudge", "nudge", "answer")),
    wait_h=some.sampled_from((0, 0, 5, 30)),
    fates=some.lists(some.sampled_from(FATES), max_size=2),
)


class Run:
    def __init__(self, queued: list[Queued]) -> None:
        self.queued = queued
        self.office = Office(Platform(self.fate))
        self.came: list[tuple[str, datetime]] = []  # outbox id, when
        self.planned = {f"e{number}:0": list(one.fates) for number, one in enumerate(queued)}
        self.earliest: dict[str, datetime] = {}

    def fate(self, delivery: Delivery) -> Fate:
        planned = self.planned.get(delivery.id)
        fate = planned.pop(0) if planned else "posted"
        if fate in ("posted", "lost", "mistake_after", "cut_after"):
            self.came.append((delivery.id, self.office.clock.now()))
        return fate

    async def play(self) -> None:
        self.office.open("ana", "ben")
        for number, one in enumerate(self.queued):
            await self.until(self.office.clock.now() + timedelta(hours=one.ahead_h))
            now = self.office.clock.now()
            self.earliest[f"e{number}:0"] = now + timedelta(hours=one.wait_h)
            send = make.send(one.person, kind=one.kind, not_before=self.earliest[f"e{number}:0"])
            with self.office.storage.begin() as work:
                work.enqueue(make.said(f"e{number}", at=now), make.ACME, "live", [send])
        await self.until(NOON + timedelta(weeks=60))
        self.office.close()

    async def until(self, target: datetime) -> None:
        """As the clock is moved: from one moment at which something waits to the next."""
        storage, clock = self.office.storage, self.office.clock
        await self.work_off()
        while (moment := storage.next_moment("live")) and moment <= target:
            clock.move_to(moment)
            await self.work_off()
        clock.move_to(target)

    async def work_off(self) -> None:
        while not self.office.storage.is_quiet("live", self.office.clock.now()):
            await self.office.pump(restarts=True)
            self.office.machine.now += 3700


@settings(max_examples=100, deadline=None)
@given(queued=some.lists(QUEUED, min_size=1, max_size=14))
def test_nobody_is_written_to_unasked_too_late_or_too_often(queued: list[Queued]) -> None:
    run = Run(queued)
    asyncio.run(run.play())
    ours = [row_id for row_id, _ in run.came if row_id[0] == "e"]  # and not what admins are told about it
    assert sorted(ours) == sorted(run.planned), "each comes, and once"
    for number, one in enumerate(queued):
        came = dict(run.came)[f"e{number}:0"]
        assert came >= run.earliest[f"e{number}:0"]
        if is_unasked(one.kind):
            local = came.astimezone(BERLIN)
            assert local.weekday() < 5
            assert time(9) <= local.time() < time(17)
        else:
            assert came == run.earliest[f"e{number}:0"], "an answer waits for nothing"
    for person in ("ana", "ben"):
        nudges = {f"e{n}:0" for n, one in enumerate(queued) if (one.person, one.kind) == (person, "nudge")}
        times = sorted(at for row_id, at in run.came if row_id in nudges)
        assert all(later - first >= SPAN for first, later in zip(times, times[MOST:], strict=False))
