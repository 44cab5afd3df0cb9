"""What a visitor of the playground does again and again: be somebody, read, press, type, let time pass, fetch a file.

Everything goes through the page in a real browser, as a visitor would. Only to know how long to let time pass do the
tests look into the calendar themselves: which days are working days depends on the day the test runs.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import msgspec
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.program.calendar import is_working, next_working_moment
from bot.program.model import Person
from bot.simulation.company import PLAYGROUND_SEED, make_company
from bot.simulation.world import OFFSET
from storage import open_storage
from tests.e2e.process import running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_BROWSER = "no Chromium: install it (apt-get install chromium)"

PATIENCE_MS = 20_000
MOVING_MS = 120_000
ROWS = {row.name: row for row in make_company(PLAYGROUND_SEED, 24)}
ADMIN, CONTACTS = "Zawadi Kilonzo", ("Mateus Katumbo", "Kiesse Muhongo")
DAYTIME = "8:00 to 18:00"  # what everybody says here when asked for their hours
WHEN = "%A, %d %B %Y at %H:%M"


def set_clock(home: Path, moment: datetime) -> None:
    """Let a playground that was never started begin at this moment: at noon of the Tuesday after it."""
    storage = open_storage(f"sqlite:///{home / 'turnabout.sqlite'}", "", home=home)
    storage.write_setting(OFFSET, repr((moment - datetime.now(UTC)).total_seconds()))
    storage.close()


@asynccontextmanager
async def visiting(home: Path) -> AsyncIterator[Page]:
    """A process of its own and its page, which may make no mistake."""
    async with running(home) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        await page.goto(address)
        yield page
        await browser.close()
        assert wrong == []


# -- being somebody ------------------------------------------------------------------------------------------------


async def be(page: Page, name: str) -> None:
    await page.get_by_role("list", name="People").get_by_role("button", name=re.compile(f"^{name}")).click()
    await expect(page.locator("#me strong")).to_have_text(re.compile(name))
    await expect(page.locator("#log")).to_have_attribute("data-of", re.compile(name), timeout=PATIENCE_MS)


async def typed(page: Page, text: str) -> None:
    await page.locator("#words").fill(text)
    await page.keyboard.press("Enter")


def last(page: Page) -> Locator:
    return page.locator(".bot").last


async def says(page: Page, text: str) -> None:
    """The newest message of the bot holds these words."""
    await expect(last(page)).to_contain_text(text, timeout=PATIENCE_MS)


def saying(page: Page, text: str) -> Locator:
    """The messages of the bot that hold these words."""
    return page.locator(".bot").filter(has_text=text)


async def press(page: Page, label: str) -> None:
    """A button of the newest message."""
    await last(page).get_by_role("button", name=label, exact=True).click()


async def answer(page: Page, *turns: tuple[str, str]) -> None:
    """(what is asked, what is typed): one after the other."""
    for asked, given in turns:
        await says(page, asked)
        await typed(page, given)


# -- until two people are introduced -------------------------------------------------------------------------------


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
    await typed(page, " and ".join(CONTACTS))
    await says(page, "Which channel may I post in?")
    await press(page, "#reverse-mentoring")
    await says(page, "Which language")
    await press(page, "English")
    await says(page, "The program is open.")


async def fly(page: Page, *not_these: str, count: int) -> None:
    """The first so many people answer by themselves, besides those played by hand and the safe contacts."""
    names = [name for name in ROWS if name not in (ADMIN, *CONTACTS, *not_these)]
    for name in names[:count]:
        await page.get_by_role("switch", name=f"Autopilot for {name}").click()


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
    await typed(page, DAYTIME)
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


# -- time ----------------------------------------------------------------------------------------------------------


def person(name: str) -> Person:
    """Somebody who has joined, as far as the calendar cares."""
    zone, hours = ROWS[name].timezone, ((time(8), time(18)),)  # as DAYTIME says
    return Person(id=name, organization="", external=name, name=name, timezone=zone, hours=hours)


async def now(page: Page) -> datetime:
    """Program time, as the page shows it."""
    shown = await page.locator("#now").get_attribute("datetime")
    assert shown
    return datetime.fromisoformat(shown.replace("Z", "+00:00")).astimezone(UTC)


async def move(page: Page, step: str) -> None:
    """Press "+1 hour", "+1 day" or "+1 week", and wait until time has passed."""
    await page.get_by_role("button", name=step).click()
    await expect(page.locator("#moving")).to_be_hidden(timeout=MOVING_MS)


async def let_pass(page: Page, moment: datetime) -> None:
    """Weeks, then days, then hours, until it is this moment or just after."""
    for step, length in (("+1 week", 168), ("+1 day", 24), ("+1 hour", 1)):
        while await now(page) + timedelta(hours=length if length > 1 else 0) < moment:
            await move(page, step)


async def until_at_work(page: Page, *names: str) -> None:
    """What one of them says reaches the others at once only while they work, and for the next hour."""
    people = [person(name) for name in names]

    def all_work(at: datetime) -> bool:
        return all(is_working(one, at) and is_working(one, at + timedelta(hours=1)) for one in people)

    while not all_work(await now(page)):
        await move(page, "+1 hour")


async def until_told(page: Page, name: str, after: datetime) -> None:
    """Until what is due after a moment has reached this person in their working hours."""
    await let_pass(page, next_working_moment(person(name), after) + timedelta(minutes=1))


# -- sessions ------------------------------------------------------------------------------------------------------


async def press_first_time(page: Page, name: str) -> datetime:
    """Press the first time that is offered to somebody; gives when that is (UTC)."""
    button = last(page).get_by_role("button").first
    label = await button.inner_text()
    await button.click()
    return datetime.strptime(label, WHEN).replace(tzinfo=ZoneInfo(ROWS[name].timezone)).astimezone(UTC)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a calendar makes of the file."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime


async def calendar_entry(page: Page) -> Entry:
    """The calendar file of the newest message, downloaded by clicking."""
    async with page.expect_download() as waited:
        await last(page).get_by_role("link", name="Calendar file").click()
    download = await waited.value
    calendar = icalendar.Calendar.from_ical(Path(await download.path()).read_bytes())
    (entry,) = calendar.walk("VEVENT")
    return Entry(
        uid=str(entry["uid"]),
        sequence=entry.decoded("sequence"),
        starts_at=entry.decoded("dtstart"),
        ends_at=entry.decoded("dtend"),
    )
