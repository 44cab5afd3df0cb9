"""What do all records have?"""

from __future__ import annotations

import msgspec


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """What all records have. `version` 0 means not stored yet; the storage raises it by one at each save."""

    id: str
    organization: str
    version: int = 0
