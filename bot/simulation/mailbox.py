"""A platform that only remembers: what reached whom, when, of which kind, and what it was about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from bot.conversation.messages import AtMoment, Button, Buttons, Message, Phrase, Say
from bot.outcome import About
from bot.runtime.files import without_files
from bot.runtime.ports import Clock, Delivered, Delivery, Row

PLATFORM = "playground"


class Got(msgspec.Struct, frozen=True, kw_only=True):
    """A message that reached somebody (`person` is the id of the HR file), or a channel ("").

    `session` is the one its buttons are about, `when` the moment it names, `keys` those of its paragraphs, `items` what
    a nudge says (topic, about).
    """

    at: datetime
    person: str
    kind: str
    id: str
    about: About
    keys: frozenset[str] = frozenset()
    session: str = ""
    when: datetime | None = None
    items: tuple[tuple[str, str], ...] = ()


class Mailbox:
    """Implements `ChatAdapter`; `hear` is told of each new message and of what it says."""

    platform = PLATFORM

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rows: dict[str, Row] = {}
        self.log: list[Got] = []
        self.hear: Callable[[Got, Message], None] = lambda _got, _message: None

    def message_of(self, row: Row) -> Message:
        """Called by delivery right before it sends a row: the only one who knows its kind."""
        self._rows[row.id] = row
        return without_files(row)

    async def deliver(self, delivery: Delivery) -> Delivered:
        row = self._rows.pop(delivery.id)
        if delivery.replaces:  # an answered card is closed: nobody is written to
            return Delivered(reference=delivery.replaces, address=delivery.address)
        got = _got(self._clock.now(), row, delivery)
        self.log.append(got)
        self.hear(got, delivery.message)
        return Delivered(reference=delivery.id, address=delivery.address)

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        return None

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return ()


def _got(at: datetime, row: Row, delivery: Delivery) -> Got:
    said = [b.text for b in delivery.message.blocks if isinstance(b, Say) and isinstance(b.text, Phrase)]
    buttons = [button for b in delivery.message.blocks if isinstance(b, Buttons) for button in b.items]
    moments = (value.at for text in said for value in text.values.values() if isinstance(value, AtMoment))
    return Got(
        at=at,
        person=delivery.address.user,
        kind=row.send.kind,
        id=row.id,
        about=row.send.about,
        keys=frozenset(text.key for text in said),
        session=next((button.data["session"] for button in buttons if "session" in button.data), ""),
        when=next(moments, None),
        items=_items(buttons),
    )


def _items(buttons: Sequence[Button]) -> tuple[tuple[str, str], ...]:
    packed = next((button.data.get("items", "") for button in buttons if button.action == "nudge.stop"), "")
    return tuple((topic, about) for topic, _, about in (word.partition("=") for word in packed.split()))
