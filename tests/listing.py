"""A company whose platform has a list of people, and the program that reads it: real service, jobs and rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.program.company.members import Member
from bot.program.model import Person, Reading, Record, reading_id
from bot.program.snapshot import Query, Snapshot
from bot.runtime.clocks import SetClock
from bot.runtime.errands import Errands
from bot.runtime.ports import Ask, Directory, RosterPage, Row, Storage
from bot.runtime.service import Service
from bot.runtime.ticker import Ticker
from bot.text.catalog import words_for
from tests import factories as make
from tests.factories import ACME, NOON

PLACE = "slack:T1"


class People:
    """A list of people, by pages. `failing` are raised by the next calls, `asked` says what was asked for."""

    platform = "slack"

    def __init__(self, members: Sequence[Member] = (), page: int = 200) -> None:
        self.members = list(members)
        self.size = page
        self.held: dict[str, dict[str, str]] = {}  # what stands in fields of the company's own, by person
        self.failing: list[Exception] = []
        self.asked: list[str] = []

    async def page(self, place: str, cursor: str) -> RosterPage:
        self.asked.append(f"page {cursor}".strip())
        self._fail()
        start = int(cursor or 0)
        end = start + self.size
        more = str(end) if end < len(self.members) else ""
        return RosterPage(members=tuple(self.members[start:end]), cursor=more)

    async def person(self, place: str, user: str) -> Member | None:
        self.asked.append(f"person {user}")
        self._fail()
        return next((one for one in self.members if one.user == user), None)

    async def fields(self, place: str) -> tuple[tuple[str, str], ...]:
        self.asked.append("fields")
        self._fail()
        return tuple((name, name) for name in sorted({name for held in self.held.values() for name in held}))

    async def profile(self, place: str, user: str, fields: Mapping[str, str]) -> Member | None:
        self.asked.append(f"profile {user}")
        self._fail()
        held = {meaning: self.held.get(user, {}).get(field, "") for meaning, field in fields.items()}
        above = (held["manager"],) if held.get("manager") else ()
        return Member(
            user=user, title=held.get("title", ""), department=held.get("department", ""), above=above
        )

    def _fail(self) -> None:
        if self.failing:
            raise self.failing.pop(0)

    def rates(self, place: str, ask: Ask) -> Sequence[tuple[str, float, int]]:
        return ((f"slack:{place}:{ask}", 1000.0, 1000),)

    def turn(self, user: str, **changes: object) -> None:
        """Somebody's entry is another from now on."""
        at = next(number for number, one in enumerate(self.members) if one.user == user)
        self.members[at] = msgspec.structs.replace(self.members[at], **changes)


class Office:
    """The program of Acme in one workspace. Ada runs it."""

    place = PLACE

    def __init__(self, storage: Storage, directory: Directory) -> None:
        self.storage = storage
        self.clock = SetClock(NOON)
        self.directory = directory
        self.restart()

    def restart(self) -> None:
        """As after a crash: all that was in memory is gone."""
        self.service = Service(self.storage)
        self.errands = Errands(self.service, self.clock, "live", {self.directory.platform: self.directory})
        self.errands.first_s = 0.0
        self.ticker = Ticker(self.service, self.clock, "live")

    def close(self) -> None:
        self.errands.close()
        self.service.close()

    def keep(self, *records: Record) -> None:
        with self.storage.begin() as work:
            work.save(records)

    def found(self, *people: Person, program: bool = True) -> None:
        """The organization with these people; those with a `slack_id` have written before."""
        self.keep(make.organization(), make.place(self.place))
        self.keep(make.person("ada", is_admin=True, state="known", slack_id="UADA"), *people)
        wrote = [one for one in people if one.slack_id and one.reachable]
        self.keep(self.account("ada", "UADA"), *(self.account(one.id, one.slack_id) for one in wrote))
        if program:
            self.keep(make.cohort(opened_by="ada"))

    def account(self, person: str, user: str) -> Record:
        team = self.place.partition(":")[2]
        return make.account(person, user, address=make.address(user, place=team, conversation=f"D{user}"))

    def see(self, **query: object) -> Snapshot:
        with self.storage.begin() as work:
            return work.load(msgspec.structs.replace(Query(organization=ACME), **query))

    def person(self, person: str) -> Person:
        return self.see(people=(person,)).people[person]

    def people(self) -> dict[str, Person]:
        return {one.id: one for one in self.storage.people_of(ACME)}

    def reading(self) -> Reading:
        return next(one for one in self.see(roster=self.place).readings if one.id == reading_id(self.place))

    async def read(self) -> None:
        """The list is due: read it to its end, and do what follows from it."""
        await self.begin()
        await self.settle()

    async def begin(self) -> None:
        """As when the program starts: the first time it asks for lists that were never read."""
        assert not await self.errands.pump()
        await self.ticker.pump()

    async def settle(self) -> None:
        """All that follows within a minute and a half of program time."""
        end = self.clock.now() + timedelta(seconds=90)
        while await self.errands.pump() or await self.ticker.pump() or self._moved(end):
            pass

    def _moved(self, end: datetime) -> bool:
        """To the next moment at which anything is due."""
        moment = self.storage.next_moment("live", after=self.clock.now())
        if moment is None or moment > end:
            return False
        self.clock.move_to(moment)
        return True

    async def night(self) -> None:
        """The next time the list is due."""
        self.clock.move_to(self.next_night())
        await self.read()

    def next_night(self) -> datetime:
        moment = self.reading().next_at
        assert moment is not None
        return moment

    def told(self) -> dict[str, list[str]]:
        """What waits to be sent, by person: each message's paragraphs, in English."""
        words = words_for("en", "Europe/Berlin")
        said: dict[str, list[str]] = {}
        rows: tuple[Row, ...] = ()
        while rows := self.storage.claim_rows("live", make.after(days=300), lease_s=60, limit=100):
            for row in rows:
                lines = [words.text(b.text) for b in row.send.message.blocks if hasattr(b, "text")]
                said.setdefault(row.send.person, []).append("\n".join(lines))
                self.storage.mark_sending(row.id, lease_s=60)
                self.storage.mark_sent(row.id, row.id, make.address(row.send.person), at=self.clock.now())
        return said
