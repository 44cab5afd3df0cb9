"""What may whoever runs the program take away as a file? Names, states and dates, one table for each kind of record.

Never what anybody answered, wrote, taught, wished or rated, nor why two parted or rest; and of those who never were in
the program nothing at all: a declined invitation looks like one never sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from bot.program.keeping.former import is_former
from bot.program.model import Base, Pairing, Person, Session

Cell = str | int | None
People = Mapping[str, Person]
FORMER = "former participant"
RISKY = frozenset("=+-@\t\r\n|%＝＋－＠")  # what a spreadsheet may take for a formula, in full width, too


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """`row` gives `None` for a record that is not to be seen; `people` are the ids it wants names for."""

    record: type[Base]
    columns: tuple[str, ...]
    row: Callable[[Any, People], tuple[Cell, ...] | None]
    people: Callable[[Any], tuple[str, ...]]


def _day(moment: datetime | date | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return None if moment is None else moment.isoformat()


def _state(person: Person) -> str:
    if person.gone or person.state != "joined":
        return "left"
    return "away" if person.is_paused else "joined"


def _person(one: Person, _people: People) -> tuple[Cell, ...] | None:
    if one.joined_at is None or one.is_guest:
        return None
    away = one.paused_until if _state(one) == "away" else None
    waiting = one.waiting_since if _state(one) != "left" else None
    return (
        one.external or one.id,
        one.name,
        one.department,
        one.site,
        one.role,
        _state(one),
        _day(one.joined_at),
        _day(away),
        _day(waiting),
    )


def _known_as(person_id: str, people: People) -> tuple[str, str]:
    if is_former(person_id):
        return "", FORMER
    person = people.get(person_id)
    return (person.external or person.id, person.name) if person else ("", "")


PAIRING_STATES = {"approved": "approved", "introduced": "paired", "paused": "on a break", "ended": "ended"}


def _pairing(one: Pairing, people: People) -> tuple[Cell, ...]:
    return (
        one.id,
        *_known_as(one.mentor, people),
        *_known_as(one.mentee, people),
        PAIRING_STATES[one.state],
        _day(one.approved_at),
        _day(one.introduced_at),
        _day(one.ended_at),
        one.held,
        one.planned,
        _day(one.met_at),
        _day(one.booked_at),
    )


def _session(one: Session, _people: People) -> tuple[Cell, ...]:
    return one.pairing, one.number, one.state, _day(one.starts_at), one.minutes


TABLES: dict[str, Table] = {
    "people": Table(
        record=Person,
        columns=(
            "id",
            "name",
            "department",
            "site",
            "role",
            "state",
            "joined_at",
            "away_until",
            "waiting_since",
        ),
        row=_person,
        people=lambda _one: (),
    ),
    "pairings": Table(
        record=Pairing,
        columns=(
            "pairing",
            "mentor_id",
            "mentor",
            "mentee_id",
            "mentee",
            "state",
            "approved_at",
            "introduced_at",
            "ended_at",
            "sessions_held",
            "sessions_planned",
            "last_met_at",
            "next_session_at",
        ),
        row=_pairing,
        people=lambda one: (one.mentor, one.mentee),
    ),
    "sessions": Table(
        record=Session,
        columns=("pairing", "number", "state", "starts_at", "minutes"),
        row=_session,
        people=lambda _one: (),
    ),
}


def defused(cell: Cell) -> Cell:
    """A cell no spreadsheet runs as a formula: what begins like one, blanks or not before it, gets an apostrophe.

    Source: https://owasp.org/www-community/attacks/CSV_Injection, 2026-11
    """
    if not isinstance(cell, str):
        return cell
    bare = cell.lstrip(" \u00a0\u3000\u200b\ufeff\v\f")
    return f"'{cell}" if bare[:1] in RISKY and bare else cell
