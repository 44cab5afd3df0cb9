"""Can anything but ids get into the log, at the level that says most, from libraries and from what nobody caught?"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.conftest import SECRET_KEY
from tests.e2e.process import ROOT, environment

SECRET = "walrus"
QUIET = (
    "aiohttp.client",
    "aiosqlite",
    "psycopg.pool",
    "slack_bolt.AsyncApp",
    "slack_sdk.web.async_client",
    "sqlalchemy.engine.Engine",
    "urllib3.connectionpool",
)
PROGRAM = f"""
import asyncio, logging
from bot.runtime.config import read_settings
from bot.runtime.logs import set_up_logging

set_up_logging(read_settings({{"LOG_LEVEL": "debug", "LOG_FORMAT": "text", "SECRET_KEYS": "{SECRET_KEY}"}}, None))
for name in {QUIET!r}:
    logging.getLogger(name).info("{SECRET}")
    logging.getLogger(name).debug("{SECRET}")


async def fails(words):
    raise ValueError(words)


def at_once(words):
    raise ValueError(words)


async def main():
    forgotten = asyncio.create_task(fails("{SECRET}"), name="{SECRET}")
    asyncio.get_running_loop().call_soon(at_once, "{SECRET}")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del forgotten
    logging.getLogger("turnabout").debug("here to the end")


asyncio.run(main())
"""


@pytest.fixture
async def said(tmp_path: Path) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        cwd=tmp_path,
        env=environment(tmp_path, PYTHONPATH=str(ROOT)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return (out + err).decode()


async def test_nothing_of_what_people_say_gets_into_the_log(said: str) -> None:
    assert "here to the end" in said
    assert said.count("something failed that nobody waited for") == 2
    assert "ValueError" in said
    assert "in at_once" in said
    assert SECRET not in said
