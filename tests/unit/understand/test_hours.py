from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.understand import Unclear
from bot.conversation.understand.hours import hours
from tests.unit.understand.corpora import Case, cases

MESSY = (
    st.text() | st.text(alphabet="0123456789:.-h apmtobisuhr,&\u202e\x00") | st.text().map("9 to 5 ".__add__)
)


def meant(words: str, lang: str) -> str:
    found = hours(words, lang=lang)
    if isinstance(found, Unclear):
        return "unclear"
    return " ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in found)


@pytest.mark.parametrize("case", cases("hours_en"), ids=lambda case: case.words)
def test_english_hours(case: Case) -> None:
    assert meant(case.words, "en") in case.meant


@pytest.mark.parametrize("case", cases("hours_de"), ids=lambda case: case.words)
def test_german_hours(case: Case) -> None:
    assert meant(case.words, "de") in case.meant


@pytest.mark.parametrize(
    ("words", "lang", "expected"),
    [
        ("22 to 6", "en", Unclear(reason="hours_midnight")),
        ("8 bis 24 Uhr", "de", Unclear(reason="hours_midnight")),
        ("mornings", "en", Unclear(reason="hours", likely=("09:00-12:00",))),
        ("usual office hours", "en", Unclear(reason="hours", likely=("09:00-17:00",))),
        ("wie üblich", "de", Unclear(reason="hours", likely=("09:00-17:00",))),
        ("1 to 5", "en", Unclear(reason="hours", likely=("13:00-17:00",))),
        ("9-11pm", "en", Unclear(reason="hours", likely=("09:00-23:00", "21:00-23:00"))),
        ("9 to 5 except Fridays", "en", Unclear(reason="hours", likely=("09:00-17:00",))),
    ],
)
def test_hours_to_ask_about(words: str, lang: str, expected: Unclear) -> None:
    assert hours(words, lang=lang) == expected


def test_a_long_text_is_no_answer() -> None:
    assert meant("9 to 5 " * 8_000, "en") == "unclear"


@settings(deadline=None)
@given(words=MESSY, lang=st.sampled_from(["en", "de"]))
def test_no_text_breaks_it_and_spans_are_in_order(words: str, lang: str) -> None:
    found = hours(words, lang=lang)
    assert found == hours(words, lang=lang)
    if not isinstance(found, Unclear):
        moments = [moment for span in found for moment in span]
        assert moments
        assert moments == sorted(moments)
        assert all(start < end for start, end in found)


@settings(deadline=None)
@given(start=st.integers(6, 11), length=st.integers(4, 9), half=st.booleans())
def test_written_hours_are_those_hours(start: int, length: int, half: bool) -> None:
    end = time(start + length, 30 if half else 0)
    assert hours(f"{start:02}:00-{end:%H:%M}", lang="en") == ((time(start), end),)
    assert hours(f"von {start} bis {end:%H.%M} Uhr", lang="de") == ((time(start), end),)
