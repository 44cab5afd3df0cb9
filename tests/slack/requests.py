"""What does Slack send when somebody does something? Made from the payloads in `tests/payloads/slack`."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.slack.double import FakeSlack
from tests.slack.filling import state
from tests.slack.rules import dicts
from tests.slack.workspace import Message

Json = dict[str, Any]

PAYLOADS = Path(__file__).parents[1] / "payloads" / "slack"


@cache
def _stored(name: str) -> str:
    return (PAYLOADS / f"{name}.json").read_text("utf-8")


def payload(name: str) -> Json:
    """A payload as Slack once sent it, names removed."""
    stored: Json = json.loads(_stored(name))
    return stored


def all_payloads() -> list[str]:
    return sorted(path.relative_to(PAYLOADS).with_suffix("").as_posix() for path in PAYLOADS.rglob("*.json"))


def strange() -> dict[str, Json]:
    """Payloads that are no concern of the program."""
    return {
        path.stem: payload(f"strange/{path.stem}") for path in sorted((PAYLOADS / "strange").glob("*.json"))
    }


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Requests:
    """No two of those made here have the same id. `response_url` stands where Slack gives its own.

    With a workspace they are as true as there: what is typed is seen, forms can be opened for three seconds, answers
    are taken five times.
    """

    def __init__(self, response_url: str = "", slack: FakeSlack | None = None) -> None:
        self._numbers: Iterator[int] = count(1)
        self._response_url = response_url
        self.slack = slack

    def say(self, text: str, user: str) -> Json:
        made = payload("message_im")
        made["event_id"] = f"EvSAY{next(self._numbers)}"
        made["event"] |= {"text": escaped(text), "user": user, "channel": f"D{user}"}
        if self.slack:
            said = self.slack.said(user, escaped(text))
            made["event"] |= {"ts": said.ts, "event_ts": said.ts}
        return made

    def command(self, name: str, text: str, user: str, channel: str = "") -> Json:
        made = payload("command") | {
            "command": f"/rm-{name}",
            "text": escaped(text),
            "user_id": user,
            "channel_id": channel or f"D{user}",
        }
        return self.answerable(made, user, made["channel_id"])

    def press(
        self, body: Json, label: str, user: str, values: Mapping[str, tuple[str, ...]] | None = None
    ) -> Json:
        """`values` are put into the inputs of these names; all others hold what they show."""
        made = payload("block_actions")
        made["user"]["id"] = user
        made["container"] |= {"channel_id": f"D{user}"}
        made["state"] = {"values": state(body["blocks"], dict(values or {}))}
        made["message"]["blocks"] = copy.deepcopy(body["blocks"])
        made["actions"] = [self.pressed(body["blocks"], label)]
        return self.answerable(made, user, f"D{user}", made["message"]["ts"])

    def press_on(
        self,
        message: Message,
        label: str,
        user: str,
        values: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Json:
        """On this very message of the workspace, wherever it is."""
        made = self.press(message.body, label, user, values)
        made["container"] |= {
            "channel_id": message.channel,
            "message_ts": message.ts,
            "is_ephemeral": bool(message.to),
        }
        made["channel"] = {"id": message.channel, "name": "here"}
        made["message"]["ts"] = message.ts
        return self.answerable(made, user, message.channel, message.ts)

    def pressed(self, blocks: list[Json], label: str) -> Json:
        """The action of pressing the button of that label."""
        block, button = next(
            (block, part)
            for block in blocks
            for part in dicts(block)
            if part.get("type") == "button" and part["text"]["text"] == label
        )
        known = ("action_id", "value", "url", "text", "type")
        action = {name: button[name] for name in known if name in button}
        block_id = block.get("block_id", "b")
        return action | {"block_id": block_id, "action_ts": f"1767225601.{next(self._numbers):06}"}

    def new_trigger(self, user: str) -> str:
        return self.slack.new_trigger(user) if self.slack else f"{next(self._numbers)}.1.removed"

    def answerable(self, made: Json, user: str, channel: str, ts: str = "") -> Json:
        made |= {"trigger_id": self.new_trigger(user)}
        if self.slack:
            self.slack.in_person(user)  # whoever acts in a conversation has opened it
            return made | {
                "response_url": f"{self.slack.address}/reply/{self.slack.new_answer(user, channel, ts)}"
            }
        return made | ({"response_url": self._response_url} if self._response_url else {})


def encode(made: Json) -> tuple[bytes, str]:
    """The body as Slack sends it, and its type: events are JSON, all else are forms."""
    if "command" in made:
        return urlencode(made).encode(), "application/x-www-form-urlencoded"
    if made.get("type") in ("event_callback", "url_verification", "app_rate_limited"):
        return json.dumps(made).encode(), "application/json"
    return urlencode({"payload": json.dumps(made)}).encode(), "application/x-www-form-urlencoded"


def signed(body: bytes, content_type: str, *, secret: str, at: float) -> dict[str, str]:
    """The headers of a request that Slack sends `at` (machine time)."""
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), b":".join((b"v0", stamp.encode(), body)), hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }
