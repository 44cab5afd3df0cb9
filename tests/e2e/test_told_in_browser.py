"""A program becomes known: the Monday digest in the channel, by clicking and typing, from nothing.

One company is large enough for numbers; in the other only four take part, and there are none.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.playground_visit import (
    ADMIN,
    CHROMIUM,
    NO_BROWSER,
    ROWS,
    be,
    join,
    last,
    let_pass,
    now,
    press,
    says,
    set_clock,
    set_up,
    typed,
    visiting,
)

CHANNEL = "reverse-mentoring"
BEGINS = datetime(2027, 3, 1, 12, tzinfo=UTC)  # so that it is the same Tuesday whenever this runs

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)


async def test_four_people_read_words_and_no_number(tmp_path: Path) -> None:
    set_clock(tmp_path, BEGINS)
    async with visiting(tmp_path) as page:
        await set_up(page)
        await join(page, "Zofia Żuraw", "As a mentor", "Figma and SQL", ("Negotiation",))
        await join(page, "Yetunde Nwachukwu", "As a mentor", "TikTok", ("Delegation",))
        await join(page, "Rui Pimentel", "As a mentee", "Negotiation and decision making", ("Figma",))
        await join(page, "Nuno Nogueira", "As a mentee", "Delegation", ("TikTok",))
        await introduce(page)
        digest = await monday(page)
        await expect(digest).to_contain_text("Numbers start here once five people are in")
        await expect(digest.locator("img, .chart, table")).to_have_count(0)
        shown = re.sub(
            r"Reverse mentoring: \w+, \d{1,2} \w+ \d{4}|^\d\d:\d\d$", "", await words_of(digest), flags=re.M
        )
        assert not re.search(r"\d", shown), shown


async def introduce(page: Page) -> None:
    await be(page, ADMIN)
    await typed(page, "/rm-pair")
    await press(page, "Show the pairs")
    await last(page).get_by_role("button", name=re.compile("^Approve")).click()
    await press(page, "Introduce them now")
    await says(page, "introduced")


async def monday(page: Page) -> Locator:
    """The digest of next Monday, at nine by the clock of whoever opened the program, read in the channel."""
    zone = ZoneInfo(ROWS[ADMIN].timezone)
    today = (await now(page)).astimezone(zone).date()
    next_monday = today + timedelta(days=7 - today.weekday())
    await let_pass(page, datetime.combine(next_monday, time(9), zone) + timedelta(minutes=1))
    await page.get_by_role("button", name=CHANNEL).click()
    await says(page, "Reverse mentoring: ")
    return last(page)


async def words_of(post: Locator) -> str:
    return await post.inner_text()
