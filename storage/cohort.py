"""What are the figures of a digest made of? All that happened in its cohort, read at once for the worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from bot.program.calendar import zone_named
from bot.program.metrics import CohortRead
from bot.program.model import (
    Attendance,
    Base,
    Change,
    CheckIn,
    Cohort,
    Digest,
    Feedback,
    Organization,
    Pairing,
    Person,
    Release,
    Session,
    Survey,
    Term,
)
from storage.lookups import Is, Look, Reader

R = TypeVar("R", bound=Base)
AT_ONCE = 1000  # ids in one statement


def read_cohort(reader: Reader, organization: str, digest_id: str) -> CohortRead:
    """Raises LookupError when there is no such digest, or its cohort is gone."""

    def find(kind: type[R], *ids: str) -> R:
        found = reader.find(kind, organization, Look(where={"id": ids}))
        if not found:
            raise LookupError(f"organization {organization} has no {kind.__name__} {ids}")
        return found[0]

    digest = find(Digest, digest_id)
    cohort = find(Cohort, digest.cohort)
    openers = reader.find(Person, organization, Look(where={"id": (cohort.opened_by,)}))
    here = {"cohort": (cohort.id,)}
    pairings = reader.find(Pairing, organization, Look(where=here))
    changes = reader.count(Change, organization, "state", {**here, "state": ("agreed",)})
    ever = sum(reader.count(Person, organization, "state", {"joined_at": Is.GIVEN}).values())
    ids = [pairing.id for pairing in pairings]
    return CohortRead(
        cohort=cohort,
        zone=zone_named(cohort.zone or (openers[0].timezone if openers else "")).key,
        language=find(Organization, organization).language,
        digest=digest,
        joined=cohort.joined if cohort.state == "closed" else ever,
        changes=changes.get("agreed", 0),
        pairings=tuple(pairings),
        sessions=_of(reader, Session, organization, ids, ("state", "held")),
        attendances=_of(reader, Attendance, organization, ids, ("met", "yes")),
        feedback=_of(reader, Feedback, organization, ids),
        check_ins=_of(reader, CheckIn, organization, ids, ("kind", "pulse")),
        surveys=tuple(reader.find(Survey, organization, Look(where=here))),
        releases=tuple(reader.find(Release, organization, Look(where=here, order=("until", "id")))),
        terms=tuple(reader.find(Term, organization, Look(where={"state": ("skill",)}))),
    )


def _of(
    reader: Reader, kind: type[R], organization: str, pairings: Sequence[str], *also: tuple[str, str]
) -> tuple[R, ...]:
    where = {name: (value,) for name, value in also}
    return tuple(
        record
        for start in range(0, len(pairings), AT_ONCE)
        for record in reader.find(
            kind, organization, Look(where={"pairing": pairings[start : start + AT_ONCE], **where})
        )
    )
