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
SENDING = (
    "after mark_sending",
    "before deliver teams",
    "after deliver slack",
    "after deliver teams",
    "after deliver channel",
    "before mark_sent",
)
DUE, BUSY = 3, 12  # deaths of each moment, while what is due is done, and while people do something
BESIDE_ANOTHER = (
    5  # the same where another copy goes on meanwhile: each takes longer, as the two share the work
)
SEEDS = range((DUE + BUSY) * len(MOMENTS))  # at the first moment nothing is due
ENOUGH_S = 1.5  # for one life


def some_point(seed: int) -> Doom:
    """One of the next points, or a little later in the middle of something."""
    chance = Random(seed)
    if chance.random() < 0.3:  # so many things are done beside them that they would seldom be met
        return Doom(at=chance.choice(SENDING), count=chance.randint(1, 3))
    return Doom(count=chance.randint(1, 40), late_s=chance.choice((0.0, chance.uniform(0.0, 0.02))))


class Killer:
    """One life after the other, each to its doom; `busy` deaths while people do something."""

    def __init__(self, series: Series, busy: int = BUSY) -> None:
        self._series, self._busy, self._seeds = series, busy, iter(SEEDS)

    async def while_due(self) -> None:
        await self._kill(DUE)

    async def while_busy(self) -> None:
        await self._kill(self._busy)

    async def _kill(self, times: int) -> None:
        for _ in range(times):
            await self._series.bots.doomed(some_point(next(self._seeds)), ENOUGH_S)


class KillerOfOne(Killer):
    """There is always another copy; the place of the one that dies is taken by the next."""

    async def _kill(self, times: int) -> None:
        await self._series.ensure_alive()
        await super()._kill(times)


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_at_random(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> None:
    series = Series(request.getfixturevalue(f"{database}_url"), tmp_path, COMPANIES)
    killer = Killer(series)
    async with series.running():
        for moment in MOMENTS:
            await series.phase(moment, killer.while_due, killer.while_busy)
            await series.settle(moment)
    await series.judge()


async def test_two_copies_either_of_which_dies(postgres_url: str, tmp_path: Path) -> None:
    """What the dead one held is free when its lease is over; nobody is started anew for that."""
    series = Series(postgres_url, tmp_path, COMPANIES)
    killer = KillerOfOne(series, BESIDE_ANOTHER)
    async with series.running():
        for moment in MOMENTS:
            await series.phase(moment, killer.while_due, killer.while_busy)
            await series.settled(moment)
            series.phase_over(moment)
    await series.judge()
