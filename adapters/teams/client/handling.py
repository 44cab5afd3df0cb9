"""How long does an answer wait for what is being stored? As long as Teams does; what has begun goes on all the same.

Whoever asked may hang up, or be answered that it takes longer: no event is dropped half way for that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from bot.events import Event
from bot.runtime.ports import Handle, Handled

ENDING_S = 2.0  # whoever stops the program does not wait long

T = TypeVar("T")
Late = Callable[[Sequence[Handled]], Awaitable[None]]

log = logging.getLogger(__name__)


class Handling:
    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._under_way: set[asyncio.Task[Any]] = set()

    async def done(self, events: Sequence[Event], within_s: float, late: Late) -> list[Handled]:
        """What became of each, in order. Raises TimeoutError while they go on, which `late` hears at their end, and
        whatever `handle` raises.
        """
        task = self._begun(self._handled(events))
        done, _ = await asyncio.wait({task}, timeout=within_s)
        if not done:
            self._begun(_ended(task, late))
            raise TimeoutError
        return task.result()

    def _begun(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _handled(self, events: Sequence[Event]) -> list[Handled]:
        return [await self._handle(event) for event in events]

    async def settled(self) -> None:
        """Until nothing is under way, or for a little while."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=ENDING_S)


async def _ended(task: asyncio.Task[list[Handled]], late: Late) -> None:
    """Who asked waits for it no more."""
    said = "could not be stored"
    try:
        handled = await task
        said = "is stored, its reply was lost"
        await late(handled)
    except Exception as error:
        log.error("what took too long %s: %s", said, type(error).__name__)
