"""How does everything get sealed with the newest key, so that an old one may go? A few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.program.company.own_words import key_of
from storage.columns import NOTHING, Sealed
from storage.sealed import Keys
from storage.tables import METADATA, own_word, person

AT_ONCE = 500


def reseal(writing: Engine, keys: Keys) -> int:
    """Seal every value anew with the first key; returns how many rows were changed.

    Each few rows are a transaction of their own. What somebody saves meanwhile is sealed with the first key
    anyway.
    """
    changed = 0
    for table in METADATA.sorted_tables:
        columns = [column for column in table.c if isinstance(column.type, Sealed)]
        if columns:
            for chunk in _chunks(writing, table):
                with writing.begin() as db:
                    changed += sum(_reseal_row(db, keys, table, columns, row) for row in chunk)
    return changed


def _chunks(writing: Engine, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    """All rows in the order of their keys, each list read in a transaction of its own."""
    key = sa.tuple_(*table.primary_key)
    last: tuple[Any, ...] | None = None
    while True:
        some = sa.select(table).order_by(*table.primary_key).limit(AT_ONCE)
        if last is not None:
            some = some.where(key > sa.tuple_(*(sa.literal(part) for part in last)))
        with writing.begin() as db:
            rows = [dict(row) for row in db.execute(some).mappings()]
        if not rows:
            return
        yield rows
        last = tuple(rows[-1][column.name] for column in table.primary_key)


def _reseal_row(
    db: sa.Connection, keys: Keys, table: sa.Table, columns: list[sa.Column[Any]], row: dict[str, Any]
) -> int:
    values = {
        column.name: keys.seal(keys.open(row[column.name]))
        for column in columns
        if row[column.name] not in NOTHING
    }
    if not values:
        return 0
    if table is person:
        values["email_mark"] = keys.marks(keys.open(row["email"]))[0]
    if table is own_word:
        values["mark"] = keys.marks(key_of(keys.open(row["words"])))[0]
    unchanged = [column == row[column.name] for column in (*table.primary_key, *columns)]
    return db.execute(sa.update(table).where(*unchanged).values(values)).rowcount
