"""What an admin may take away: never more than names, states and dates, and nothing a spreadsheet would run."""

from __future__ import annotations

import pytest

from bot.program.keeping.exports import TABLES, Cell, defused
from bot.program.model import Person
from tests import factories as make
from tests.factories import NOON, after

NEVER_IN = ("known", "invited", "later", "declined", "onboarding", "left")


FORMULAS = (
    "=1",
    "+1",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "\nx",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    "\u3000=1",
    "\ufeff=1",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["", "Zoë", "a=1", "O'Neill", "3 - 1", " a", 5, None])
def test_all_else_stays(cell: Cell) -> None:
    assert defused(cell) == cell


def row(person: Person) -> tuple[Cell, ...] | None:
    return TABLES["people"].row(person, {})


@pytest.mark.parametrize("state", NEVER_IN)
def test_whoever_never_was_in_is_not_in_it(state: str) -> None:
    assert row(make.person("ana", state=state, joined_at=None)) is None


def test_a_concern_looks_like_any_break() -> None:
    asked, told = (
        make.pairing(state="paused", paused_by=by, paused_until=until, introduced_at=NOON)
        for by, until in (("ana", after(days=9).date()), ("", None))
    )
    people = {one: make.person(one) for one in ("ana", "ben")}
    assert TABLES["pairings"].row(asked, people) == TABLES["pairings"].row(told, people)


def test_why_two_parted_is_not_told() -> None:
    ended = [
        make.pairing(state="ended", ended_because=why, ended_at=NOON) for why in ("swap", "concern", "left")
    ]
    assert len({TABLES["pairings"].row(one, {}) for one in ended}) == 1


def test_every_row_is_as_long_as_its_columns() -> None:
    records = {
        "people": make.person("ana", joined_at=NOON),
        "pairings": make.pairing(),
        "sessions": make.session(),
    }
    for name, table in TABLES.items():
        made = table.row(records[name], {})
        assert made is not None
        assert len(made) == len(table.columns)
