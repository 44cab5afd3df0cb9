from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.conversation.messages import AtMoment
from bot.conversation.understand import Unclear
from bot.conversation.understand.moments import in_utc, moment
from bot.conversation.understand.moments_offered import Offer, offered
from bot.text.catalog import Words
from tests.unit.understand.corpora import Case, cases

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2027, 3, 9, 10, 20, tzinfo=BERLIN)  # a Tuesday
AN_HOUR_TWICE = 339_344  # minutes from now: 31 October, 2:04 in Berlin, for the second time
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "No/Zone",
)
SAID = """thursday at 3 4 pm am uhr um halb viertel vor nach half past quarter to morgen tomorrow today heute in an hour
stunde 15:30 14.30 2:30 02:30 28.3. 14/3 1500 noon midnight mittags or oder - , not no 29 march next week the 12th until
from for 30 minutes 0151 5 sunday sonntag 24:00 0:00 12 tonight evening this abends"""
MESSY = (
    st.text()
    | st.text(alphabet="0123456789:.-/h apmtobisuhrfn,&@\u202e\x00")
    | st.lists(st.sampled_from(SAID.split()), max_size=12).map(" ".join)
    | st.text().map("Thursday at 3 ".__add__)
)


def understood(words: str, lang: str, now: datetime = NOW, hours: tuple[tuple[time, time], ...] = ()) -> str:
    found = moment(words, lang=lang, now=now, zone=str(now.tzinfo), hours=hours)
    return "unclear" if isinstance(found, Unclear) else f"{found.astimezone(now.tzinfo):%Y-%m-%d %H:%M}"


def local(*parts: int) -> str:
    return datetime(*parts, tzinfo=BERLIN).astimezone(UTC).isoformat()  # type: ignore[arg-type, misc]


@pytest.mark.parametrize("case", cases("moments_en"), ids=lambda case: case.words)
def test_english_moments(case: Case) -> None:
    assert understood(case.words, "en") in case.meant


@pytest.mark.parametrize("case", cases("moments_de"), ids=lambda case: case.words)
def test_german_moments(case: Case) -> None:
    assert understood(case.words, "de") in case.meant


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Thursday", Unclear(reason="moment_time")),
        ("maybe later", Unclear(reason="moment")),
        ("not Thursday at 3", Unclear(reason="moment")),
        ("today at 9", Unclear(reason="moment_past")),
        ("yesterday at 3", Unclear(reason="moment_past")),
        ("yesterday", Unclear(reason="moment_past")),
        ("in 0 minutes", Unclear(reason="moment_past")),
        ("2027-03-09T09:00:00+00:00", Unclear(reason="moment_past")),
        (
            "Thursday at 3 or at 4",
            Unclear(reason="moment_which", likely=(local(2027, 3, 11, 15), local(2027, 3, 11, 16))),
        ),
        ("maybe Thursday at 3", Unclear(reason="moment_which", likely=(local(2027, 3, 11, 15),))),
        (
            "Tuesday at 3",
            Unclear(reason="moment_which", likely=(local(2027, 3, 16, 15), local(2027, 3, 9, 15))),
        ),
        ("Tuesday at 9", Unclear(reason="moment_which", likely=(local(2027, 3, 16, 9),))),
        (
            "Thursday at 7",
            Unclear(reason="moment_which", likely=(local(2027, 3, 11, 7), local(2027, 3, 11, 19))),
        ),
        ("Friday at 2, Monday at 3", Unclear(reason="moment_which")),
    ],
)
def test_what_is_asked_again_and_offered(words: str, expected: Unclear) -> None:
    assert moment(words, lang="en", now=NOW, zone="Europe/Berlin") == expected


@pytest.mark.parametrize(
    ("hours", "words", "expected"),
    [
        (((time(7), time(15)),), "Thursday at 7", "2027-03-11 07:00"),
        (((time(13), time(21)),), "Thursday at 8", "2027-03-11 20:00"),
        (((time(8), time(20)),), "Thursday at 8", "2027-03-11 08:00"),
        (((time(8), time(21)),), "Thursday at 8:30", "unclear"),
        (((time(9), time(12)),), "Thursday at 3", "2027-03-11 15:00"),
        (((time(9), time(12)), (time(13), time(17))), "Thursday at 12", "2027-03-11 12:00"),
        (((time(14), time(22)),), "Thursday 3 am", "2027-03-11 03:00"),
    ],
)
def test_a_bare_number_lies_in_the_working_hours(
    hours: tuple[tuple[time, time], ...], words: str, expected: str
) -> None:
    assert understood(words, "en", hours=hours) == expected


@pytest.mark.parametrize(
    ("zone", "today", "words", "expected"),
    [
        ("Europe/Berlin", date(2027, 3, 27), "tomorrow at 02:30", "2027-03-28T01:00:00+00:00"),
        ("Europe/Berlin", date(2027, 10, 30), "tomorrow at 02:30", "2027-10-31T00:30:00+00:00"),
        ("America/New_York", date(2027, 3, 13), "tomorrow at 2:30 am", "2027-03-14T07:00:00+00:00"),
        ("America/New_York", date(2027, 11, 6), "tomorrow at 1:30 am", "2027-11-07T05:30:00+00:00"),
        ("Australia/Lord_Howe", date(2027, 10, 2), "tomorrow at 02:15", "2027-10-02T15:30:00+00:00"),
        ("Asia/Kolkata", date(2027, 3, 9), "tomorrow at 3", "2027-03-10T09:30:00+00:00"),
        ("No/Zone", date(2027, 3, 9), "tomorrow at 3", "2027-03-10T15:00:00+00:00"),
    ],
)
def test_a_time_the_clocks_leave_out_is_the_first_after_it_and_of_two_the_first(
    zone: str, today: date, words: str, expected: str
) -> None:
    now = datetime.combine(today, time(12), tzinfo=UTC if zone == "No/Zone" else ZoneInfo(zone))
    found = moment(words, lang="en", now=now, zone=zone)
    assert not isinstance(found, Unclear)
    assert found.isoformat() == expected


def test_a_long_text_is_no_moment() -> None:
    assert understood("Thursday at 3 " * 8_000, "en") == "unclear"
    assert understood("Thursday at 3" + " " * 400, "en") == "unclear"


@settings(deadline=None, max_examples=400)
@given(
    words=MESSY,
    lang=st.sampled_from(["en", "de", "xx"]),
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 500_000),
    hours=st.sampled_from([(), ((time(7), time(20)),), ((time(9), time(12)), (time(13), time(0)))]),
)
def test_no_text_breaks_it_and_what_it_takes_lies_ahead(
    words: str, lang: str, zone: str, minutes: int, hours: tuple[tuple[time, time], ...]
) -> None:
    now = NOW.astimezone(UTC) + timedelta(minutes=minutes)
    found = moment(words, lang=lang, now=now, zone=zone, hours=hours)
    assert found == moment(words, lang=lang, now=now, zone=zone, hours=hours)
    offers = [Offer(at=now + timedelta(days=n), label=f"Slot {n}") for n in range(3)]
    picked = offered(words, offers, lang=lang, now=now, zone=zone, hours=hours)
    for one in (found, picked):
        if isinstance(one, Unclear):
            assert one.reason in ("moment", "moment_time", "moment_past", "moment_which")
            assert len(one.likely) <= 3
            assert all(datetime.fromisoformat(offer) > now for offer in one.likely)
        else:
            assert one.tzinfo is UTC
            assert one > now


@settings(deadline=None)
@example(zone="Europe/Berlin", ahead=AN_HOUR_TWICE, lang="de")
@given(zone=st.sampled_from(ZONES[:-1]), ahead=st.integers(1, 500_000), lang=st.sampled_from(["en", "de"]))
def test_a_moment_as_it_is_shown_is_that_moment(zone: str, ahead: int, lang: str) -> None:
    wanted = (NOW.astimezone(UTC) + timedelta(minutes=ahead)).replace(second=0, microsecond=0)
    shown = Words(lang, zone).value(AtMoment(wanted))
    wall = wanted.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)  # of two shown alike, the first
    assert moment(shown, lang=lang, now=NOW, zone=zone) == in_utc(wall, ZoneInfo(zone))


SLOTS = (
    Offer(at=datetime(2027, 3, 18, 14, tzinfo=UTC), label="Thursday, 18 March 2027 at 15:00"),
    Offer(at=datetime(2027, 3, 19, 9, tzinfo=UTC), label="Friday, 19 March 2027 at 10:00"),
    Offer(at=datetime(2027, 3, 22, 9, tzinfo=UTC), label="Monday, 22 March 2027 at 10:00"),
)


@pytest.mark.parametrize(
    ("words", "lang", "slot"),
    [
        ("Thursday, 18 March 2027 at 15:00", "en", 0),
        ("the second one", "en", 1),
        ("2", "en", 1),
        ("option 3", "en", 2),
        ("the last one", "en", 2),
        ("der zweite", "de", 1),
        ("Thursday", "en", 0),
        ("thursday works for me", "en", 0),
        ("Do", "de", 0),
        ("Montag passt", "de", 2),
        ("at 3", "en", 0),
        ("15 Uhr", "de", 0),
        ("Thursday at 3", "en", 0),
        ("Friday at 10", "en", 1),
        ("the 22nd", "en", 2),
        ("22.3.", "de", 2),
        ("the 19th at 10", "en", 1),
        ("Friday morning", "en", 1),
        ("Thursday afternoon", "en", 0),
        ("Freitag früh", "de", 1),
        ("the 2nd one, Friday", "en", 1),
    ],
)
def test_an_offered_moment_is_picked_in_words(words: str, lang: str, slot: int) -> None:
    assert offered(words, SLOTS, lang=lang, now=NOW, zone="Europe/Berlin") == SLOTS[slot].at


@pytest.mark.parametrize(
    "words", ["at 10", "Thursday or Friday", "not Thursday", "the first or the second", "4", "yes"]
)
def test_what_fits_no_offer_or_several_is_asked_again(words: str) -> None:
    assert isinstance(offered(words, SLOTS, lang="en", now=NOW, zone="Europe/Berlin"), Unclear)


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ("Friday afternoon", "en"),
        ("how about monday 11?", "en"),
        ("Monday 2", "en"),
        ("Thursday morning", "en"),
        ("Freitagnachmittag", "de"),
        ("Montag 11", "de"),
    ],
)
def test_the_day_of_an_offer_with_another_hour_is_not_that_offer(words: str, lang: str) -> None:
    found = offered(words, SLOTS, lang=lang, now=NOW, zone="Europe/Berlin")
    assert found == Unclear(reason="moment_time")


def test_a_time_without_its_day_is_only_offered_where_it_is_no_offer() -> None:
    found = offered("at 4", SLOTS, lang="en", now=NOW, zone="Europe/Berlin")
    assert found == Unclear(reason="moment_which", likely=(local(2027, 3, 9, 16),))


def test_another_moment_may_be_named_in_full() -> None:
    found = offered("Wednesday at 11", SLOTS, lang="en", now=NOW, zone="Europe/Berlin")
    assert found == datetime(2027, 3, 10, 10, tzinfo=UTC)


def test_an_offer_that_is_over_is_not_taken() -> None:
    later = datetime(2027, 3, 21, tzinfo=UTC)
    assert offered("the first one", SLOTS, lang="en", now=later, zone="Europe/Berlin") == Unclear(
        reason="moment_past"
    )
