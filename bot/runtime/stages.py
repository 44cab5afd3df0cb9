"""How does a command show what it is at, when it takes a while? A bar on a terminal, else a line; on stderr."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Never

from tqdm import tqdm

A_LOOK_S = 1.0


class Shares:
    """For work that tells the share it has done, from 0 to 1, instead of how many more."""

    def __init__(self, of: int, went_on: Callable[[int], None]) -> None:
        self._of, self._went_on, self._done = of, went_on, 0

    def reached(self, share: float) -> None:
        more = round(share * self._of) - self._done
        if more > 0:
            self._done += more
            self._went_on(more)


@contextlib.contextmanager
def stage(name: str, *, people: int | None = None, is_long: bool) -> Iterator[Callable[[int], None]]:
    """Yields what is to be told how many more of `people` are done; without that number only the time is shown.

    Elsewhere than on a terminal what is not `is_long` is not worth a line.
    """
    shown = sys.stderr.isatty()
    if not shown and is_long:
        print(f"{name} …", file=sys.stderr)  # noqa: T201 - for whoever waits for the command
    form = None if people else "{desc}, {elapsed}"
    with (
        tqdm(total=people, desc=name, unit=" people", bar_format=form, leave=False, disable=not shown) as bar,
        _ticking(bar),
    ):

        def went_on(more: int) -> None:
            bar.update(more)

        yield went_on


@contextlib.contextmanager
def _ticking(bar: tqdm[Never]) -> Iterator[None]:
    """The time goes on also where nobody says how far it is."""
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(A_LOOK_S):
            bar.refresh()

    thread = threading.Thread(target=tick, daemon=True)
    if not bar.disable:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if thread.is_alive():
            thread.join()
