"""What is a rule that falls due? `nudges.py` lists them all; those about pairs are in `pairs/pair_dues.py`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from bot.program.model import Base
from bot.program.snapshot import Query
from bot.scene import Scene


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`after` gives the moment (UTC) it falls due for a record, `None` for never; `needs` what acting needs
    to see.
    """

    name: str
    record: type[Base]
    after: Callable[[Base], datetime | None]
    needs: Callable[[str, str], Query]
    act: Callable[[Scene, str], None]


def still(scene: Scene, due: datetime | None) -> bool:
    """Does it hold for the record as it is now? It may have changed since the event was made."""
    return due is not None and due <= scene.at
