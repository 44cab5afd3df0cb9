"""A visitor opens the playground, sets the program up, and two people are introduced: all by clicking and typing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.playground_visit import (
    ADMIN,
    CHROMIUM,
    NO_BROWSER,
    be,
    fly,
    join,
    last,
    move,
    press,
    saying,
    says,
    set_up,
    typed,
    visiting,
)

JUNIORS = ("Yetunde Nwachukwu", "Wanjiru Barasa")
SENIORS = ("Nuno Nogueira", "Shabnam Deshpande")
AUTOPILOT = 8

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with visiting(tmp_path) as opened:
        yield opened


async def test_two_people_are_introduced(page: Page) -> None:
    await set_up(page)
    await fly(page, *JUNIORS, *SENIORS, count=AUTOPILOT)
    await press(page, "Invite people")
    await expect(saying(page, "On their way to")).to_be_visible()
    await join(page, JUNIORS[0], "As a mentor", "TikTok, no-code tools and a bit of AI", ("Delegation",))
    await join(page, JUNIORS[1], "As a mentor", "insta stories and sustainability", ("Networking",))
    await join(
        page, SENIORS[0], "As a mentee", "Storytelling and how budgets are made", ("Power BI", "TikTok")
    )
    await join(page, SENIORS[1], "As a mentee", "Delegation and Negotiation", ("Instagram", "Generative AI"))
    await move(page, "+1 day")

    await be(page, ADMIN)
    await typed(page, "/rm-pair")
    await says(page, "pairs for you")
    await press(page, "Show the pairs")
    await says(page, "pairs proposed")
    before = await last(page).inner_text()
    await swap_one(page)
    await press(page, "Show the pairs")
    await says(page, "pairs proposed")
    assert await last(page).inner_text() != before
    await last(page).get_by_role("button", name=re.compile("^Approve all")).click()
    await says(page, "pairs approved")
    await press(page, "Introduce them now")
    await says(page, "have been introduced")

    for name in (*JUNIORS, *SENIORS):
        await be(page, name)
        await expect(
            page.locator(".bot").filter(has_text=re.compile("meet .+|haven't found you a partner"))
        ).to_have_count(1)


async def swap_one(page: Page) -> None:
    """Try the pairs one after the other until one can be swapped."""
    listing = last(page)
    swaps = listing.get_by_role("button", name="Swap", exact=True)
    for number in range(await swaps.count()):
        await swaps.nth(number).click()
        await expect(last(page)).to_contain_text(re.compile("Who else for|I can't find another partner"))
        offered = last(page).get_by_role("button")
        if await offered.count():
            await offered.first.click()
            await says(page, "Swapped:")
            return
    raise AssertionError("no pair of the proposal could be swapped")
