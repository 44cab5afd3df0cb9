"""A program becomes known: a story and the Monday digest in the channel, by clicking and typing, from nothing.

One company is large enough for numbers; in the other only four take part, and there are none.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.accessible import is_accessible
from tests.e2e.playground_pair import Pair, Told, book, meet
from tests.e2e.playground_telling import CHANNEL, monday, say_what_changed, sentences, tell_a_story
from tests.e2e.playground_visit import (
    ADMIN,
    CHROMIUM,
    CONTACTS,
    NO_BROWSER,
    be,
    fly,
    join,
    last,
    move,
    press,
    saying,
    says,
    set_clock,
    set_up,
    typed,
    visiting,
)

BEGINS = datetime(2027, 3, 1, 12, tzinfo=UTC)  # so that it is the same Tuesday whenever this runs

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)


ZOFIA_AND_RUI = Pair(mentor="Zofia Żuraw", mentee="Rui Pimentel", topic="Photography")
YETUNDE_AND_NUNO = Pair(mentor="Yetunde Nwachukwu", mentee="Nuno Nogueira", topic="Chess")
OUTSIDER = "Wanjiru Barasa"
CHANGED = "Our team decides on Mondays now, not in between."
PAIRS = (ZOFIA_AND_RUI, YETUNDE_AND_NUNO)


async def test_from_nothing_to_a_story_and_a_digest(tmp_path: Path) -> None:
    set_clock(tmp_path, BEGINS)
    async with visiting(tmp_path) as page:
        await set_up(page)
        await fly(page, *by_hand(), count=8)
        await press(page, "Invite people")
        await expect(saying(page, "On their way to")).to_be_visible()
        for contact in CONTACTS:
            await be(page, contact)
            await page.get_by_role("button", name="Yes, I'll be one").click()
        await join_by_hand(page)
        await move(page, "+1 day")
        await introduce(page)
        for pair in PAIRS:
            await be(page, pair.mentor)
            await expect(saying(page, f"meet {pair.mentee}")).to_have_count(1)
        first = {pair: await book(page, pair, pair.mentee) for pair in PAIRS}
        for pair in sorted(PAIRS, key=lambda one: first[one]):
            learned, taught = "how to name my price", f"a first look at {pair.topic}"
            told = {
                pair.mentor: Told(learned=learned, taught=taught),
                pair.mentee: Told(learned=taught, taught=learned, useful="4"),
            }
            await meet(page, pair, first[pair], told)
        await read_the_story(page, await tell_a_story(page, ZOFIA_AND_RUI))
        await say_what_changed(page, YETUNDE_AND_NUNO, CHANGED)
        await read_the_digest(page)


async def read_the_story(page: Page, post: Locator) -> None:
    """Their own sentences under three headings, without their names, and a way to join."""
    pair = ZOFIA_AND_RUI
    for heading in ("What we did", "What surprised me", "What changed"):
        await expect(post.get_by_role("heading", name=heading)).to_have_count(1)
    for name in (pair.mentor, pair.mentee):
        await expect(post).not_to_contain_text(name.split()[0])
        for sentence in sentences(pair, name):
            await expect(post).to_contain_text(sentence)
    await be(page, OUTSIDER)
    await page.get_by_role("button", name=CHANNEL).click()
    await post.get_by_role("button", name="Join").click()
    await be(page, OUTSIDER)
    await says(page, "How would you like to take part?")


async def read_the_digest(page: Page) -> None:
    """On Monday, in the channel, for everybody alike: the picture is there and its words say the same."""
    digest = await monday(page)
    picture = digest.get_by_role("img")
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("one => one.naturalWidth") > 0
    words = await picture.get_attribute("alt")
    assert words
    await expect(digest).to_contain_text(words)
    await expect(digest).to_contain_text("sessions held")
    await expect(digest).to_contain_text(CHANGED)
    await is_accessible(page, "the digest in the channel")
    for pair in PAIRS:
        await expect(digest).not_to_contain_text(pair.mentor.split()[0])


def by_hand() -> tuple[str, ...]:
    return tuple(name for pair in PAIRS for name in (pair.mentor, pair.mentee))


async def join_by_hand(page: Page) -> None:
    """Two juniors and two seniors; what each has is what just one of the others would like."""
    for pair, back in zip(PAIRS, ("Board governance", "Mergers and acquisitions"), strict=True):
        await join(page, pair.mentor, "As a mentor", pair.topic, (back,))
        await join(page, pair.mentee, "As a mentee", back, (pair.topic,))


async def test_four_people_read_words_and_no_number(tmp_path: Path) -> None:
    set_clock(tmp_path, BEGINS)
    async with visiting(tmp_path) as page:
        await set_up(page)
        await join_by_hand(page)
        await introduce(page)
        digest = await monday(page)
        await expect(digest).to_contain_text("Numbers start here once five people are in")
        await expect(digest.locator("img, .chart, table")).to_have_count(0)
        shown = re.sub(
            r"Reverse mentoring: \w+, \d{1,2} \w+ \d{4}|^\d\d:\d\d$", "", await words_of(digest), flags=re.M
        )
        assert not re.search(r"\d", shown), shown


async def introduce(page: Page) -> None:
    """The pairs of this story, by hand: what is proposed depends on who else is there."""
    await be(page, ADMIN)
    await typed(page, "/rm-pair")
    await says(page, "Show the pairs")
    for pair in PAIRS:
        await typed(page, f"/rm-pair {pair.mentor} and {pair.mentee}")
        await says(page, f"{pair.mentor} and {pair.mentee} are in the proposal")
    await press(page, "Show the pairs")
    await last(page).get_by_role("button", name=re.compile("^Approve")).click()
    await press(page, "Introduce them now")
    await says(page, "introduced")


async def words_of(post: Locator) -> str:
    return await post.inner_text()
