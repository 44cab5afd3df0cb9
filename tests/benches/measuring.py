"""How is a number taken? Calls timed one by one, those that compare in turns, so that a busy machine hits all alike."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence

import msgspec

Call = Callable[[], object]


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """How often a second, and how long the middle one and the slowest but one in a hundred took."""

    per_second: float
    p50_ms: float
    p99_ms: float


def in_turns(**rows: Sequence[Call]) -> dict[str, Measured]:
    """The first call of each row, then the second of each; by the names of the rows."""
    took: dict[str, list[float]] = {name: [] for name in rows}
    for calls in zip(*rows.values(), strict=True):
        for name, call in zip(rows, calls, strict=True):
            start = time.perf_counter()
            call()
            took[name].append(time.perf_counter() - start)
    return {name: measured(some) for name, some in took.items()}


def measured(took: Sequence[float]) -> Measured:
    """Of seconds."""
    return Measured(
        per_second=round(len(took) / sum(took), 1),
        p50_ms=round(statistics.median(took) * 1000, 2),
        p99_ms=round(statistics.quantiles(took, n=100, method="inclusive")[98] * 1000, 2),
    )


def say(part: str) -> None:
    """What is being measured now."""
    sys.stderr.write(f"  {part} ...\n")
    sys.stderr.flush()
