"""How is somebody answered at the address that Slack gives with a press, and how does a message only they see change?

Whoever has that address can write there in our name, for half an hour and five times. So it is part of the request and
never of what is stored: a row of the outbox lies there for weeks, and goes to other copies of the bot and into backups.
The answer itself is an ordinary message of the outbox; the process that was pressed to keeps the address in its memory
for a minute, and where it comes to deliver that answer, the answer takes the place of what was pressed. Anywhere else,
or when Slack takes nothing there any more, it is a new message, and what was pressed goes. It is in no log.

Source: https://docs.slack.dev/interactivity/handling-user-interaction (November 2026).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import aiohttp
import msgspec
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from adapters.slack.client.errors import retry_after_s, translated
from adapters.slack.client.settings import library_log
from bot.events import Event, Pressed, Submitted
from bot.runtime.errors import TryLater
from bot.runtime.ports import Delivery, Handled

ANSWER_S: Final = 2  # Slack waits three seconds in all for the answer to a request
KEPT_S: Final = 60.0  # so long an answer may take the place of what was pressed
REFUSAL: Final = '"ok":false'

log = logging.getLogger(__name__)


class Answered(NamedTuple):
    """`taken`: it is shown. `after_s` is how long to wait, where the status says so (429)."""

    status: int
    taken: bool
    after_s: float


async def post_answer(address: str, told: Mapping[str, Any]) -> Answered:
    """At an address that was looked at before (`SlackSettings.is_slacks`), and no other it may lead to. Raises what the
    network raises.
    """
    patience, proxy = aiohttp.ClientTimeout(total=ANSWER_S), load_http_proxy_from_env(library_log())
    async with (
        aiohttp.ClientSession(timeout=patience) as http,
        http.post(address, json=told, proxy=proxy, allow_redirects=False) as answer,
    ):
        said = (await answer.text(errors="replace")).replace(" ", "")
        taken = answer.status == 200 and REFUSAL not in said
        return Answered(answer.status, taken, retry_after_s(answer))


class Original(msgspec.Struct):
    """The address of what was pressed; `answered` once the press is stored, and its answer with it."""

    address: str
    answered: bool = False


class Originals:
    """The messages that only one person sees in which something was just pressed, by the event of the press."""

    kept_s = KEPT_S

    def __init__(self) -> None:
        self._open: dict[str, Original] = {}
        self._timers: set[asyncio.TimerHandle] = set()
        self._going: set[asyncio.Task[None]] = set()

    def remember(self, body: Mapping[str, Any], event: Event) -> None:
        """Before the event is handled: its answer may be delivered as soon as it is stored."""
        container, address = body.get("container"), body.get("response_url")
        alone = isinstance(container, dict) and container.get("is_ephemeral") is True
        pressed = alone and isinstance(event, Pressed | Submitted)
        if pressed and address and isinstance(address, str) and event.id not in self._open:
            self._open[event.id] = Original(address=address)
            self._timers.add(asyncio.get_running_loop().call_later(self.kept_s, self._let_go, event.id))

    def settled(self, event: Event, handled: Handled) -> None:
        """It is stored. Where a form opens, or says what is wrong in it, what was pressed is needed still."""
        original = self._open.get(event.id)
        if original is not None and handled.reply is not None:
            del self._open[event.id]
        elif original is not None and handled.status == "handled":
            original.answered = True

    async def replaced(self, delivery: Delivery, told: Mapping[str, Any]) -> bool:
        """Does the answer stand where something was pressed? Twice it is the same. Raises TryLater."""
        event_id = delivery.id.rpartition(":")[0]
        original = self._open.get(event_id)
        if original is None:
            return False
        try:
            answered = await post_answer(
                original.address, {"replace_original": True, "text": told["text"], "blocks": told["blocks"]}
            )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise translated(error, posting=True) from error
        if answered.status == 429:
            raise TryLater("slack: slow down", after_s=answered.after_s)
        if answered.status >= 500:
            raise TryLater(f"slack: {answered.status}", maybe_sent=True)
        self._open.pop(event_id, None)
        if not answered.taken:
            log.info("delivery %s takes nothing's place (%d): a new message", delivery.id, answered.status)
        return answered.taken

    def _let_go(self, event_id: str) -> None:
        """Its answer was another copy's to deliver, or comes too late: it is, or will be, a message of its own."""
        self._timers = {timer for timer in self._timers if timer.when() > asyncio.get_running_loop().time()}
        original = self._open.pop(event_id, None)
        if original is not None and original.answered:
            task = asyncio.create_task(self._delete(event_id, original.address))
            self._going.add(task)
            task.add_done_callback(self._going.discard)

    async def _delete(self, event_id: str, address: str) -> None:
        try:
            answered = await post_answer(address, {"delete_original": True})
        except (aiohttp.ClientError, TimeoutError) as error:
            log.info("what %s was pressed in stays: %s", event_id, type(error).__name__)
        else:
            log.info("what %s was pressed in goes: %d", event_id, answered.status)

    async def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._open.clear()
        if self._going:
            await asyncio.wait(self._going, timeout=ANSWER_S)
