"""How many calls are too many? A sliding minute for each method, and for each channel that is posted to.

Source: https://docs.slack.dev/apis/web-api/rate-limits (November 2026): posting is one a second and channel with
short bursts above it; taken here as 60 in any minute and 10 in any five seconds.
"""

from __future__ import annotations

from collections import defaultdict, deque

from tests.slack.method import TIERS, Method
from tests.slack.workspace import Json

MINUTE_S = 60.0
BURST_S = 5.0
BURST = 10


class Limits:
    def __init__(self) -> None:
        self._taken: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def wait_s(self, name: str, method: Method, sent: Json, now_s: float) -> int:
        """How long Slack says to wait; 0 and counted when the call is let through."""
        most = TIERS[method.tier]
        if not most:
            return 0
        taken = self._taken[(name, str(sent.get("channel", "")) if method.tier == "posting" else "")]
        while taken and taken[0] <= now_s - MINUTE_S:
            taken.popleft()
        if len(taken) >= most:
            return int(taken[0] + MINUTE_S - now_s) + 1
        if method.tier == "posting" and sum(at > now_s - BURST_S for at in taken) >= BURST:
            return int(BURST_S)
        taken.append(now_s)
        return 0
