"""What is a proposal computed from? Everybody who joined, what was before, and the cohort's rules.

`bot/program/pooling.py` says how matching sees a person and a past pairing.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from bot.program import background
from bot.program.matching.pool import Pool
from bot.program.matching.rules import Rules
from bot.program.model import Background, Cohort, Line, Pairing, Person, Proposal, Ruling, Term
from bot.program.own_words import catalog_of
from bot.program.pooling import history_of, member_of, rules_of
from bot.runtime.ports import PoolRead
from storage.loading import LIVE
from storage.lookups import Look, Reader
from storage.queries import line_above


def read_pool(reader: Reader, organization: str, proposal_id: str, now: datetime) -> PoolRead:
    """Raises LookupError when there is no such proposal. `now` is program time, for the day whose UTC offsets
    count.
    """
    proposals = reader.find(Proposal, organization, Look(where={"id": (proposal_id,)}))
    if not proposals:
        raise LookupError(f"organization {organization} has no proposal {proposal_id}")
    people = reader.find(Person, organization, Look())
    pairings = tuple(reader.find(Pairing, organization, Look()))
    rulings = tuple(reader.find(Ruling, organization, Look()))
    in_order = Look(where={"proposal": (proposal_id,)}, order=("number", "id"))
    lines = tuple(reader.find(Line, organization, in_order))
    joined = [person for person in people if person.is_joined]
    live = [pairing for pairing in pairings if pairing.state in LIVE]
    taken = Counter(side for pairing in live for side in (pairing.mentor, pairing.mentee))
    managers = _managers(people)
    cohort = _cohort(reader, organization, proposals[0])
    told = _told(reader, organization, cohort, joined)
    catalog = catalog_of(reader.find(Term, organization, Look(where={"state": ("skill",)})))
    members = tuple(
        member_of(
            person,
            line_above(person.id, person.manager, managers),
            taken[person.id],
            catalog,
            background=told.get(person.id, frozenset()),
        )
        for person in joined
    )
    return PoolRead(
        pool=Pool(members=members, on=now.astimezone(UTC).date()),
        history=history_of(pairings, rulings, lines),
        rules=rules_of(cohort) if cohort else Rules(),
        read={person.id: person.version for person in joined},
    )


def _managers(people: list[Person]) -> dict[str, tuple[str, str]]:
    """(Person, their manager) by HR id; where an id was given twice, who is still there."""
    worst_first = sorted(people, key=lambda person: (person.gone, person.id), reverse=True)
    return {person.external: (person.id, person.manager) for person in worst_first if person.external}


def _cohort(reader: Reader, organization: str, proposal: Proposal) -> Cohort | None:
    cohorts = reader.find(Cohort, organization, Look(where={"id": (proposal.cohort,)}))
    return cohorts[0] if cohorts else None


def _told(
    reader: Reader, organization: str, cohort: Cohort | None, people: list[Person]
) -> dict[str, frozenset[str]]:
    """What counts for the program's aim, by person; without an aim it is not even read."""
    if cohort is None or not cohort.aim:
        return {}
    told = reader.find(Background, organization, Look())
    return background.counted(cohort, told, [person.id for person in people])
