"""Killed (-9) anywhere: nothing acknowledged is lost, nothing is doubled that may not be, every due thing comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from random import Random

import pytest

from bot.events import Event
from tests.crash import company
from tests.crash.points import Doom
from tests.crash.series import Series
from tests.factories import NOON, after

COMPANIES = 6
# Noon; the day before a session: agendas; the evening after it: how was it?; a week later: once more.
MOMENTS = (NOON, after(hours=46), after(hours=76), after(days=7))
SEEDS = range(40)
DUE_SEEDS = 3  # of the ten of a phase, while what is due is done


def some_point(seed: int) -> Doom:
    """One of the next points, or a little later in the middle of something."""
    chance = Random(seed)
    return Doom(count=chance.randint(1, 80), late_s=chance.choice((0.0, chance.uniform(0.0, 0.02))))


def events_at(moment: datetime, name: str) -> Iterator[Event]:
    going_on = company.going_on(name, moment)
    return chain(company.beginning(name, moment), going_on) if moment == NOON else going_on


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_at_random(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> None:
    series = Series(request.getfixturevalue(f"{database}_url"), tmp_path, COMPANIES)
    seeds = iter(SEEDS)

    async def kill(times: int) -> None:
        for _ in range(times):
            await series.bots.doomed(some_point(next(seeds)))

    each = len(SEEDS) // len(MOMENTS)
    async with series.running():
        for moment in MOMENTS:
            await series.phase(
                moment,
                partial(events_at, moment),
                lambda: kill(DUE_SEEDS),
                lambda: kill(each - DUE_SEEDS),
            )
            series.bots.kill_all()
    await series.judge()
