"""How is Slack read and spoken to, from outside the adapter? See `adapter_case.py`."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Literal

from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.pictures import Pictures
from adapters.slack.client.send import SlackAdapter
from adapters.slack.client.settings import SlackSettings
from adapters.slack.inbound import inbound
from adapters.slack.render import INSTEAD, render
from adapters.slack.senders import Receipt
from adapters.wording import Wording
from bot.conversation.messages import Address, Message
from bot.events import Event
from bot.runtime.ports import ChatAdapter, Delivery
from tests.contracts.adapter_case import Failure, Payload, Posted, Raw
from tests.contracts.messages import WORDS
from tests.slack import TEAM, TOKEN, FakeSlack
from tests.slack.elements import options
from tests.slack.requests import Requests, payload, strange
from tests.slack.rules import broken_limits, broken_view, dicts
from tests.slack.view_requests import ViewRequests

PNG = b"\x89PNG\r\n\x1a\n"
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
_NOT_ESCAPED = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
_FORMATTED = re.compile(r"([*_~`]).+?\1")


class SlackCase:
    platform = "slack"
    instead: Mapping[str, str] = INSTEAD

    def __init__(self) -> None:
        self._requests = Requests()
        self._views = ViewRequests(self._requests)

    def render(self, message: Message, words: Wording, message_id: str = "") -> Payload:
        return render(message, words, message_id)

    def limits(self, payload: Payload) -> list[str]:
        return broken_limits(payload)

    def visible_text(self, payload: Payload) -> str:
        read = (line for block in payload["blocks"] for line in _read(block))
        return "\n".join((html.unescape(payload.get("text", "")), *read))

    def live_markup(self, payload: Payload) -> list[str]:
        text = payload.get("text", "")  # a page of somebody's own has none
        found = _NOT_ESCAPED.findall(text)
        if payload.get("mrkdwn") is not False:
            found += _FORMATTED.findall(text)
        for part in dicts(payload["blocks"]):
            kind = part.get("type")
            if kind == "mrkdwn":
                found.append(str(part["text"]))
            if kind in ("user", "usergroup", "channel", "broadcast", "emoji", "date", "color", "team"):
                found.append(str(part))
        return found

    def buttons(self, payload: Payload) -> list[str]:
        return [part["text"]["text"] for part in _of(payload, "button") if "url" not in part]

    def links(self, payload: Payload) -> list[tuple[str, str]]:
        pressed = [(part["text"]["text"], part["url"]) for part in _of(payload, "button") if "url" in part]
        return pressed + [(part["text"], part["url"]) for part in _of(payload, "link")]

    def pictures(self, payload: Payload) -> list[tuple[str, str]]:
        images = _of(payload, "image")
        return [(one["alt_text"], one.get("image_url") or one["slack_file"]["id"]) for one in images]

    def options(self, payload: Payload, name: str) -> list[str]:
        for block in payload["blocks"]:
            if block["type"] == "input" and block["block_id"].partition("/")[2] == name:
                return [option["value"] for option in options(block["element"])]
        return []

    def press(self, payload: Payload, label: str, user: str) -> Raw:
        return self._requests.press(payload, label, user)

    def submit(self, payload: Payload, label: str, values: Mapping[str, tuple[str, ...]], user: str) -> Raw:
        return self._requests.press(payload, label, user, values)

    def say(self, text: str, user: str) -> Raw:
        return self._requests.say(text, user)

    def command(self, name: str, text: str, user: str) -> Raw:
        return self._requests.command(name, text, user)

    def strange(self) -> Mapping[str, Raw]:
        return strange() | {"checked address": payload("url_verification")}

    def look_home(self, user: str) -> Raw:
        return self._views.open_home(user)

    def press_home(self, payload: Payload, label: str, user: str) -> Raw:
        return self._views.press(payload, label, user)

    def home_limits(self, payload: Payload) -> list[str]:
        return broken_view({"type": payload["type"], "blocks": payload["blocks"]})

    def inbound(self, raw: Raw) -> tuple[Event, ...]:
        return inbound(raw, Receipt(at=AT))

    def running(self) -> AbstractAsyncContextManager[RunningSlack]:
        return _running()


class RunningSlack:
    def __init__(self, api_url: str, slack: FakeSlack) -> None:
        self.slack = slack
        self._refusing = False
        self._reached = _adapter(api_url)
        # Bound and never listening: every connection to it is refused, and nobody else can get the number.
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))
        self._unreached = _adapter(f"http://127.0.0.1:{self._closed.getsockname()[1]}/api/")

    @property
    def adapter(self) -> ChatAdapter:
        refusing, self._refusing = self._refusing, False
        return self._unreached if refusing else self._reached

    @property
    def posted(self) -> Sequence[Posted]:
        return [
            Posted(
                reference="/".join((message.channel, message.ts, *_files(message.body))),
                conversation=message.channel,
                payload=message.body,
                updates=message.updates,
            )
            for message in self.slack.messages
        ]

    @property
    def homes(self) -> Mapping[str, Payload]:
        return self.slack.homes

    def fail_next(self, failure: Failure) -> None:
        if failure == "refused":
            self._refusing = True
        else:
            self.slack.fail(failure)

    def delivery(
        self,
        message: Message,
        *,
        delivery_id: str,
        replaces: str = "",
        to: Literal["chat", "new_chat", "channel"] = "chat",
    ) -> Delivery:
        user, conversation = {
            "chat": ("U1ANA", "DU1ANA"),
            "new_chat": ("U2BO", ""),
            "channel": ("", "C1NEWS"),
        }[to]
        return Delivery(
            id=delivery_id,
            address=Address(platform="slack", place=TEAM, user=user, conversation=conversation),
            message=message,
            language="en",
            timezone="UTC",
            replaces=replaces,
        )

    def close(self) -> None:
        self._closed.close()


def _files(body: Payload) -> list[str]:
    return [one["slack_file"]["id"] for one in body.get("blocks", []) if "slack_file" in one]


def _adapter(api_url: str) -> SlackAdapter:
    settings = SlackSettings(bot_token=TOKEN, signing_secret="not used here", api_url=api_url)
    return SlackAdapter(OneWorkspace(settings), lambda language, timezone: WORDS, Pictures(read_file))


async def read_file(upload: str) -> tuple[str, str, bytes] | None:
    """A picture for every name but this one."""
    return None if upload == "gone" else ("chart.png", "image/png", PNG + upload.encode())


@asynccontextmanager
async def _running() -> AsyncIterator[RunningSlack]:
    slack = FakeSlack()
    slack.in_person("U1ANA")
    async with slack.serving() as address:
        running = RunningSlack(f"{address}/api/", slack)
        try:
            yield running
        finally:
            running.close()


def _of(payload: Payload, kind: str) -> list[Payload]:
    return [part for part in dicts(payload["blocks"]) if part.get("type") == kind]


def _read(block: Payload) -> Iterator[str]:
    """What a person reads of a block."""
    match block["type"]:
        case "header":
            yield block["text"]["text"]
        case "context" | "actions":
            for part in block["elements"]:
                yield (
                    part["text"]["text"]
                    if "text" in part and isinstance(part["text"], dict)
                    else part["text"]
                )
        case "rich_text":
            for section in block["elements"]:
                yield "".join(part["text"] for part in section["elements"])
        case "input":
            yield block["label"]["text"]
            yield block.get("hint", {}).get("text", "")
            element = block["element"]
            yield from (option["text"]["text"] for option in options(element))
            yield element.get("initial_value") or element.get("initial_date") or ""


CASE = SlackCase()
