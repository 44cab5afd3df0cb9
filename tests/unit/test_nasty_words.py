"""Can words alone keep the bot busy? One thread reads for everybody where SQLite is used: a text that takes a minute to
understand would stop the whole company.
"""

from __future__ import annotations

import pytest
import regex

from bot.program.skills import letters

UNITS = ("@", "a", "a@", "@a.", "a.", "<", "www.", "http://", "+", "-", "'", ":a", "é", "a@b.c ")


@pytest.mark.parametrize("unit", UNITS)
def test_no_pattern_goes_back_and_forth_over_a_long_text(unit: str) -> None:
    """Each pattern of the first cleaning stops by itself after two seconds here; it needs a few thousandths."""
    text = (unit * letters.LONGEST_RAW)[: letters.LONGEST_RAW]
    for name, pattern in vars(letters).items():
        if isinstance(pattern, regex.Pattern):
            assert isinstance(pattern.sub(" ", text, timeout=2), str), name


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("mail me@example.org about TikTok", "mail about TikTok"),
        ("(ana.b@x.example), Figma", "), Figma"),
        ("@@@@ TikTok", "@@@@ TikTok"),
        ("<@U1ANA>ana@x.example SQL", "SQL"),
    ],
)
def test_addresses_are_no_skills(said: str, left: str) -> None:
    assert letters.clean(said) == left
