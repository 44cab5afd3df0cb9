"""Where do the installations by OAuth lie? `storage/installs.py` has them in the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Rows(Protocol):
    """Where installations lie; `writing`, `bots` and `states` are for Slack's own stores."""

    writing: Any
    bots: Any
    states: Any

    async def find(self, place: str, client_id: str) -> Mapping[str, Any] | None:
        """The newest installation of a place. Raises StorageUnavailable."""

    async def keep_newest(self, place: str) -> None: ...

    async def refreshed(self, place: str, before: str, values: dict[str, Any]) -> bool:
        """False where the installation with that refresh token is no more."""

    async def forget_begun(self) -> None: ...

    async def close(self) -> None: ...
