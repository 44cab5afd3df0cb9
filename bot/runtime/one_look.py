"""How can strangers ask as often as they like, and cost next to nothing?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class OneLook(Generic[T]):
    """One look for all who ask while it is under way: those who do not sign their questions never stand in line before
    those who do.
    """

    def __init__(self, look: Callable[[], Awaitable[T]]) -> None:
        self._look = look
        self._looking: asyncio.Future[T] | None = None

    async def __call__(self) -> T:
        if self._looking is None:
            self._looking = asyncio.ensure_future(self._look())
            self._looking.add_done_callback(self._over)
        return await asyncio.shield(self._looking)

    def _over(self, _: asyncio.Future[T]) -> None:
        self._looking = None
