"""When is it worth looking again? How delivery waits for rates and for what it put back, without spinning.

Machine time of this process only; who may call at all is decided by the storage (`take_turn`). Where a whole place's
rate is used up nothing more of that sort is claimed until its next turn, and then one by one: ten thousand rows wait
for an hour without being touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from bot.runtime.ports import Ration, Refused, Row

IDLE_S = 1.0
REST = 4  # times as long as a look for what is ready took: what people type needs the storage, too
LONGEST_REST_S = 0.25
SHORTEST_S = 0.02  # nothing is tried again sooner, nor looked for: many events in a row wake it as often
LONGEST_S = 600.0  # in line for a rate that only some messages of a place need
MOST_TURNS = 1000  # rates remembered; those in the past are forgotten
MANY = 12  # at once of one organization and lane: then nothing is held back any more
Rates = Sequence[tuple[str, float, int]]


class Allowance(msgspec.Struct):
    """How many may be claimed once it is `until`."""

    until: float
    most: float = 1.0


class Pace:
    """Remembers the next moment something may be ready, and whose turn it is at each place."""

    def __init__(self, machine_now: Callable[[], float]) -> None:
        self._now = machine_now
        self._look_at = float("inf")
        self._rests_until = 0.0
        self._turns: dict[str, float] = {}
        self._allowances: dict[tuple[str, int], Allowance] = {}

    def looks(self) -> None:
        """Somebody looks now at what is ready."""
        if self._look_at <= self._now():
            self._look_at = float("inf")

    @contextmanager
    def looking(self) -> Iterator[None]:
        """While the storage is asked; it takes the longer the more waits for rates."""
        begin = self._now()
        try:
            yield
        finally:
            end = self._now()
            self._rests_until = end + min(LONGEST_REST_S, max(SHORTEST_S, REST * (end - begin)))

    def rest_s(self) -> float:
        """Seconds until the storage may be asked again."""
        return max(0.0, self._rests_until - self._now())

    def put_back(self, after_s: float) -> float:
        """Seconds a row is put back for, at least; it is looked for when they are over."""
        after_s = max(SHORTEST_S, after_s)
        self._look_at = min(self._look_at, self._now() + after_s)
        return after_s

    def idle_s(self) -> float:
        """How long to do nothing, unless woken."""
        return max(SHORTEST_S, min(IDLE_S, self._look_at - self._now()))

    def rations(self) -> tuple[Ration, ...]:
        """How much may be claimed of those whose rate was used up lately."""
        now = self._now()
        return tuple(
            Ration(organization=organization, lane=lane, most=0 if now < one.until else int(one.most))
            for (organization, lane), one in self._allowances.items()
        )

    def granted(self, row: Row) -> bool:
        """One went through: the next time there may be more. True when the next may ask now, and not only when this one
        has been answered.
        """
        allowance = self._allowances.get((row.organization, row.lane))
        if allowance is not None:
            allowance.most += 0.5
            if allowance.most > MANY:
                del self._allowances[row.organization, row.lane]
        return allowance is not None

    def refused(self, row: Row, rates: Rates, refused: Refused) -> float:
        """Seconds until a row may ask again. Of a rate that all of its sort share, the others need not ask at all;
        those that wait for another rate come one after the other, not all at once.
        """
        now = self._now()
        if refused.rate == rates[-1][0]:
            wait_s = max(SHORTEST_S, refused.wait_s)
            self._allowances[row.organization, row.lane] = Allowance(until=now + wait_s)
            return wait_s
        at = max(self._turns.get(refused.rate, 0.0), now + refused.wait_s)
        per_second = next(per_second for name, per_second, _ in rates if name == refused.rate)
        self._turns[refused.rate] = at + 1 / per_second
        if len(self._turns) > MOST_TURNS:
            self._turns = {name: turn for name, turn in self._turns.items() if turn > now}
        return min(at - now, refused.wait_s + LONGEST_S)
