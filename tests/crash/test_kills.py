"""Killed (-9) anywhere: nothing acknowledged is lost, nothing is doubled that may not be, every due thing comes."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.crash.points import Doom
from tests.crash.series import Series
from tests.factories import NOON, after

# Noon; the day before a session: agendas; the evening after it: how was it?
MOMENTS = (NOON, after(hours=46), after(hours=76))
COMPANIES = {f"co{number}": MOMENTS[number % len(MOMENTS)] for number in range(12)}
SEEDS = range(42)
SENDING = (
    "after mark_sending",
    "before deliver teams",
    "after deliver slack",
    "after deliver teams",
    "after deliver channel",
    "before mark_sent",
)
DUE = 3  # of the deaths of each moment, while what is due is done
ENOUGH_S = 1.5  # for one life


def some_point(seed: int) -> Doom:
    """One of the next points, or a little later in the middle of something."""
    chance = Random(seed)
    if chance.random() < 0.3:  # so many things are done beside them that they would seldom be met
        return Doom(at=chance.choice(SENDING), count=chance.randint(1, 3))
    return Doom(count=chance.randint(1, 60), late_s=chance.choice((0.0, chance.uniform(0.0, 0.02))))


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_at_random(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> None:
    series = Series(request.getfixturevalue(f"{database}_url"), tmp_path, COMPANIES)
    seeds = iter(SEEDS)

    async def kill(times: int) -> None:
        for _ in range(times):
            await series.bots.doomed(some_point(next(seeds)), ENOUGH_S)

    each = len(SEEDS) // len(MOMENTS)
    async with series.running():
        for moment in MOMENTS:
            await series.phase(moment, lambda: kill(DUE), lambda: kill(each - DUE))
            series.bots.kill_all()
    await series.judge()


async def test_two_copies_either_of_which_dies(postgres_url: str, tmp_path: Path) -> None:
    series = Series(postgres_url, tmp_path, COMPANIES)
    seeds = iter(SEEDS)

    async def kill(times: int) -> None:
        """There are always two; one of them is doomed, and its place is taken by the next."""
        await series.ensure_alive()
        for _ in range(times):
            await series.bots.doomed(some_point(next(seeds)), ENOUGH_S)

    each = len(SEEDS) // len(MOMENTS)
    async with series.running():
        for moment in MOMENTS:
            await series.phase(moment, lambda: kill(DUE), lambda: kill(each - DUE))
    await series.judge()
