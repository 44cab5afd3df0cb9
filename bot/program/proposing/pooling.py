"""How does matching see the people of the directory? `Person` -> `Member`, and the rules a cohort adds.

Used by the engine (a hand-made pair, a swap, the last look at approval) and by the storage when it reads the
whole pool for the worker.
"""

from __future__ import annotations

import msgspec

from bot.program.matching.pool import History, Member
from bot.program.matching.rules import PARTS, Rules
from bot.program.model import Cohort, Line, Pairing, PairingRules, Person, Ruling
from bot.program.skills import Catalog, load_catalog


def member_of(
    person: Person,
    above: tuple[str, ...],
    open_pairings: int,
    catalog: Catalog | None = None,
    *,
    background: frozenset[str] = frozenset(),
) -> Member:
    """`above` is the reporting line as person ids, nearest first; `open_pairings` counts live ones; `catalog` knows the
    skills that are the organization's own. `background` is what counts for the program's aim.
    """
    return Member(
        id=person.id,
        seniority=person.grade,
        start=person.start_date,
        role=person.role,
        capacity=person.capacity,
        open_pairings=open_pairings,
        teaches=person.teaches,
        wants=person.wants,
        confidence=person.confidence,
        kinds=(catalog or load_catalog()).kinds((*person.teaches, *person.wants)),
        managers=above,
        never_with=frozenset(person.never_with),
        zone=person.timezone,
        hours=person.hours,
        department=person.department,
        site=person.site,
        languages=person.languages,
        channels=person.channels,
        background=background,
        guest=person.is_guest,
        waiting=person.waiting_since is not None,
        available=person.is_joined and not person.is_paused,
        why_not=_why_not(person),
    )


def _why_not(person: Person) -> str:
    if person.gone or person.state == "left":
        return "left"
    if person.state != "joined":
        return "no_consent"
    return "paused" if person.is_paused else ""


def rules_of(cohort: Cohort) -> Rules:
    return msgspec.structs.replace(rules_with(cohort.rules, cohort.min_seniority_gap), aim=cohort.aim)


def rules_with(kept: PairingRules, min_seniority_gap: int) -> Rules:
    """As matching takes them; a part that a release took away counts no more."""
    known = {part.name for part in PARTS}
    weights = {name: weight for name, weight in kept.weights.items() if name in known}
    return Rules(
        min_seniority_gap=min_seniority_gap,
        min_overlap_hours=kept.min_overlap_hours,
        min_tenure_years=kept.min_tenure_years,
        different_department=kept.different_department,
        different_site=kept.different_site,
        weights=weights,
    )


def history_of(
    past: tuple[Pairing, ...], rulings: tuple[Ruling, ...], lines: tuple[Line, ...] = ()
) -> History:
    """Past pairings, rulings, and the locked lines of a proposal; two who were never introduced have no past."""
    return History(
        past=frozenset(
            _sorted(p.mentor, p.mentee) for p in past if p.state != "ended" or p.introduced_at is not None
        ),
        excluded=frozenset((ruling.first, ruling.second) for ruling in rulings if ruling.kind != "lifted"),
        locked=tuple(
            (line.mentor, line.mentee) for line in lines if line.locked and line.state == "proposed"
        ),
    )


def _sorted(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
