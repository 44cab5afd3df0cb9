"""What came of a simulated program? Counted from what reached people and from the records in the end, with rules
written here once more: a mistake in the code that sends must not hide in the code that counts.

`expectations.py` says what should have reached whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bot.outcome import KINDS
from bot.program.meeting.public_holidays import is_public_holiday
from bot.program.model import Pairing, Person, Session, Talk
from bot.program.snapshot import Query
from bot.runtime.ports import Storage, UnitOfWork
from bot.simulation.crowd import Did
from bot.simulation.mailbox import Got

WEEK = timedelta(days=7)
BATCH = 100


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the run itself saw. `down` is when nothing ran; `others` counts messages that are none of ours."""

    organization: str
    people: int
    weeks: int
    seed: int
    log: tuple[Got, ...]
    did: tuple[Did, ...]
    begin: datetime
    end: datetime
    down: tuple[datetime, datetime] | None
    others: int
    seconds: float


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """`most_messages_in_a_week` of those that count, for one person in any seven days; `outside_hours` of those that
    keep hours; `due` is what should have reached somebody once.
    """

    people: int
    weeks: int
    seed: int
    joined: int
    pairs: int
    sessions_booked: int
    sessions_held: int
    messages: int
    most_messages_in_a_week: int
    outside_hours: int
    due: int
    due_missed: int
    due_doubled: int
    undelivered: int
    seconds: float


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The records in the end. `people` by the id of the HR file, the others by their own; `externals` from one to the
    other.
    """

    people: dict[str, Person]
    externals: dict[str, str]
    pairings: dict[str, Pairing]
    sessions: dict[str, Session]
    talks: dict[str, Talk]
    failed: int


def read_all(facts: Facts, storage: Storage) -> Kept:
    people = storage.people_of(facts.organization)
    with storage.begin() as work:
        pairings = _pairings(facts, work, [person.id for person in people])
        sessions = [
            session
            for pairing in pairings
            for session in work.load(Query(organization=facts.organization, pairing=pairing)).sessions
        ]
        asked = dict.fromkeys(got.about.talk for got in facts.log if got.kind == "feedback")
        talks = [work.load(Query(organization=facts.organization, talk=talk)).talk for talk in asked]
        failed = work.load(Query(organization=facts.organization, failed_since=facts.begin)).failed
    return Kept(
        people={person.external: person for person in people},
        externals={person.id: person.external for person in people},
        pairings=pairings,
        sessions={session.id: session for session in sessions},
        talks={talk.id: talk for talk in talks if talk},
        failed=len(failed),
    )


def _pairings(facts: Facts, work: UnitOfWork, people: Sequence[str]) -> dict[str, Pairing]:
    found: dict[str, Pairing] = {}
    for start in range(0, len(people), BATCH):
        whose = tuple(people[start : start + BATCH])
        past = work.load(Query(organization=facts.organization, people=whose, history=True)).past
        found |= {pairing.id: pairing for pairing in past if pairing.introduced_at is not None}
    return found


def most_in_a_week(log: Iterable[Got]) -> int:
    """The largest number one person got in any seven days, of what they had not asked for."""
    times: dict[str, list[datetime]] = {}
    for got in log:
        if not KINDS[got.kind].asked_for:
            times.setdefault(got.person, []).append(got.at)
    most = 0
    for theirs in times.values():
        ordered = sorted(theirs)
        for first in ordered:
            most = max(most, sum(first <= at < first + WEEK for at in ordered))
    return most


def outside_hours(log: Iterable[Got], people: dict[str, Person]) -> int:
    return sum(
        KINDS[got.kind].keeps_hours and got.person in people and not works(people[got.person], got.at)
        for got in log
    )


def works(person: Person, at: datetime) -> bool:
    """Is it a working hour where they are? By the clock on their wall."""
    here = at.astimezone(ZoneInfo(person.timezone or "UTC"))
    if here.weekday() > 4 or is_public_holiday(person.timezone, here.date()):
        return False
    return any(start <= here.time() < end for start, end in person.hours)


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """At `at` it was settled that a session begins at `starts_at`."""

    at: datetime
    starts_at: datetime


def settled(log: Iterable[Got]) -> dict[str, Settled]:
    """What was settled last about each session: whoever settles it is told at once, the other in their hours."""
    found: dict[str, Settled] = {}
    for got in log:
        card = got.keys & {"session.settled", "session.moved"}
        if card and got.kind == "answer" and got.when is not None:
            found[got.session] = Settled(at=got.at, starts_at=got.when)
    return found
