"""How long does an answer wait for what is being stored? As long as Teams does; what has begun goes on all the same.

Whoever asked may hang up, or be answered that it takes longer: no event is dropped half way for that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from bot.events import Event
from bot.runtime.ports import Handle, Handled

ENDING_S = 2.0  # whoever stops the program does not wait long

log = logging.getLogger(__name__)


class Handling:
    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._under_way: set[asyncio.Task[list[Handled]]] = set()

    async def done(self, events: Sequence[Event], within_s: float) -> list[Handled]:
        """What became of each, in order. Raises TimeoutError while they go on, and whatever `handle` raises."""
        task = asyncio.create_task(self._handled(events))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        done, _ = await asyncio.wait({task}, timeout=within_s)
        if not done:
            task.add_done_callback(_unheard)
            raise TimeoutError
        return task.result()

    async def _handled(self, events: Sequence[Event]) -> list[Handled]:
        return [await self._handle(event) for event in events]

    async def settled(self) -> None:
        """Until nothing is under way, or for a little while."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=ENDING_S)


def _unheard(task: asyncio.Task[list[Handled]]) -> None:
    """Nobody waits for it any more."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("what took too long could not be stored: %s", type(error).__name__)
