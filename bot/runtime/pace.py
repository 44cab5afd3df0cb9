"""When is it worth looking again? How delivery waits for rates and for what it put back, without spinning.

Machine time of this process only; who may call at all is decided by the storage (`take_turn`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence

IDLE_S = 1.0
SHORTEST_S = 0.02  # nothing is tried again sooner
SPREAD_S = 30.0
Rates = Sequence[tuple[str, float, int]]


class Pace:
    """Remembers the next moment something may be ready, and whose turn it is at each place."""

    def __init__(self) -> None:
        self._look_at = float("inf")
        self._turns: dict[str, float] = {}

    def looks(self) -> None:
        """Somebody looks now at what is ready."""
        if self._look_at <= time.monotonic():
            self._look_at = float("inf")

    def put_back(self, after_s: float) -> float:
        """Seconds a row is put back for, at least; it is looked for when they are over."""
        after_s = max(SHORTEST_S, after_s)
        self._look_at = min(self._look_at, time.monotonic() + after_s)
        return after_s

    def idle_s(self) -> float:
        """How long to do nothing, unless woken."""
        return max(SHORTEST_S, min(IDLE_S, self._look_at - time.monotonic()))

    def turn_s(self, place: str, rates: Rates, wait_s: float) -> float:
        """Seconds until a row that was refused may ask again: those of a place one after the other, not all at
        once, but nobody stands in this line for long.
        """
        now = time.monotonic()
        at = max(self._turns.get(place, 0.0), now + wait_s)
        self._turns[place] = at + 1 / max(per_second for _, per_second, _ in rates)
        return min(at - now, wait_s + SPREAD_S)
