"""How often may we write to somebody of our own accord? Twice a week: more, and people stop reading, or leave.

Counted is what reached them and they neither asked for nor caused (`asked_for` of `KINDS` in `bot/outcome.py`),
in any seven days, not by calendar weeks: otherwise Friday and Monday together would bring four.
`calendar.py` says at which hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

MOST = 2
SPAN = timedelta(days=7)


def free_from(sent: Sequence[datetime], at: datetime) -> datetime:
    """The first moment from `at` on at which one more may be sent; `sent` are the moments of those before, in
    any order.
    """
    if len(sent) < MOST:
        return at
    return max(at, sorted(sent)[-MOST] + SPAN)
