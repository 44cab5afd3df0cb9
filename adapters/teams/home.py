"""How is somebody's own page, a card in the chat, kept as new as it can be? Pure.

Teams asks for the card again by itself, in the name of whoever `userIds` names, whenever it comes into view; what we
answer stands in its place, for them alone. Source:
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
(November 2026): version 1.5, up to 60 people. Without `userIds` it would be for all of a conversation.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from adapters.teams.payloads import Carried, Payload
from adapters.wording import Wording
from bot.conversation.messages import Address, Phrase

LOOK = "home.look"
PRESSES = ("Action.Execute", "Action.Submit")


def living(card: Payload, words: Wording, reader: Address, message_id: str) -> Payload:
    """A card that is their page: what is pressed on it brings it up to date, and so does looking at it."""
    for part in _objects(card):
        if part.get("type") in PRESSES and "action" in part.get("data", {}):
            part["data"] |= {"home": True}
    look = {
        "title": words.text(Phrase("home.card.refresh")),
        "data": msgspec.to_builtins(Carried(action=LOOK, message=message_id, home=True)),
    }
    instead = {"type": "Action.Submit", **look}  # where a client knows no Execute
    action = {"type": "Action.Execute", "id": "look", "verb": LOOK, **look, "fallback": instead}
    return card | {"refresh": {"action": action, "userIds": [reader.extra.get("user_id") or reader.user]}}


def _objects(part: object) -> Iterator[Payload]:
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _objects(inner)
