"""The Home of the playground's page: by mouse and by keyboard alone, live, beside the messages."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bot.conversation.messages import Button, Buttons, Message, Say
from bot.events import Event, HomeOpened, Pressed
from tests.e2e.playground_stage import Stage
from tests.e2e.playground_visit import CHROMIUM, NO_BROWSER, be, typed

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER),
]
BO = "Bo Lindqvist"


def shown(event: Event) -> tuple[Message, ...]:
    """A page that says whether it was pressed on; every press is answered by a message."""
    if isinstance(event, HomeOpened):
        first = "Answered under Messages" if event.answered else "Hello there"
        buttons = (Button(label="Find a time", action="find"), Button(label="Help", action="help"))
        return (Message(summary="Home", blocks=(Say(text=first), Buttons(items=buttons))),)
    return (
        (Message(summary="Here you are", blocks=(Say(text="Here you are"),)),)
        if isinstance(event, Pressed)
        else ()
    )


async def test_it_opens_in_place_of_the_messages_and_is_asked_for_anew(page: Page, stage: Stage) -> None:
    stage.answers = shown
    await be(page, BO)
    await page.get_by_role("button", name="Home", exact=True).click()
    await expect(page.locator("#home-page")).to_contain_text("Hello there")
    await expect(page.locator("#log")).to_be_hidden()
    await expect(page.locator("#compose")).to_be_hidden()
    await expect(page.locator("#view-home button")).to_have_attribute("aria-current", "page")
    await page.reload()
    await expect(page.locator("#home-page")).to_contain_text("Hello there")
    assert [one.sender.user for one in stage.heard(HomeOpened)] == ["E001", "E001"]
    await page.get_by_role("button", name="Messages").click()
    await expect(page.locator("#log")).to_be_visible()
    await expect(page.locator("#compose")).to_be_visible()
    await expect(page.locator("#posts")).not_to_contain_text("Hello there")


async def test_a_press_is_answered_under_the_messages_and_the_page_says_so(page: Page, stage: Stage) -> None:
    stage.answers = shown
    await be(page, BO)
    await page.get_by_role("button", name="Home", exact=True).click()
    await page.locator("#home-page").get_by_role("button", name="Find a time").click()
    await expect(page.locator("#home-page")).to_contain_text("Answered under Messages")
    await expect(page.locator("#announcer")).to_have_text("Answered under Messages")
    await expect(page.locator("#home-page")).to_be_focused()
    pressed, looked = [one for one in stage.events if isinstance(one, Pressed | HomeOpened)][-2:]
    assert isinstance(pressed, Pressed)
    assert (pressed.action, looked.id) == ("find", f"{pressed.id}:home")
    await expect(page.get_by_role("button", name="Messages unread")).to_be_visible()
    await page.get_by_role("button", name="Messages").click()
    await expect(page.locator(".mine").last).to_contain_text("Find a time")
    await expect(page.locator(".bot").last).to_contain_text("Here you are")
    await expect(page.get_by_role("button", name="Messages", exact=True)).to_be_visible()


async def test_a_keyboard_is_enough(page: Page, stage: Stage) -> None:
    stage.answers = shown
    await be(page, BO)
    await page.locator("#view-messages button").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#home-page")).to_contain_text("Hello there")
    await page.keyboard.press("Tab")  # the page, to be scrolled
    await page.keyboard.press("Tab")
    await expect(page.locator("#home-page").get_by_role("button", name="Find a time")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#home-page")).to_contain_text("Answered under Messages")


async def test_news_of_it_come_live_and_somebody_elses_do_not(page: Page, stage: Stage) -> None:
    stage.answers = shown
    await be(page, BO)
    await page.get_by_role("button", name="Home", exact=True).click()
    await expect(page.locator("#home-page")).to_contain_text("Hello there")
    news = Message(summary="Home", blocks=(Say(text="Things have changed"),))
    await stage.show_home(Message(summary="Home", blocks=(Say(text="Not for Bo"),)), "E002")
    await stage.show_home(news, "E001")
    await expect(page.locator("#home-page")).to_contain_text("Things have changed")
    await expect(page.locator("#home-page")).not_to_contain_text("Not for Bo")


async def test_being_somebody_else_shows_nothing_of_the_page_before(page: Page, stage: Stage) -> None:
    stage.answers = shown
    await be(page, BO)
    await page.get_by_role("button", name="Home", exact=True).click()
    await expect(page.locator("#home-page")).to_contain_text("Hello there")
    stage.answers = lambda _event: ()
    await be(page, "Ines")
    await expect(page.locator("#log")).to_be_visible()
    await page.get_by_role("button", name="Home", exact=True).click()
    await expect(page.locator("#home")).to_be_visible()
    await expect(page.locator("#home-page")).to_be_empty()
    await page.get_by_role("button", name="general").click()
    await expect(page.locator("#views")).to_be_hidden()
    await typed(page, "lunch?")
    await expect(page.locator(".post").last).to_contain_text(re.compile("lunch"))
