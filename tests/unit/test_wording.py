"""Are people's words cleaned and cut without harm to them?"""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from adapters.wording import ELLIPSIS, clean, cut, one_line

ASTRONAUT = "👩🏽‍🚀"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\u0000b\u001bc\u007f", "abc"),
        ("pay \u202eevil\u202c now", "pay evil now"),
        ("\u2066x\u2069", "x"),
        ("one\r\ntwo\rthree\u2028four\tfive", "one\ntwo\nthree\nfour\tfive"),
        ("half \ud83d", "half "),
        (f"{ASTRONAUT} 🇩🇪 שלום e\u0301", f"{ASTRONAUT} 🇩🇪 שלום e\u0301"),
    ],
)
def test_only_what_nobody_should_see_goes(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_label_is_one_line() -> None:
    assert one_line("  one\n two\t\u00a0three ") == "one two three"


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("ab cd", 4, "ab…"),
        (f"a{ASTRONAUT}b", 5, "a…"),
        (f"{ASTRONAUT}{ASTRONAUT}", 7, f"{ASTRONAUT}…"),
        ("🇩🇪🇩🇪", 3, "🇩🇪…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        (ASTRONAUT, 3, "…"),
        ("", 1, ""),
    ],
)
def test_it_is_cut_between_characters_as_people_see_them(text: str, limit: int, kept: str) -> None:
    assert cut(text, limit) == kept


def test_another_scale_may_weigh() -> None:
    assert cut("aaaa", 9, lambda text: 3 * len(text)) == "aa…"
    assert cut("aaa", 9, lambda text: 3 * len(text)) == "aaa"


@given(st.text(max_size=400), st.integers(1, 300))
def test_it_always_fits_and_never_splits_a_character(text: str, limit: int) -> None:
    kept = cut(text, limit)
    assert len(kept) <= limit
    if kept != text:
        start = kept.removesuffix(ELLIPSIS)
        clusters = regex.findall(r"\X", text)
        starts = {"".join(clusters[:count]).rstrip() for count in range(len(clusters) + 1)}
        assert start in starts
