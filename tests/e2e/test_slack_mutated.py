"""Signed requests of no form that Slack has: wrong types, missing parts, half characters, in every place.

Never an error, never an exception in the log; what was refused has changed nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.conversations.story import beginning, play
from tests.e2e.slack_town import SECRET, Town, labels_of, town
from tests.parts import mutated, places_in
from tests.slack.requests import Json, all_payloads, encode, payload, signed

EXAMPLES = 150
STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    "",
    " ",
    "\x00",
    "\ud800",
    "<!channel>",
    "x" * 70_000,
    [],
    [[]],
    [None],
    {},
    {"type": "message"},
    {"a": {"b": {"c": []}}},
)


class Running:
    """A town for a test that is no coroutine."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self.town: Town = self.loop.run_until_complete(self._begin())
        self.known = real(self.town)

    async def _begin(self) -> Town:
        place = await self._stack.enter_async_context(town())
        for line in beginning("paired"):
            await play(place, line)
        return place

    def send(self, body: bytes, content_type: str) -> int:
        return self.loop.run_until_complete(self._send(body, content_type))

    async def _send(self, body: bytes, content_type: str) -> int:
        headers = signed(body, content_type, secret=SECRET, at=time.time())
        address = f"{self.town.program}/slack/events"
        async with (
            aiohttp.ClientSession() as http,
            http.post(address, data=body, headers=headers) as answer,
        ):
            status = answer.status
        await self.town.settle()
        return status

    def end(self) -> None:
        self.loop.run_until_complete(self._stack.aclose())
        self.loop.close()


@pytest.fixture(scope="module")
def place() -> Iterator[Running]:
    made = Running()
    yield made
    made.end()


def real(place: Town) -> dict[str, Json]:
    """Requests that would be taken as they are: the stored ones, and presses of what was really shown."""
    found = {name: payload(name) for name in all_payloads()}
    for number, message in enumerate(place.slack.messages):
        for label in labels_of(message.body)[:1]:
            user = message.channel.removeprefix("D")
            if user.startswith("U"):
                found[f"press {number}"] = place.requests.press(message.body, label, user)
    return found


def sent_as(made: Json, original: Json) -> tuple[bytes, str]:
    """Encoded as the kind of request it was."""
    if "command" in original:
        return encode(
            {name: "" if value is None else sayable(value) for name, value in made.items()} | command(made)
        )
    if original.get("type") in ("event_callback", "url_verification", "app_rate_limited"):
        return json.dumps(made).encode(), "application/json"
    return encode({"type": "x"} | made)


def command(made: Json) -> Json:
    return {"command": sayable(made.get("command", ""))}


def sayable(value: Any) -> str:
    """A form holds text only, and no half characters."""
    return str(value).encode("utf-8", "replace").decode()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_no_request_is_an_error(
    place: Running, caplog: pytest.LogCaptureFixture, data: some.DataObject
) -> None:
    caplog.clear()
    caplog.set_level(logging.INFO)
    original = place.known[data.draw(some.sampled_from(sorted(place.known)))]
    made = original
    for _ in range(data.draw(some.integers(1, 3))):
        ways = list(places_in(made))
        if not ways:
            break
        path, strange = data.draw(some.sampled_from(ways)), data.draw(some.sampled_from(STRANGE))
        made = mutated(made, path, strange, drop=data.draw(some.booleans()))
    kept = place.town.kept()
    status = place.send(*sent_as(made, original))
    assert status in (200, 400, 401)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert not place.town.storage.set_aside_events()
    if status != 200:
        assert place.town.kept() == kept
