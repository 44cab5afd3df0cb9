"""How long does an answer wait for the storage? Up to a limit while that goes on; less when it stands still."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Final, TypeVar

import msgspec

T = TypeVar("T")
LOOK_S: Final = 0.2  # as often it is looked whether the storage stands still


class Waiting(msgspec.Struct, frozen=True):
    """Both in seconds."""

    most_s: float
    stalled_s: float

    async def until(self, work: Coroutine[None, None, T], owes_since_s: Callable[[], float | None]) -> T:
        """What `work` gives. Raises TimeoutError, and then it is cancelled: what has begun may yet be stored."""
        task = asyncio.create_task(work)
        began_s = time.monotonic()
        try:
            while not task.done():
                now_s, since_s = time.monotonic(), owes_since_s()
                left_s = began_s + self.most_s - now_s
                if since_s is not None:
                    left_s = min(left_s, max(began_s, since_s) + self.stalled_s - now_s)
                if left_s <= 0:
                    raise TimeoutError
                await asyncio.wait({task}, timeout=min(left_s, LOOK_S))
            return task.result()
        finally:
            task.cancel()
