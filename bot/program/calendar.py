"""When may we write to somebody of our own accord? Working hours in their own zone, Monday to Friday."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.program.model import Person

OFFICE_HOURS = ((time(9), time(17)),)
SATURDAY = 5


def zone_of(person: Person) -> ZoneInfo:
    """Their zone; UTC while unknown."""
    try:
        return ZoneInfo(person.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def next_working_moment(person: Person, at: datetime) -> datetime:
    """The first moment from `at` on (UTC) that lies in the person's working hours (UTC)."""
    zone = zone_of(person)
    local = at.astimezone(zone)
    for offset in range(8):
        day = local.date() + timedelta(days=offset)
        if day.weekday() >= SATURDAY:
            continue
        for start, end in person.hours or OFFICE_HOURS:
            # Compared in UTC: at a clock change local times of one day are not in a line.
            begins = datetime.combine(day, start, zone).astimezone(UTC)
            ends = datetime.combine(day, end, zone).astimezone(UTC)
            if at < ends:
                return max(at, begins)
    return at
