"""What does Turnabout look like? `make screenshots` starts it, plays a program on the page and takes its pictures.

The clock begins on the same day whenever this runs, so that a picture changes only where the page or its words do.
To add a picture, add a row to SHOTS; to show something that happens later, a step to STORY.
"""

from __future__ import annotations

import asyncio
import io
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from PIL import Image
from playwright.async_api import Page, ViewportSize, expect

from adapters.teams.icons import SIZES
from tests.e2e.playground_pair import Pair, Told, book, meet
from tests.e2e.playground_telling import CHANNEL, monday, sentences, tell_a_story
from tests.e2e.playground_visit import (
    ADMIN,
    CONTACTS,
    ROWS,
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

FOLDER = Path(__file__).parents[1] / "adapters" / "playground" / "pictures"
ICONS = Path(__file__).parents[1] / "adapters" / "teams"
BEGINS = datetime(2027, 3, 1, 12, tzinfo=UTC)
PAIR = Pair(mentor="Zofia Żuraw", mentee="Rui Pimentel", topic="Figma")
MENTOR, MENTEE = PAIR.mentor, PAIR.mentee
WINDOW = ViewportSize(width=1280, height=800)
COLORS, LARGEST = 255, 150_000  # of a picture, bytes of its file


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """A picture: `after` a step of the story, seen by `who`, in a channel or in their own conversation.

    `top` are words of the message the picture begins with; without them it shows the end.
    """

    after: str
    who: str
    channel: str = ""
    top: str = ""
    width: int = 1280
    height: int = 800


SHOTS: Mapping[str, Shot] = {
    "welcome": Shot(after="opened", who=ADMIN, top="welcome"),
    "talk": Shot(after="joined", who=MENTOR),
    "introduction": Shot(after="introduced", who=MENTOR, top="meet Rui", height=840),
    "channel": Shot(after="shown", who=MENTEE, channel=CHANNEL, top=sentences(PAIR, MENTOR)[0], height=760),
    "digest": Shot(
        after="shown", who=MENTEE, channel=CHANNEL, top="Sessions since the beginning", height=960
    ),
    "phone": Shot(after="booked", who=MENTEE, top="It's booked.", width=390, height=780),
}


STARTS: list[datetime] = []  # of their sessions

# -- the story -----------------------------------------------------------------------------------------------------


async def opened(page: Page) -> None:
    await expect(page.locator(".post")).to_have_count(1)


async def joined(page: Page) -> None:
    """The program is open, two have joined by themselves, and so have many on autopilot."""
    await set_up(page)
    for contact in CONTACTS:
        await be(page, contact)
        await press(page, "Yes, I'll be one")
    await join(page, MENTEE, "As a mentee", "Negotiation and decision making", ("Figma",))
    await join(page, MENTOR, "As a mentor", "Figma and SQL", ("Negotiation",))


async def introduced(page: Page) -> None:
    await be(page, ADMIN)
    await fly(page, MENTOR, MENTEE, count=len(ROWS))
    await saying(page, "The program is open.").get_by_role("button", name="Invite people").click()
    await expect(
        saying(page, "On their way to")
    ).to_be_visible()  # their own invitation may come before or after
    await move(page, "+1 week")
    await typed(page, "/rm-pair")
    await press(page, "Show the pairs")
    await says(page, "pairs proposed")
    await last(page).get_by_role("button", name=re.compile("^Approve all")).click()
    await press(page, "Introduce them now")
    await says(page, "have been introduced")


async def booked(page: Page) -> None:
    STARTS.append(await book(page, PAIR, MENTEE))


async def told(page: Page) -> None:
    """A story of the two is up in the channel."""
    shown = {
        MENTOR: Told(learned="how to wait after the first offer", taught="auto layout in Figma"),
        MENTEE: Told(learned="auto layout in Figma", taught="how to wait after the first offer"),
    }
    await meet(page, PAIR, STARTS[0], shown)
    await tell_a_story(page, PAIR)


async def shown(page: Page) -> None:
    """Some weeks on, what leaders read on Monday."""
    for _ in range(5):
        await move(page, "+1 week")
    await monday(page)


STORY: tuple[Callable[[Page], Awaitable[None]], ...] = (opened, joined, introduced, booked, told, shown)


# -- pictures ------------------------------------------------------------------------------------------------------


async def take(page: Page, shot: Shot) -> bytes:
    """A small PNG of the window."""
    await page.set_viewport_size(WINDOW)
    await be(page, shot.who)
    if shot.channel:
        await page.get_by_role("button", name=shot.channel).click()
    await page.set_viewport_size({"width": shot.width, "height": shot.height})
    await expect(page.locator("#toast")).to_be_hidden(timeout=10_000)
    await page.locator("#words").blur()
    await page.mouse.move(shot.width / 2, 1)
    await page.evaluate("document.getElementById('side').scrollTop = 0")
    if shot.top:
        top = page.locator("#welcome") if shot.top == "welcome" else saying(page, shot.top).last
        await top.evaluate("one => { one.scrollIntoView(); document.getElementById('log').scrollTop -= 12; }")
    else:
        await page.evaluate("document.getElementById('log').scrollTop = 1e6")
    for image in await page.locator("#posts img").all():
        await expect(image).to_have_js_property("complete", True)
    return smaller(await page.screenshot())


def smaller(picture: bytes) -> bytes:
    """The same with fewer colors."""
    out = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLORS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


async def picture_all(page: Page, step: str) -> None:
    """Every picture of this step of the story."""
    for name, shot in SHOTS.items():
        if shot.after == step:
            picture = await take(page, shot)
            (FOLDER / f"{name}.png").write_bytes(picture)
            large = "" if len(picture) <= LARGEST else f", more than {LARGEST // 1000}"
            sys.stdout.write(f"{name}.png: {len(picture) // 1000} kB{large}\n")
    await page.set_viewport_size(WINDOW)


async def draw_icons(page: Page) -> None:
    """The two icons of the Teams app, of the drawings beside them."""
    for name, (width, height) in SIZES.items():
        drawing = ICONS / f"{name}.svg"
        await page.set_viewport_size(ViewportSize(width=width, height=height))
        await page.set_content(
            f"<style>* {{ margin: 0 }} svg {{ display: block }}</style>{drawing.read_text('utf-8')}"
        )
        drawing.with_suffix(".png").write_bytes(await page.screenshot(omit_background=True))


async def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        set_clock(Path(home), BEGINS)
        async with visiting(Path(home)) as page:
            await page.emulate_media(color_scheme="light", reduced_motion="reduce")
            for step in STORY:
                await step(page)
                await picture_all(page, step.__name__)
            await draw_icons(page)


if __name__ == "__main__":
    asyncio.run(main())
