"""Working days and hours, and when two people can meet.

2026: Berlin puts its clock forward on 29 March and back on 25 October, New York on 8 March and 1 November.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.program.calendar import (
    after_working_days,
    fits,
    is_working,
    local,
    next_working_moment,
    slots,
    starts_work,
    working_day_before,
    works_on,
)
from bot.program.meeting.public_holidays import country_of, public_holidays
from bot.program.model import Person
from bot.program.nudges import dues_of
from tests.factories import person

MORNING, AFTERNOON = (time(9), time(12)), (time(13), time(17))
GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)


def someone(zone: str = "Europe/Berlin", person_id: str = "ana", **changes: object) -> Person:
    return person(person_id, **({"timezone": zone, "hours": ((time(9), time(17)),)} | changes))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clocks(who: Person, moments: tuple[datetime, ...]) -> list[str]:
    return [local(who, moment).strftime("%a %d %b %H:%M") for moment in moments]


# -- days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("America/New_York", "US"),
        ("US/Eastern", "US"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("Japan", "JP"),
        ("UTC", ""),
        ("Etc/GMT+5", ""),
        ("CET", ""),
        ("EST", ""),
        ("", ""),
        ("Nowhere/Land", ""),
    ],
)
def test_a_zone_tells_the_country(zone: str, country: str) -> None:
    assert country_of(zone) == country


@pytest.mark.parametrize(
    ("zone", "day", "works"),
    [
        ("Europe/Berlin", GOOD_FRIDAY, False),
        ("Europe/Berlin", EASTER_MONDAY, False),
        ("Europe/Berlin", date(2026, 6, 4), True),  # Corpus Christi: of some states only
        ("Europe/Berlin", date(2026, 7, 3), True),
        ("America/New_York", date(2026, 7, 3), False),  # for the 4th, a Saturday
        ("America/New_York", EASTER_MONDAY, True),
        ("Europe/Berlin", date(2026, 4, 4), False),  # a Saturday
        ("UTC", date(2026, 1, 1), True),  # nobody knows where that is
    ],
)
def test_who_works_on_which_day(zone: str, day: date, works: bool) -> None:
    assert works_on(someone(zone), day) is works


def test_a_country_nobody_knows_has_no_holidays() -> None:
    assert public_holidays("XX", 2026) == public_holidays("", 2026) == frozenset()


def test_the_working_day_before() -> None:
    assert working_day_before(someone(), date(2026, 4, 7)) == date(2026, 4, 2)  # over Easter
    assert working_day_before(someone("America/New_York"), date(2026, 4, 7)) == EASTER_MONDAY
    assert working_day_before(someone(), date(2026, 3, 4)) == date(2026, 3, 3)


# -- hours -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-03-02 12:00", "2026-03-02 12:00"),
        ("2026-03-02 05:00", "2026-03-02 08:00"),
        ("2026-03-02 16:00", "2026-03-03 08:00"),  # their day is over at this very moment
        ("2026-03-27 16:30", "2026-03-30 07:00"),  # the clock goes forward over that weekend
        ("2026-10-23 16:30", "2026-10-26 08:00"),  # and back over this one
        ("2026-04-02 15:30", "2026-04-07 07:00"),  # Easter
        ("2026-12-24 17:00", "2026-12-28 08:00"),
    ],
)
def test_the_next_working_moment(at: str, moment: str) -> None:
    assert next_working_moment(someone(), utc(at)) == utc(moment)


def test_a_lunch_break_is_waited_for() -> None:
    ana = someone(hours=(AFTERNOON, MORNING))  # in whatever order they were said
    assert next_working_moment(ana, utc("2026-03-02 11:00")) == utc("2026-03-02 12:00")
    assert not is_working(ana, utc("2026-03-02 11:30"))
    assert is_working(ana, utc("2026-03-02 10:59"))


def test_hours_over_midnight_belong_to_the_day_they_begin() -> None:
    night = someone(hours=((time(22), time(6)),))
    assert is_working(night, utc("2026-03-06 23:30"))
    assert is_working(night, utc("2026-03-07 04:30"))  # Saturday, of Friday's night
    assert not is_working(night, utc("2026-03-07 22:00"))
    assert next_working_moment(night, utc("2026-03-07 05:00")) == utc("2026-03-09 21:00")


def test_hours_that_a_clock_change_takes_away_are_skipped() -> None:
    beirut = someone("Asia/Beirut", hours=((time(0), time(1)),))  # the clock goes from 0:00 to 1:00 there
    for day in range(1, 366):
        at = utc("2026-01-01") + timedelta(days=day)
        assert is_working(beirut, next_working_moment(beirut, at)), at


def test_a_day_starts_where_they_are() -> None:
    assert starts_work(someone("America/New_York"), date(2026, 3, 6)) == utc("2026-03-06 14:00")
    assert starts_work(someone("America/New_York"), date(2026, 3, 9)) == utc("2026-03-09 13:00")
    assert starts_work(someone(hours=(AFTERNOON, (time(8), time(12)))), date(2026, 3, 2)) == utc(
        "2026-03-02 07:00"
    )


@pytest.mark.parametrize(
    ("at", "count", "moment"),
    [
        ("2026-03-02 12:00", 3, "2026-03-05 12:00"),
        ("2026-03-05 12:00", 2, "2026-03-09 12:00"),
        ("2026-03-07 12:00", 1, "2026-03-09 12:00"),  # asked on a Saturday
        ("2026-03-26 12:00", 2, "2026-03-30 11:00"),  # the same time on their clock
        ("2026-04-01 12:00", 2, "2026-04-07 12:00"),  # over Easter
        ("2026-03-02 20:00", 1, "2026-03-04 08:00"),  # in the evening: the next morning
        ("2026-03-02 12:00", 0, "2026-03-02 12:00"),
        ("2026-03-01 12:00", 0, "2026-03-02 08:00"),
    ],
)
def test_working_days_later(at: str, count: int, moment: str) -> None:
    assert after_working_days(someone(), utc(at), count) == utc(moment)


def test_a_pause_that_ends_on_a_holiday_ends_on_the_working_day_after_it() -> None:
    away = someone(paused_until=EASTER_MONDAY)
    assert dict(dues_of(away))["pause_end"] == utc("2026-04-07 07:00")


# -- two people --------------------------------------------------------------------------------------------------

MONDAY = utc("2026-03-02 12:00")


def test_three_days_a_morning_a_midday_and_an_afternoon() -> None:
    ana, bob = someone(), someone(person_id="bob")
    offered = slots(ana, bob, after=MONDAY, minutes=25)
    assert clocks(ana, offered) == ["Tue 03 Mar 10:30", "Wed 04 Mar 13:00", "Thu 05 Mar 15:00"]


def test_friday_gives_the_morning() -> None:
    ana, bob = someone(), someone(person_id="bob")
    offered = slots(ana, bob, after=utc("2026-03-03 12:00"), minutes=25)
    assert clocks(ana, offered) == ["Wed 04 Mar 13:00", "Thu 05 Mar 15:00", "Fri 06 Mar 10:30"]


def test_the_order_of_the_two_makes_no_difference() -> None:
    ana, bob = someone(), someone("America/New_York", "bob")
    assert slots(ana, bob, after=MONDAY, minutes=25) == slots(bob, ana, after=MONDAY, minutes=25)


def test_a_session_stays_clear_of_lunch() -> None:
    ana, bob = (
        someone(hours=(MORNING, AFTERNOON)),
        someone(person_id="bob", hours=((time(10, 45), time(14, 30)),)),
    )
    offered = slots(ana, bob, after=MONDAY, minutes=45)
    assert {clock[-5:] for clock in clocks(ana, offered)} == {"13:00"}  # 11:00 is bob's first half hour


def test_early_late_and_friday_afternoon_are_offered_when_there_is_nothing_else() -> None:
    ana, bob = someone(), someone(person_id="bob", hours=((time(16, 30), time(20)),))
    offered = slots(ana, bob, after=MONDAY, minutes=25)
    assert clocks(ana, offered) == ["Tue 03 Mar 16:30", "Wed 04 Mar 16:30", "Thu 05 Mar 16:30"]


def test_nobody_waits_weeks_for_a_better_time_of_day() -> None:
    # Better only once Berlin has put its clock forward.
    ana, bob = someone(hours=((time(8), time(17)),)), someone("Asia/Seoul", "bob")
    offered = slots(ana, bob, after=utc("2026-03-09 12:00"), minutes=25)
    assert clocks(ana, offered) == ["Tue 10 Mar 08:00", "Wed 11 Mar 08:00", "Thu 12 Mar 08:30"]


def test_hours_that_never_meet_give_no_slots() -> None:
    assert slots(someone(), someone("Pacific/Auckland", "bob"), after=MONDAY, minutes=25) == ()
    nearly = someone(person_id="bob", hours=((time(16, 45), time(20)),))
    assert slots(someone(), nearly, after=MONDAY, minutes=25) == ()


def test_what_is_taken_and_days_off_are_left_out() -> None:
    ana, bob = someone(), someone("America/New_York", "bob", paused_until=date(2026, 3, 9))
    taken = [
        (utc("2026-03-09 00:00"), utc("2026-03-11 00:00")),
        (utc("2026-03-11 14:00"), utc("2026-03-11 15:00")),
    ]
    offered = slots(ana, bob, after=MONDAY, minutes=25, count=20, taken=taken)
    assert {moment.date() for moment in offered} >= {date(2026, 3, 11), date(2026, 3, 30)}
    assert min(offered).date() == date(2026, 3, 11)
    for moment in offered:
        assert not any(moment < end and start < moment + timedelta(minutes=25) for start, end in taken)


def test_a_break_of_four_weeks_leaves_nothing_to_offer() -> None:
    away = someone(person_id="bob", paused_until=date(2026, 4, 1))
    assert slots(someone(), away, after=MONDAY, minutes=25) == ()


def test_one_day_left_gives_several_times_of_it() -> None:
    away = someone(person_id="bob", paused_until=date(2026, 3, 30))
    offered = slots(someone(), away, after=MONDAY, minutes=25)
    assert {moment.date() for moment in offered} == {date(2026, 3, 30)}
    assert len(set(offered)) == 3


@pytest.mark.parametrize(
    ("start", "minutes", "fine"),
    [
        ("2026-03-03 14:00", 25, True),
        ("2026-03-03 13:30", 25, False),  # New York is asleep
        ("2026-03-03 15:45", 25, False),  # it ends too late in Berlin
        ("2026-03-03 15:30", 30, True),
        ("2026-03-07 14:30", 25, False),
        ("2026-04-03 14:30", 25, False),  # Good Friday in Berlin
        ("2026-05-12 14:30", 25, False),  # a break
    ],
)
def test_does_a_moment_fit(start: str, minutes: int, fine: bool) -> None:
    ana, bob = someone(), someone("America/New_York", "bob")
    if start.startswith("2026-05"):
        bob = someone("America/New_York", "bob", paused_until=date(2026, 5, 13))
    assert fits(ana, bob, utc(start), minutes) is fine


def test_a_quarter_hour_zone_is_offered_a_clean_half_hour_of_one_of_them() -> None:
    ana, bob = someone("Asia/Kolkata"), someone("Asia/Kathmandu", "bob")  # 5:30 and 5:45 ahead of UTC
    offered = slots(ana, bob, after=MONDAY, minutes=25, count=5)
    assert len(offered) == 5
    assert all(moment.minute % 15 == 0 for moment in offered)
