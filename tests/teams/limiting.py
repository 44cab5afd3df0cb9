"""How many calls are too many? Sliding windows for each conversation and what is done there, and one for all.

Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit (November 2026), "Per bot per thread
limit"; posting, replacing and deleting are all counted as sending. All requests of an app and tenant: 50 a second.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Final, Literal

Doing = Literal["send", "create", "members"]
Windows = Mapping[float, int]  # seconds: calls

SENDING: Final[Windows] = {1: 7, 2: 8, 30: 60, 3_600: 1_800}
READING: Final[Windows] = {1: 14, 2: 16, 30: 120, 3_600: 3_600}
WINDOWS: Final[Mapping[Doing, Windows]] = {"send": SENDING, "create": SENDING, "members": READING}
ALL: Final[Windows] = {1: 50}


class Limits:
    """With `faster` time runs so many times as fast here: an hour's limit is one of so much less."""

    def __init__(self, faster: float = 1.0) -> None:
        self._faster = faster
        self._taken: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def wait_s(self, doing: Doing, conversation: str, now_s: float) -> float:
        """Seconds until the call may be made; 0.0, and counted, when it is let through."""
        now = now_s * self._faster
        everything, here = self._taken["", ""], self._taken[doing, conversation]
        wait = max(_wait(everything, ALL, now), _wait(here, WINDOWS[doing], now))
        if wait <= 0.0:
            everything.append(now)
            here.append(now)
        return wait / self._faster


def _wait(taken: deque[float], windows: Windows, now: float) -> float:
    longest = max(windows)
    while taken and taken[0] <= now - longest:
        taken.popleft()
    # One more may come when the oldest of the last `most` calls is out of the window.
    waits = [taken[-most] + seconds - now for seconds, most in windows.items() if len(taken) >= most]
    return max(waits, default=0.0)
