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

from tests.slack.elements import options
from tests.slack.rules import dicts

Json = dict[str, Any]

PAYLOADS = Path(__file__).parents[1] / "payloads" / "slack"


@cache
def _stored(name: str) -> str:
    return (PAYLOADS / f"{name}.json").read_text("utf-8")


def payload(name: str) -> Json:
    """A payload as Slack once sent it, names removed."""
    stored: Json = json.loads(_stored(name))
    return stored


def strange() -> dict[str, Json]:
    """Payloads that are no concern of the program."""
    return {
        path.stem: payload(f"strange/{path.stem}") for path in sorted((PAYLOADS / "strange").glob("*.json"))
    }


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Requests:
    """No two of those made here have the same id. `response_url` stands where Slack gives its own."""

    def __init__(self, response_url: str = "") -> None:
        self._numbers: Iterator[int] = count(1)
        self._response_url = response_url

    def say(self, text: str, user: str) -> Json:
        made = payload("message_im")
        made["event_id"] = f"EvSAY{next(self._numbers)}"
        made["event"] |= {"text": escaped(text), "user": user, "channel": f"D{user}"}
        return made

    def command(self, name: str, text: str, user: str) -> Json:
        return self._answerable(
            payload("command")
            | {
                "command": f"/rm-{name}",
                "text": escaped(text),
                "user_id": user,
                "channel_id": f"D{user}",
                "trigger_id": f"{next(self._numbers)}.1.removed",
            }
        )

    def press(
        self, body: Json, label: str, user: str, values: Mapping[str, tuple[str, ...]] | None = None
    ) -> Json:
        """`values` are put into the inputs of these names; all others hold what they show."""
        buttons = [part for part in dicts(body["blocks"]) if part.get("type") == "button"]
        pressed = next(part for part in buttons if part["text"]["text"] == label)
        made = payload("block_actions")
        made["user"]["id"] = user
        made["container"] |= {"channel_id": f"D{user}"}
        made["state"] = {"values": _state(body["blocks"], dict(values or {}))}
        made["message"]["blocks"] = copy.deepcopy(body["blocks"])
        action = {
            name: pressed[name] for name in ("action_id", "value", "url", "text", "type") if name in pressed
        }
        made["actions"] = [action | {"block_id": "b", "action_ts": f"1767225601.{next(self._numbers):06}"}]
        return self._answerable(made)

    def _answerable(self, made: Json) -> Json:
        return made | ({"response_url": self._response_url} if self._response_url else {})


def _state(blocks: list[Json], values: dict[str, tuple[str, ...]]) -> Json:
    state: Json = {}
    for block in blocks:
        if block["type"] == "input":
            name = block["block_id"].partition("/")[2]
            element = block["element"]
            held = _held(element) if name not in values else values.pop(name)
            state[block["block_id"]] = {
                element["action_id"]: {"type": element["type"]} | _entered(element, held)
            }
    assert not values, f"nothing to fill in for {sorted(values)}"
    return state


def _held(element: Json) -> tuple[str, ...]:
    chosen = [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
    given = element.get("initial_value") or element.get("initial_date")
    return (*(option["value"] for option in chosen), *((given,) if given else ()))


def _entered(element: Json, values: tuple[str, ...]) -> Json:
    one = values[0] if values else None
    match element["type"]:
        case "plain_text_input":
            return {"value": one}
        case "datepicker":
            return {"selected_date": one}
        case "checkboxes" | "multi_static_select":
            return {"selected_options": [_option(element, value) for value in values]}
        case _:
            return {"selected_option": _option(element, one) if one is not None else None}


def _option(element: Json, value: str) -> Json:
    return next(option for option in options(element) if option["value"] == value)


def encode(made: Json) -> tuple[bytes, str]:
    """The body as Slack sends it, and its type: events are JSON, all else are forms."""
    if "command" in made:
        return urlencode(made).encode(), "application/x-www-form-urlencoded"
    if made.get("type") in ("event_callback", "url_verification"):
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
