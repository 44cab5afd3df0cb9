"""How often we may write to somebody of our own accord."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from bot.program.budget import MOST, SPAN, free_from
from tests.factories import NOON, after

MINUTE = timedelta(minutes=1)


def test_two_are_free() -> None:
    assert free_from([], NOON) == NOON
    assert free_from([NOON], NOON) == NOON
    assert free_from([NOON, after(days=1)], after(days=1)) == after(days=7)
    assert free_from([after(days=1), NOON], after(days=8)) == after(days=8)
    assert free_from([NOON, after(days=1), after(days=9)], after(days=9)) == after(days=9)


@given(some.lists(some.integers(0, 40 * 24 * 60), max_size=30))
def test_never_more_in_any_seven_days(wanted: list[int]) -> None:
    sent: list[datetime] = []
    for minutes in sorted(wanted):
        at = max(NOON + minutes * MINUTE, sent[-1] if sent else NOON)
        free = free_from(sent, at)
        assert free >= at
        if free > at:
            assert len([one for one in sent if one > free - MINUTE - SPAN]) >= MOST, (
                "and not a minute too late"
            )
        sent.append(free)
    for number, one in enumerate(sent[MOST:]):
        assert one - sent[number] >= SPAN
