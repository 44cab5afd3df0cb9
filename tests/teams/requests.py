"""What does Teams send when somebody does something? Made from the payloads in `tests/payloads/teams`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path

from tests.teams.rules import Json, buttons, inputs

PAYLOADS = Path(__file__).parents[1] / "payloads" / "teams"
TENANT = "11111111-aaaa-bbbb-cccc-222222222222"
BOT = "28:00000000-1111-2222-3333-444444444444"


@cache
def _stored(name: str) -> str:
    return (PAYLOADS / f"{name}.json").read_text("utf-8")


def payload(name: str) -> Json:
    """An activity as Teams once sent it, names removed."""
    stored: Json = json.loads(_stored(name))
    return stored


def strange() -> dict[str, Json]:
    """Activities that are no concern of the program."""
    return {
        path.stem: payload(f"strange/{path.stem}") for path in sorted((PAYLOADS / "strange").glob("*.json"))
    }


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Requests:
    """No two of those made here have the same id."""

    def __init__(self, service_url: str = "") -> None:
        self._numbers: Iterator[int] = count(1)
        self._service_url = service_url

    def say(self, text: str, user: str) -> Json:
        return self._from(payload("message") | {"text": escaped(text)}, user)

    def command(self, name: str, text: str, user: str) -> Json:
        return self.say(f"/rm-{name} {text}".rstrip(" "), user)

    def press(
        self, body: Json, label: str, user: str, values: Mapping[str, tuple[str, ...]] | None = None
    ) -> Json:
        """A press of that button. `values` are put into the inputs of these names; all others hold what they
        show. The card waits for the answer.
        """
        made, pressed = payload("execute"), _button(body, label)
        action = {name: pressed[name] for name in ("type", "id", "title", "verb")}
        made["value"]["action"] = action | {"data": _sent(body, pressed, dict(values or {}))}
        return self._from(made, user)

    def submit(
        self, body: Json, label: str, user: str, values: Mapping[str, tuple[str, ...]] | None = None
    ) -> Json:
        """The same from a client that knows no Execute: a message, and the card hears nothing."""
        instead = _button(body, label)["fallback"]
        return self._from(payload("submit") | {"value": _sent(body, instead, dict(values or {}))}, user)

    def added(self) -> Json:
        return self._from(payload("bot_added"), "U1ANA")

    def made(self, name: str, user: str) -> Json:
        """A stored activity, as of this person; in a channel it stays there."""
        stored = payload(name)
        where = stored["conversation"]["id"] if stored["conversation"].get("isGroup") else f"a:{user}"
        made = self._from(stored, user)
        return made | {"conversation": made["conversation"] | {"id": where}}

    def _from(self, made: Json, user: str) -> Json:
        made["id"] = f"17672256{next(self._numbers):05}"
        made["from"] = {"id": f"29:{user}", "name": f"{user} removed", "aadObjectId": user}
        made["conversation"] |= {"id": f"a:{user}"}
        return made | ({"serviceUrl": self._service_url} if self._service_url else {})


def _button(body: Json, label: str) -> Json:
    return next(part for part in buttons(body) if part["title"] == label)


def _sent(body: Json, pressed: Json, values: dict[str, tuple[str, ...]]) -> Json:
    sent: Json = dict(pressed["data"])
    if pressed.get("associatedInputs", "auto") == "none":
        assert not values
        return sent
    for part in inputs(body):
        name = part["id"].partition("/")[2]
        given = values.pop(name, None) if _is_of(part, pressed) else None
        held = part.get("value", "") if given is None else ",".join(given)
        # An empty choice is left out, an empty text is not.
        if held or part["type"] == "Input.Text":
            sent[part["id"]] = held
    assert not values, f"nothing to fill in for {sorted(values)}"
    return sent


def _is_of(part: Json, pressed: Json) -> bool:
    return bool(part["id"].partition("/")[0] == str(pressed["data"]["form"]))
