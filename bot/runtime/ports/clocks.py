"""What time is it, and what may leave the house sealed?"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Program time of one realm: aware, UTC."""

    def now(self) -> datetime: ...


class Sealer(Protocol):
    """The keys of the deployment, for what leaves the house and has to come back unchanged."""

    def seal(self, text: str) -> str: ...

    def open(self, sealed: str) -> str:
        """Raises ConfigError when none of the keys has sealed this."""


UNREADABLE = "unreadable"
