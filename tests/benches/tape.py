"""What would the same cost without us? The rows that each event reads and writes, and a bare transaction of just these.

The bare one is what somebody would write by hand with SQLAlchemy Core who knew all ids beforehand: begin, a `select` by
id wherever we found rows, the same inserts, updates and deletes, commit. It reads no row twice, looks for nothing that
is not there, builds no record and decides nothing. What is sealed it opens and seals as we do: keeping secrets is no
overhead but a promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from storage.columns import Sealed
from storage.sealed import Keys
from storage.selecting import Found


class Read(msgspec.Struct, frozen=True):
    """Rows of one table, by id."""

    table: sa.Table
    ids: tuple[str, ...]


class Write(msgspec.Struct, frozen=True):
    """An insert, update or delete as it was made; `rows` are its parameters, `sealed` those of them to seal first."""

    statement: sa.Executable
    rows: tuple[dict[str, Any], ...]
    sealed: tuple[str, ...]


Tape = tuple[Read | Write, ...]


class Recorder:
    """Notes what goes through an engine; meant for one thread."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._engine, self._keys = engine, keys
        self._noted: list[Read | Write] = []
        self._known: set[tuple[str, str]] = set()
        self._looking = False

    @contextmanager
    def recording(self) -> Iterator[list[Read | Write]]:
        """What is done until the block ends, in order."""
        self._noted, self._known = [], set()
        sa.event.listen(self._engine, "before_execute", self._note)
        try:
            yield self._noted
        finally:
            sa.event.remove(self._engine, "before_execute", self._note)

    def _note(
        self, db: Connection, statement: Any, many: Sequence[dict[str, Any]], one: dict[str, Any], _: object
    ) -> None:
        if self._looking:
            return
        if isinstance(statement, sa.Select | sa.CompoundSelect):
            self._looking = True
            try:
                self._noted += self._read(db, statement, one)
            finally:
                self._looking = False
        elif isinstance(statement, sa.Insert | sa.Update | sa.Delete):
            self._noted.append(self._written(statement, tuple(many) or ((one,) if one else ())))

    def _read(self, db: Connection, statement: Found, one: dict[str, Any]) -> Iterator[Read]:
        """Which rows a statement reads for the first time: those whose id it asks for."""
        ids = {
            column.table: at
            for at, column in enumerate(statement.selected_columns)
            if isinstance(column, sa.Column) and column.name == "id" and isinstance(column.table, sa.Table)
        }
        found = db.execute(statement, one).all() if ids else ()
        for table, at in ids.items():
            named = {(table.name, str(row[at])) for row in found if row[at] is not None} - self._known
            self._known |= named
            if named:
                yield Read(table, tuple(sorted(row_id for _, row_id in named)))

    def _written(self, statement: sa.Insert | sa.Update | sa.Delete, rows: Sequence[dict[str, Any]]) -> Write:
        columns = statement.table.c
        sealed = tuple(
            name
            for name in (rows[0] if rows else ())
            if name in columns and isinstance(columns[name].type, Sealed)
        )
        opened = tuple({**row, **{name: self._keys.open(row[name]) for name in sealed}} for row in rows)
        return Write(statement, opened, sealed)


def play(engine: Engine, keys: Keys, tape: Tape) -> None:
    """One bare transaction."""
    with engine.begin() as db:
        for step in tape:
            if isinstance(step, Read):
                _read(db, keys, step)
            else:
                rows = [{**row, **{name: keys.seal(row[name]) for name in step.sealed}} for row in step.rows]
                db.execute(step.statement, rows) if rows else db.execute(step.statement)


def _read(db: Connection, keys: Keys, step: Read) -> None:
    column = step.table.c.id
    which = column == step.ids[0] if len(step.ids) == 1 else column.in_(step.ids)
    sealed = [column.name for column in step.table.c if isinstance(column.type, Sealed)]
    for row in db.execute(sa.select(step.table).where(which)).mappings().all():
        for name in sealed:
            keys.open(row[name])
