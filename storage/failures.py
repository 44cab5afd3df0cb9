"""What does it mean that the database failed? That somebody else was first, that it is gone or has no room, or that we
asked for something wrong.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError

from bot.runtime.errors import ConcurrentUpdate, StorageUnavailable

RUN_AGAIN: Final = frozenset({"40001", "40P01"})  # serialization failure, deadlock
GONE: Final = "the database does not answer; start it again, or check DATABASE_URL and the network"
FULL: Final = "the disk of the database is full; make room there, then it goes on by itself"
UNWRITABLE: Final = "the database cannot be written; check its disk, and the rights of its file and folder"

# Source: https://www.postgresql.org/docs/18/errcodes-appendix.html (November 2026); by class or code.
POSTGRESQL: Final = {
    "08": GONE,  # connection exception
    "25006": UNWRITABLE,  # read only: a standby answers
    "53": GONE,  # too many connections, out of memory
    "53100": FULL,
    "57P": GONE,  # shut down, starting up
    "58": UNWRITABLE,  # system error
}
# Source: https://sqlite.org/rescode.html (November 2026); the primary codes.
SQLITE: Final = {
    sqlite3.SQLITE_BUSY: "the database file is held by another program; end that",
    sqlite3.SQLITE_READONLY: UNWRITABLE,
    sqlite3.SQLITE_IOERR: UNWRITABLE,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CANTOPEN: UNWRITABLE,
}
PRIMARY: Final = 0xFF


@contextmanager
def told_apart() -> Iterator[None]:
    """Raises ConcurrentUpdate where running it again helps, StorageUnavailable where waiting or an operator does."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in RUN_AGAIN:
            raise ConcurrentUpdate("the database chose another transaction") from error
        advice = _advice(error)
        if advice is not None:
            raise StorageUnavailable(advice) from error
        raise


def _advice(error: DBAPIError) -> str | None:
    """`None` when it is what we asked for that is wrong."""
    state = getattr(error.orig, "sqlstate", None)
    for length in (5, 3, 2):
        if state and state[:length] in POSTGRESQL:
            return POSTGRESQL[state[:length]]
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return SQLITE.get(code & PRIMARY)
    unreachable = type(error.orig).__name__ == "OperationalError" and state is None
    return GONE if error.connection_invalidated or unreachable else None
