"""How long until it is ready, and how much memory does it hold when nothing happens?"""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path

import aiohttp
import msgspec

from tests.e2e.process import running

IDLE_S = 2.0
MEMORY = re.compile(r"^process_resident_memory_bytes (\S+)", re.MULTILINE)


class Started(msgspec.Struct, frozen=True, kw_only=True):
    ready_s: float
    idle_mb: float | None  # Linux only


def started(home: Path, settings: dict[str, str]) -> Started:
    """Start the program, wait, and stop it again."""

    async def start() -> Started:
        begin = time.perf_counter()
        async with running(home, **settings) as address:
            ready_s = time.perf_counter() - begin
            await asyncio.sleep(IDLE_S)
            async with aiohttp.ClientSession() as http, http.get(f"{address}/metrics") as answer:
                memory = MEMORY.search(await answer.text())
        idle_mb = round(float(memory[1]) / 1024**2, 1) if memory else None
        return Started(ready_s=round(ready_s, 2), idle_mb=idle_mb)

    return asyncio.run(start())
