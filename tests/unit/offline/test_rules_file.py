"""The rules file: what it may say, and that every mistake in it is named at once."""

from __future__ import annotations

import pytest

from bot.program.matching import HARD_RULES, PARTS, Rules
from bot.program.offline.rules import KEYS, RULES_SAY, WEIGHTS, BadRules, explained, read_rules


def problems(text: str) -> list[str]:
    with pytest.raises(BadRules) as caught:
        read_rules(text.encode())
    return caught.value.problems


def test_an_empty_file_leaves_the_defaults() -> None:
    assert read_rules(b"") == read_rules(b"\xef\xbb\xbf# nothing\n") == Rules()


def test_every_key_sets_its_field() -> None:
    text = """
        min_grade_gap = 3
        min_tenure_years = 4.0
        min_overlap_hours = 1.5
        different_department = true
        different_site = true
        aim = "common"
        [weights]
        both_ways = 2
        site = 0
    """
    assert read_rules(text.encode()) == Rules(
        min_seniority_gap=3,
        min_tenure_years=4,
        min_overlap_hours=1.5,
        different_department=True,
        different_site=True,
        aim="common",
        weights={"both_ways": 2, "site": 0},
    )


def test_every_field_of_the_rules_has_a_key() -> None:
    assert {key.field for key in KEYS} | {"weights"} == set(Rules.__struct_fields__)


def test_every_mistake_is_named_at_once() -> None:
    text = """
        min_grad_gap = 1
        min_overlap_hours = -1
        different_site = "no"
        min_grade_gap = 1.5
        min_tenure_years = true
        aim = "alike"
        colour = "red"
        [weights]
        both_way = 1
        age = 1
        hours = -2
        gap = nan
    """
    assert problems(text) == [
        "unknown key 'min_grad_gap'; did you mean min_grade_gap?",
        "min_overlap_hours has to be a number, 0 to 24",
        "different_site has to be true or false",
        "min_grade_gap has to be a whole number, 0 to 9999",
        "min_tenure_years has to be a whole number, 0 to 100",
        'aim has to be "difference" or "common"',
        "unknown key 'colour'; there are min_grade_gap, min_tenure_years, min_overlap_hours, different_department, "
        "different_site, aim, weights",
        "unknown weight 'both_way'; did you mean both_ways?",
        f"unknown weight 'age'; there are {', '.join(part.name for part in PARTS)}",
        "the weight hours has to be a number, 0 to 1000",
        "the weight gap has to be a number, 0 to 1000",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[", "is not TOML"),
        ("weights = 1", "weights has to be a table"),
        ("min_grade_gap = inf", "a whole number"),
        ("[weights]\n" + "\n".join(f"{part.name} = 0" for part in PARTS), "at least one weight"),
    ],
)
def test_one_mistake_is_one_line(text: str, said: str) -> None:
    (problem,) = problems(text)
    assert said in problem
    assert "\n" not in problem


def test_it_has_to_be_utf_8() -> None:
    with pytest.raises(BadRules, match="not UTF-8"):
        read_rules("größe = 1".encode("latin-1"))


def test_the_help_tells_every_key_part_and_rule() -> None:
    assert set(WEIGHTS) == {part.name for part in PARTS}
    assert set(RULES_SAY) == {rule.name for rule in HARD_RULES}
    text = explained()
    for name in (*(key.name for key in KEYS), *WEIGHTS, *RULES_SAY):
        assert f"\n  {name} " in text


def test_what_the_help_shows_is_a_rules_file_of_the_defaults() -> None:
    lines = [line.split("   ")[0].strip() for line in explained().split("\n\n")[0].splitlines()[1:]]
    rules = read_rules("\n".join(lines).encode())
    assert rules == Rules(weights={part.name: part.weight for part in PARTS})
