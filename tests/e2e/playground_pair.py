"""What two people of the playground go through, clicked and typed: introduced, a session booked, met, and looked back.

Read `playground_visit.py` first, which has what every visitor does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from playwright.async_api import Page, expect

from tests.e2e.playground_visit import (
    answer,
    be,
    calendar_entry,
    press,
    press_first_time,
    saying,
    says,
    typed,
    until_at_work,
    until_told,
)

LENGTH, ASKED_AFTER = timedelta(minutes=25), timedelta(hours=2)


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A mentor, a mentee, and what the mentor shows."""

    mentor: str
    mentee: str
    topic: str

    def partner(self, name: str) -> str:
        """The first name of the other one."""
        return (self.mentee if name == self.mentor else self.mentor).split()[0]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one of them says after a session: one thing learned, one thing shown, how useful it was."""

    learned: str
    taught: str
    useful: str = "5"


async def book(page: Page, pair: Pair, first: str) -> datetime:
    """`first` picks a time, the other takes it; both have the same entry for their calendars."""
    other = pair.mentee if first == pair.mentor else pair.mentor
    await until_at_work(page, first, other)
    await be(page, first)
    await typed(page, "/rm-session")
    await press(page, "Find a time")
    await says(page, f"When would you like to meet {pair.partner(first)}?")
    starts_at = await press_first_time(page, first)
    await says(page, f"I'm asking {pair.partner(first)} whether")
    await be(page, other)
    await says(page, f"{pair.partner(other)} suggests")
    await typed(page, "yes")
    for name in (other, first):
        await be(page, name)
        await says(page, "It's booked.")
        entry = await calendar_entry(page)
        assert (entry.starts_at, entry.ends_at) == (starts_at, starts_at + LENGTH)
        assert entry.sequence == 0
    return starts_at


async def meet(page: Page, pair: Pair, starts_at: datetime, told: dict[str, Told]) -> None:
    """Both read what they could talk about, meet, and say what each showed the other."""
    for name in told:
        await until_told(page, name, starts_at + LENGTH + ASKED_AFTER)
    for name, one in told.items():
        await look_back(page, pair, name, one)


async def look_back(page: Page, pair: Pair, name: str, told: Told) -> None:
    partner = pair.partner(name)
    shows = f"{pair.partner(pair.mentee)} shows {pair.partner(pair.mentor)} something about {pair.topic}"
    await be(page, name)
    await expect(saying(page, shows).last).to_be_visible()
    await says(page, f"Did you and {partner} meet?")
    await press(page, "Yes, we met")
    await answer(
        page,
        (f"what's one thing {partner} showed you?", told.learned or "skip"),
        (f"And one thing you showed {partner}?", told.taught or "skip"),
        ("before the next time?", "skip"),
        ("How useful was it", told.useful),
        ("Could you speak freely?", "4"),
        ("What would you like more of", "skip"),
    )
    await says(page, "more sessions are planned.")
