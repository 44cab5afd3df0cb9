"""How are stored values read back? Readers for every kind, made while this module is imported.

Not on demand: two threads that use a type for the first time at once crash msgspec (0.22, seen with four
threads).
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

from bot.conversation.flow import Progress
from bot.conversation.messages import Address
from bot.events import Event
from bot.outcome import Send
from bot.program.model import Base, Talk
from bot.runtime.ports import Post
from storage.tables import TABLES

R = TypeVar("R", bound=Base)

SENDS: Final = msgspec.json.Decoder(Send)
POSTS: Final = msgspec.json.Decoder(Post)
EVENTS: Final[msgspec.json.Decoder[Event]] = msgspec.json.Decoder(Event)
TOPICS: Final = msgspec.json.Decoder(tuple[str, ...])
ADDRESSES: Final = msgspec.json.Decoder(Address)


class _KeptProgress(Progress, frozen=True, kw_only=True):
    """A progress as it is kept: JSON knows what an answer is, but msgspec takes no union of two kinds of
    lists.
    """

    answers: dict[str, Any] = msgspec.field(default_factory=dict)


_RECORDS: Final = [msgspec.json.Decoder(kind) for kind in (*TABLES, _KeptProgress) if kind is not Talk]


def record_of(kind: type[R], values: dict[str, Any]) -> R:
    """A record of plain values."""
    if kind is not Talk:
        return msgspec.convert(values, kind)
    kept = msgspec.convert(values["progress"], _KeptProgress)
    progress = Progress(**{name: getattr(kept, name) for name in Progress.__struct_fields__})
    return kind(**{**values, "progress": progress})


def address_of(kept: object) -> Address:
    return msgspec.convert(kept, Address)
