"""Large pools in which people are alike, or nobody can be anybody's partner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.program.matching import History, Member, Rules
from bot.program.matching.best import ALL_UP_TO, best
from bot.program.matching.pool import Role
from bot.program.matching.rules import Frame
from bot.program.matching.sides import prepare

PEOPLE = ALL_UP_TO + 400
ON = date(2026, 11, 23)


def pairs(grade: Callable[[int], int | None], role: Role = "") -> list[tuple[int, int]]:
    """Half teach what the other half wants."""
    members = [
        Member(
            id=f"p{number:05}",
            seniority=grade(number),
            role=role,
            teaches=("Excel",) if number % 2 else ("Figma",),
            wants=("Figma",) if number % 2 else ("Excel",),
        )
        for number in range(PEOPLE)
    ]
    return best([prepare(member, ON) for member in members], Frame(History(), Rules())).pairs


def test_where_all_are_alike_everybody_has_somebody() -> None:
    found = pairs(lambda number: 5 if number % 2 else 1)
    assert sorted(place for pair in found for place in pair) == list(range(PEOPLE))


@pytest.mark.parametrize("grade", [3, None])
def test_where_nobody_is_senior_there_are_no_pairs(grade: int | None) -> None:
    assert pairs(lambda _: grade) == []


def test_where_all_chose_the_same_role_there_are_no_pairs() -> None:
    assert pairs(lambda number: number % 9, "mentor") == []
