from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.understand import Unclear
from bot.conversation.understand.dates import day
from tests.unit.understand.corpora import Case, cases

TUESDAY = date(2027, 3, 9)
MESSY = (
    st.text()
    | st.text(alphabet="0123456789./- mondayfritagnexüin ,x\u202e\x00")
    | st.text().map("Friday ".__add__)
)


def meant(words: str, lang: str, today: date = TUESDAY) -> str:
    found = day(words, lang=lang, today=today)
    return "unclear" if isinstance(found, Unclear) else found.isoformat()


@pytest.mark.parametrize("case", cases("dates_en"), ids=lambda case: case.words)
def test_english_days(case: Case) -> None:
    assert meant(case.words, "en") in case.meant


@pytest.mark.parametrize("case", cases("dates_de"), ids=lambda case: case.words)
def test_german_days(case: Case) -> None:
    assert meant(case.words, "de") in case.meant


@pytest.mark.parametrize(
    ("words", "lang", "likely"),
    [
        ("next Friday", "en", ("2027-03-19", "2027-03-12")),
        ("nächsten Freitag", "de", ("2027-03-19", "2027-03-12")),
        ("3/9", "en", ("2027-03-09", "2027-09-03")),
        ("Friday or Monday", "en", ("2027-03-12", "2027-03-15")),
        ("Weihnachten", "de", ("2027-12-24", "2027-12-25")),
        ("next month", "en", ("2027-04-01", "2027-04-30")),
        ("no idea", "en", ()),
    ],
)
def test_days_to_ask_between(words: str, lang: str, likely: tuple[str, ...]) -> None:
    assert day(words, lang=lang, today=TUESDAY) == Unclear(reason="day", likely=likely)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 3, 10), "2027-03-19"),  # Wednesday: in two days nobody says "next"
        (date(2027, 3, 12), "2027-03-19"),  # a Friday
        (date(2027, 3, 13), "2027-03-19"),  # Saturday: the coming one is next week's
        (date(2027, 3, 8), "unclear"),  # Monday: both are meant by some
    ],
)
def test_next_friday_is_certain_only_when_both_readings_agree(today: date, expected: str) -> None:
    assert meant("next Friday", "en", today) == expected


def test_a_long_text_is_no_day() -> None:
    assert meant("Friday " * 10_000, "en") == "unclear"
    assert meant("Friday" + " " * 400, "en") == "unclear"


@pytest.mark.parametrize(
    "today", [date(2027, 1, 31), date(2028, 2, 29), date(2027, 12, 31), date(9998, 12, 31)]
)
@pytest.mark.parametrize(
    "words", ["in a month", "end of next month", "the 31st", "next week Monday", "Easter", "Q4"]
)
def test_ends_of_months_and_years(today: date, words: str) -> None:
    found = day(words, lang="en", today=today)
    assert isinstance(found, Unclear) or found > today


@settings(deadline=None)
@given(words=MESSY, lang=st.sampled_from(["en", "de"]), shift=st.integers(0, 800))
def test_no_text_breaks_it_and_it_decides_alike_twice(words: str, lang: str, shift: int) -> None:
    today = TUESDAY + timedelta(days=shift)
    found = day(words, lang=lang, today=today)
    assert found == day(words, lang=lang, today=today)
    if isinstance(found, Unclear):
        assert all(date.fromisoformat(one) for one in found.likely)


@settings(deadline=None)
@given(shift=st.integers(0, 1500), ahead=st.integers(1, 300))
def test_a_written_date_is_that_day(shift: int, ahead: int) -> None:
    today = TUESDAY + timedelta(days=shift)
    wanted = today + timedelta(days=ahead)
    assert day(f"{wanted:%d.%m.%Y}", lang="de", today=today) == wanted
    assert day(f"{wanted:%A}, {wanted:%B} {wanted.day}, {wanted.year}", lang="en", today=today) == wanted
    assert day(f"{wanted.day} {wanted:%b}", lang="en", today=today) == wanted
