"""What is a proposal computed from? Everybody who joined, what was before, and the cohort's rules.

`bot/program/proposing/pooling.py` says how matching sees a person and a past pairing.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import msgspec

from bot.program.company.own_words import catalog_of
from bot.program.matching.pool import Pool
from bot.program.matching.rules import Rules
from bot.program.model import Background, Cohort, Line, Pairing, Person, Proposal, Ruling, Term
from bot.program.participant import background
from bot.program.proposing.effect import Trying
from bot.program.proposing.pooling import history_of, member_of, rules_of
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
    in_order = Look(where={"proposal": (proposal_id,)}, order=("number", "id"))
    cohorts = reader.find(Cohort, organization, Look(where={"id": (proposals[0].cohort,)}))
    return _read(reader, organization, reader.find(Line, organization, in_order), cohorts[:1], now)


def read_trial(reader: Reader, organization: str, trial_id: str, now: datetime) -> Trying | None:
    """The same people by today's rules and by those of a trial; `None` when it was put away."""
    running = Look(where={"state": ("open", "closing")})
    for cohort in reader.find(Cohort, organization, running):
        for trial in cohort.trial:
            if trial.id == trial_id:
                lines = _open_lines(reader, organization)
                read = _read(reader, organization, lines, [cohort], now)
                own = Look(where={"cohort": (cohort.id,), "state": LIVE})
                taken = len(reader.find(Pairing, organization, own))
                return Trying(
                    pool=read.pool,
                    history=read.history,
                    rules=read.rules,
                    room=cohort.size - taken,
                    tried=rules_of(
                        msgspec.structs.replace(
                            cohort, rules=trial.rules, min_seniority_gap=trial.min_seniority_gap
                        )
                    ),
                    tried_room=trial.size - taken,
                )
    return None


def _open_lines(reader: Reader, organization: str) -> list[Line]:
    """Those of the proposal that is open, for what is locked in it."""
    newest = Look(where={"state": ("making", "ready")}, order=("-saved", "id"), limit=1)
    return [
        line
        for proposal in reader.find(Proposal, organization, newest)
        for line in reader.find(
            Line, organization, Look(where={"proposal": (proposal.id,)}, order=("number", "id"))
        )
    ]


def _read(
    reader: Reader, organization: str, lines: list[Line], cohorts: list[Cohort], now: datetime
) -> PoolRead:
    people = reader.find(Person, organization, Look())
    pairings = tuple(reader.find(Pairing, organization, Look()))
    rulings = tuple(reader.find(Ruling, organization, Look()))
    joined = [person for person in people if person.is_joined]
    live = [pairing for pairing in pairings if pairing.state in LIVE]
    taken = Counter(side for pairing in live for side in (pairing.mentor, pairing.mentee))
    managers = _managers(people)
    told = _told(reader, organization, cohorts, joined)
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
        history=history_of(pairings, rulings, tuple(lines)),
        rules=rules_of(cohorts[0]) if cohorts else Rules(),
        read={person.id: person.version for person in joined},
    )


def _managers(people: list[Person]) -> dict[str, tuple[str, str]]:
    """(Person, their manager) by what managers are called; where an id was given twice, who is still there."""
    worst_first = sorted(people, key=lambda person: (person.gone, person.id), reverse=True)
    return {called: (person.id, person.manager) for person in worst_first for called in person.called_by}


def _told(
    reader: Reader, organization: str, cohorts: list[Cohort], people: list[Person]
) -> dict[str, frozenset[str]]:
    """What counts for the program's aim, by person; without an aim it is not even read."""
    if not cohorts or not cohorts[0].aim:
        return {}
    told = reader.find(Background, organization, Look())
    return background.counted(cohorts[0], told, [person.id for person in people])
