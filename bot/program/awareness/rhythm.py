"""On which day and at which hour does the channel hear something by itself? In its own zone (IANA). Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.program.calendar import zone_named
from bot.program.meeting.public_holidays import is_public_holiday
from bot.program.model import Cohort

EVERY = timedelta(weeks=2)
TUESDAY, THURSDAY, SATURDAY = 1, 3, 5
HOUR = time(10)
LATE = timedelta(hours=4)  # a post that could not go by then waits for the next working day
FIRST_LOOK, LOOK_EVERY = timedelta(weeks=4), timedelta(weeks=8)  # at what people wish for and offer
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
LONGEST_HOLIDAYS = 30  # days; no country has so many off in a row


def day_of(at: datetime, zone: str) -> date:
    return at.astimezone(zone_named(zone)).date()


def works_on(day: date, zone: str) -> bool:
    return day.weekday() < SATURDAY and not is_public_holiday(zone, day)


def first_slot(at: datetime, zone: str) -> datetime:
    """The first post of all (UTC): in the week after the one in which the program began."""
    return _slot(_tuesday(at, zone) + A_WEEK, zone)


def slot_after(at: datetime, zone: str) -> datetime:
    """The next post (UTC) after one that went out at this moment, or was left out."""
    return _slot(_tuesday(at, zone) + EVERY, zone)


def weekly_after(at: datetime, zone: str) -> datetime:
    """The next of what is posted every week (UTC), later than a moment."""
    monday = day_of(at, zone) - A_DAY * day_of(at, zone).weekday()
    this = _slot(monday + A_DAY * THURSDAY, zone)
    return this if this > at else _slot(monday + A_WEEK + A_DAY * THURSDAY, zone)


def next_good_moment(at: datetime, zone: str) -> datetime:
    """The good hour of the next working day that is still ahead (UTC)."""
    today = _slot(day_of(at, zone), zone)
    return today if today > at else _slot(day_of(at, zone) + A_DAY, zone)


def is_late(due: datetime, at: datetime, zone: str) -> bool:
    """Has the good hour passed, or did it become a day off?"""
    return at - due > LATE or not works_on(day_of(at, zone), zone)


def look_after(cohort: Cohort, at: datetime) -> datetime:
    """The fixed point that comes after a moment, at which wishes and offers are looked at: it depends on when the
    program began and on nothing that anybody does (UTC).
    """
    first = cohort.opened_at + FIRST_LOOK
    passed = max(0, (at - first) // LOOK_EVERY + 1)
    return first + passed * LOOK_EVERY


def _tuesday(at: datetime, zone: str) -> date:
    """Of the week in which a moment lies."""
    day = day_of(at, zone)
    return day - A_DAY * day.weekday() + A_DAY * TUESDAY


def _slot(day: date, zone: str) -> datetime:
    """The good hour of this day, or of the next working day."""
    ahead = (day + A_DAY * offset for offset in range(LONGEST_HOLIDAYS))
    working = next((one for one in ahead if works_on(one, zone)), day)
    return datetime.combine(working, HOUR, zone_named(zone)).astimezone(UTC)
