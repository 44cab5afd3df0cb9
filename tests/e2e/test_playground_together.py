"""A conversation that two people of the playground share with the bot: both find it, write in it, and nobody else."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from bot.conversation.messages import Button, Buttons, Message, Say
from bot.events import Commanded, Pressed, Said
from tests.e2e.playground_stage import Stage
from tests.e2e.playground_visit import CHROMIUM, NO_BROWSER, be, typed
from tests.e2e.test_playground_server import Client, client

__all__ = ["client"]

BO, AMARA, YUSUF = "E001", "E002", "E003"
SHARED = f"&{BO}&{AMARA}"
FIND = Button(label="Find a time", action="together.find", data={"pairing": "pair"})
MEET = Message(
    summary="Here you two can talk", blocks=(Say(text="Bo and Amara, meet"), Buttons(items=(FIND,)))
)

in_browser = pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)


async def test_both_write_there_and_the_bot_does_not_read_it(client: Client) -> None:
    await client.stage.deliver_to_both(MEET, AMARA, BO)
    status, _ = await client.say("Hello Amara", person=BO, conversation=SHARED)
    assert status == 200
    assert await client.lines(SHARED) == ["Here you two can talk", "Hello Amara"]
    assert client.stage.heard(Said) == []


@pytest.mark.parametrize("conversation", [SHARED, f"&{BO}", f"&{BO}&{YUSUF}", "&", "&&"])
async def test_nobody_else_writes_there_and_nobody_where_there_is_none(
    client: Client, conversation: str
) -> None:
    await client.stage.deliver_to_both(MEET, BO, AMARA)
    status, _ = await client.say("Hello", person=YUSUF, conversation=conversation)
    assert status == 400
    assert await client.lines(SHARED) == ["Here you two can talk"]


async def test_what_is_pressed_there_is_answered_in_their_own_conversation(client: Client) -> None:
    await client.stage.deliver_to_both(MEET, BO, AMARA)
    body = {"person": AMARA, "nonce": "nonce-0001", "conversation": SHARED, "action": FIND.action}
    assert (await client.post("press", {**body, "data": FIND.data, "label": "Find a time"}))[0] == 200
    (pressed,) = client.stage.heard(Pressed)
    assert (pressed.sender.user, pressed.sender.in_person, pressed.data) == (AMARA, False, FIND.data)
    assert pressed.sender.address.conversation == AMARA
    assert (await client.lines(SHARED))[-1] == "Find a time"


@in_browser
@pytest.mark.asyncio(loop_scope="module")
async def test_it_comes_up_for_both_and_not_for_others(page: Page, stage: Stage) -> None:
    await be(page, "Bo Lindqvist")
    places = page.locator("#channels")
    await expect(places).not_to_contain_text("Amara")
    await stage.deliver_to_both(MEET, BO, AMARA)
    row = places.get_by_role("button", name="Amara Okafor and Turnabout")
    await expect(row).to_contain_text("unread")
    await row.click()
    await expect(page.locator("#title")).to_have_text("Amara Okafor and Turnabout")
    await expect(page.locator("#subtitle")).to_have_text(
        "Only these two read this, Turnabout does not. You read it as Bo Lindqvist."
    )
    await expect(page.locator(".bot")).to_contain_text("Bo and Amara, meet")
    await typed(page, "Shall we say Tuesday?")
    await expect(page.locator(".post").last).to_contain_text("Shall we say Tuesday?")
    await expect(page.locator("#thinking")).to_be_hidden()
    await be(page, "Amara Okafor")
    await places.get_by_role("button", name="Bo Lindqvist and Turnabout").click()
    await expect(page.locator(".post").last).to_contain_text("Bo Lindqvist")
    await page.get_by_role("button", name="Find a time").click()
    await expect(page.locator("#toast")).to_have_text("Turnabout answers in your own conversation.")
    await typed(page, "/rm-help")
    await expect(page.locator(".post").last).to_contain_text("/rm-help")
    assert [event.command for event in stage.heard(Commanded)] == ["help"]
    assert stage.heard(Said) == []
    await page.reload()
    await expect(page.locator("#title")).to_have_text("Bo Lindqvist and Turnabout")
    await be(page, "Yusuf Demir")
    await expect(places).not_to_contain_text("and Turnabout")
    await page.goto(f"{stage.address}/#/{YUSUF}/{'%26' + BO + '%26' + AMARA}")
    await expect(page.locator("#title")).to_have_text("Turnabout")
