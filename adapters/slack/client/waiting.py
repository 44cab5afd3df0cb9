"""How long does an answer wait for the database? Up to a limit while it goes on storing; less when it stands still."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import TypeVar

import msgspec

T = TypeVar("T")


class Waiting(msgspec.Struct, frozen=True):
    """Both in seconds."""

    most_s: float
    stalled_s: float

    async def until(self, work: Coroutine[None, None, T], last_stored_s: Callable[[], float]) -> T:
        """What `work` gives. Raises TimeoutError, and then it is cancelled: what has begun may yet be stored."""
        task = asyncio.create_task(work)
        began_s = time.monotonic()
        try:
            while not task.done():
                moved_s = max(began_s, last_stored_s())
                left_s = min(began_s + self.most_s, moved_s + self.stalled_s) - time.monotonic()
                if left_s <= 0:
                    raise TimeoutError
                await asyncio.wait({task}, timeout=left_s)
            return task.result()
        finally:
            task.cancel()
