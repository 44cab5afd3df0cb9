"""Two people meet three times, one of them has a concern, and they part: all by clicking and typing on the page."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.playground_pair import Pair, Told, book, meet
from tests.e2e.playground_visit import (
    ADMIN,
    CHROMIUM,
    CONTACTS,
    NO_BROWSER,
    be,
    calendar_entry,
    join,
    last,
    press,
    press_first_time,
    saying,
    says,
    set_up,
    typed,
    until_told,
    visiting,
)

MENTOR, MENTEE, NEXT_MENTOR = "Zofia Żuraw", "Rui Pimentel", "Tymon Borowiec"
PAIR = Pair(mentor=MENTOR, mentee=MENTEE, topic="Figma")
WRONG = "I'm interrupted whenever I explain something."

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)


async def test_two_people_go_a_long_way_together(tmp_path: Path) -> None:
    async with visiting(tmp_path) as page:
        await set_up(page)
        for contact in CONTACTS:
            await be(page, contact)
            await press(page, "Yes, I'll be one")
        await join(page, MENTOR, "As a mentor", "Figma and SQL", ("Negotiation",))
        await join(page, MENTEE, "As a mentee", "Negotiation and decision making", ("Figma",))
        await introduce(page)

        first = await book(page, PAIR, MENTEE)
        await meet_again(page, first, ("", "auto layout"), ("auto layout in Figma", ""))

        second = await move_it(page, await book(page, PAIR, MENTOR))
        await meet_again(page, second, ("", "components"), ("components", ""))
        await hear_that_it_went_one_way(page, second)

        third = await book(page, PAIR, MENTOR)
        await read_the_agenda(page)
        await meet_again(page, third, ("the first offer", "variants"), ("variants", "the first offer"))
        await read_the_ledger(page)

        await raise_a_concern(page)
        await part(page)
        await join(page, NEXT_MENTOR, "As a mentor", "Figma and TikTok", ("Negotiation",))
        await introduce(page)
        await be(page, MENTEE)
        await says(page, f"Rui, meet {NEXT_MENTOR}")


async def introduce(page: Page) -> None:
    """The only pair there can be, proposed and approved."""
    await be(page, ADMIN)
    await typed(page, "/rm-pair")
    await says(page, "I have one pair for you.")
    await press(page, "Show the pairs")
    await press(page, "Approve this pair")
    await press(page, "Introduce them now")
    await says(page, "One pair has been introduced.")


async def move_it(page: Page, starts_at: datetime) -> datetime:
    """Another time for what was booked: the same entry in both calendars, only later in its life."""
    before = await calendar_entry(page)
    await press(page, "Move it")
    await says(page, "That holds until you choose another time.")
    moved_to = await press_first_time(page, MENTOR)
    await says(page, "I'm asking Rui whether")
    await be(page, MENTEE)
    await says(page, "Zofia suggests")
    await typed(page, "yes")
    await says(page, "It's booked.")
    entry = await calendar_entry(page)
    assert moved_to != starts_at
    assert (entry.uid, entry.starts_at) == (before.uid, moved_to)
    assert entry.sequence > before.sequence
    return moved_to


async def meet_again(
    page: Page, starts_at: datetime, mentor: tuple[str, str], mentee: tuple[str, str]
) -> None:
    """`mentor` and `mentee` say what they learned and what they showed."""
    told = {MENTOR: mentor, MENTEE: mentee}
    told_by = {name: Told(learned=learned, taught=taught) for name, (learned, taught) in told.items()}
    await meet(page, PAIR, starts_at, told_by)


async def hear_that_it_went_one_way(page: Page, met_at: datetime) -> None:
    await until_told(page, MENTOR, met_at + timedelta(days=1))
    await until_told(page, MENTEE, met_at + timedelta(days=1))
    await be(page, MENTOR)
    await expect(saying(page, "you've given Rui a lot the last two times")).to_be_visible()
    await be(page, MENTEE)
    await expect(saying(page, "Zofia has shown you a lot the last two times")).to_be_visible()


async def read_the_agenda(page: Page) -> None:
    """Turned round: the one who took begins to give."""
    await typed(page, "/rm-session")
    await says(page, "1. Rui tells Zofia about")
    await expect(last(page)).to_contain_text("2. Zofia shows Rui something about Figma")


async def read_the_ledger(page: Page) -> None:
    await typed(page, "/rm-me")
    await press(page, "What we taught each other")
    await says(page, "What you taught each other")
    rows = last(page).get_by_role("row")
    await expect(rows).to_have_text(
        [
            re.compile("Session.*Zofia taught.*Rui taught"),
            re.compile("1.*auto layout.*–"),
            re.compile("2.*components.*–"),
            re.compile("3.*variants.*the first offer"),
        ]
    )


async def raise_a_concern(page: Page) -> None:
    """To one person chosen by name; the partner hears of a break and of nothing else."""
    await be(page, MENTOR)
    await typed(page, "/rm-concern")
    await says(page, "What's wrong?")
    await typed(page, WRONG)
    await says(page, "Who should hear it?")
    await press(page, CONTACTS[1])
    await says(page, f"It's with {CONTACTS[1]} only.")
    await be(page, MENTEE)
    await says(page, "You and Zofia are on a break for now")
    await expect(page.locator("#posts")).not_to_contain_text(WRONG)
    for other, newest in ((CONTACTS[0], "Thank you. Your name is shown"), (ADMIN, "has been introduced")):
        await be(page, other)
        await says(page, newest)
    await be(page, CONTACTS[1])
    await says(page, "Somebody has turned to you in confidence.")
    await expect(page.locator("#posts")).not_to_contain_text(WRONG)
    await press(page, "Open it")
    await says(page, WRONG)
    await be(page, MENTOR)
    await says(page, f"{CONTACTS[1]} has opened it.")
    await be(page, CONTACTS[1])
    await press(page, "Close it")
    await says(page, "Closed.")
    await be(page, MENTOR)
    await says(page, f"{CONTACTS[1]} has closed it.")


async def part(page: Page) -> None:
    """Another partner, without blame: one says why, the others only hear that it is over."""
    await typed(page, "/rm-me")
    await says(page, "You and Rui")
    await press(page, "Change partner")
    await says(page, "May I ask what it was?")
    await press(page, "We found no time")
    await press(page, "Yes")
    await says(page, "You come first in the next round.")
    await be(page, MENTEE)
    await says(page, "your pairing with Zofia Żuraw has ended")
    await press(page, "Yes, find me somebody")
    await be(page, ADMIN)
    await says(page, "are no longer a pair")
    for name in (MENTEE, ADMIN):
        await be(page, name)
        await expect(page.locator("#posts")).not_to_contain_text("no time")
