"""How long does an answer wait for the storage? Up to a limit while that goes on; less when it stands still."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import msgspec

T = TypeVar("T")
LOOK_S: Final = 0.2  # as often it is looked whether the storage stands still


class Waiting(msgspec.Struct, frozen=True):
    """Both in seconds."""

    most_s: float
    stalled_s: float

    async def until(self, work: Awaitable[T], owes_since_s: Callable[[], float | None]) -> T:
        """What `work` gives. Raises TimeoutError, and then it is cancelled: what has begun may yet be stored."""
        loop, began_s = asyncio.get_running_loop(), time.monotonic()
        next_look: asyncio.TimerHandle | None = None

        def look() -> None:
            nonlocal next_look
            left_s = self._left_s(began_s, owes_since_s())
            if left_s <= 0:
                limit.reschedule(loop.time())
            else:
                next_look = loop.call_later(min(left_s, LOOK_S), look)

        async with asyncio.timeout(None) as limit:
            look()
            try:
                return await work
            finally:
                if next_look is not None:
                    next_look.cancel()

    def _left_s(self, began_s: float, since_s: float | None) -> float:
        now_s = time.monotonic()
        left_s = began_s + self.most_s - now_s
        return left_s if since_s is None else min(left_s, max(began_s, since_s) + self.stalled_s - now_s)
