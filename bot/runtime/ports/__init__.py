"""The doors of the runtime: what it needs from a database, a chat platform and a clock.

`storage/` and `adapters/` implement these; `storage/memory.py` is the smallest storage. Two clocks exist and
are never compared: *program time* (the `Clock` here; events, due times, `not_before`, expiry) and *machine
time* (the database's own; leases, rates).
"""

from __future__ import annotations

from bot.runtime.ports.chat import (
    NOTHING,
    Adapters,
    Ask,
    ChatAdapter,
    Delivered,
    Delivery,
    Directory,
    Doors,
    Handle,
    Handled,
    Rooms,
    RosterPage,
)
from bot.runtime.ports.clocks import UNREADABLE, Clock, Sealer
from bot.runtime.ports.rows import (
    SHARED,
    Due,
    JobRow,
    Kept,
    PoolRead,
    Post,
    Ration,
    Realm,
    Refused,
    Row,
    SetAside,
    SupplyRead,
    home_of,
    members,
    shared_by,
)
from bot.runtime.ports.storage import Storage
from bot.runtime.ports.unit_of_work import R, UnitOfWork

__all__ = [
    "NOTHING",
    "SHARED",
    "UNREADABLE",
    "Adapters",
    "Ask",
    "ChatAdapter",
    "Clock",
    "Delivered",
    "Delivery",
    "Directory",
    "Doors",
    "Due",
    "Handle",
    "Handled",
    "JobRow",
    "Kept",
    "PoolRead",
    "Post",
    "R",
    "Ration",
    "Realm",
    "Refused",
    "Rooms",
    "RosterPage",
    "Row",
    "Sealer",
    "SetAside",
    "Storage",
    "SupplyRead",
    "UnitOfWork",
    "home_of",
    "members",
    "shared_by",
]
