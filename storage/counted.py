"""How many are there? Sums of people, pairs and sessions, for the views of those who run the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import msgspec

from bot.program.model import Pairing, Person, Session
from bot.program.snapshot import Counts, Tallies
from storage.loading import Loading
from storage.lookups import Is, Where

AT_ONCE = 1000  # ids in one statement


def _numbers(loading: Loading) -> None:
    reader, organization = loading.reader, loading.organization
    if loading.query.middle_grade:
        loading.found(middle_grade=_middle(reader.grades(organization)))
    if loading.query.counts:
        here = {"gone": (False,)}
        paused = reader.count(
            Person, organization, "state", {**here, "state": ("joined",), "paused_until": Is.GIVEN}
        )
        people = reader.count(Person, organization, "state", here)
        cohort = loading.snapshot.cohort or loading.snapshot.last_cohort
        own = (cohort.id,) if cohort else ()
        pairings = reader.count(Pairing, organization, "state", {"cohort": own}) if own else {}
        sessions = _sessions(loading, own) if loading.query.live_pairs else {}
        away: Where = {**here, "is_guest": (False,), "reachable": (False,)}
        open_to: Where = {**here, "is_guest": (False,), "reachable": (True,), "state": ("known",)}
        loading.found(
            counts=Counts(
                people=people,
                paused=paused.get("joined", 0),
                invitable=reader.count(Person, organization, "state", open_to).get("known", 0),
                unreachable=sum(reader.count(Person, organization, "state", away).values()),
                pairings=pairings,
                sessions=sessions,
            )
        )
    if loading.query.tallied_at is not None:
        loading.found(tallies=_tallies(loading, loading.query.tallied_at))
    if loading.query.roles:
        joined: Where = {"state": ("joined",), "gone": (False,)}
        roles = reader.count(Person, organization, "role", joined)
        loading.found(counts=msgspec.structs.replace(loading.snapshot.counts, roles=roles))


def _tallies(loading: Loading, at: datetime) -> Tallies:
    """However large the cohort is, sums are read and no pairing."""
    reader, organization, cohort = loading.reader, loading.organization, loading.snapshot.cohort
    if cohort is None:
        return Tallies()
    left: Where = {"state": ("joined",), "gone": (False,), "waiting_since": Is.GIVEN}
    return Tallies(
        by_state=reader.tally(organization, cohort.id, at),
        partnered=reader.partnered(organization, cohort.id),
        left_over=sum(reader.count(Person, organization, "state", left).values()),
    )


def _sessions(loading: Loading, cohort: tuple[str, ...]) -> dict[str, int]:
    """Sessions of the cohort by state: those of a program before are not of this one."""
    ids = [pairing.id for pairing in loading.find(Pairing, cohort=cohort)] if cohort else []
    states: Counter[str] = Counter()
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        states.update(loading.reader.count(Session, loading.organization, "state", {"pairing": some}))
    return dict(states)


def _middle(grades: dict[int, int]) -> int | None:
    """The median; of two in the middle the lower."""
    left = (sum(grades.values()) + 1) // 2
    for grade, number in grades.items():
        left -= number
        if left <= 0:
            return grade
    return None


COUNTED: tuple[Callable[[Loading], None], ...] = (_numbers,)
