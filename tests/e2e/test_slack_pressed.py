"""A button that only one person sees in a channel: its answer takes the place of what was pressed, once, whatever goes
wrong, and the address for that is kept by nobody.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from adapters.slack.client.answering import Originals
from bot.conversation.messages import Address
from bot.events import Pressed, Sender
from bot.runtime.ports import Handled
from tests.conversations.hall import TUESDAY
from tests.conversations.story import beginning, play
from tests.e2e.slack_town import CHANNEL, Town, Unhurried, town
from tests.slack import FakeSlack
from tests.slack.double import ANSWERING
from tests.slack.reading import read_message
from tests.slack.requests import Json
from tests.slack.workspace import Message

ANA = "Ana Silva"
PRESSED = "Who looked at it"


@pytest.fixture
async def now_s() -> list[float]:
    return [0.0]


@pytest.fixture
async def place(now_s: list[float]) -> AsyncIterator[Town]:
    async with town(storage=Unhurried(machine_now=lambda: now_s[0])) as made:
        for step in beginning("set_up"):
            assert await play(made, step), step
        await made.send(made.requests.command("privacy", "", made.user(ANA), CHANNEL))
        await made.settle()
        yield made


def alone(place: Town) -> list[str]:
    mine = [one for one in place.slack.ephemerals if one.to == place.user(ANA)]
    return ["\n".join(read_message(one.body)) for one in mine]


def press(place: Town, label: str = PRESSED) -> Json:
    user = place.user(ANA)
    return place.requests.press_on(place.slack.ephemerals[-1], label, user)


async def delivered(place: Town, now_s: list[float]) -> None:
    while place.storage.count_waiting():
        now_s[0] += 60
        await place.settle()


async def test_the_answer_takes_the_place_of_what_was_pressed(place: Town) -> None:
    assert f"[{PRESSED}]" in alone(place)[0]
    posted = len([name for name, _ in place.slack.calls if name == "chat.postEphemeral"])
    await place.send(press(place), 3)
    await place.settle()
    (told,) = alone(place)
    assert f"[{PRESSED}]" not in told
    assert len([name for name, _ in place.slack.calls if name == "chat.postEphemeral"]) == posted
    assert place.slack.ephemerals[-1].updates == 1


async def test_a_double_press_says_what_is_true_now_in_the_same_place(place: Town) -> None:
    first, second = press(place), press(place)
    await place.send(first)
    await place.send(second)
    await place.settle()
    assert len(alone(place)) == 1
    assert place.slack.ephemerals[-1].updates == 2


@pytest.mark.parametrize("how", ["too late", "too often", "refused", "elsewhere"])
async def test_where_nothing_can_be_replaced_it_is_a_new_message(place: Town, how: str) -> None:
    place.slack.forgiven.add(ANSWERING)
    made = press(place)
    if how == "too late":
        place.slack.ahead_s += 31 * 60
    elif how == "too often":
        place.slack.answers[made["response_url"].rpartition("/")[2]].left = 0
    elif how == "refused":
        place.slack.fail("used_url", ANSWERING)
    else:
        made["response_url"] = "http://192.0.2.1/walrus"
    await place.send(made)
    await place.settle()
    assert len(alone(place)) == 2
    assert f"[{PRESSED}]" not in alone(place)[1]


@pytest.mark.parametrize("how", ["lost_answer", "reset", "server_error", "rate_limited"])
async def test_bad_days_leave_one_answer_where_the_button_was(
    place: Town, now_s: list[float], how: str
) -> None:
    place.slack.fail(how, ANSWERING)
    await place.send(press(place))
    await place.settle()
    await delivered(place, now_s)
    (told,) = alone(place)
    assert f"[{PRESSED}]" not in told


async def test_the_address_is_nowhere(place: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = press(place)
    place.slack.fail("lost_answer", ANSWERING)
    await place.send(made)
    await place.settle()
    secret = made["response_url"].partition("/reply")[2]
    ours = [
        one.getMessage() for one in caplog.records if one.name != "aiohttp.access"
    ]  # that is the double's
    assert not any(secret in said for said in ours)
    assert secret not in repr(place.kept())


class Quick(Originals):
    kept_s = 0.02


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    made = FakeSlack()
    async with made.serving():
        yield made


def shown(slack: FakeSlack) -> Json:
    """A message that one person sees, pressed: the request."""
    message = Message("C1NEWS", slack.new_ts(), {"text": "x"}, to="UANA")
    slack.ephemerals.append(message)
    address = f"{slack.address}/reply/{slack.new_answer('UANA', 'C1NEWS', message.ts)}"
    return {"container": {"is_ephemeral": True}, "response_url": address}


def pressed() -> Pressed:
    where = Address(platform="slack", place="T1", user="UANA")
    sender = Sender(platform="slack", place="T1", user="UANA", address=where)
    return Pressed(id="slack:action:1", at=TUESDAY, sender=sender, action="command")


@pytest.mark.parametrize(("status", "left"), [("handled", 0), ("duplicate", 1), ("set_aside", 1)])
async def test_what_another_copy_answers_goes(slack: FakeSlack, status: str, left: int) -> None:
    originals = Quick()
    originals.remember(shown(slack), pressed())
    originals.settled(pressed(), Handled(status=status))  # type: ignore[arg-type]
    while originals._open:
        await asyncio.sleep(0.005)
    await originals.close()
    assert len(slack.ephemerals) == left
