"""Somebody joins with the keyboard alone, and somebody else in German: axe-core looks at each question on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.accessible import is_accessible
from tests.e2e.playground_visit import CHROMIUM, NO_BROWSER, be, last, says, set_up, typed, visiting

JUNIOR, GERMAN = "Yetunde Nwachukwu", "Kelechi Adeyemi"
MOST_STOPS = 80  # of Tab, to whatever is looked for

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)


async def test_joining_without_a_mouse_and_in_german(tmp_path: Path) -> None:
    async with visiting(tmp_path) as page:
        await page.emulate_media(reduced_motion="reduce")
        await set_up(page)
        await become_by_keyboard(page, JUNIOR)
        await join_by_keyboard(page)
        await join_in_german(page)


# -- without a mouse -----------------------------------------------------------------------------------------------

BOX = f"Message Turnabout as {JUNIOR}"
BY_KEYBOARD = (  # what is asked, and what is typed or (in brackets) gone to and pressed
    ("How would you like to take part?", "[As a mentor]"),
    ("What could you show a colleague?", "TikTok"),
    ("That's right", "[That's right]"),
    ("And what would you like to learn?", "Delegation"),
    ("That's right", "[That's right]"),
    ("How sure of yourself are you with Delegation", "[2]"),
    ("Where are you?", "yes"),
    ("When do you work?", "8:00 to 18:00"),
    ("How do you like to talk with a partner?", "[Video call]"),
    ("How do you like to talk with a partner?", "[Choose]"),
    ("Is there anybody you'd rather not be paired with?", "[Nobody]"),
    ("may I look for somebody", "[Yes]"),
    ("Do you agree?", "[Yes]"),
)


async def go_to(page: Page, name: str, *, back: bool = False) -> None:
    """Tab, or Shift + Tab, until what has this name has the focus."""
    for _ in range(MOST_STOPS):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        if await page.evaluate(NAMED, name):
            return
    raise AssertionError(f"Tab does not lead to {name}")


async def become_by_keyboard(page: Page, name: str) -> None:
    """Go to the list of people, find one by typing, and be that person."""
    await go_to(page, "Find people", back=True)
    await page.keyboard.type(name.split()[0])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#me strong")).to_have_text(name)
    await expect(page.locator("#log")).to_have_attribute("data-of", name)
    await go_to(page, BOX)


async def say_by_keyboard(page: Page, words: str) -> None:
    """From the box, or from the button above it that was pressed last."""
    if not await page.evaluate(NAMED, BOX):
        await go_to(page, BOX)
    await page.keyboard.type(words)
    await page.keyboard.press("Enter")


async def press_by_keyboard(page: Page, label: str) -> None:
    """The newest message stands between the button pressed last and the box."""
    in_box = await page.evaluate(NAMED, BOX)
    await go_to(page, label, back=in_box)
    ticked = await page.evaluate("document.activeElement.type === 'checkbox'")
    await page.keyboard.press("Space" if ticked else "Enter")


async def join_by_keyboard(page: Page) -> None:
    await say_by_keyboard(page, "I'd like to join")
    for asked, answered in BY_KEYBOARD:
        await says(page, asked)
        if answered.startswith("["):
            await press_by_keyboard(page, answered[1:-1])
        else:
            await say_by_keyboard(page, answered)
    await says(page, "You're in")


# What has the focus has this name: by its label, or by what stands on it.
NAMED = """(name) => {
  const one = document.activeElement;
  const labels = [...(one.labels ?? [])].map((label) => label.textContent.trim());
  return [one.getAttribute("aria-label"), ...labels, one.textContent.trim()].includes(name);
}"""


# -- in German -----------------------------------------------------------------------------------------------------

IN_GERMAN = (
    ("Wie möchtest du mitmachen?", "Mentee"),
    ("Was könntest du jemandem zeigen?", "Verhandeln"),
    ("Das stimmt", "ja"),
    ("Und was möchtest du lernen?", "Instagram"),
    ("Das stimmt", "ja"),
    ("Wie sicher fühlst du dich heute", "2"),
    ("Wo bist du?", "ja"),
    ("Wann arbeitest du?", "8 bis 18 Uhr"),
    ("Wie redest du am liebsten", "Video"),
    ("Gibt es jemanden, mit dem du lieber nicht", "niemand"),
    ("Darf ich jemanden suchen", "ja"),
    ("Einverstanden?", "ja"),
)


async def join_in_german(page: Page) -> None:
    """axe-core looks at each question, and at the whole talk afterwards."""
    await be(page, GERMAN)
    await typed(page, "auf Deutsch bitte")
    await expect(last(page).locator(".bubble")).to_have_attribute("lang", "de")
    await typed(page, "ich möchte mitmachen")
    for asked, answered in IN_GERMAN:
        await says(page, asked)
        await is_accessible(page, asked)
        await typed(page, answered)
    await says(page, "Du bist dabei")
    await is_accessible(page, "a talk in German")
