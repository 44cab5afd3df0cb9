"""When does somebody work, and when can two people meet? Hours in their own zone, Monday to Friday, without the
public holidays of the country their zone belongs to.

Moments are aware UTC everywhere. Spans are compared in UTC, because at a clock change the local times of one
day are not in a line. `bot/program/meeting/calendar_file.py` makes what people put into their own calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from bot.program.meeting.public_holidays import is_public_holiday
from bot.program.model import Person

OFFICE_HOURS = ((time(9), time(17)),)
FRIDAY, SATURDAY = 4, 5
A_DAY = timedelta(days=1)
LOOK_DAYS = 30  # no country has so many days off in a row
OFFER_DAYS = 28
PATIENCE = timedelta(days=14)  # how long a better time of day may be waited for
QUARTER, HALF_HOUR = timedelta(minutes=15), timedelta(minutes=30)
Span = tuple[datetime, datetime]


# -- days --------------------------------------------------------------------------------------------------------


def zone_of(person: Person) -> ZoneInfo:
    """Their zone; UTC while unknown."""
    return zone_named(person.timezone)


def zone_named(name: str) -> ZoneInfo:
    """An IANA zone; UTC for "", and for a name nobody knows."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def local(person: Person, at: datetime) -> datetime:
    """A moment on the person's own clock (aware, in their zone)."""
    return at.astimezone(zone_of(person))


def works_on(person: Person, day: date) -> bool:
    """Is it a Monday to Friday, and no public holiday where they are? A break does not count here."""
    return day.weekday() < SATURDAY and not is_public_holiday(person.timezone, day)


def working_day_before(person: Person, day: date) -> date:
    """The last day before `day` (their own date) on which they work."""
    before = (day - A_DAY * back for back in range(1, LOOK_DAYS))
    return next((found for found in before if works_on(person, found)), day - A_DAY)


# -- hours -------------------------------------------------------------------------------------------------------


def _spans(person: Person, day: date) -> tuple[Span, ...]:
    """Their hours of a day (UTC, in order) as if they worked that day. Those that end earlier than they begin, or at
    midnight, end on the next day; those that meet are one.
    """
    zone = zone_of(person)
    found: list[Span] = []
    for start, end in sorted(person.hours or OFFICE_HOURS):
        last = day + A_DAY if end < start or end == time(0) else day
        begins = datetime.combine(day, start, zone).astimezone(UTC)
        ends = datetime.combine(last, end, zone).astimezone(UTC)
        if found and begins <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ends)
        elif begins < ends:  # not if the clock is put forward over it
            found.append((begins, ends))
    return tuple(found)


def _working_spans(person: Person, first: date, days: int) -> Iterator[Span]:
    for day in (first + A_DAY * offset for offset in range(days)):
        if works_on(person, day):
            yield from _spans(person, day)


def back_from(person: Person, at: datetime) -> datetime:
    """From when on somebody is back from a break (UTC); `at` when that is past, or they are on none."""
    if person.paused_until is None:
        return at
    return max(at, datetime.combine(person.paused_until, time(), zone_of(person)).astimezone(UTC))


def starts_work(person: Person, day: date) -> datetime:
    """When their hours begin (UTC) on a day, as if they worked that day."""
    spans = _spans(person, day)
    return spans[0][0] if spans else datetime.combine(day, time(9), zone_of(person)).astimezone(UTC)


def is_working(person: Person, at: datetime) -> bool:
    """Does the moment lie in their working hours? The very end of them does not."""
    yesterday = local(person, at).date() - A_DAY  # hours may go over midnight
    return any(begins <= at < ends for begins, ends in _working_spans(person, yesterday, 2))


def next_working_moment(person: Person, at: datetime) -> datetime:
    """The first moment from `at` on (UTC) that lies in the person's working hours (UTC); `at` when there is none
    in 30 days.
    """
    yesterday = local(person, at).date() - A_DAY
    ahead = _working_spans(person, yesterday, LOOK_DAYS + 2)
    return next((max(at, begins) for begins, ends in ahead if at < ends), at)


def after_working_days(person: Person, at: datetime, count: int) -> datetime:
    """The same time on their clock `count` working days later (UTC), moved into working hours.

    One working day after any moment of a weekend is Monday; none later is the next working moment.
    """
    begun = local(person, at)
    days = (begun.date() + A_DAY * offset for offset in range(1, LOOK_DAYS + count * 2))
    working = [day for day in days if works_on(person, day)][:count]
    day = working[-1] if working else begun.date()
    moved = datetime.combine(day, begun.time(), begun.tzinfo).astimezone(UTC)
    return next_working_moment(person, moved if working else at)


# -- two people --------------------------------------------------------------------------------------------------


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Working hours without a break, of a person's `day`; `opens` and `closes` are when that day's hours do."""

    person: Person
    day: date
    begins: datetime
    ends: datetime
    opens: datetime
    closes: datetime

    def is_awkward(self, begins: datetime, ends: datetime) -> bool:
        """The first or the last half hour of the day, or a Friday afternoon."""
        start = local(self.person, begins)
        early, late = begins < self.opens + HALF_HOUR, ends > self.closes - HALF_HOUR
        return early or late or (start.weekday() == FRIDAY and start.hour >= 12)


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """A moment at which two people could begin. `days` are their dates; `clock` is the hour where the first is."""

    at: datetime
    days: tuple[date, date]
    clock: float
    awkward: bool


def fits(one: Person, other: Person, start: datetime, minutes: int) -> bool:
    """Do both work the whole time, on a working day without a break of theirs?"""
    ends = start + timedelta(minutes=minutes)
    return all(
        any(stretch.begins <= start and ends <= stretch.ends for stretch in _stretches(person, start, -1, 1))
        for person in (one, other)
    )


def slots(
    one: Person,
    other: Person,
    *,
    after: datetime,
    minutes: int,
    count: int = 3,
    taken: Sequence[Span] = (),
) -> tuple[datetime, ...]:
    """Up to `count` moments (UTC, in order) at which both work for all of `minutes`, on later days than `after`.

    On different days and at different times of day where that is possible; early, late and on Friday afternoon
    only when two weeks have nothing else. The same whoever comes first. Fewer when there are no more within
    four weeks, none when their hours never meet. `taken` are spans (UTC) to keep clear of.
    """
    length = timedelta(minutes=minutes)
    pair = (one, other) if one.id <= other.id else (other, one)
    starts = [start for start in _starts(pair, after, length) if not _overlaps(start.at, length, taken)]
    soon = starts[0].at + PATIENCE if starts else after
    fine = [start for start in starts if not start.awkward and start.at < soon]
    chosen: list[Start] = []
    for apart in (lambda a, b: _differ(a.days, b.days), lambda a, b: abs(a.at - b.at) >= length):
        for pool in (fine, starts):
            _choose(chosen, pool, count, apart)
    return tuple(sorted(start.at for start in chosen))


def _overlaps(begins: datetime, length: timedelta, taken: Sequence[Span]) -> bool:
    return any(begins < end and start < begins + length for start, end in taken)


def _differ(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Two days for both of them?"""
    return one[0] != other[0] and one[1] != other[1]


def _stretches(person: Person, at: datetime, first: int, last: int) -> Iterator[Stretch]:
    """Their working hours from `first` to `last` days after `at`, without the days of a break."""
    today = local(person, at).date()
    for day in (today + A_DAY * offset for offset in range(first, last + 1)):
        away = person.paused_until is not None and day < person.paused_until
        spans = () if away or not works_on(person, day) else _spans(person, day)
        for begins, ends in spans:
            yield Stretch(
                person=person, day=day, begins=begins, ends=ends, opens=spans[0][0], closes=spans[-1][1]
            )


def _starts(pair: tuple[Person, Person], after: datetime, length: timedelta) -> Iterator[Start]:
    """All full and half hours, on either's clock, at which both could begin."""
    zone, other_zone = zone_of(pair[0]), zone_of(pair[1])
    theirs = list(_stretches(pair[1], after, 1, OFFER_DAYS))
    for mine in _stretches(pair[0], after, 1, OFFER_DAYS):
        for yours in theirs:
            begins, ends = max(mine.begins, yours.begins), min(mine.ends, yours.ends)
            at = begins + (datetime.min.replace(tzinfo=UTC) - begins) % QUARTER
            while at + length <= ends:
                here, there = at.astimezone(zone), at.astimezone(other_zone)
                if here.minute % 30 == 0 or there.minute % 30 == 0:
                    awkward = any(side.is_awkward(at, at + length) for side in (mine, yours))
                    clock = here.hour + here.minute / 60
                    yield Start(at=at, days=(mine.day, yours.day), clock=clock, awkward=awkward)
                at += QUARTER


def _choose(
    chosen: list[Start], pool: Sequence[Start], count: int, apart: Callable[[Start, Start], bool]
) -> None:
    """Add to `chosen` until there are `count`, or nothing of the pool is apart from all of them."""
    while len(chosen) < count:
        free = [start for start in pool if all(apart(start, other) for other in chosen)]
        if not free:
            return
        chosen += _spread(free, count - len(chosen))


def _spread(free: Sequence[Start], count: int) -> list[Start]:
    """One of each of the first `count` days: a morning, a midday, an afternoon, of all the time that is free in
    them. The day whose free time lies earliest gives the earliest.
    """
    days: dict[tuple[date, date], list[Start]] = {}
    for start in free:
        if start.days in days or (len(days) < count and all(_differ(start.days, day) for day in days)):
            days.setdefault(start.days, []).append(start)
    in_order = sorted(days.values(), key=lambda day: day[0].clock + day[-1].clock)
    earliest = min(start.clock for day in in_order for start in day)
    share = (max(start.clock for day in in_order for start in day) - earliest) / len(in_order)
    wanted = [earliest + share * (number + 0.5) for number in range(len(in_order))]
    return [_nearest(day, clock) for day, clock in zip(in_order, wanted, strict=True)]


def _nearest(day: Sequence[Start], clock: float) -> Start:
    return min(day, key=lambda start: (abs(start.clock - clock), start.clock % 1, start.at))
