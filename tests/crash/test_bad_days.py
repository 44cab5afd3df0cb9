"""The database is gone, the disk is full, the clock goes back: nothing acknowledged is lost, nothing doubled, and
afterwards all goes on by itself.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.crash.series import Series
from tests.factories import NOON
from tests.postgres import PostgresServer

GONE_S = 3.0
LEASE_S = 20.0  # a call is remembered as long as its lease lasts, and a minute is longer
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
