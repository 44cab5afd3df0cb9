"""Program time. The only file that reads the machine's clock, for it and for what others' tokens say of it.

The live realm's clock is the machine's. The playground's runs ahead by an offset that only grows, kept as a
setting.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def since_1970_s() -> float:
    """Machine time in seconds, as tokens count it."""
    return datetime.now(UTC).timestamp()


class SystemClock:
    """Now, by the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """The machine's clock and an offset in seconds; can be moved forward, never back."""

    def __init__(self, offset_s: float = 0.0) -> None:
        self.offset_s = offset_s

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset_s)

    def move_to(self, moment: datetime) -> None:
        """Make it that moment, if it lies ahead."""
        ahead_s = (moment - self.now()).total_seconds()
        self.offset_s += max(0.0, ahead_s)


class SetClock:
    """A clock that stands still until it is set: for tests and the simulation."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment

    def move_to(self, moment: datetime) -> None:
        self._moment = max(self._moment, moment)
