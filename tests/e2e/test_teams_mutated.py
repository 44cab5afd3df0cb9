"""Signed activities of no form that Teams has: wrong types, missing parts, half characters, in every place.

Never an error, never an exception in the log or a word of anybody's; what was refused has changed nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.e2e.teams_service import Firm, buttons_of, firm
from tests.parts import mutated, places_in
from tests.teams.requests import payload, strange
from tests.teams.rules import Json

EXAMPLES = 100
SECRET = "walrus"  # stands in what people write, and in their names
STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    float("nan"),
    "",
    " ",
    "\x00",
    "\ud800",
    "<at>heron</at>",
    "heron " * 10_000,
    [],
    [[]],
    [None],
    {},
    {"id": "heron"},
    {"type": "mention", "text": "<at>", "mentioned": {"id": []}},
    {"a": {"b": {"c": []}}},
)


class Running:
    """A firm for a test that is no coroutine."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self.firm: Firm = self.loop.run_until_complete(self._begin())
        self.known = real(self.firm)
        self._numbers = 0

    async def _begin(self) -> Firm:
        found = await self._stack.enter_async_context(firm())
        await found.plays("paired")
        return found

    def send(self, made: Json) -> tuple[int, str]:
        return self.loop.run_until_complete(self._send(made))

    async def _send(self, made: Json) -> tuple[int, str]:
        answer = await self.firm.post(made)
        await self.firm.settle()
        return answer

    def new_id(self) -> str:
        self._numbers += 1
        return f"mutated-{self._numbers}"

    def end(self) -> None:
        self.loop.run_until_complete(self._stack.aclose())
        self.loop.close()


@pytest.fixture(scope="module")
def place() -> Iterator[Running]:
    made = Running()
    yield made
    made.end()


def real(place: Firm) -> dict[str, Json]:
    """Activities that would be taken as they are: the stored ones, and presses of what was really shown."""
    named = ("message", "submit", "execute", "bot_added", "installed", "team_joined", "channel_message")
    made = {name: payload(name) for name in named} | strange()
    found = {
        name: one | {"serviceUrl": place.requests.say("", "x")["serviceUrl"]} for name, one in made.items()
    }
    for number, message in enumerate(place.teams.messages):
        user = message.conversation.removeprefix("a:")
        for label in buttons_of(message)[:1]:
            if message.conversation.startswith("a:"):
                found[f"press {number}"] = place.requests.submit(message.body, label, user)
                found[f"invoke {number}"] = place.requests.press(message.body, label, user)
    return {name: with_words(one) for name, one in found.items()}


def with_words(made: Json) -> Json:
    named = {"from": made["from"] | {"name": SECRET}} if made.get("from") else {}
    return made | named | ({"text": f"{made['text']} {SECRET}"} if made.get("text") else {})


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_no_activity_is_an_error(
    place: Running, caplog: pytest.LogCaptureFixture, data: some.DataObject
) -> None:
    caplog.clear()
    caplog.set_level(logging.INFO)
    made = place.known[data.draw(some.sampled_from(sorted(place.known)))] | {"id": place.new_id()}
    for _ in range(data.draw(some.integers(1, 3))):
        path = data.draw(some.sampled_from(list(places_in(made)) or [("type",)]))
        odd = data.draw(some.sampled_from(STRANGE))
        made = mutated({"type": ""} | made, path, odd, drop=data.draw(some.booleans()))
    kept = place.firm.records()
    status, text = place.send(made)
    assert status in (200, 400, 401, 403)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert SECRET not in caplog.text
    assert not place.firm.storage.set_aside_events()
    if status != 200:
        assert text == ""
        assert place.firm.records() == kept
    elif made.get("type") == "invoke":
        assert json.loads(text).get("statusCode", 200) in (200, 400)
