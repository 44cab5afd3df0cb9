"""The hard rules once more, straight from what the program promises; shared with nothing it uses itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.program.matching import History, Member, Rules

HALF_HOUR: Final = timedelta(minutes=30)
DAY: Final = timedelta(days=1)


class Case(NamedTuple):
    mentor: Member
    mentee: Member
    history: History
    rules: Rules
    on: date

    @property
    def both(self) -> tuple[Member, Member]:
        return self.mentor, self.mentee

    @property
    def ids(self) -> set[str]:
        return {self.mentor.id, self.mentee.id}


@cache
def works(name: str, hours: tuple[tuple[time, time], ...], on: date) -> frozenset[int] | None:
    """Which half hours of a day in UTC are worked through, in this zone, one by one; `None`: nobody knows."""
    if not hours or not name:
        return None
    zone, midnight = ZoneInfo(name), datetime.combine(on, time(0), UTC)
    spans = []
    for start, end in hours:
        ends_on = on if start <= end != time(0) else on + DAY
        spans.append((datetime.combine(on, start, zone), datetime.combine(ends_on, end, zone)))
    return frozenset(
        number
        for number in range(48)
        for days in (-2, -1, 0, 1, 2)
        for start, end in spans
        if start.astimezone(UTC) <= midnight + days * DAY + number * HALF_HOUR
        and midnight + days * DAY + (number + 1) * HALF_HOUR <= end.astimezone(UTC)
    )


def _hours(case: Case) -> bool:
    one, other = (works(member.zone, member.hours, case.on) for member in case.both)
    return one is not None and other is not None and len(one & other) / 2 < case.rules.min_overlap_hours


def _seniority(case: Case) -> bool:
    junior, senior = case.both
    if None not in (junior.seniority, senior.seniority):
        return (senior.seniority or 0) - (junior.seniority or 0) < case.rules.min_seniority_gap
    if junior.start and senior.start:
        years = case.rules.min_tenure_years
        later = (junior.start.month, junior.start.day) >= (senior.start.month, senior.start.day)
        return junior.start.year - senior.start.year - (0 if later else 1) < years
    return "" in (junior.role, senior.role) or junior.role == senior.role == "both"


def _listed(case: Case, pairs: frozenset[tuple[str, str]]) -> bool:
    return any(case.ids == set(two) for two in pairs)


def _alike(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()


BREAKS: Final[dict[str, Callable[[Case], bool]]] = {
    "same_person": lambda case: len(case.ids) == 1,
    "unavailable": lambda case: not all(one.available for one in case.both),
    "guest": lambda case: any(one.guest for one in case.both),
    "role": lambda case: case.mentor.role == "mentee" or case.mentee.role == "mentor",
    "seniority": _seniority,
    "reporting_line": lambda case: any(case.ids & set(one.managers) for one in case.both),
    "never_with": lambda case: (
        any(case.ids & one.never_with for one in case.both) or _listed(case, case.history.excluded)
    ),
    "past_partner": lambda case: _listed(case, case.history.past),
    "capacity": lambda case: any(one.open_pairings >= one.capacity for one in case.both),
    "hours": _hours,
    "department": lambda case: (
        case.rules.different_department and _alike(case.mentor.department, case.mentee.department)
    ),
    "site": lambda case: case.rules.different_site and _alike(case.mentor.site, case.mentee.site),
}


def broken(case: Case) -> tuple[str, ...]:
    return tuple(name for name, breaks in BREAKS.items() if breaks(case))
