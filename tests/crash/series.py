"""A series of deaths over one database: companies go about their business, the bot is killed again and again, the clock
moves on; then everything must be as if nothing had happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.events import Event
from bot.runtime.ports import Storage
from storage import open_storage
from tests.conftest import SECRET_KEY
from tests.crash import company
from tests.crash.bots import PATIENCE_S, Bots, Platform, Stuck
from tests.crash.judging import Arrivals, Phase, compare, undisturbed
from tests.crash.ledger import OpenMemory
from tests.crash.receiver import Receiver
from tests.factories import NOON

LOOK_S = 0.05


class Series:
    """`bots` are started by the test; `phases` is what was done, to be done undisturbed."""

    def __init__(self, url: str, home: Path, companies: Mapping[str, datetime]) -> None:
        """`companies`: when each begins."""
        self.receiver = Receiver(home / "calls.log")
        self._url, self._home, self._companies = url, home, companies
        self.phases: list[Phase] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        storage = open_storage(self._url, SECRET_KEY, home=self._home)
        found(storage, self._companies)
        storage.close()
        async with self.receiver.serving():
            self.bots = Bots(self.receiver, self._url, SECRET_KEY, self._home, NOON)
            self.platform = Platform(self.bots)
            async with self.platform.open():
                with self.bots.reaped():
                    yield

    async def phase(
        self,
        moment: datetime,
        kill_due: Callable[[], Awaitable[None]],
        kill_busy: Callable[[], Awaitable[None]],
    ) -> None:
        """Move the clock, kill while what is due is done; then kill while people are busy."""
        await self.platform.move_clock(moment)
        if self.bots.books.is_due(moment):
            await kill_due()
        await self.ensure_alive()
        await until(lambda: not self.bots.books.is_due(moment), self.why)
        self.bots.kill_all()
        async with self.busy(moment):
            await kill_busy()
            await self.ensure_alive()

    @asynccontextmanager
    async def busy(self, moment: datetime) -> AsyncIterator[None]:
        """People go about their business; at the end each does what they are at."""
        self._busy = True
        people = [
            asyncio.create_task(self._go(company.events(name, moment, begins == moment)))
            for name, begins in self._companies.items()
            if begins <= moment
        ]
        try:
            yield
        finally:
            self._busy = False
            await asyncio.gather(*people)

    async def acknowledged(self, many: int) -> None:
        await until(lambda: len(self.platform.acknowledged) >= many, self.why)

    async def settled(self, moment: datetime) -> None:
        await until(lambda: self.bots.books.is_quiet(moment), self.why)

    def phase_over(self, moment: datetime) -> None:
        """All that was acknowledged since the last one was done at that moment."""
        done = sum(len(phase.events) for phase in self.phases)
        self.phases.append(Phase(moment=moment, events=self.platform.acknowledged[done:]))

    async def _go(self, events: Iterator[Event]) -> None:
        for event in events:
            await self.platform.send(event)
            if not self._busy:
                return

    async def begin(self) -> None:
        """Everything of the beginning is done, without an incident."""
        await self.bots.start()
        for name in self._companies:
            for event in company.beginning(name, NOON):
                await self.platform.send(event)
        await self.settled(NOON)
        await self.settle(NOON)

    async def settle(self, moment: datetime) -> None:
        """All that the dead held is free, and the next one does the rest."""
        self.bots.kill_all()
        self.bots.books.let_leases_run_out()
        await self.bots.start()
        await self.settled(moment)
        self.phase_over(moment)
        self.bots.kill_all()

    async def ensure_alive(self) -> None:
        if not self.bots.alive:
            await self.bots.start()

    def why(self) -> str:
        return f"{self.bots.books.left_open()}\n{self.bots.logs()[-4000:]}"

    async def judge(self) -> None:
        """After all bots are gone."""
        memory = OpenMemory()
        found(memory, self._companies)
        await undisturbed(memory, self.phases)
        ledger = self.bots.books.read()
        compare(ledger, memory.read(), self.platform.acknowledged)
        Arrivals(ledger, self.receiver.calls, self.bots.deaths, company.PLATFORMS).judge()


def found(storage: Storage, companies: Mapping[str, datetime]) -> None:
    for name, begins in companies.items():
        company.found(storage, name, begins)


async def until(holds: Callable[[], bool], why: Callable[[], str]) -> None:
    """Nothing takes longer than a minute."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not await asyncio.to_thread(holds):
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise Stuck(why()) from None
