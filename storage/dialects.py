"""Where do SQLite and PostgreSQL need different words for the same thing?"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage import direct

# Machine time: seconds since 1970 by the database's own clock, as it runs (not as the transaction began).
_NOW = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) AS double precision)",
}


_LOCK = sa.select(sa.func.pg_advisory_xact_lock(sa.bindparam("number", type_=sa.BigInteger)))


class unindexed(FunctionElement[Any]):  # noqa: N801  # reads like a function of SQL
    """A column by which nobody shall search, because too many rows are alike in it.

    SQLite keeps no counts: of two indexes it may take the one of the whole organization. PostgreSQL knows better.
    """

    inherit_cache = True

    def __init__(self, column: sa.ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(unindexed)
def _as_it_is(element: unindexed, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more)


@compiles(unindexed, "sqlite")
def _with_a_plus(element: unindexed, compiler: SQLCompiler, **more: Any) -> str:
    """Source: https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_ (2026-11)."""
    return "+" + compiler.process(element.clauses, **more)


def machine_now(db: Connection) -> sa.ColumnElement[float]:
    return machine_time(db.dialect.name)


def machine_time(dialect: str) -> sa.ColumnElement[float]:
    return sa.literal_column(_NOW[dialect], sa.Double())


def one_at_a_time(db: Connection, number: int) -> None:
    """Whoever asks for the same number waits until this transaction ends; in SQLite only one writes anyway."""
    if db.dialect.name == "postgresql":
        direct.rows(db, _LOCK, {"number": number})


def insert_new(db: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> int:
    """Insert the rows whose key is not taken; gives how many went in."""
    return direct.change(db, _insert_new(db.dialect.name, table), *rows) if rows else 0


@cache
def _insert_new(dialect: str, table: sa.Table) -> sa.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = insert(table).on_conflict_do_nothing().inline()  # no key is asked back
    return new.execution_options(preserve_rowcount=True)


def insert_or_update(db: Connection, table: sa.Table, row: dict[str, Any]) -> sa.Executable:
    """An insert that replaces the row with the same key."""
    keys = [column.name for column in table.primary_key]
    changes = {name: value for name, value in row.items() if name not in keys}
    if db.dialect.name == "postgresql":
        return postgresql.insert(table).values(row).on_conflict_do_update(index_elements=keys, set_=changes)
    return sqlite.insert(table).values(row).on_conflict_do_update(index_elements=keys, set_=changes)
