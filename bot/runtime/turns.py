"""When may a platform be asked? One request after the other, under its rates, shared with all copies of the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from bot.runtime.errors import TryLater
from bot.runtime.service import Service

T = TypeVar("T")
Rates = Sequence[tuple[str, float, int]]  # name, calls per second, burst


class Turns:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def asked(self, rates: Rates, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer, once one may ask; when the platform says "slow down", nobody asks for so long. Raises what `ask`
        raises.
        """
        take = partial(self._service.storage.take_turn, rates)
        refused = await self._service.call(take)
        while refused is not None:
            await asyncio.sleep(refused.wait_s)
            refused = await self._service.call(take)
        try:
            return await ask()
        except TryLater as later:
            if later.after_s:
                for name, *_ in rates:
                    push = partial(self._service.storage.push_back, name, after_s=later.after_s)
                    await self._service.call(push)
            raise
