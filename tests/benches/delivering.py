"""How many messages a second leave the outbox, for a platform that takes them at once?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Literal

from bot.runtime.clocks import SetClock
from bot.runtime.delivery import Deliverer
from bot.runtime.ports import Delivered, Delivery
from bot.runtime.service import Service, handle
from tests import factories as make
from tests.benches.days import days
from tests.benches.engines import Open

EVENTS = 300  # of a program's days, to begin with


class Instant:
    """A platform that takes every message at once."""

    platform = "slack"

    async def deliver(self, delivery: Delivery) -> Delivered:
        return Delivered(reference=delivery.id, address=delivery.address)

    async def look_up(self, _: Delivery) -> Literal["cannot"]:
        return "cannot"

    def rates(self, _: Delivery) -> Sequence[tuple[str, float, int]]:
        return ()


def delivered_per_second(here: Open) -> float:
    """What some hundred events have left in the outbox."""
    for event in days().events[:EVENTS]:
        handle(here.storage, event)

    async def deliver() -> float:
        service = Service(here.storage)
        deliverer = Deliverer(service, {"slack": Instant()}, SetClock(make.after(days=1)), "live")
        begin = time.perf_counter()
        rows = await deliverer.pump()
        took = time.perf_counter() - begin
        service.close()
        return round(rows / took, 1)

    return asyncio.run(deliver())
