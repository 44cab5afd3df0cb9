"""What a worker process may be given to do, besides real work. Imported by that process."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import date
from pathlib import Path

import msgspec

from bot.program.matching.pool import History, Pool
from bot.program.matching.rules import Rules
from bot.runtime.ports import PoolRead
from bot.runtime.worker_process import tell_share

FAIL, DIE, HANG, ANSWER, HALF = range(5)
GO = "TURNABOUT_TEST_GO"  # in the environment: a file; half done, it goes on when that is there
TOLD = "told"  # in `PoolRead.read`: which of these to do


def told(todo: int) -> PoolRead:
    pool = Pool(members=(), on=date(2026, 3, 3))
    return PoolRead(pool=pool, history=History(), rules=Rules(), read={TOLD: todo})


def as_told(read: bytes) -> bytes:
    """Gives the process's own id; never ending, it prints it."""
    todo = msgspec.msgpack.decode(read, type=PoolRead).read[TOLD]
    if todo == FAIL:
        raise ArithmeticError("it does not add up")
    if todo == DIE:
        os.kill(os.getpid(), signal.SIGKILL)
    if todo == HANG:
        sys.stdout.write(f"{os.getpid()}\n")
        sys.stdout.flush()
        threading.Event().wait()
    if todo == HALF:
        tell_share(0.5)
        while not Path(os.environ[GO]).exists():
            threading.Event().wait(0.01)
    return str(os.getpid()).encode()
