"""The process was down for days: afterwards one catch-up for each person, not a pile, and nothing of the past."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest_asyncio

from storage import MemoryStorage
from tests.conversations.hall import Hall
from tests.conversations.story import BEGINNINGS, Heard, play

FRIDAY = datetime(2026, 3, 6, 11, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def hall() -> AsyncIterator[Hall]:
    """Two people who were introduced on a Tuesday."""
    stage = Hall(MemoryStorage())
    await stage.open()
    for line in (BEGINNINGS / "paired.txt").read_text("utf-8").splitlines():
        assert await play(stage, line)
        await stage.heard()
    yield stage
    stage.close()


async def down(hall: Hall, until: datetime) -> list[Heard]:
    """Nothing ticks and nothing is delivered until then; gives what is said afterwards."""
    hall.clock.move_to(until)
    return list(await hall.heard())


def said(heard: list[Heard], who: str, words: str) -> int:
    """How many messages to somebody hold these words."""
    return sum(any(words in line for line in one.lines) for one in heard if one.who == who)


async def test_a_session_missed_over_a_weekend_is_asked_about_once_and_has_no_agenda_any_more(
    hall: Hall,
) -> None:
    for line in ("> Carla Rossi: we agreed on Monday at 10", "> Carla Rossi: yes"):
        await play(hall, line)
        await hall.heard()
    await hall.later(FRIDAY.replace(hour=7) - hall.clock.now())  # before the agenda is due
    await hall.heard()
    heard = await down(hall, MONDAY)
    for who in ("Ana Silva", "Carla Rossi"):
        assert said(heard, who, "Did you and") == 1
        assert said(heard, who, "What you could talk about") == 0
    assert await down(hall, MONDAY) == []


async def test_what_fell_due_meanwhile_is_one_message(hall: Hall) -> None:
    """The start nudge, the booking nudge and a question left open, all due while nothing ran."""
    await play(hall, "> Carla Rossi: [How we work together]")
    await hall.heard()
    heard = await down(hall, MONDAY)
    heard += await down(hall, MONDAY + timedelta(minutes=2))
    to_carla = [one for one in heard if one.who == "Carla Rossi"]
    assert len(to_carla) == 1
    assert "2 things in one message" in to_carla[0].lines[0]
    assert len([one for one in heard if one.who == "Ana Silva"]) == 1


async def test_what_nobody_answered_comes_in_hours_only(hall: Hall) -> None:
    sunday = MONDAY - timedelta(days=1)
    assert await down(hall, sunday) == []
    await hall.later(MONDAY - sunday)
    assert await hall.heard() != []
