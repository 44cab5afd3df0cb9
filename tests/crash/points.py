"""Where may a process die? Around every call of the storage and of the chat platform, counted as they are reached."""

from __future__ import annotations

import os
import signal
import threading
import time

import msgspec

from bot.runtime.ports import Storage
from tests.faulty import Faulty


class Doom(msgspec.Struct, frozen=True, kw_only=True):
    """The process kills itself `late_s` after it has come `count` times to a point named `at`; 0 is never.

    Points are "before commit", "after mark_sending", "before deliver channel", and so on; "" is any, but for those
    where it only looks for something to do.
    """

    at: str = ""
    count: int = 0
    late_s: float = 0.0


IDLE = frozenset({"claim_rows", "claim_due", "claim_job"})


class Points:
    """Counts down to the doom of this process."""

    def __init__(self, doom: Doom) -> None:
        self._doom, self._left = doom, doom.count
        self._lock = threading.Lock()

    def come(self, name: str) -> None:
        with self._lock:
            if self._doom.at != name and (self._doom.at or name.partition(" ")[2] in IDLE):
                return
            self._left -= 1
            if self._left == 0:
                self._die()

    def _die(self) -> None:
        if self._doom.late_s:  # somewhere in the middle of whatever it does then
            threading.Thread(target=_die_in, args=(self._doom.late_s,), daemon=True).start()
        else:
            _die_in(0)


def _die_in(seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGKILL)


class MortalStorage(Faulty):
    """The real storage, with a point before and after each of its calls; "commit" ends a transaction."""

    def __init__(self, storage: Storage, points: Points) -> None:
        super().__init__(storage)
        self._points = points

    def reach(self, name: str) -> None:
        self._points.come(f"before {name}")

    def reached(self, name: str) -> None:
        self._points.come(f"after {name}")
