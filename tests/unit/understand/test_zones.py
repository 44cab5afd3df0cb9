import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.understand import Unclear
from bot.conversation.understand.places import canonical_names, places
from bot.conversation.understand.zones import zone
from tests.unit.understand.corpora import Case, cases

MESSY = st.text() | st.text(alphabet="utcgmt+-0123:berlin/ _\u202e\x00") | st.text().map("Berlin ".__add__)


def meant(words: str, lang: str) -> str:
    found = zone(words, lang=lang)
    return "unclear" if isinstance(found, Unclear) else found


@pytest.mark.parametrize("case", cases("zones_en"), ids=lambda case: case.words)
def test_english_places(case: Case) -> None:
    assert meant(case.words, "en") in case.meant


@pytest.mark.parametrize("case", cases("zones_de"), ids=lambda case: case.words)
def test_german_places(case: Case) -> None:
    assert meant(case.words, "de") in case.meant


@pytest.mark.parametrize(
    ("words", "likely"),
    [
        ("GMT", ("Europe/London", "UTC")),
        ("IST", ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem")),
        ("USA", ("America/New_York", "America/Chicago", "America/Los_Angeles")),
        ("Portland", ("America/Los_Angeles", "America/New_York")),
        ("+5:30", ("Asia/Kolkata", "Asia/Colombo")),
        ("London or Madrid", ("Europe/London", "Europe/Madrid")),
    ],
)
def test_zones_to_ask_between(words: str, likely: tuple[str, ...]) -> None:
    assert zone(words, lang="en") == Unclear(reason="zone_which", likely=likely)


@pytest.mark.parametrize("name", sorted(zoneinfo.available_timezones() - {"Factory", "localtime"}))
def test_every_name_of_the_database_is_taken_in_any_case(name: str) -> None:
    if "/" in name:
        assert zone(name.lower(), lang="en") == canonical_names()[name.lower()]


def test_every_zone_offered_exists() -> None:
    known = zoneinfo.available_timezones()
    table = places()
    named = {one for place in (*table.names.values(), *table.codes.values()) for one in place.zones}
    offered = {one for zones in table.offsets.values() for one in zones}
    assert (named | offered) - known == set()
    assert {one for one in named if canonical_names()[one.lower()] != one} == set()


def test_a_long_text_is_no_place() -> None:
    assert meant("Berlin " * 8_000, "en") == "unclear"


@settings(deadline=None)
@given(words=MESSY, lang=st.sampled_from(["en", "de"]))
def test_no_text_breaks_it_and_zones_exist(words: str, lang: str) -> None:
    found = zone(words, lang=lang)
    assert found == zone(words, lang=lang)
    offered = found.likely if isinstance(found, Unclear) else (found,)
    assert len(offered) <= 3
    assert set(offered) <= set(canonical_names().values())
