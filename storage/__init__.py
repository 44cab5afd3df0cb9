"""Where records, the outbox and all that waits are kept: `open_storage` for a database, `MemoryStorage`
without one.

Both implement `Storage` of `bot/runtime/ports/`. Read `sql.py` next, then `queries.py`.
"""

from __future__ import annotations

from pathlib import Path

from storage.database import dialect_of, open_database
from storage.memory import MemoryStorage
from storage.sealed import Keys
from storage.sql import SqlStorage

__all__ = ["MemoryStorage", "open_storage"]


def open_storage(url: str, secret_keys: str, *, home: Path) -> SqlStorage:
    """Open the database and bring it to its newest form; `home` is where a key file is made when no keys are
    set.

    Raises ConfigError when the database cannot be reached or the keys do not open it, StorageBusy when
    another process has the SQLite file.
    """
    keys = Keys.from_settings(secret_keys, home, dialect_of(url))
    return SqlStorage(open_database(url), keys)
