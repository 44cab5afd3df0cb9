"""The database is gone, the disk is full, the clock goes back: nothing acknowledged is lost, nothing doubled, and
afterwards all goes on by itself.
"""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from tests.conftest import SECRET_KEY
from tests.crash import company
from tests.crash.points import Doom
from tests.crash.series import Series, until
from tests.e2e.process import run_command
from tests.factories import NOON, after
from tests.postgres import PostgresServer

GONE_S = 3.0
LEASE_S = 20.0  # a call is remembered as long as its lease lasts, and a minute is longer
TOMORROW, AN_HOUR_EARLIER = after(hours=46), after(hours=45)
A_DAY_LATER = after(hours=25)
ROOM = 65_536  # bytes of any file: less than the database's log has, and more than the log for the operator
ADVICE = "not acknowledged: the database cannot be written; check its disk"
COMPANIES = dict.fromkeys([f"co{number}" for number in range(4)], NOON)


class TestTheDatabaseIsGone:
    async def test_for_a_while(
        self, postgres: PostgresServer, migrated_postgres: str, postgres_url: str, tmp_path: Path
    ) -> None:
        series = Series(postgres.safe_url(migrated_postgres), tmp_path, COMPANIES)
        async with series.running():
            await series.bots.start(lease_s=LEASE_S)
            async with series.busy(NOON):
                await series.acknowledged(30)
                await asyncio.to_thread(postgres.crash)
                before = len(series.platform.acknowledged)
                await asyncio.sleep(GONE_S)
                assert len(series.platform.acknowledged) <= before + len(COMPANIES), "answers under way"
                await asyncio.to_thread(postgres.start)
                await series.acknowledged(before + 30)
            await series.settled(NOON)
            series.phase_over(NOON)
            assert len(series.bots.alive) == 1
            series.bots.kill_all()
        await series.judge()


class TestTheDiskIsFull:
    async def test_until_room_is_made(self, sqlite_url: str, tmp_path: Path) -> None:
        """No file may grow, as on a full disk; an event is not acknowledged, and it is said what to do."""
        series = Series(sqlite_url, tmp_path, COMPANIES)
        async with series.running():
            bot = await series.bots.start(lease_s=LEASE_S)
            async with series.busy(NOON):
                await series.acknowledged(30)
                await series.platform.leave_room(ROOM)
                await until(lambda: ADVICE in bot.life.log.read_text("utf-8"), str)
                before = len(series.platform.acknowledged)
                await asyncio.sleep(1)
                assert len(series.platform.acknowledged) == before
                await series.platform.leave_room(-1)
                await series.acknowledged(before + 30)
            await series.settled(NOON)
            series.phase_over(NOON)
            series.bots.kill_all()
            assert series.bots.books.is_sound()
        await series.judge()


class TestTheClockGoesBack:
    async def test_an_hour(self, sqlite_url: str, tmp_path: Path) -> None:
        """With messages in every state, in the middle of what is due: two agendas for each company."""
        series = Series(sqlite_url, tmp_path, COMPANIES)
        async with series.running():
            await series.begin()
            await series.platform.move_clock(TOMORROW)
            for point in ("before commit", "before mark_sending", "before deliver teams", "before mark_sent"):
                await series.bots.die(point)
                series.bots.books.let_leases_run_out()  # else the next may find everything held, and nothing to do
            await series.bots.start()
            async with series.busy(TOMORROW):
                await series.platform.move_clock(AN_HOUR_EARLIER)
                await series.acknowledged(30)
            series.phase_over(TOMORROW)
            series.bots.kill_all()
            series.bots.books.let_leases_run_out()
            await series.bots.start()
            async with series.busy(AN_HOUR_EARLIER):
                await series.acknowledged(60)
            await until(lambda: not series.bots.books.left_open(), series.why)
            series.phase_over(AN_HOUR_EARLIER)
            await series.platform.move_clock(TOMORROW)
            await series.settle(TOMORROW)
        await series.judge()


class TestARelease:
    """One with a mistake: no step works. What people did and what fell due is set aside, till the mend is there."""

    @pytest.mark.parametrize("database", ["sqlite", "postgres"])
    async def test_that_set_everything_aside(
        self, request: pytest.FixtureRequest, database: str, tmp_path: Path
    ) -> None:
        url = request.getfixturevalue(f"{database}_url")
        series = Series(url, tmp_path, COMPANIES)
        events = [event for name in COMPANIES for event in islice(company.beginning(name, NOON), 2)]
        async with series.running():
            series.receiver.fate = lambda _: "limited"  # the queue is full when the mended one starts
            await series.bots.start(spoils=True)
            for number, event in enumerate(events):
                await series.platform.send(msgspec.structs.replace(event, at=after(seconds=number - 100)))
            series.phase_over(NOON)
            await series.platform.move_clock(A_DAY_LATER)
            await until(lambda: not series.bots.books.is_due(A_DAY_LATER), series.why)
            series.bots.kill_all()
            assert len(series.bots.books.read().set_aside) >= len(events)
            for point in ("before commit", "after commit", "after unset_aside"):
                await series.bots.die_replaying(Doom(at=point, count=3))
            settings = {"DATABASE_URL": url, "SECRET_KEYS": SECRET_KEY, "LOG_LEVEL": "error"}
            code, out, err = await run_command(tmp_path, "replay", settings=settings)
            assert (code, err) == (0, ""), out
            series.receiver.fate = lambda _: "answer"
            await series.settle(A_DAY_LATER)
        await series.judge()
