"""How are the look-ups of `lookups.py` made in a database? Every statement names the organization."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.outcome import UNMISSED
from bot.program.awareness.scarce import Participant
from bot.program.model import Base, Pairing, Person, Place
from bot.program.snapshot import FailedSend
from storage.codecs import SENDS, TOPICS, address_of
from storage.line import is_in
from storage.loading import LIVE
from storage.lookups import Is, Look, Queued, Where
from storage.offering import participant
from storage.records import Rows, beginning, name_words, rank
from storage.tables import FAILED, TABLES, outbox, person, person_name, set_aside

R = TypeVar("R", bound=Base)

MOST_VALUES = 10_000  # in one statement; SQLite takes 32,766, PostgreSQL 65,535


class DatabaseReader:
    def __init__(self, db: Connection, rows: Rows) -> None:
        self._db = db
        self._rows = rows

    def place(self, place_id: str) -> Place | None:
        table = TABLES[Place]
        row = self._db.execute(sa.select(table).where(table.c.id == place_id)).mappings().first()
        return self._rows.record(Place, dict(row)) if row else None

    def find(self, kind: type[R], organization: str, look: Look) -> list[R]:
        table = TABLES[kind]
        statement = (
            sa.select(table)
            .where(*_conditions(table, organization, look.where))
            .order_by(*(_order(table, name) for name in look.order))
        )
        if look.limit is not None:
            statement = statement.limit(look.limit).offset(look.offset)
        return [self._rows.record(kind, dict(row)) for row in self._db.execute(statement).mappings()]

    def count(self, kind: type[Base], organization: str, field: str, where: Where) -> dict[str, int]:
        table = TABLES[kind]
        column = table.c[field]
        statement = (
            sa.select(column, sa.func.count())
            .where(*_conditions(table, organization, where))
            .group_by(column)
            .order_by(column)
        )
        return {row[0]: row[1] for row in self._db.execute(statement)}

    def by_email(self, organization: str, email: str) -> list[Person]:
        """Found by what the address is marked with, then opened and compared."""
        marks = Look(where={"email_mark": self._rows.keys.marks(email)})
        found = self.find(Person, organization, marks) if email else []
        return [one for one in found if one.email.casefold() == email.casefold()]

    def names_like(self, organization: str, said: str, limit: int) -> list[str]:
        beginnings = {beginning(word) for word in name_words(said)}
        if not beginnings:
            return []
        statement = sa.select(person_name.c.token, person_name.c.person).where(
            person_name.c.organization == organization, person_name.c.prefix.in_(beginnings)
        )
        return rank(said, ((token, found) for token, found in self._db.execute(statement)), limit)

    def middle_grade(self, organization: str) -> int | None:
        """The median; of two in the middle the lower."""
        here = (person.c.organization == organization, ~person.c.gone, person.c.grade.is_not(None))
        count = self._db.execute(sa.select(sa.func.count()).where(*here)).scalar_one()
        if not count:
            return None
        middle = sa.select(person.c.grade).where(*here).order_by(person.c.grade)
        grade: int = self._db.execute(middle.limit(1).offset((count - 1) // 2)).scalar_one()
        return grade

    def queued(self, organization: str, row_id: str) -> Queued | None:
        statement = sa.select(
            outbox.c.body, outbox.c.state, outbox.c.reference, outbox.c.sent_to, outbox.c.not_before
        )
        here = statement.where(outbox.c.id == row_id, outbox.c.organization == organization)
        row = self._db.execute(here).first()
        if row is None:
            return None
        sent_to = None if row.sent_to is None else address_of(row.sent_to)
        try:
            send = SENDS.decode(self._rows.keys.open(row.body))
        except msgspec.DecodeError:  # of another release: nothing is known of it
            return None
        return Queued(
            send=send,
            state=row.state,
            reference=row.reference,
            sent_to=sent_to,
            not_before=row.not_before,
        )

    def unasked(
        self, organization: str, people: Collection[str], after: datetime
    ) -> dict[str, list[datetime]]:
        statement = sa.select(outbox.c.person, outbox.c.sent_at).where(
            outbox.c.organization == organization,
            _among(outbox.c.person, people),
            outbox.c.unasked,
            outbox.c.sent_at > after,
        )
        found: dict[str, list[datetime]] = {}
        for whose, sent_at in self._db.execute(statement):
            found.setdefault(whose, []).append(sent_at)
        return found

    def failed(self, organization: str, since: datetime, limit: int) -> list[FailedSend]:
        columns = ("id", "person", "address", "kind", "reason", "state", "over_at")
        statement = (
            sa.select(*(outbox.c[name] for name in columns))
            .where(
                outbox.c.organization == organization,
                is_in(outbox, FAILED),
                outbox.c.over_at >= since,
                outbox.c.kind.not_in(UNMISSED),
            )
            .order_by(outbox.c.over_at.desc(), outbox.c.sequence.desc())
            .limit(limit)
        )
        return [
            FailedSend(
                outbox=row.id,
                person=row.person,
                channel="" if row.person else row.address.removeprefix("channel:"),
                kind=row.kind,
                reason=row.reason,
                state=row.state,
                at=row.over_at,
            )
            for row in self._db.execute(statement)
        ]

    def participants(self, organization: str, limit: int) -> list[Participant]:
        names = ("id", "teaches", "wants", "brokered", "capacity", "paused_until", "joined_at")
        statement = (
            sa.select(*(person.c[name] for name in names))
            .where(person.c.organization == organization, person.c.state == "joined", ~person.c.gone)
            .order_by(person.c.id)
            .limit(limit)
        )
        taken = self._taken(organization)
        return [
            participant(dict(row), self._topics(row["teaches"]), self._topics(row["wants"]), taken[row["id"]])
            for row in self._db.execute(statement).mappings()
        ]

    def _topics(self, sealed: str) -> tuple[str, ...]:
        return TOPICS.decode(self._rows.keys.open(sealed))

    def _taken(self, organization: str) -> Counter[str]:
        """How many live pairings each person is in."""
        table = TABLES[Pairing]
        live = (table.c.organization == organization, table.c.state.in_(LIVE))
        pairs = self._db.execute(sa.select(table.c.mentor, table.c.mentee).where(*live))
        return Counter(side for pair in pairs for side in pair)

    def set_aside(self, organization: str) -> int:
        here = sa.select(sa.func.count()).where(set_aside.c.organization == organization)
        number: int = self._db.execute(here).scalar_one()
        return number


def _conditions(table: sa.Table, organization: str, where: Where) -> list[sa.ColumnElement[bool]]:
    conditions = [table.c.organization == organization]
    for name, values in where.items():
        column = table.c[name]
        conditions.append(_given(column, values) if isinstance(values, Is) else _among(column, values))
    return conditions


def _given(column: sa.Column[Any], how: Is) -> sa.ColumnElement[bool]:
    return column.is_(None) if how is Is.MISSING else column.is_not(None)


def _among(column: sa.Column[Any], values: Collection[object]) -> sa.ColumnElement[bool]:
    if len(values) > MOST_VALUES:
        raise ValueError(f"{len(values)} values of {column} asked for at once; at most {MOST_VALUES}")
    return column == next(iter(values)) if len(values) == 1 else column.in_(values)


def _order(table: sa.Table, name: str) -> sa.UnaryExpression[Any]:
    column = table.c[name.removeprefix("-")]
    ordered = column.desc() if name.startswith("-") else column.asc()
    return ordered.nulls_last() if column.nullable else ordered
