"""Large pools in which people are alike, or nobody can be anybody's partner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.program.matching import History, Member, Pool, Proposal, Rules, propose
from bot.program.matching.best import ALL_UP_TO
from bot.program.matching.pool import Role

PEOPLE = ALL_UP_TO + 400
ON = date(2026, 11, 23)


def proposed(grade: Callable[[int], int | None], role: Role = "") -> Proposal:
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
    return propose(Pool(members=tuple(members), on=ON), History(), Rules())


def test_where_all_are_alike_everybody_has_somebody() -> None:
    found = proposed(lambda number: 5 if number % 2 else 1)
    assert found.objective["matched"] == PEOPLE


@pytest.mark.parametrize("grade", [3, None])
def test_where_nobody_is_senior_there_are_no_pairs(grade: int | None) -> None:
    found = proposed(lambda _: grade)
    assert found.pairs == ()
    assert len(found.leftovers) == PEOPLE


def test_where_all_chose_the_same_role_there_are_no_pairs() -> None:
    assert proposed(lambda number: number % 9, "mentor").pairs == ()
