"""How two people of the playground tell others: a story both approve, and a line of what changed, clicked and typed.

Read `playground_pair.py` first, which brings them to their first session.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from tests.e2e.playground_pair import Pair
from tests.e2e.playground_visit import (
    ADMIN,
    ROWS,
    answer,
    be,
    last,
    let_pass,
    now,
    press,
    saying,
    says,
    typed,
    until_at_work,
)

CHANNEL = "reverse-mentoring"
TITLE = "A story from the program, told by two who met in it"


def sentences(pair: Pair, name: str) -> tuple[str, str, str]:
    """What this one writes: what we did, what surprised me, what changed."""
    if name == pair.mentor:
        return (
            "I brought something I had made myself, and we made it again together, step by step.",
            "My partner asks better questions than any course I have ever been to.",
            "I explain more slowly now, and I say why before I say how.",
        )
    return (
        "I wanted to see how it is done, and in return told how a decision of ours really came about.",
        "It took no longer than a coffee, and I was the one who talked too much.",
        "I practice every Friday, and I ask younger colleagues first.",
    )


async def tell_a_story(page: Page, pair: Pair) -> Locator:
    """The mentor has given a 5 and is asked, alone; in the end it is posted. Gives the post, read in the channel."""
    await until_at_work(page, pair.mentor, pair.mentee)
    await ask_partner(page, pair)
    await write(page, pair, pair.mentee)
    await says(page, "Your part is there.")
    await be(page, pair.mentor)
    await says(page, f"{pair.partner(pair.mentor)} would like to tell it too.")
    await press(page, "Write my part")
    await write(page, pair, pair.mentor)
    for name in (pair.mentor, pair.mentee):
        await approve(page, pair, name)
    theirs = saying(page, sentences(pair, pair.mentor)[0])  # others may have told one, too
    await be(page, ADMIN)
    await expect(theirs).to_contain_text("Two people have a story to tell")
    await theirs.get_by_role("button", name="Post it").click()
    await says(page, "It's on its way to")
    await page.get_by_role("button", name=CHANNEL).click()
    await expect(theirs).to_contain_text(TITLE)
    return theirs


async def ask_partner(page: Page, pair: Pair) -> None:
    """Nothing of a rating reaches the other."""
    await be(page, pair.mentor)
    offer = saying(page, "Would you tell it?")
    await offer.get_by_role("button", name="Ask my partner").click()
    await says(page, f"I've asked {pair.partner(pair.mentor)}")
    await be(page, pair.mentee)
    await says(page, f"{pair.partner(pair.mentee)} would like to tell others a little about the two of you.")
    await expect(last(page)).not_to_contain_text("useful")
    await press(page, "Yes, let's tell it")


async def write(page: Page, pair: Pair, name: str) -> None:
    did, surprised, changed = sentences(pair, name)
    await answer(
        page,
        ("What did you and", did),
        ("What surprised you?", surprised),
        ("What do you do differently since then?", changed),
    )
    await says(page, "What may be shown with your words?")
    await last(page).get_by_label("Nothing of me").check()
    await press(page, "Choose")


async def approve(page: Page, pair: Pair, name: str) -> None:
    """Each reads the very text, all of it, and says yes apart."""
    await be(page, name)
    await expect(last(page).get_by_role("button", name="Yes, exactly this")).to_be_visible()
    for one in (pair.mentor, pair.mentee):
        for sentence in sentences(pair, one):
            await expect(last(page)).to_contain_text(sentence)
    await press(page, "Yes, exactly this")


async def say_what_changed(page: Page, pair: Pair, words: str) -> None:
    """One line, unnamed; it counts when the partner has agreed to the very words."""
    await until_at_work(page, pair.mentor, pair.mentee)
    await be(page, pair.mentee)
    await page.get_by_role("button", name="Something changed because of this").last.click()
    await says(page, "What changed because of this?")
    await typed(page, words)
    await says(page, "Shall your names stand beside it?")
    await press(page, "No names")
    await says(page, "whether they agree to exactly these words")
    await be(page, pair.mentor)
    await says(page, words)
    await press(page, "I agree")
    await says(page, "agree: this changed because of you two")


async def monday(page: Page) -> Locator:
    """The digest of next Monday, at nine by the clock of whoever opened the program, read in the channel."""
    zone = ZoneInfo(ROWS[ADMIN].timezone)
    today = (await now(page)).astimezone(zone).date()
    next_monday = today + timedelta(days=7 - today.weekday())
    await let_pass(page, datetime.combine(next_monday, time(9), zone) + timedelta(minutes=1))
    await page.get_by_role("button", name=CHANNEL).click()
    await says(page, "Reverse mentoring: ")
    return last(page)
