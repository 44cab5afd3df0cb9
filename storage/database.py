"""How is a database opened? An engine for each dialect, one process for a SQLite file, migrations under a
lock.

SQLite: one connection writes, two more may read meanwhile. PostgreSQL (14 or newer, through psycopg 3): a
pool of four.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from bot.runtime.errors import ConfigError, StorageBusy
from storage.direct import command
from storage.migrate import migrate

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

OLDEST_POSTGRESQL: Final = 14
MIGRATION_LOCK: Final = 7_201_431_883  # any number, the same for every copy
RESTS_S: Final = 5.0  # after so long a connection is asked whether it is still there
_USED: Final = "used"  # when a connection was given back


class Database(msgspec.Struct, frozen=True, kw_only=True):
    """An open database. `reading` sees what is committed and never waits for `writing`."""

    writing: Engine
    reading: Engine
    lock: LockFile | None = None

    @property
    def threads(self) -> int:
        return 1 if self.writing.dialect.name == "sqlite" else 4

    def forget_deleted(self) -> None:
        """Empty SQLite's log, where deleted rows would still be readable; PostgreSQL keeps house itself."""
        if self.writing.dialect.name == "sqlite":
            connection = self.writing.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def close(self) -> None:
        self.reading.dispose()
        self.writing.dispose()
        if self.lock is not None:
            self.lock.release()


class LockFile:
    """Held as long as the process has the database open; the system frees it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._handle)
            raise StorageBusy(
                f"another process already uses the database beside {path}; stop it first, "
                "or set DATABASE_URL to a PostgreSQL database, which several copies can share"
            ) from error

    def release(self) -> None:
        os.close(self._handle)


def dialect_of(url: str) -> str:
    """ "sqlite" or "postgresql"; raises ConfigError for anything else."""
    return parsed(url).get_backend_name()


def open_database(url: str) -> Database:
    """Raises ConfigError when it cannot be reached or is too old, StorageBusy when another process has the
    file.
    """
    target = parsed(url)
    if target.get_backend_name() == "sqlite":
        return _open_sqlite(target)
    return _open_postgresql(target)


def parsed(url: str) -> URL:
    """With the driver we use; raises ConfigError for a database we do not."""
    try:
        target = make_url(url)
    except ArgumentError as error:
        raise ConfigError([("DATABASE_URL", _ADVICE)]) from error
    if target.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return target.set(drivername="postgresql+psycopg")
    if target.drivername in ("sqlite", "sqlite+pysqlite") and target.database not in (None, "", ":memory:"):
        return target.set(drivername="sqlite+pysqlite")
    raise ConfigError([("DATABASE_URL", _ADVICE)])


_ADVICE = "write sqlite:///path/to/file.db, or postgresql://user:password@host/database"


def _open_sqlite(url: URL) -> Database:
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = LockFile(path.with_name(path.name + ".lock"))
    writing = _sqlite_engine(url, begin="BEGIN IMMEDIATE", connections=1)
    reading = _sqlite_engine(url, begin="BEGIN", connections=2)
    database = Database(writing=writing, reading=reading, lock=lock)
    with _closed_on_error(database), writing.begin() as db:
        migrate(db)
    return database


def _sqlite_engine(url: URL, *, begin: str, connections: int) -> Engine:
    engine = sa.create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": 20, "cached_statements": 500},
    )

    def on_connect(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin when we say so
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if begin == "BEGIN":
            connection.execute("PRAGMA query_only=ON")

    def on_begin(connection: Connection) -> None:
        command(connection, begin)

    sa.event.listen(engine, "connect", on_connect)
    sa.event.listen(engine, "begin", on_begin)
    return engine


def _open_postgresql(url: URL) -> Database:
    engine = sa.create_engine(url, pool_size=4, max_overflow=0, connect_args={"connect_timeout": 10})
    _look_after_a_rest(engine)
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    database = Database(writing=engine, reading=reading)
    with _closed_on_error(database), engine.begin() as db:
        _refuse_old(db)
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        migrate(db)
    return database


def _look_after_a_rest(engine: Engine) -> None:
    """A connection that nobody has used for a while may be gone; to ask each time would cost a round trip."""

    def on_checkin(_: object, record: ConnectionPoolEntry) -> None:
        record.info[_USED] = time.monotonic()

    def on_checkout(connection: DBAPIConnection, record: ConnectionPoolEntry, _: object) -> None:
        if time.monotonic() - record.info.get(_USED, 0.0) < RESTS_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # the pool makes another one

    sa.event.listen(engine, "checkin", on_checkin)
    sa.event.listen(engine, "checkout", on_checkout)


def _refuse_old(db: Connection) -> None:
    version = db.dialect.server_version_info or (0,)
    if int(version[0]) < OLDEST_POSTGRESQL:
        advice = f"this is PostgreSQL {version[0]}; {OLDEST_POSTGRESQL} or newer is needed"
        raise ConfigError([("DATABASE_URL", advice)])


@contextmanager
def _closed_on_error(database: Database) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        database.close()
        advice = "the database cannot be opened; is it running, and may this user write there?"
        raise ConfigError([("DATABASE_URL", advice)]) from error
    except BaseException:
        database.close()
        raise
