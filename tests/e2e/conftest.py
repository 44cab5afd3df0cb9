"""A page of the playground, opened in a real browser in front of a stage: fixtures for the tests of the page itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, Request, async_playwright, expect

from bot.conversation.messages import Button, Buttons, Message, Say
from bot.events import Arrived, Event
from tests.e2e.playground_stage import Stage, staged
from tests.e2e.playground_visit import CHROMIUM, FLAGS

PATIENCE_MS = 8_000


def greeting(event: Event) -> tuple[Message, ...]:
    if not isinstance(event, Arrived):
        return ()
    buttons = Buttons(
        items=(Button(label="Set up", action="command", data={"command": "setup"}, style="primary"),)
    )
    return (Message(summary="Hello there!", blocks=(Say(text="Hello there!"), buttons)),)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage() -> AsyncIterator[Stage]:
    async with staged() as made:
        made.answers = greeting
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, stage: Stage) -> AsyncIterator[Page]:
    """An open page that may make no mistake and ask nobody else for anything."""
    context = await browser.new_context(viewport={"width": 1280, "height": 820}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    opened = await context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda request: _check_own(request, stage, wrong))
    await opened.goto(stage.address)
    await expect(opened.locator(".post")).to_have_count(1)
    yield opened
    await context.close()
    assert wrong == []


def _check_own(request: Request, stage: Stage, wrong: list[str]) -> None:
    if not request.url.startswith((stage.address, f"ws://127.0.0.1:{stage.port}")):
        wrong.append(f"asked for {request.url}")
