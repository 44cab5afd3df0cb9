"""Where records, the outbox and all that waits are kept: `open_storage` for a database, `MemoryStorage` for tests and play.

Both implement `Storage` of `bot/runtime/ports.py`. Read `sql.py` next, then `queries.py`.
"""

from __future__ import annotations

from pathlib import Path

from storage.database import dialect_of, open_database
from storage.memory import MemoryStorage
from storage.sealed import Keys
from storage.sql import SqlStorage

DEFAULT_FILE = "turnabout.db"

__all__ = ["Keys", "MemoryStorage", "dialect_of", "open_storage"]


def open_storage(url: str, keys: Keys, *, home: Path) -> SqlStorage:
    """Open the database and bring it to its newest form; without a URL a SQLite file in `home`.

    Raises ConfigError when it cannot be reached or the keys do not open it, StorageBusy when another process has the SQLite file.
    """
    return SqlStorage(open_database(url or f"sqlite:///{home / DEFAULT_FILE}"), keys)
