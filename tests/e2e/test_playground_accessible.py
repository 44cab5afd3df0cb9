"""The playground's page for everybody: axe-core finds nothing in any state, and a keyboard alone is enough to join."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping

import pytest
from playwright.async_api import Page, ViewportSize, expect

from bot.conversation.messages import Message
from tests.contracts.messages import SAMPLES
from tests.e2e.accessible import is_accessible
from tests.e2e.playground_stage import Stage
from tests.e2e.playground_visit import CHROMIUM, NO_BROWSER, be, typed

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER),
]

DESKTOP, PHONE = ViewportSize(width=1280, height=820), ViewportSize(width=390, height=780)
BO = "Bo Lindqvist"
Reach = Callable[[Page, Stage], Awaitable[None]]


async def welcome(page: Page, _stage: Stage) -> None:
    await expect(page.get_by_role("region", name="Welcome to Quillhaven")).to_be_visible()


def conversation(*samples: str) -> Reach:
    """Bo has heard these, and said something."""

    async def reach(page: Page, stage: Stage) -> None:
        await be(page, BO)
        for name in samples:
            await stage.deliver(SAMPLES[name], "E001")
        await typed(page, "yes, gladly")
        await expect(page.locator(".bot")).to_have_count(len(samples) + 1)
        await expect(page.locator(".pending")).to_have_count(0)

    return reach


async def suggestions(page: Page, stage: Stage) -> None:
    await conversation("pick_people")(page, stage)
    await page.get_by_role("combobox", name="Whom?").press_sequentially("am")
    await expect(page.get_by_role("option", name="Amara Okafor").first).to_be_visible()


async def missing_answer(page: Page, stage: Stage) -> None:
    await conversation("form")(page, stage)
    await page.get_by_label("Title").fill("")
    await page.locator(".form button[type=submit]").click()
    await expect(page.locator(".problem").first).to_have_text("This one still needs an answer.")


async def channel(page: Page, stage: Stage) -> None:
    for name in ("say", "rows", "chart", "buttons", "file"):
        await stage.deliver(SAMPLES[name], "#general")
    await page.get_by_role("button", name="general").click()
    await expect(page.locator(".bot")).to_have_count(5)


async def commands(page: Page, _stage: Stage) -> None:
    await page.locator("#words").press_sequentially("/")
    await expect(page.get_by_role("listbox", name="Commands")).to_be_visible()


async def people_found(page: Page, _stage: Stage) -> None:
    await page.get_by_role("searchbox", name="Find people").fill("engin")
    await expect(page.get_by_role("list", name="People").get_by_role("listitem")).not_to_have_count(24)


async def nobody_found(page: Page, _stage: Stage) -> None:
    await page.get_by_role("searchbox", name="Find people").fill("zzz")
    await expect(page.locator("#nobody")).to_be_visible()


async def autopilot(page: Page, _stage: Stage) -> None:
    await page.get_by_role("switch", name="Autopilot for Bo").click()
    await be(page, BO)
    await expect(page.locator("#pilot")).to_be_visible()


async def clock_moving(page: Page, stage: Stage) -> None:
    stage.gate.clear()
    await page.get_by_role("button", name="+1 week").click()
    await expect(page.locator("#moving")).to_be_visible()


async def clock_moved(page: Page, _stage: Stage) -> None:
    await page.get_by_role("button", name="+1 week").click()
    await expect(page.locator("#toast")).to_be_visible()


async def error(page: Page, stage: Stage) -> None:
    stage.failing = 1
    await typed(page, "Do not lose this")
    await expect(page.locator("#trouble")).to_be_visible()


async def starting_over(page: Page, _stage: Stage) -> None:
    await page.get_by_role("button", name="Start over").click()
    await expect(page.get_by_role("dialog", name="Start over?")).to_be_visible()


def home(*samples: str, language: str = "en") -> Reach:
    """Bo's own page."""

    async def reach(page: Page, stage: Stage) -> None:
        await be(page, BO)
        await page.get_by_role("button", name="Home", exact=True).click()
        blocks = tuple(block for name in samples for block in SAMPLES[name].blocks)
        await stage.show_home(Message(summary="How things stand", blocks=blocks), "E001", language)
        await expect(page.locator("#home-page > *")).to_have_count(len(blocks))

    return reach


async def home_answered(page: Page, stage: Stage) -> None:
    stage.answers = lambda event: (SAMPLES["buttons"],)
    await be(page, BO)
    await page.get_by_role("button", name="Home", exact=True).click()
    await page.locator("#home-page").get_by_role("button").first.click()
    await expect(page.locator("#view-messages")).to_have_class("view unread")


STATES: Mapping[str, Reach] = {
    "the welcome": welcome,
    "a conversation with buttons": conversation("say", "heading", "buttons", "divider"),
    "picks": conversation("pick_one", "pick_many", "pick_people", "pick_nothing_yet"),
    "suggestions of a pick": suggestions,
    "a form": conversation("form", "form"),
    "a form that misses an answer": missing_answer,
    "facts, a chart, tables, a file": conversation(
        "facts", "chart", "goals", "picture", "rows", "rows", "file"
    ),
    "a Home": home("heading", "say", "buttons", "goals", "rows", "divider", "facts", "chart", "buttons"),
    "a Home in German": home("heading", "facts", "buttons", "rows", language="de"),
    "a Home, nothing on it yet": home(),
    "a Home that was pressed on": home_answered,
    "a channel": channel,
    "commands": commands,
    "people found": people_found,
    "nobody found": nobody_found,
    "somebody on autopilot": autopilot,
    "the clock moving": clock_moving,
    "the clock moved": clock_moved,
    "an error": error,
    "starting over": starting_over,
}


@pytest.mark.parametrize("state", STATES)
async def test_nothing_stands_in_anybodys_way(page: Page, stage: Stage, state: str) -> None:
    """In light and dark colors, and on a phone."""
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    await STATES[state](page, stage)
    await is_accessible(page, state)
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    await is_accessible(page, f"{state}, dark")
    await page.set_viewport_size(PHONE)
    await is_accessible(page, f"{state}, on a phone")
    stage.gate.set()


async def test_the_people_list_of_a_phone(page: Page, stage: Stage) -> None:
    await page.emulate_media(reduced_motion="reduce")
    await page.set_viewport_size(PHONE)
    await page.get_by_role("button", name="People and channels").click()
    await page.get_by_role("searchbox", name="Find people").fill("engin")
    await is_accessible(page, "the people list of a phone")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="People and channels")).to_be_focused()
    assert stage.events


async def test_what_is_focused_can_be_seen(page: Page, stage: Stage) -> None:
    """Tab goes through the whole page, each stop is marked, and it never gets stuck."""
    samples = ("buttons", "pick_many", "form", "rows", "file")
    for name in samples:
        await stage.deliver(SAMPLES[name], "E000")
    await expect(page.locator(".bot")).to_have_count(len(samples) + 1)
    await page.emulate_media(reduced_motion="reduce")
    stops: list[str] = []
    for _ in range(80):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(FOCUSED)
        if stop is None:
            break
        assert stop["marked"], stop
        stops.append(stop["name"])
    else:
        raise AssertionError(f"Tab does not come to an end: {stops}")
    assert len(stops) > 20
    assert stops[0] == "Skip to the message box"
    assert re.search("Send", stops[-1])


async def test_the_way_to_the_end_does_not_take_the_focus_along(page: Page, stage: Stage) -> None:
    for _ in range(3):
        await stage.deliver(SAMPLES["everything"], "E000")
    await expect(page.locator(".bot")).to_have_count(4)
    await page.locator("#log").evaluate("log => { log.scrollTop = 0; }")
    await stage.deliver(SAMPLES["buttons"], "E000")
    newer = page.locator("#newer")
    await newer.focus()
    await page.locator("#log").evaluate("log => { log.scrollTop = log.scrollHeight; }")
    await expect(newer).to_be_hidden()
    await expect(page.locator("#words")).to_be_focused()


# What has the focus: whether one can see that it has. `None` after the last stop.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const marks = [one, one.parentElement, one.closest(".compose")].filter(Boolean);
  const marked = marks.some((each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const name = one.getAttribute("aria-label") ?? one.textContent.trim() ?? one.id;
  return { marked, name: name || one.id, html: one.outerHTML.slice(0, 160) };
}"""
