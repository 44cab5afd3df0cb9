"""The program as an operator starts it: a process of its own, on a free port of this machine."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]
APP, AT_THE_STORIES_HOUR = ROOT / "app.py", Path(__file__).parent / "at_the_stories_hour.py"
READY_S = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Nothing of this machine's own configuration, and the settings given (by their names in capitals)."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    return {**kept, "TURNABOUT_HOME": str(home), "PYTHONUNBUFFERED": "1", **settings}


async def run_command(
    home: Path, *words: str, settings: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """One command to its end: exit code, stdout, stderr."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(APP),
        *words,
        cwd=home,
        env=environment(home, **(settings or {})),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


def running(home: Path, **settings: str) -> AbstractAsyncContextManager[str]:
    """Serve until the block ends; gives the address. Ends by SIGTERM, which must be clean."""
    return running_program(APP, home, settings)


@asynccontextmanager
async def running_program(program: Path, home: Path, settings: Mapping[str, str]) -> AsyncIterator[str]:
    """The same for a program that starts `app.py` in its own way."""
    port = free_port()
    log = home / "log.txt"
    with log.open("ab") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(program),
            "run",
            cwd=home,
            env=environment(home, PORT=str(port), PYTHONPATH=str(ROOT), **settings),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        await _ready(address, process, log)
        yield address
    finally:
        if process.returncode is None:
            process.terminate()
        code = await asyncio.wait_for(process.wait(), 30)
    assert code == 0, log.read_text("utf-8")


async def _ready(address: str, process: asyncio.subprocess.Process, log: Path) -> None:
    async with asyncio.timeout(READY_S), aiohttp.ClientSession() as session:
        while True:
            assert process.returncode is None, log.read_text("utf-8")
            try:
                async with session.get(f"{address}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass  # not listening yet
            await asyncio.sleep(0.05)
