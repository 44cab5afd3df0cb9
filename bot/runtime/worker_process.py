"""The process that long work is done in: started when it is needed, kept for the next job, never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized


class WorkerProcess:
    """One process. Whoever starts it closes it; if they die before that, it ends by itself."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None
        self._children: set[BaseProcess] = set()
        self._share: Synchronized[float] = get_context("spawn").Value("d", 0.0)

    @property
    def share(self) -> float:
        """How much of what it computes is done, from 0 to 1, as far as it says so (`tell_share`)."""
        return self._share.value

    async def compute(self, function: Callable[[bytes], bytes], read: bytes) -> bytes:
        """Raises what the function raises, and BrokenProcessPool when the process dies.

        Cancelled, it ends the process: nobody waits for what it is doing.
        """
        try:
            return await asyncio.wrap_future(self._submit(function, read))
        except (BrokenProcessPool, asyncio.CancelledError):
            self.close()
            raise

    def _submit(self, function: Callable[[bytes], bytes], read: bytes) -> Future[bytes]:
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                1, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._share,)
            )
        self._share.value = 0.0
        # The executor starts its process here, and does not say which it is.
        others = set(active_children())
        computing = self._executor.submit(function, read)
        self._children |= set(active_children()) - others
        return computing

    def close(self) -> None:
        """End the process, whatever it is doing. The next thing to compute starts another."""
        for child in self._children:
            child.kill()
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor, self._children = None, set()


def tell_share(share: float) -> None:
    """In the process: so much is done, from 0 to 1. Anywhere else nobody hears it."""
    for shared in _TELLS:
        shared.value = share


_TELLS: list[Synchronized[float]] = []  # in the process, where it says how far it is


def _begin(share: Synchronized[float]) -> None:
    """In the process: Ctrl-C is for whoever started it, and it ends with them."""
    _TELLS.append(share)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)  # at once: the other thread may compute for a quarter of an hour
