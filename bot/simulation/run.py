"""Weeks of a whole program with made-up people, on a clock that is moved: the real service, ticker and delivery.

Like the playground's world it goes from due moment to due moment; here people also take their time, and everything
that reached anybody is written down. `findings.py` counts it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from itertools import count
from typing import TypeVar

import msgspec

from bot.conversation.messages import Address, Message
from bot.events import ChannelSeen, PeopleRead
from bot.program.model import Cohort, Person
from bot.program.people import PersonRow
from bot.program.snapshot import Query, Snapshot
from bot.runtime.clocks import SetClock
from bot.runtime.delivery import Deliverer
from bot.runtime.errors import TurnaboutError
from bot.runtime.ports import Storage
from bot.runtime.service import Service
from bot.runtime.ticker import Ticker
from bot.runtime.work import Worker
from bot.simulation.acting import event_of, sender_of
from bot.simulation.company import COMPANY_NAME, admin_id, make_company
from bot.simulation.counting import count_all
from bot.simulation.crowd import Crowd
from bot.simulation.findings import Facts, Findings
from bot.simulation.mailbox import PLATFORM, Mailbox
from bot.simulation.script import ROUND, SET_UP, Script

T = TypeVar("T")
ORGANIZATION = "playground"
MONDAY = date(2026, 10, 5)
BATCH = 200
FEWEST_PEOPLE, MOST_PEOPLE, MOST_WEEKS = 8, 5000, 260
MOST_IN_TALK = 100  # people of the largest pilot that can be chosen
MATCHED_AFTER = timedelta(days=8, hours=3)
A_ROUND = timedelta(weeks=4)
REST = timedelta(days=21)  # longer than any message may wait


class CannotSimulate(TurnaboutError):
    """There are people already, or there is something that never ends."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`starts` at eight in the morning by UTC. `gap` (day from the start, days): nothing runs for so long."""

    people: int
    weeks: int
    seed: int = 1
    starts: date = MONDAY
    gap: tuple[int, int] | None = None


class OneThread(Service):
    """Calls the storage right here: nobody else waits, and a thread costs more than most of the calls."""

    async def call(self, blocking: Callable[[], T]) -> T:
        return blocking()


class Simulation:
    """One program from its set-up on. `went_on` hears how many days have passed."""

    def __init__(
        self, storage: Storage, plan: Plan, went_on: Callable[[int], None] = lambda _days: None
    ) -> None:
        self.storage, self.plan, self._went_on = storage, plan, went_on
        self.begin = datetime.combine(plan.starts, clock_time(8), UTC)
        self.end = self.begin + timedelta(weeks=plan.weeks)
        self.clock = SetClock(self.begin)
        self.service = OneThread(storage)
        self.mailbox = Mailbox(self.clock)
        self._deliverer = Deliverer(
            self.service, {PLATFORM: self.mailbox}, self.clock, "playground", self.mailbox.message_of
        )
        self._ticker = Ticker(self.service, self.clock, "playground")
        self._worker = Worker(self.service, self.clock, "playground")
        self.rows = make_company(plan.seed, plan.people)
        self.admin = admin_id(self.rows)
        self.crowd = Crowd(self.rows, self.begin)
        self._numbers = count(1)
        self.facts: Facts | None = None  # when it is over

    async def run(self) -> Findings:
        """Raises CannotSimulate where people of the playground are kept already."""
        began = time.monotonic()
        try:
            others = await self._found()
            await self._set_up()
            self.crowd.act_at(self.begin + MATCHED_AFTER, self.admin, ROUND)
            for number in range(1, self.plan.weeks // 4 + 1):
                self.crowd.act_at(self.begin + MATCHED_AFTER + number * A_ROUND, self.admin, ROUND)
            await self._live(self.end)
            await self._let_arrive(others)
            self.facts = self._facts(others, time.monotonic() - began)
            return count_all(self.facts, self.storage)
        finally:
            self._worker.close()
            self.service.close()

    # -- beginning -------------------------------------------------------------------------------------------------

    async def _found(self) -> int:
        """A company of its own; gives how many messages of others wait in the same storage."""
        one = await self.service.call(lambda: self.storage.organization_of("playground"))
        if one or await self._people():
            raise CannotSimulate("this database has people in its playground already; name one that has none")
        others = await self.service.call(self.storage.count_waiting)
        for start in range(0, len(self.rows), BATCH):
            await self._read(self.rows[start : start + BATCH])
        await self._read((), admins=(self.admin,))
        address = Address(platform=PLATFORM, place=PLATFORM, conversation="#reverse-mentoring")
        await self.service.handle(
            ChannelSeen(
                id=self._id(),
                at=self.begin,
                sender=sender_of(self.admin, here=False),
                name="reverse-mentoring",
                channel=address,
            )
        )
        return others

    async def _read(self, rows: tuple[PersonRow, ...], admins: tuple[str, ...] = ()) -> None:
        """What people teach and want they say themselves; whom they do not want to be with, too."""
        known = tuple(msgspec.structs.replace(row, teach=(), learn=(), never_with=()) for row in rows)
        await self.service.handle(
            PeopleRead(
                id=self._id(),
                at=self.begin,
                organization=ORGANIZATION,
                realm="playground",
                company=COMPANY_NAME,
                admins=admins,
                rows=known,
            )
        )

    def _id(self) -> str:
        return f"simulated:{next(self._numbers)}"

    async def _set_up(self) -> None:
        """The admin answers the real talk; a pilot larger than it offers is made so afterwards."""
        ids = {person.external: person.id for person in await self._people()}
        script = Script(self.rows, ids, self.admin)
        self.mailbox.hear = lambda got, message: self._hear(script, got.person, got.kind, message)
        self.crowd.act_at(self.begin, self.admin, SET_UP)
        await self._settle()
        cohort = (await self._look(Query(organization=ORGANIZATION))).cohort
        if cohort is None:
            raise CannotSimulate("the program could not be set up; this is a mistake in Turnabout")
        if self.plan.people > MOST_IN_TALK:
            await self.service.call(self._enlarge)

    def _enlarge(self) -> None:
        with self.storage.begin() as work:
            cohort = work.load(Query(organization=ORGANIZATION)).cohort
            if isinstance(cohort, Cohort):
                work.save((msgspec.structs.replace(cohort, size=self.plan.people),))

    def _hear(self, script: Script, person: str, kind: str, message: Message) -> None:
        now = self.clock.now()
        scripted = script.act(message, now) if person == self.admin else None
        if scripted is not None:
            self.crowd.act_at(now, person, scripted)
        elif person:
            self.crowd.hear(person, message, now)

    async def _people(self) -> tuple[Person, ...]:
        return await self.service.call(lambda: self.storage.people_of(ORGANIZATION))

    async def _look(self, query: Query) -> Snapshot:
        def look() -> Snapshot:
            with self.storage.begin() as work:
                return work.load(query)

        return await self.service.call(look)

    # -- time ------------------------------------------------------------------------------------------------------

    async def _live(self, until: datetime) -> None:
        """From one thing that waits to the next."""
        await self._settle()
        while (moment := await self._next()) and moment <= until:
            self.clock.move_to(self._up_again(moment))
            self._went_on((self.clock.now() - self.begin).days)
            await self._settle()
        self.clock.move_to(until)
        await self._settle()
        self._went_on((until - self.begin).days)

    async def _next(self) -> datetime | None:
        return min(filter(None, (await self._waits(), self.crowd.next_moment())), default=None)

    async def _waits(self) -> datetime | None:
        """When the program has something to do next."""
        now = self.clock.now()
        return await self.service.call(lambda: self.storage.next_moment("playground", after=now))

    def _up_again(self, moment: datetime) -> datetime:
        """While the process is down nothing happens, whoever would do it."""
        down = self.down()
        return down[1] if down and down[0] <= moment < down[1] else moment

    def down(self) -> tuple[datetime, datetime] | None:
        if self.plan.gap is None:
            return None
        day, days = self.plan.gap
        return self.begin + timedelta(days=day), self.begin + timedelta(days=day + days)

    async def _settle(self) -> None:
        """Until nothing is left to do at this moment; delivery looks again only when something happened."""
        sent = await self._deliverer.pump()
        while True:
            done = await self._ticker.pump() + await self._act() + int(await self._worker.pump())
            if not done and not sent:
                return
            sent = await self._deliverer.pump() if done else 0

    async def _act(self) -> int:
        """Whoever has come to it does something."""
        now, done = self.clock.now(), 0
        for person, does in self.crowd.whose_turn(now):
            await self.service.handle(event_of(does, self._id(), now, sender_of(person)))
            done += 1
        return done

    async def _let_arrive(self, others: int) -> None:
        """Nothing new happens any more; what was said still reaches people, at its time."""
        last = self.clock.now() + REST
        self.mailbox.hear = lambda _got, _message: None
        while await self.service.call(self.storage.count_waiting) > others:
            moment = await self._waits()
            if moment is None or moment > last:
                return
            self.clock.move_to(moment)
            await self._deliverer.pump()

    def _facts(self, others: int, seconds: float) -> Facts:
        return Facts(
            organization=ORGANIZATION,
            people=self.plan.people,
            weeks=self.plan.weeks,
            seed=self.plan.seed,
            log=tuple(self.mailbox.log),
            did=tuple(self.crowd.did),
            begin=self.begin,
            end=self.end,
            down=self.down(),
            others=others,
            seconds=seconds,
        )
