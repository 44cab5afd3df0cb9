"""Are people who took part compared with others like them, and never few of either?"""

from __future__ import annotations

import pytest

from bot.program.cohorts.outcomes import Compared, Outcome, compare
from bot.program.model import Person
from bot.runtime.cli_files import WrongUse
from bot.runtime.cli_outcomes import read_outcomes
from tests.factories import person


def group(name: str, count: int, **changes: object) -> list[Person]:
    given: dict[str, object] = {"department": "Sales", "grade": 2}
    return [person(f"{name}{n}", external=f"{name}{n}", **(given | changes)) for n in range(count)]


def stayed(people: list[Person], yes: int) -> list[Outcome]:
    return [Outcome(id=one.external, retained=n < yes) for n, one in enumerate(people)]


def ids(people: list[Person]) -> set[str]:
    return {one.id for one in people}


def test_with_others_of_the_same_department_and_grade_alone() -> None:
    mine, alike = group("m", 10), group("a", 20, grade=3)
    elsewhere = [*group("d", 20, department="Legal"), *group("g", 20, grade=7)]
    said = [*stayed(mine, 8), *stayed(alike, 10), *stayed(elsewhere, 0)]
    found = compare(said, [*mine, *alike, *elsewhere], ids(mine))
    assert found["retained"] == Compared(took_part=10, others=20, percent=80, percent_others=50)
    assert found["promoted"] is None


def test_others_are_weighed_as_those_who_took_part_are_spread() -> None:
    """Nine of ten who took part are seniors, most others are juniors: it is the seniors that count."""
    seniors, juniors = group("s", 45, grade=8), group("j", 5)
    others_senior, others_junior = group("o", 5, grade=8), group("u", 45)
    said = [*stayed(seniors, 45), *stayed(juniors, 5), *stayed(others_senior, 5), *stayed(others_junior, 0)]
    everybody = [*seniors, *juniors, *others_senior, *others_junior]
    found = compare(said, everybody, ids([*seniors, *juniors]))["retained"]
    assert found == Compared(took_part=50, others=50, percent=95, percent_others=90)


@pytest.mark.parametrize(("mine", "others", "is_shown"), [(5, 5, True), (4, 50, False), (50, 4, False)])
def test_fewer_than_five_of_either_kind_are_not_compared(mine: int, others: int, is_shown: bool) -> None:
    took_part, alike = group("m", mine), group("a", others)
    said = [*stayed(took_part, 1), *stayed(alike, 1)]
    assert (compare(said, [*took_part, *alike], ids(took_part))["retained"] is not None) == is_shown


def test_what_is_not_known_of_somebody_does_not_count() -> None:
    took_part, alike = group("m", 6), group("a", 6)
    said = [*stayed(took_part, 6), *stayed(alike, 6)]
    unknown = [*said[2:], Outcome(id="m0"), Outcome(id="nobody", retained=True)]
    assert compare(unknown, [*took_part, *alike], ids(took_part))["retained"] is None


class TestTheFile:
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_yes_no_and_nothing(self, separator: str) -> None:
        lines = ["ID,Retained,Promoted", "a,yes,NO", "b,Nein,", " c ,ja,1"]
        found = read_outcomes([line.replace(",", separator) for line in lines], "out.csv")
        assert found == [
            Outcome(id="a", retained=True, promoted=False),
            Outcome(id="b", retained=False),
            Outcome(id="c", retained=True, promoted=True),
        ]

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            ([], "the header needs id"),
            (["id,name"], "the header needs id"),
            (["id,retained", "a,perhaps"], "line 2: retained is yes, no, or empty"),
            (["id,retained", "a,yes", ",no"], "line 3: the id is missing"),
            (["id,retained", "a,yes", "a,no"], "line 3: the id is there twice"),
        ],
    )
    def test_what_is_wrong_is_named_with_its_line(self, lines: list[str], said: str) -> None:
        with pytest.raises(WrongUse, match=said):
            read_outcomes(lines, "out.csv")
