"""How is the playground's page read and used, from outside the adapter? See `adapter_case.py`.

The page is drawn from data (`render.py`), so a payload is that data; what the browser makes of it is checked in
`tests/e2e/test_playground_page.py`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any, Literal, TypeVar

import msgspec

from adapters.playground.client.live import Live
from adapters.playground.client.posts import Ground, Posts
from adapters.playground.client.send import PlaygroundAdapter
from adapters.playground.inbound import Receipt, inbound
from adapters.playground.places import PLACE, PLATFORM
from adapters.playground.render import INSTEAD, render
from adapters.wording import Wording
from bot.conversation.messages import Address, Message
from bot.events import Event
from bot.runtime.clocks import SetClock
from bot.runtime.ports import ChatAdapter, Delivery, Post
from tests.contracts.adapter_case import Failure, Payload, Posted, Raw
from tests.contracts.messages import WORDS

T = TypeVar("T")
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
KINDS = {"say", "facts", "rows", "buttons", "pick", "form", "chart", "file", "divider"}


class PlaygroundCase:
    platform = "playground"
    instead: Mapping[str, str] = INSTEAD

    def __init__(self) -> None:
        self._numbers = count(1)

    def render(self, message: Message, words: Wording, message_id: str = "") -> Payload:
        return render(message, words, message_id)

    def limits(self, payload: Payload) -> list[str]:
        """The page has no largest message, but it must be able to read one: JSON, kinds it draws, whole rows."""
        broken = [
            f"unknown block {block['kind']}" for block in payload["blocks"] if block["kind"] not in KINDS
        ]
        for block in payload["blocks"]:
            if block["kind"] == "rows" and any(len(row) != len(block["columns"]) for row in block["rows"]):
                broken.append("a row is not as long as the columns")
        if json.loads(msgspec.json.encode(payload)) != payload:
            broken.append("the page would read something else")
        return broken

    def visible_text(self, payload: Payload) -> str:
        read = (line for block in payload["blocks"] for line in _read(block))
        return "\n".join((payload["summary"], *read))

    def live_markup(self, payload: Payload) -> list[str]:
        """The page puts text into the document as text only, so that nothing in a text is markup."""
        return []

    def buttons(self, payload: Payload) -> list[str]:
        labels = []
        for block in payload["blocks"]:
            labels += [item["label"] for item in block.get("items", ()) if "action" in item]
            labels += [block["submit"]] if "submit" in block else []
        return labels

    def links(self, payload: Payload) -> list[tuple[str, str]]:
        found = []
        for block in payload["blocks"]:
            found += [(item["label"], item["link"]) for item in block.get("items", ()) if "link" in item]
            found += [(block["title"], block["link"])] if block["kind"] == "file" else []
        return found

    def pictures(self, payload: Payload) -> list[tuple[str, str]]:
        charts = (block for block in payload["blocks"] if block["kind"] == "chart" and block["picture"])
        return [(block["words"], block["picture"]) for block in charts]

    def options(self, payload: Payload, name: str) -> list[str]:
        for part in _asked(payload):
            if part["name"] == name:
                return [option["value"] for option in part["options"]]
        return []

    def press(self, payload: Payload, label: str, user: str) -> Raw:
        for block in payload["blocks"]:
            for item in block.get("items", ()) if block["kind"] == "buttons" else ():
                if item["label"] == label and "action" in item:
                    given = {"action": item["action"], "data": item["data"], "label": label}
                    return self._doing("press", user, message=payload["id"], **given)
        raise AssertionError(f"there is no button {label}")

    def submit(self, payload: Payload, label: str, values: Mapping[str, tuple[str, ...]], user: str) -> Raw:
        for block in payload["blocks"]:
            if block.get("submit") == label:
                stands = {part["name"]: _standing(part) for part in block.get("fields", (block,))}
                chosen = stands | {name: list(given) for name, given in values.items()}
                given = {"action": block["action"], "data": block["data"], "values": chosen}
                return self._doing("submit", user, message=payload["id"], said="what was chosen", **given)
        raise AssertionError(f"there is nothing to submit with {label}")

    def look_home(self, user: str) -> Raw:
        return self._doing("home", user)

    def press_home(self, payload: Payload, label: str, user: str) -> Raw:
        return self.press(payload, label, user) | {"home": True}

    def home_limits(self, payload: Payload) -> list[str]:
        return self.limits(payload)

    def say(self, text: str, user: str) -> Raw:
        return self._doing("say", user, text=text)

    def command(self, name: str, text: str, user: str) -> Raw:
        return self._doing("command", user, command=f"/rm-{name}", text=text)

    def _doing(self, kind: str, user: str, **rest: Any) -> Raw:
        nonce = f"nonce-{next(self._numbers):06}"
        return {"kind": kind, "person": user, "conversation": user, "nonce": nonce, **rest}

    def strange(self) -> Mapping[str, Raw]:
        return {
            "talk in a channel": self.say("lunch?", "U1ANA") | {"conversation": "#general"},
            "only spaces": self.say("  \n ", "U1ANA"),
            "only control characters": self.say("\u0000\u0007", "U1ANA"),
        }

    def inbound(self, raw: Raw) -> tuple[Event, ...]:
        return inbound(raw, Receipt(at=AT))

    def running(self) -> AbstractAsyncContextManager[RunningPlayground]:
        return _running()


class CountingPosts:
    """A post store in a dictionary that counts how often each post was changed."""

    def __init__(self) -> None:
        self.kept: dict[str, Post] = {}
        self.updates: dict[str, int] = {}

    def save_post(self, post: Post) -> None:
        known = self.kept.get(post.id)
        self.updates[post.id] = self.updates[post.id] + 1 if known else 0
        number = known.number if known else len(self.kept) + 1
        self.kept[post.id] = msgspec.structs.replace(post, number=number)

    def post(self, organization: str, post_id: str) -> Post | None:
        return self.kept.get(post_id)

    def posts(self, organization: str, conversation: str) -> tuple[Post, ...]:
        return tuple(post for post in self.kept.values() if post.conversation == conversation)

    def latest_posts(self, organization: str) -> dict[str, Post]:
        return {post.conversation: post for post in self.kept.values()}


class RunningPlayground:
    def __init__(self) -> None:
        self._store = CountingPosts()
        ground = Ground(
            storage=self._store,
            call=_at_once,
            clock=SetClock(AT),
            words_for=lambda language, timezone: WORDS,
            organization=lambda: "acme",
        )
        self._adapter = PlaygroundAdapter(ground, Posts(ground, Live()))

    @property
    def adapter(self) -> ChatAdapter:
        return self._adapter

    @property
    def posted(self) -> Sequence[Posted]:
        return [
            Posted(
                reference=post.id,
                conversation=post.conversation,
                payload=render(post.message, WORDS, post.id) if post.message else {},
                updates=self._store.updates[post.id],
            )
            for post in self._store.kept.values()
            if not post.conversation.startswith("home:")
        ]

    @property
    def homes(self) -> Mapping[str, Payload]:
        return {
            post.conversation.removeprefix("home:"): render(post.message, WORDS, post.id)
            for post in self._store.kept.values()
            if post.message and post.conversation.startswith("home:")
        }

    def fail_next(self, failure: Failure) -> None:
        raise AssertionError("there is no network that could fail")

    def delivery(
        self,
        message: Message,
        *,
        delivery_id: str,
        replaces: str = "",
        to: Literal["chat", "new_chat", "channel"] = "chat",
    ) -> Delivery:
        user, conversation = {
            "chat": ("U1ANA", "U1ANA"),
            "new_chat": ("U2BO", ""),
            "channel": ("", "#general"),
        }[to]
        return Delivery(
            id=delivery_id,
            address=Address(platform=PLATFORM, place=PLACE, user=user, conversation=conversation),
            message=message,
            language="en",
            timezone="UTC",
            replaces=replaces,
        )


async def _at_once(blocking: Callable[[], T]) -> T:
    return blocking()


@asynccontextmanager
async def _running() -> AsyncIterator[RunningPlayground]:
    yield RunningPlayground()


def _asked(payload: Payload) -> Iterator[Payload]:
    """Every pick and every field of a form."""
    for block in payload["blocks"]:
        if block["kind"] == "pick":
            yield block
        yield from block.get("fields", ())


def _standing(part: Payload) -> list[str]:
    """What is chosen or filled in before anybody touches it."""
    if "chosen" in part:
        return list(part["chosen"])
    return [part["value"]] if part["value"] else []


def _read(block: Payload) -> Iterator[str]:
    """What a person reads of a block."""
    match block["kind"]:
        case "say":
            yield block["text"]
        case "facts":
            yield from (text for item in block["items"] for text in (item["label"], item["value"]))
        case "rows":
            yield from (cell for row in (block["columns"], *block["rows"]) for cell in row)
            yield block["hint"]
        case "buttons":
            yield from (text for item in block["items"] for text in (item["label"], item.get("link", "")))
        case "pick" | "form":
            yield block.get("title", "")
            for part in block.get("fields", (block,)):
                yield part["label"]
                yield from (option["label"] for option in part["options"])
                yield part.get("value", "")
                yield part.get("hint", "")
            yield block["submit"]
        case "chart":
            yield block["title"]
            yield from (text for bar in block["bars"] for text in (bar["label"], bar["shown"]))
            yield block["words"]
        case "file":
            yield from (block["title"], block["name"])


CASE = PlaygroundCase()
