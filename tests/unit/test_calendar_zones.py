"""Do working days, hours and slots come out right in every time zone there is, all through a year?

2026 has both clock changes of every zone that has any. What is right is said again here, in local time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from holidays import country_holidays

from bot.program.calendar import next_working_moment, slots, starts_work, working_day_before
from bot.program.meeting.public_holidays import country_of
from bot.program.nudges import dues_of
from tests.factories import person

OPENS, CLOSES = time(9), time(17)
HOURS = ((OPENS, CLOSES),)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones())


def days_off(zone: str) -> frozenset[date]:
    return _days_off(country_of(zone))


@cache
def _days_off(country: str) -> frozenset[date]:
    return frozenset(country_holidays(country, years=(2025, 2026, 2027))) if country else frozenset()


def is_work(day: date, off: frozenset[date]) -> bool:
    return day.weekday() < 5 and day not in off


def moments(zone: ZoneInfo) -> Iterator[datetime]:
    """Every nine days at changing hours, and around each clock change."""
    for number in range(41):
        yield NEW_YEAR + timedelta(days=9 * number, hours=7 * number % 24)
    for day, after in pairwise(NEW_YEAR + timedelta(days=number) for number in range(365)):
        if day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            yield from (day + timedelta(hours=hours) for hours in range(-48, 72, 6))


@pytest.mark.parametrize("zone", ZONES)
def test_the_next_working_moment_is_the_first_in_local_hours(zone: str) -> None:
    info, off = ZoneInfo(zone), days_off(zone)
    somebody = person(timezone=zone, hours=HOURS)
    for at in moments(info):
        found = next_working_moment(somebody, at)
        local, asked = found.astimezone(info), at.astimezone(info)
        assert found.tzinfo is UTC
        assert found >= at
        assert is_work(local.date(), off)
        assert OPENS <= local.time() < CLOSES
        skipped = (local.date() - asked.date()).days
        assert not any(is_work(asked.date() + timedelta(days=n), off) for n in range(1, skipped))
        assert found == at or local.time() == OPENS
        assert skipped == 0 or asked.time() >= CLOSES or not is_work(asked.date(), off)


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_before_work_and_a_pause_that_ends_on_a_holiday(zone: str) -> None:
    info, off = ZoneInfo(zone), days_off(zone)
    for day in sorted(day for day in off if day.year == 2026) or [date(2026, 5, 2)]:
        back = person(timezone=zone, hours=HOURS, paused_until=day)
        before = working_day_before(back, day)
        first = next(d for n in range(40) if is_work(d := day + timedelta(days=n), off))
        assert before < day
        assert is_work(before, off)
        assert not any(is_work(before + timedelta(days=n), off) for n in range(1, (day - before).days))
        assert dict(dues_of(back))["pause_end"] == datetime.combine(first, OPENS, info).astimezone(UTC)
        assert starts_work(back, first) == datetime.combine(first, OPENS, info).astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_slots_lie_in_the_hours_of_both(zone: str) -> None:
    far, near = person("far", timezone=zone, hours=HOURS), person("near", hours=((time(8), time(20)),))
    sides = [(ZoneInfo(zone), OPENS, CLOSES), (ZoneInfo("Europe/Berlin"), time(8), time(20))]
    off = [days_off(zone), days_off("Europe/Berlin")]
    for after in (datetime(2026, month, 20, 10, tzinfo=UTC) for month in (3, 10)):
        offered = slots(far, near, after=after, minutes=25)
        assert list(offered) == sorted(offered)
        for (info, opens, closes), free in zip(sides, off, strict=True):
            starts = [moment.astimezone(info) for moment in offered]
            ends = [(moment + timedelta(minutes=25)).astimezone(info) for moment in offered]
            assert all(is_work(start.date(), free) for start in starts)
            assert all(opens <= start.time() for start in starts)
            assert all(end.time() <= closes for end in ends)
            assert all(start.date() > after.astimezone(info).date() for start in starts)
            days = len({start.date() for start in starts})
            assert days == 3 or days == _days_in_common(sides, off, after)
        for moment in offered:
            assert moment.tzinfo is UTC
            assert any(moment.astimezone(info).minute % 30 == 0 for info, _, _ in sides)


def _days_in_common(
    sides: list[tuple[ZoneInfo, time, time]], off: list[frozenset[date]], after: datetime
) -> int:
    """How many days of four weeks have a time for both, up to 3."""
    days = 0
    for number in range(1, 28):
        midnight = datetime.combine(after.date() + timedelta(days=number), time(), UTC)
        quarters = (midnight + timedelta(minutes=15 * quarter) for quarter in range(5 * 4, 20 * 4))
        days += any(_is_in_common(sides, off, start) for start in quarters)
        if days == 3:
            break
    return days


def _is_in_common(
    sides: list[tuple[ZoneInfo, time, time]], off: list[frozenset[date]], start: datetime
) -> bool:
    for (info, opens, closes), free in zip(sides, off, strict=True):
        begins, ends = start.astimezone(info), (start + timedelta(minutes=25)).astimezone(info)
        inside = opens <= begins.time() < ends.time() <= closes
        if not (inside and is_work(begins.date(), free)):
            return False
    return any(start.astimezone(info).minute % 30 == 0 for info, _, _ in sides)


def test_nearly_all_places_have_a_country() -> None:
    places = [zone for zone in ZONES if "/" in zone and not zone.startswith("Etc/")]
    assert len([zone for zone in places if not country_of(zone)]) <= 3
