"""What is a proposal computed from? Everybody who joined, what was before, and the cohort's rules."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from bot.program.matching.pool import History, Member, Pool
from bot.program.matching.rules import Rules
from bot.program.model import Cohort, Line, Pairing, Person, Proposal, Ruling
from bot.runtime.ports import PoolRead
from storage.queries import LIVE, Look, Reader, line_above


def read_pool(reader: Reader, organization: str, proposal_id: str, now: datetime) -> PoolRead:
    """Raises LookupError when there is no such proposal. `now` is program time, for the day whose UTC offsets count."""
    proposals = reader.find(Proposal, organization, Look(where={"id": (proposal_id,)}))
    if not proposals:
        raise LookupError(f"organization {organization} has no proposal {proposal_id}")
    people = reader.find(Person, organization, Look())
    pairings = reader.find(Pairing, organization, Look())
    joined = [person for person in people if person.is_joined]
    taken = Counter(
        side for pairing in pairings if pairing.state in LIVE for side in (pairing.mentor, pairing.mentee)
    )
    managers = _managers(people)
    members = tuple(_member(person, taken[person.id], managers) for person in joined)
    return PoolRead(
        pool=Pool(members=members, on=now.astimezone(UTC).date()),
        history=_history(reader, organization, proposal_id, pairings),
        rules=_rules(reader, organization, proposals[0]),
        read={person.id: person.version for person in joined},
    )


def _managers(people: list[Person]) -> dict[str, tuple[str, str]]:
    """(Person, their manager) by HR id; where an id was given twice, who is still there."""
    worst_first = sorted(people, key=lambda person: (person.gone, person.id), reverse=True)
    return {person.external: (person.id, person.manager) for person in worst_first if person.external}


def _member(person: Person, taken: int, managers: dict[str, tuple[str, str]]) -> Member:
    return Member(
        id=person.id,
        seniority=person.grade,
        start=person.start_date,
        role=person.role,
        capacity=person.capacity,
        open_pairings=taken,
        teaches=person.teaches,
        wants=person.wants,
        confidence=person.confidence,
        managers=line_above(person.id, person.manager, managers),
        never_with=frozenset(person.never_with),
        zone=person.timezone,
        hours=person.hours,
        department=person.department,
        site=person.site,
        languages=person.languages,
        channels=person.channels,
        waiting=person.waiting_since is not None,
        available=not person.is_paused,
        why_not="paused" if person.is_paused else "",
    )


def _history(reader: Reader, organization: str, proposal_id: str, pairings: list[Pairing]) -> History:
    rulings = reader.find(Ruling, organization, Look())
    locked = Look(
        where={"proposal": (proposal_id,), "locked": (True,), "state": ("proposed",)}, order=("number", "id")
    )
    return History(
        past=frozenset(_pair(pairing.mentor, pairing.mentee) for pairing in pairings),
        excluded=frozenset(_pair(ruling.first, ruling.second) for ruling in rulings),
        locked=tuple((line.mentor, line.mentee) for line in reader.find(Line, organization, locked)),
    )


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _rules(reader: Reader, organization: str, proposal: Proposal) -> Rules:
    cohorts = reader.find(Cohort, organization, Look(where={"id": (proposal.cohort,)}))
    return Rules(min_seniority_gap=cohorts[0].min_seniority_gap) if cohorts else Rules()
