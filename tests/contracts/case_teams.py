"""How is Teams read and spoken to, from outside the adapter? See `adapter_case.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from itertools import cycle

from adapters.teams.inbound import Receipt, inbound
from adapters.teams.render import INSTEAD, render
from adapters.wording import Wording
from bot.conversation.messages import Message
from bot.events import Event
from tests.contracts.adapter_case import Payload, Raw, RunningPlatform
from tests.teams.requests import Requests, strange
from tests.teams.rules import (
    broken_limits,
    buttons,
    card,
    inputs,
    is_markdown,
    marked_up,
    of,
    unescaped,
)

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
INVISIBLE = dict.fromkeys(map(ord, "\u2060\u2068\u2069"))


class TeamsCase:
    platform = "teams"
    instead: Mapping[str, str] = INSTEAD

    def __init__(self, *, in_turn: bool = False) -> None:
        """`in_turn`: every other press comes from a client that knows no Execute, and waits for no answer."""
        self._requests = Requests()
        ways = (self._requests.press, self._requests.submit)
        self._ways = cycle(ways if in_turn else ways[:1])

    def render(self, message: Message, words: Wording, message_id: str = "") -> Payload:
        return render(message, words, message_id)

    def limits(self, payload: Payload) -> list[str]:
        return broken_limits(payload)

    def visible_text(self, payload: Payload) -> str:
        read = (line for part in card(payload)["body"] for line in _read(part))
        return "\n".join((payload["summary"], *read)).translate(INVISIBLE)

    def live_markup(self, payload: Payload) -> list[str]:
        found = marked_up(card(payload)["fallbackText"])
        found += [tag for tag in "<>" if tag in card(payload)["speak"]]
        found += ["TextBlock" for _ in of(payload, "TextBlock", "FactSet")]
        for choices in of(payload, "Input.ChoiceSet"):
            if is_markdown(choices):
                found += [markup for choice in choices["choices"] for markup in marked_up(choice["title"])]
        found += [str(entity) for entity in payload.get("entities", [])]
        everything = [payload["summary"], card(payload)["fallbackText"], *_shown(card(payload)["body"])]
        return found + [text for text in everything if _mentions(text)]

    def buttons(self, payload: Payload) -> list[str]:
        return [part["title"] for part in buttons(payload)]

    def links(self, payload: Payload) -> list[tuple[str, str]]:
        return [(part["title"], part["url"]) for part in of(payload, "Action.OpenUrl")]

    def pictures(self, payload: Payload) -> list[tuple[str, str]]:
        return [(part["altText"], part["url"]) for part in of(payload, "Image")]

    def options(self, payload: Payload, name: str) -> list[str]:
        for part in inputs(payload):
            if part["id"].partition("/")[2] == name:
                return [choice["value"].removeprefix("=") for choice in part["choices"]]
        return []

    def press(self, payload: Payload, label: str, user: str) -> Raw:
        return next(self._ways)(payload, label, user)

    def submit(self, payload: Payload, label: str, values: Mapping[str, tuple[str, ...]], user: str) -> Raw:
        return next(self._ways)(payload, label, user, values)

    def say(self, text: str, user: str) -> Raw:
        return self._requests.say(text, user)

    def command(self, name: str, text: str, user: str) -> Raw:
        return self._requests.command(name, text, user)

    def look_home(self, user: str) -> None:
        return None

    def press_home(self, payload: Payload, label: str, user: str) -> Raw:
        raise AssertionError("there is no page to press on")

    def home_limits(self, payload: Payload) -> list[str]:
        return self.limits(payload)

    def strange(self) -> Mapping[str, Raw]:
        return strange()

    def inbound(self, raw: Raw) -> tuple[Event, ...]:
        return inbound(raw, Receipt(at=AT))

    def running(self) -> AbstractAsyncContextManager[RunningPlatform]:
        """Only here the adapter's network is loaded: without `client/` all else about Teams can still be checked."""
        from tests.e2e.teams_delivered import running

        return running()


def _shown(part: object) -> Iterator[str]:
    """Every text that is shown, but not what an input holds: that is words and nothing else."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for name, inner in part.items():
            if name not in ("value", "data", "id", "url"):
                yield from _shown(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _shown(inner)


def _mentions(text: str) -> bool:
    return re.search(r"<\s*/?\s*at\b", text, re.IGNORECASE) is not None


def _read(part: Payload) -> Iterator[str]:
    """What a person reads of an element."""
    match part["type"]:
        case "RichTextBlock":
            yield "".join(run["text"] for run in part["inlines"])
        case "Table":
            cells = (cell for row in part["rows"] for cell in row["cells"])
            yield from (line for cell in cells for item in cell["items"] for line in _read(item))
        case "Container" | "Column":
            yield from (line for item in part["items"] for line in _read(item))
        case "ColumnSet":
            yield from (line for column in part["columns"] for line in _read(column))
        case "Image":
            yield part["altText"]
            yield from _read(part.get("fallback", {"type": ""}))
        case "Chart.HorizontalBar":
            yield part["title"]
            yield from (bar["x"] for bar in part["data"])
            yield from _read(part["fallback"])
        case "ActionSet":
            yield from (action["title"] for action in part["actions"])
        case "Input.ChoiceSet":
            yield part["label"]
            titles = [choice["title"] for choice in part["choices"]]
            yield from map(unescaped, titles) if is_markdown(part) else titles
        case "Input.Text" | "Input.Date":
            yield part["label"]
            yield part.get("value", "")


CASE = TeamsCase()
