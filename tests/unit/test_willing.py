"""A file that is only matched and never kept: what costs a row, what costs a cell, and who is above whom."""

from __future__ import annotations

import random
from datetime import time

import pytest

from bot.program.people import Problem, Willing, problem_text, read_willing
from bot.program.people.willing import MOST_LEVELS


def read(*lines: str) -> Willing:
    return read_willing("\n".join(lines).encode())


def found(problems: tuple[Problem, ...]) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.reason) for problem in problems]


def ids(willing: Willing) -> list[str]:
    return [row.id for row in willing.roster.rows]


def chain(people: int) -> list[str]:
    """Each reports to the one before."""
    return ["id,name,manager_id", *(f"p{at},Ann,{f'p{at - 1}' if at else ''}" for at in range(people))]


def test_hours_may_go_on_after_midnight_and_may_not_be_nothing() -> None:
    willing = read(
        "id,name,manager_id,work_start,work_end",
        "night,Ann,,22:00,06:00",
        "none,Bo,night,09:00,09:00",
        "half,Cy,night,09:00,",
        "open,Di,night,,",
    )
    assert ids(willing) == ["night", "open"]
    assert (willing.roster.rows[0].work_start, willing.roster.rows[0].work_end) == (time(22), time(6))
    assert found(willing.roster.problems) == [(3, "work_end", "no_hours"), (4, "work_end", "half_hours")]
    assert willing.refused == {"none": 3, "half": 4}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("email", "ann at example"),
        ("title", "t" * 301),
        ("languages", "english"),
        ("slack_id", "ann"),
        ("teams_id", "a b"),
    ],
)
def test_what_matching_can_do_without_costs_the_cell_alone(column: str, cell: str) -> None:
    willing = read(f"id,name,manager_id,{column}", f"1,Ann,,{cell}")
    assert ids(willing) == ["1"]
    assert not getattr(willing.roster.rows[0], column)
    assert not willing.roster.problems
    assert [(problem.line, problem.column) for problem in willing.roster.warnings] == [(2, column)]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("timezone", "Europe/Berln"),
        ("capacity", "0"),
        ("capacity", "9"),
        ("grade", "senior"),
        ("role", "boss"),
        ("start_date", "31.5.2024"),
        ("manager_id", "a;b"),
        ("never_with", "1.23E+11"),
    ],
)
def test_what_a_rule_needs_costs_the_row(column: str, cell: str) -> None:
    header = f"id,name,{column}" if column == "manager_id" else f"id,name,manager_id,{column}"
    willing = read(header, f"1,Ann,{cell}" if column == "manager_id" else f"1,Ann,,{cell}", "2,Bo,,")
    assert ids(willing) == ["2"]
    assert willing.refused == {"1": 2}
    assert [(problem.line, problem.column) for problem in willing.roster.problems] == [(2, column)]


def test_one_account_on_two_rows_is_a_warning_and_one_id_costs_the_second_row() -> None:
    willing = read("id,name,manager_id,email", "1,Ann,,a@example.com", "2,Bo,1,a@example.com", "1,Cy,,")
    assert ids(willing) == ["1", "2"]
    assert found(willing.roster.problems) == [(4, "id", "id_twice")]
    assert (3, "email", "account_twice") in found(willing.roster.warnings)
    assert not willing.refused


def test_whoever_is_named_and_on_no_row_is_a_warning() -> None:
    willing = read("id,name,manager_id,never_with", "A1,Ann,elsewhere,a2;A1;A2", "A2,Bo,A2,")
    assert ids(willing) == ["A1", "A2"]
    assert not willing.roster.problems
    assert sorted(found(willing.roster.warnings)) == [
        (2, "manager_id", "unknown_id"),
        (2, "never_with", "never_with_self"),
        (2, "never_with", "unknown_id"),
        (3, "manager_id", "own_manager"),
    ]
    assert any("did you mean A2?" in problem_text(problem) for problem in willing.roster.warnings)
    assert willing.above == {"A1": ("elsewhere",), "A2": ()}


def test_the_line_goes_on_through_a_refused_row() -> None:
    willing = read("id,name,manager_id,capacity", "top,Ann,,1", "middle,Bo,top,9", "low,Cy,middle,1")
    assert ids(willing) == ["top", "low"]
    assert willing.above["low"] == ("middle", "top")
    assert willing.refused == {"middle": 3}


def test_all_of_a_cycle_are_above_one_another_and_above_whoever_is_below() -> None:
    willing = read(
        "id,name,manager_id", "a,Ann,b", "b,Bo,c", "c,Cy,a", "low,Di,b", "lower,Ed,low", "far,Flo,"
    )
    assert ids(willing) == ["a", "b", "c", "low", "lower", "far"]
    assert {key: set(line) for key, line in willing.above.items()} == {
        "a": {"b", "c"},
        "b": {"a", "c"},
        "c": {"a", "b"},
        "low": {"a", "b", "c"},
        "lower": {"low", "a", "b", "c"},
        "far": set(),
    }
    told = [problem for problem in willing.roster.warnings if problem.reason == "manager_cycle_cut"]
    assert [problem_text(one) for one in told] == [
        "line 2, manager_id: the reporting line is a cycle of a, b, c (lines 2, 3, 4), so all of them count as in one "
        "another's line; correct one manager_id of them."
    ]


def test_lines_are_the_same_in_any_order_of_the_rows() -> None:
    chance = random.Random(5)
    rows = [f"{at},Ann,{chance.choice(['', *map(str, range(30))])}" for at in range(30)]
    above = read("id,name,manager_id", *rows).above
    for _ in range(20):
        chance.shuffle(rows)
        again = read("id,name,manager_id", *rows).above
        assert {key: set(line) for key, line in again.items()} == {
            key: set(line) for key, line in above.items()
        }


@pytest.mark.parametrize("ends", ["", "p4999"])
def test_a_line_without_end_costs_rows_and_no_time(ends: str) -> None:
    lines = chain(5000)
    lines[1] = f"p0,Ann,{ends}"
    willing = read(*lines)
    assert len(willing.roster.rows) == (0 if ends else MOST_LEVELS + 1)
    assert {problem.reason for problem in willing.roster.problems} == {"line_too_long"}
    assert set(willing.above) == set(ids(willing))


def test_those_of_one_manager_share_their_line_in_memory() -> None:
    willing = read("id,name,manager_id", "top,Ann,", "boss,Bo,top", "x,Cy,boss", "y,Di,boss")
    assert willing.above["x"] is willing.above["y"]


def test_without_the_column_nobody_is_said_to_be_known() -> None:
    willing = read("id,name", "1,Ann")
    assert found(willing.roster.warnings) == [(1, "manager_id", "no_lines_known")]
