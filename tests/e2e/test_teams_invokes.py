"""What does a card hear that waits for an answer, whatever it sends and however long that takes?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.teams.client.web import CARD_ERROR, CARD_MESSAGE, DONE
from adapters.teams.render import CARD, render, render_card
from bot.conversation.messages import Button, Buttons, Message, Phrase
from bot.events import Pressed
from bot.outcome import Reply
from tests.contracts.messages import SAMPLES, WORDS
from tests.e2e.teams_route import Served, running
from tests.teams.requests import payload, strange
from tests.teams.rules import Json, broken_answer

BELOW = "platform.below"
ODD: tuple[Any, ...] = (None, True, 7, -1.5, "x", "", [], [None], {}, {"a": []}, 2**70, "x" * 70_000)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with running() as found:
        yield found


def execute(served: Served, **changes: object) -> Json:
    return payload("execute") | {"serviceUrl": served.service_url} | changes


def answered(status: int, text: str) -> tuple[str, Any]:
    """The type and value of an answer as a card reads it."""
    assert status == 200
    found = json.loads(text)
    assert set(found) == {"statusCode", "type", "value"}
    assert found["statusCode"] == (400 if found["type"] == CARD_ERROR else 200)
    return found["type"], found["value"]


async def test_it_is_answered_with_words(served: Served) -> None:
    card = render(SAMPLES["buttons"], WORDS, "o1")
    sent = await served.send(served.requests.press(card, "Yes", "U1ANA"))
    assert answered(*sent) == (CARD_MESSAGE, BELOW)
    (pressed,) = served.program.handled
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.data, pressed.message) == ("join", {"cohort": "c1"}, "o1")


@pytest.mark.parametrize(("chosen", "spoken"), [("de", "de"), ("", "en")])
async def test_the_words_are_in_the_language_that_they_chose(
    served: Served, chosen: str, spoken: str
) -> None:
    served.program.language = chosen
    card = render(SAMPLES["buttons"], WORDS, "o1")
    await served.send(served.requests.press(card, "Yes", "U1ANA"))
    assert served.program.spoken[-1] == spoken


async def test_what_stands_in_its_place_from_now_on_is_shown_at_once(served: Served) -> None:
    said = Phrase("platform.done")
    served.program.reply = Reply(text=said, card=SAMPLES["buttons"], language="de", timezone="UTC")
    card = render(SAMPLES["buttons"], WORDS, "o1")
    _, text = await served.send(served.requests.press(card, "Yes", "U1ANA"))
    answer = json.loads(text)
    assert broken_answer(answer) == []
    assert answer == {"statusCode": 200, "type": CARD, "value": render_card(SAMPLES["buttons"], WORDS, "o1")}
    assert served.teams.messages == []


async def test_in_a_channel_the_answer_is_elsewhere(served: Served) -> None:
    made = served.requests.press(render(SAMPLES["buttons"], WORDS, "o1"), "Yes", "U1ANA")
    made["conversation"] |= {"id": "19:a@thread.tacv2", "conversationType": "channel", "isGroup": True}
    assert answered(*await served.send(made)) == (CARD_MESSAGE, "platform.in\\_our\\_chat bot.name")


async def test_words_of_people_are_words_there(served: Served) -> None:
    served.program.reply = Reply(text=Phrase("goal.long", {"words": "<at>All</at> *x*"}))
    press = served.requests.press(render(SAMPLES["form"], WORDS, "o1"), "button.send", "U1ANA")
    _, value = answered(*await served.send(press))
    assert value == "goal.long \\<\u2060at\\>All\\<\u2060/at\\> \\*x\\*"
    assert served.teams.messages == []


async def test_one_that_is_not_stored_says_so(served: Served) -> None:
    served.program.broken = True
    press = served.requests.press(render(SAMPLES["buttons"], WORDS, "o1"), "Yes", "U1ANA")
    assert answered(*await served.send(press)) == (CARD_MESSAGE, "platform.not\\_stored")


async def test_one_that_takes_too_long_says_so_and_goes_on(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    served.part.web.invoke_s = 0.0  # from now on a second
    served.program.may_finish.clear()
    press = served.requests.press(render(SAMPLES["buttons"], WORDS, "o1"), "Yes", "U1ANA")
    assert answered(*await served.send(press)) == (CARD_MESSAGE, "platform.goes\\_on")
    assert served.program.handled == []
    served.program.may_finish.set()
    await served.part.web.settled()
    assert len(served.program.handled) == 1
    assert answered(*await served.send(press)) == (CARD_MESSAGE, BELOW)
    assert len(served.program.handled) == 1
    served.program.may_finish.clear()
    served.program.broken = True
    await served.send(press | {"id": "another"})
    served.program.may_finish.set()
    await served.part.web.settled()
    assert "what took too long could not be stored: RuntimeError" in caplog.text


@pytest.mark.parametrize("path", ["value", "value.action", "value.action.data", "value.action.data.action"])
async def test_one_of_no_form_is_told_so(served: Served, path: str) -> None:
    for odd in ODD:
        made = execute(served)
        *way, last = path.split(".")
        part = made
        for name in way:
            part = part[name]
        part[last] = odd
        kind, value = answered(*await served.send(made))
        if isinstance(odd, str) and last == "action" and len(way) == 3:
            assert (kind, value) == (
                CARD_MESSAGE,
                BELOW,
            )  # a button that we do not know is the program's to explain
        else:
            assert (kind, value["code"]) == (CARD_ERROR, "BadRequest")
        del part[last]
        made["id"] = f"{path} {odd!s:.20}"
        assert answered(*await served.send(made))[0] == CARD_ERROR


async def test_one_that_we_do_not_know_is_no_error(served: Served) -> None:
    names = (
        "task/fetch",
        "task/submit",
        "composeExtension/query",
        "signin/verifyState",
        "application/search",
        "x",
    )
    for name in (*names, *ODD):
        for value in (payload("strange/dialog")["value"], *ODD):
            made = strange()["dialog"] | {"name": name, "value": value, "serviceUrl": served.service_url}
            assert await served.send(made) == (200, "{}")
    assert served.program.handled == []


async def test_what_it_says_beside_what_was_pressed_may_be_anything(served: Served) -> None:
    made = execute(served, replyToId=7, locale=[], entities={"x": 1}, channelData={"tenant": 7, "team": "x"})
    made["value"] |= {"trigger": None, "state": [], "authentication": 7}
    made["value"]["action"] |= {"verb": None, "title": 7, "type": [], "id": {}}
    assert answered(*await served.send(made)) == (CARD_MESSAGE, BELOW)
    assert len(served.program.handled) == 1


async def test_what_no_database_takes_is_no_button(served: Served) -> None:
    for changes in ({"action": "a\x00"}, {"message": "\x00"}, {"data": {"cohort": "\x00"}}):
        made = execute(served)
        made["value"]["action"]["data"] |= changes
        assert answered(*await served.send(made))[0] == CARD_ERROR
    assert served.program.handled == []


async def test_what_is_stored_is_answered_though_its_answer_cannot_be_shown(served: Served) -> None:
    too_much = Button(label="x", action="x", data={"x": "y" * 10_000})
    served.program.reply = Reply(
        text=Phrase("x"), card=Message(summary="x", blocks=(Buttons(items=(too_much,)),))
    )
    assert answered(*await served.send(execute(served))) == (CARD_MESSAGE, DONE)
    assert len(served.program.handled) == 1
