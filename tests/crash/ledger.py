"""What is in the database, read beside whoever has it open: to compare two, and to see what a death left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from bot.program.model import Base
from storage import MemoryStorage, line, waiting
from storage.records import Rows
from storage.sealed import Keys
from storage.tables import TABLES, due, inbox, job, outbox, set_aside


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outbox. `to` is "person:<id>" or "channel:<id>", `calls` how many were begun."""

    id: str
    state: str
    kind: str
    to: str
    calls: int


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """All that counts, but for what machine time says. Records by kind and id, dues as (rule, subject, moment)."""

    events: frozenset[str]
    records: dict[tuple[str, str], Base]
    outbox: dict[str, Queued]
    dues: frozenset[tuple[str, str, datetime]]
    set_aside: frozenset[str]


class Books:
    """Reads one database, without holding it."""

    def __init__(self, url: str, secret_key: str) -> None:
        driver = url.replace("postgresql://", "postgresql+psycopg://")
        self._engine = sa.create_engine(driver, poolclass=NullPool)
        self._rows = Rows(Keys([secret_key.encode()]))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """All that is read meanwhile is of one moment. Otherwise what falls due would be seen neither as a message,
        which it is not yet, nor as due, which it is no longer by then: and all would seem to be quiet.
        """
        is_sqlite = self._engine.dialect.name == "sqlite"
        engine = (
            self._engine if is_sqlite else self._engine.execution_options(isolation_level="REPEATABLE READ")
        )
        with engine.connect() as db:
            if is_sqlite:
                db.exec_driver_sql("BEGIN")  # its driver begins with the first change alone
            yield db

    def read(self) -> Ledger:
        with self.reading() as db:
            return Ledger(
                events=frozenset(db.execute(sa.select(inbox.c.event)).scalars()),
                records=self._records(db),
                outbox=_outbox(db),
                dues=frozenset((row.rule, row.subject, row.at) for row in db.execute(sa.select(due))),
                set_aside=frozenset(db.execute(sa.select(set_aside.c.event)).scalars()),
            )

    def _records(self, db: Connection) -> dict[tuple[str, str], Base]:
        found: dict[tuple[str, str], Base] = {}
        for kind, table in TABLES.items():
            for row in db.execute(sa.select(table)):
                record = self._rows.record(kind, row)
                found[kind.__name__, record.id] = record
        return found

    def sending(self) -> frozenset[tuple[str, int]]:
        """(row, which call of it) of every call that has begun and is not known to have ended."""
        with self.reading() as db:
            return frozenset((row.id, row.calls) for row in _outbox(db).values() if row.state == "sending")

    def is_due(self, now: datetime) -> bool:
        with self.reading() as db:
            return waiting.anything_due(db, "live", now)

    def is_quiet(self, now: datetime) -> bool:
        """As the storage says it: nothing ready, leased, sending, due or asked for."""
        with self.reading() as db:
            return not (
                line.anything_waits(db, "live", now)
                or waiting.anything_due(db, "live", now)
                or waiting.anything_asked(db, "live")
            )

    def is_sound(self) -> bool:
        """Does SQLite find nothing wrong with its file?"""
        with self.reading() as db:
            return db.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]

    def let_leases_run_out(self) -> None:
        """As if a while had gone by: what the dead held is free."""
        with self._engine.begin() as db:
            db.execute(sa.update(outbox).values(free_s=0.0))
            db.execute(sa.update(job).values(free_s=0.0))

    def left_open(self) -> dict[str, str]:
        """Rows that are not settled, for a message: id -> state."""
        with self.reading() as db:
            open_rows = sa.select(outbox).where(line.is_open(outbox))
            return {
                row.id: f"{row.state}, calls {row.attempts}, not before {row.not_before}"
                for row in db.execute(open_rows)
            }


def _outbox(db: Connection) -> dict[str, Queued]:
    return {
        row.id: Queued(id=row.id, state=row.state, kind=row.kind, to=row.address, calls=row.attempts)
        for row in db.execute(sa.select(outbox))
    }


class OpenMemory(MemoryStorage):
    """A memory storage that shows its books."""

    def read(self) -> Ledger:
        state = self._state
        return Ledger(
            events=frozenset(state.inbox),
            records={
                (kind.__name__, kept.record.id): kept.record
                for kind in TABLES
                for kept in state.kept(kind).values()
            },
            outbox={
                row.id: Queued(
                    id=row.id, state=row.state, kind=row.send.kind, to=row.address, calls=row.attempts
                )
                for row in state.outbox.values()
            },
            dues=frozenset((row.due.rule, row.due.subject, row.due.at) for row in state.due.values()),
            set_aside=frozenset(state.aside),
        )
