"""When the channel hears something by itself: a working day, a good hour, every second week, in the channel's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.program.awareness import rhythm
from tests.factories import NOON, cohort

BERLIN = "Europe/Berlin"
ZONES = (BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC", "", "Nowhere/Land")


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "slot"),
    [
        ("UTC", utc(2026, 3, 2, 12), utc(2026, 3, 10, 10)),
        (BERLIN, utc(2026, 3, 2, 12), utc(2026, 3, 10, 9)),
        (BERLIN, utc(2026, 3, 24, 12), utc(2026, 3, 31, 8)),  # the clocks have been put forward
        (BERLIN, utc(2026, 3, 8, 23, 30), utc(2026, 3, 17, 9)),  # a Monday already, in Berlin
        ("America/New_York", utc(2026, 6, 22, 12), utc(2026, 6, 30, 14)),
    ],
)
def test_the_first_is_on_the_tuesday_of_the_week_after(zone: str, at: datetime, slot: datetime) -> None:
    assert rhythm.first_slot(at, zone) == slot


def test_the_next_is_two_weeks_later_and_the_clocks_do_not_matter() -> None:
    assert rhythm.slot_after(utc(2026, 3, 17, 9), BERLIN) == utc(2026, 3, 31, 8)
    assert rhythm.slot_after(utc(2026, 10, 20, 8), BERLIN) == utc(2026, 11, 3, 9)


def test_a_holiday_moves_it_by_a_day_and_the_rhythm_stays() -> None:
    """The third of October and the first days of Christmas are days off in Germany."""
    assert rhythm.slot_after(utc(2028, 9, 19, 8), BERLIN) == utc(2028, 10, 4, 8)  # the third is a Tuesday
    assert rhythm.slot_after(utc(2028, 10, 4, 8), BERLIN) == utc(2028, 10, 17, 8)


@pytest.mark.parametrize(
    ("at", "later"),
    [
        (utc(2026, 3, 10, 3), utc(2026, 3, 10, 9)),  # before the hour: that day
        (utc(2026, 3, 10, 9), utc(2026, 3, 11, 9)),
        (utc(2026, 3, 13, 20), utc(2026, 3, 16, 9)),  # a Friday evening
        (utc(2026, 12, 24, 20), utc(2026, 12, 28, 9)),
    ],
)
def test_what_was_missed_waits_for_the_next_working_day(at: datetime, later: datetime) -> None:
    assert rhythm.next_good_moment(at, BERLIN) == later


@given(st.integers(-20_000, 50_000).map(lambda hours: NOON + timedelta(hours=hours)), st.sampled_from(ZONES))
def test_any_slot_is_ahead_at_ten_on_a_working_day(at: datetime, zone: str) -> None:
    known = ZoneInfo(zone if zone not in ("", "Nowhere/Land") else "UTC")
    for slot in (rhythm.first_slot(at, zone), rhythm.slot_after(at, zone), rhythm.next_good_moment(at, zone)):
        local = slot.astimezone(known)
        assert slot > at
        assert local.hour == 10
        assert rhythm.works_on(local.date(), zone)
    assert timedelta(days=7) < rhythm.slot_after(at, zone) - at < timedelta(days=23)


def test_wishes_are_looked_at_after_four_weeks_and_then_every_eight() -> None:
    here = cohort()
    first = NOON + timedelta(weeks=4)
    assert rhythm.look_after(here, NOON) == first
    assert rhythm.look_after(here, first - timedelta(seconds=1)) == first
    assert rhythm.look_after(here, first) == first + timedelta(weeks=8)
    assert rhythm.look_after(here, first + timedelta(weeks=17)) == first + timedelta(weeks=24)


def test_late_is_after_the_working_day_or_on_a_day_off() -> None:
    due = utc(2026, 3, 10, 9)
    assert not rhythm.is_late(due, due + timedelta(hours=4), BERLIN)
    assert rhythm.is_late(due, due + timedelta(hours=4, seconds=1), BERLIN)
    assert rhythm.is_late(utc(2026, 3, 14, 9), utc(2026, 3, 14, 9), BERLIN)
    assert rhythm.day_of(utc(2026, 3, 9, 23, 30), BERLIN) == date(2026, 3, 10)
