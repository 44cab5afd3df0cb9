"""The made-up company's clock: nothing under way is overtaken by it."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from bot.runtime.clocks import MovableClock
from bot.runtime.delivery import Deliverer
from bot.runtime.ports import Realm
from bot.runtime.service import Service
from bot.runtime.ticker import Ticker
from bot.runtime.work import Worker
from bot.simulation.world import STEPS, Engine, World
from storage import MemoryStorage
from tests.faulty import Faulty


@pytest.mark.parametrize("part", ["deliverer", "worker"])
async def test_the_clock_waits_for_what_began_while_it_was_about_to_move(part: str) -> None:
    """Somebody presses a button in the moment after all had settled."""
    storage = MemoryStorage()
    faulty = Faulty(storage)
    service, clock = Service(faulty.as_storage()), MovableClock()
    engine = Engine(
        service=service,
        clock=clock,
        deliverer=Deliverer(service, {}, clock, "playground"),
        ticker=Ticker(service, clock, "playground"),
        worker=Worker(service, clock, "playground"),
    )
    under_way = engine.deliverer.one_at_a_time if part == "deliverer" else engine.worker.one_at_a_time
    loop, begun = asyncio.get_running_loop(), asyncio.Event()

    def begins(realm: Realm) -> datetime | None:
        if not begun.is_set():
            asyncio.run_coroutine_threadsafe(under_way.acquire(), loop).result()
            loop.call_soon_threadsafe(begun.set)
        return storage.next_moment(realm)

    faulty.passes["next_moment"] = begins
    moving = asyncio.create_task(World(engine).move_clock("day"))
    await begun.wait()
    await service.call(lambda: None)  # whoever would move now has come to it
    assert clock.offset_s == 0
    under_way.release()
    await moving
    assert clock.offset_s == pytest.approx(STEPS["day"].total_seconds(), abs=60)
    service.close()
