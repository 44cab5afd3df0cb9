"""How much may one person have looked up at the platform? So that nobody uses up what is there for all of a company."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 20  # in WHILE_S
WHILE_S = 600.0
PEOPLE = 10_000  # remembered at once


class Allowance:
    """Counts in this process only, from each person's first look-up on."""

    def __init__(self, most: int = MOST, machine_now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._now = most, machine_now
        self._used: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, who: str) -> bool:
        """False when they have had theirs for a while."""
        began_s, used = self._used.pop(who, (self._now(), 0))
        if self._now() >= began_s + WHILE_S:
            began_s, used = self._now(), 0
        self._used[who] = (began_s, min(used + 1, self._most))
        while len(self._used) > PEOPLE:
            self._used.popitem(last=False)
        return used < self._most
