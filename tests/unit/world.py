"""Records in, events in, outcomes out: what `step` decides about a small company that memory keeps.

Everybody can be reached in one workspace; a person's id is their user id there. `run` stores what was decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import TypeVar

import msgspec

from bot.conversation.messages import Button, Buttons, Form, Phrase, Pick, Rows, Say
from bot.engine import needs, step
from bot.events import Commanded, Event, FellDue, Pressed, Said, Sender, Submitted
from bot.outcome import Job, Outcome, Send
from bot.program.model import Audit, Base, Person, Record
from bot.program.nudges import dues_of
from bot.program.snapshot import Query, Snapshot
from bot.runtime import supplying
from bot.runtime.ports import JobRow
from storage import MemoryStorage
from tests.factories import ACME, NOON, account, address, cohort, organization, person, place, sender

R = TypeVar("R", bound=Base)
ADMIN = "ada"
MOST_EVENTS = 300  # that fall due while time passes: more is a rule that never ends


def admin(person_id: str = ADMIN, **changes: object) -> Person:
    given: dict[str, object] = {"is_admin": True, "state": "known"}
    return person(person_id, **(given | changes))


def from_user(user: str) -> Sender:
    return sender(user, address=address(user, conversation=f"D-{user}"))


class World:
    """A company with an organization, a workspace, an open program and an admin, besides the records given."""

    def __init__(self, *records: Record, program: bool = True) -> None:
        self.storage = MemoryStorage()
        self.records: dict[str, Record] = {}
        self.now: datetime = NOON
        self._numbers = count(1)
        self._fell_due: set[str] = set()
        ours: list[Record] = [organization(), place(), *records]
        if program and not any(record.id == "spring" for record in records):
            ours.append(cohort(opened_by=ADMIN))
        if not any(record.id == ADMIN for record in records):
            ours.append(admin())
        self.keep(record for record in ours if not isinstance(record, Person))
        self.meet(*(record for record in ours if isinstance(record, Person)))

    def meet(self, *people: Person) -> None:
        """People who can be reached, and write from their own account."""
        self.keep(people)
        self.keep(
            account(one.id, one.id, address=address(one.id, conversation=f"D-{one.id}")) for one in people
        )

    def keep(self, records: Iterable[Record]) -> None:
        kept = tuple(records)
        with self.storage.begin() as work:
            work.save(kept)
        self.records |= {record.id: record for record in kept}

    def see(self, query: Query) -> Snapshot:
        with self.storage.begin() as work:
            return work.load(query)

    def run(self, event: Event) -> Outcome:
        """What is decided, and stored. What is wished for and offered is counted at once, as by a worker."""
        outcome = self.decide(event)
        self.keep(outcome.saves)
        with self.storage.begin() as work:
            work.remove(outcome.removes)
        for gone in outcome.removes:
            del self.records[gone.id]
        sends = [send for job in outcome.jobs if job.kind == "supply" for send in self._count(job).sends]
        return msgspec.structs.replace(outcome, sends=(*outcome.sends, *sends))

    def _count(self, job: Job) -> Outcome:
        row = JobRow(id=self._id(), organization=ACME, job=job)
        read = supplying.read(self.storage, row, self.now)
        result = supplying.compute(msgspec.msgpack.encode(read))
        return self.run(supplying.report(row, read, result, self.now))

    def decide(self, event: Event) -> Outcome:
        decided: Outcome | Query = needs(event)
        for _ in range(4):
            if isinstance(decided, Outcome):
                return decided
            snapshot = msgspec.structs.replace(self.see(decided), seen=decided)
            decided = step(snapshot, event)
        raise AssertionError("the engine never has enough")

    def _id(self) -> str:
        return f"e{next(self._numbers)}"

    def say(self, who: str, text: str) -> Outcome:
        return self.run(Said(id=self._id(), at=self.now, sender=from_user(who), text=text))

    def command(self, who: str, name: str, text: str = "") -> Outcome:
        return self.run(Commanded(id=self._id(), at=self.now, sender=from_user(who), command=name, text=text))

    def pressed(self, who: str, event_id: str, action: str, **data: str) -> Pressed:
        return Pressed(id=event_id, at=self.now, sender=from_user(who), action=action, data=data)

    def press(self, who: str, action: str, **data: str) -> Outcome:
        return self.run(self.pressed(who, self._id(), action, **data))

    def push(self, who: str, button: Button) -> Outcome:
        return self.press(who, button.action, **button.data)

    def submit(self, who: str, action: str, data: dict[str, str], **values: tuple[str, ...]) -> Outcome:
        return self.run(
            Submitted(
                id=self._id(), at=self.now, sender=from_user(who), action=action, data=data, values=values
            )
        )

    def fall_due(self, rule: str, subject: str, at: datetime | None = None) -> Outcome:
        """A rule is due for a record (at `now`, unless said)."""
        self.now = at or self.now
        event = FellDue(
            id=self._id(), at=self.now, organization=ACME, rule=rule, subject=subject, due=self.now
        )
        return self.run(event)

    def wait(self, until: datetime) -> list[Send]:
        """Time passes from due moment to due moment; gives all that was said meanwhile."""
        said: list[Send] = []
        for _ in range(MOST_EVENTS):
            due = self._next_due(until)
            if due is None:
                self.now = until
                return said
            at, rule, subject = due
            self._fell_due.add(f"{rule} {subject} {at}")
            said += self.fall_due(rule, subject, max(self.now, at)).sends
        raise AssertionError(f"due for ever: {sorted(self._fell_due)[-5:]}")

    def _next_due(self, until: datetime) -> tuple[datetime, str, str] | None:
        """The earliest that has come, once for each moment, as the inbox has it."""
        dues = (
            (at, rule, record.id)
            for record in self.records.values()
            for rule, at in dues_of(record)
            if at <= until and f"{rule} {record.id} {at}" not in self._fell_due
        )
        return min(dues, default=None)

    def get(self, kind: type[R], record_id: str) -> R:
        """A record as it was saved last."""
        record = self.records[record_id]
        assert isinstance(record, kind)
        return record

    def all(self, kind: type[R]) -> list[R]:
        return [record for record in self.records.values() if isinstance(record, kind)]


def to(outcome: Outcome, person_id: str) -> list[Send]:
    return [send for send in outcome.sends if send.person == person_id]


def said_in(text: Phrase) -> str:
    """Its key; of one thing said with a greeting, the key of that thing."""
    line = text.values.get("line")
    return line.key if text.key == "nudge.single" and isinstance(line, Phrase) else text.key


def keys(outcome: Outcome, person_id: str = "") -> list[str]:
    """The catalog keys of all paragraphs, to one person or to all; replies to a form included."""
    said = [
        said_in(block.text)
        for send in outcome.sends
        if person_id in ("", send.person)
        for block in send.message.blocks
        if isinstance(block, Say) and isinstance(block.text, Phrase)
    ]
    return said + ([outcome.reply.text.key] if outcome.reply else [])


def changes(outcome: Outcome) -> list[Record]:
    """What was saved, but for who looked or acted."""
    return [record for record in outcome.saves if not isinstance(record, Audit)]


def noted(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Who looked or acted: (who, what, about whom)."""
    return [(one.actor, one.action, one.subject) for one in outcome.saves if isinstance(one, Audit)]


def table(outcome: Outcome) -> Rows:
    return next(block for send in outcome.sends for block in send.message.blocks if isinstance(block, Rows))


def buttons(outcome: Outcome) -> list[Button]:
    return [
        button
        for send in outcome.sends
        for block in send.message.blocks
        if isinstance(block, Buttons)
        for button in block.items
    ]


def button(outcome: Outcome, action: str, **data: str) -> Button:
    """The first button with this action and (at least) this data."""
    return next(b for b in buttons(outcome) if b.action == action and data.items() <= b.data.items())


def pick(outcome: Outcome) -> Pick:
    return next(block for send in outcome.sends for block in send.message.blocks if isinstance(block, Pick))


def form(outcome: Outcome) -> Form:
    return next(block for send in outcome.sends for block in send.message.blocks if isinstance(block, Form))
