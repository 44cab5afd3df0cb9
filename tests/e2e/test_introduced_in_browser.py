"""A visitor opens the playground, sets the program up, and two people are introduced: all by clicking and typing."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.simulation.company import PLAYGROUND_SEED, make_company
from tests.e2e.process import running
from tests.e2e.test_playground_page import CHROMIUM, FLAGS, be, typed

PATIENCE_MS = 20_000
PEOPLE = {row.id: row.name for row in make_company(PLAYGROUND_SEED, 24)}
ADMIN, CONTACTS = "Zawadi Kilonzo", "Mateus Katumbo and Kiesse Muhongo"
JUNIORS = ("Yetunde Nwachukwu", "Wanjiru Barasa")
SENIORS = ("Nuno Nogueira", "Shabnam Deshpande")
AUTOPILOT = 8

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install it (apt-get install chromium)")


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with running(tmp_path) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which(CHROMIUM or ""), args=FLAGS)
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        context.set_default_timeout(PATIENCE_MS)
        opened = await context.new_page()
        wrong: list[str] = []
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        await opened.goto(address)
        yield opened
        await browser.close()
        assert wrong == []


def last(page: Page) -> Locator:
    return page.locator(".bot").last


async def says(page: Page, text: str) -> None:
    """The newest message of the bot holds these words."""
    await expect(last(page)).to_contain_text(text, timeout=PATIENCE_MS)


async def press(page: Page, label: str) -> None:
    await last(page).get_by_role("button", name=label, exact=True).click()


async def set_up(page: Page) -> None:
    await page.get_by_role("button", name="Set up the program").first.click()
    await says(page, "What should be different at the end?")
    await press(page, "Leaders use new tools with confidence")
    await says(page, "And how will you know?")
    await typed(page, "Most pairs meet all six times")
    await says(page, "Which shape shall it take?")
    await press(page, "The Hartford: six talks, every three weeks")
    await says(page, "How many pairs to begin with?")
    await typed(page, "12")
    await says(page, "Who are the safe contacts?")
    await typed(page, CONTACTS)
    await says(page, "Which channel may I post in?")
    await press(page, "#reverse-mentoring")
    await says(page, "Which language")
    await press(page, "English")
    await says(page, "The program is open.")


async def join(page: Page, name: str, role: str, teach: str, wishes: tuple[str, ...]) -> None:
    """Onboard by typing and clicking."""
    await be(page, name)
    await typed(page, "I'd like to join")
    await says(page, "How would you like to take part?")
    await press(page, role)
    await says(page, "What could you show a colleague?")
    await typed(page, teach)
    await press(page, "That's right")
    await says(page, "And what would you like to learn?")
    await typed(page, " and ".join(wishes))
    await press(page, "That's right")
    for wish in wishes:
        await says(page, f"How sure of yourself are you with {wish}")
        await press(page, "2")
    await says(page, "Where are you?")
    await typed(page, "yes")
    await says(page, "When do you work?")
    await typed(page, "8:00 to 18:00")
    await says(page, "How do you like to talk with a partner?")
    await last(page).get_by_label("Video call").check()
    await press(page, "Choose")
    await says(page, "Is there anybody you'd rather not be paired with?")
    await press(page, "Nobody")
    await says(page, "may I look for somebody")
    await typed(page, "sure")
    await says(page, "Do you agree?")
    await press(page, "Yes")
    await says(page, "You're in")


async def fly(page: Page) -> None:
    """Eight more people answer by themselves."""
    taken = {ADMIN, *JUNIORS, *SENIORS}
    names = [name for name in PEOPLE.values() if name not in taken and name not in CONTACTS]
    for name in names[:AUTOPILOT]:
        await page.get_by_role("switch", name=re.compile(f"{re.escape(name)}")).click()


async def test_two_people_are_introduced(page: Page) -> None:
    await set_up(page)
    await fly(page)
    await press(page, "Invite people")
    await says(page, "On their way to")
    await join(page, JUNIORS[0], "As a mentor", "TikTok, no-code tools and a bit of AI", ("Delegation",))
    await join(page, JUNIORS[1], "As a mentor", "insta stories and sustainability", ("Networking",))
    await join(
        page, SENIORS[0], "As a mentee", "Storytelling and how budgets are made", ("Power BI", "TikTok")
    )
    await join(page, SENIORS[1], "As a mentee", "Delegation and Negotiation", ("Instagram", "Generative AI"))
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=60_000)

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
