"""What must a storage be able to look up? Little enough to be written twice; `queries.py` puts snapshots
together from it.

`reader.py` looks into a database, `memory_state.py` into mappings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import Enum
from typing import Protocol, TypeVar

import msgspec

from bot.conversation.messages import Address
from bot.outcome import Send
from bot.program.awareness.scarce import Participant
from bot.program.model import Base, Person, Place
from bot.program.snapshot import FailedSend

R = TypeVar("R", bound=Base)


class Is(Enum):
    GIVEN = "given"  # not None
    MISSING = "missing"  # None


Where = Mapping[str, Collection[object] | Is]


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Records whose fields are among these values, in order ("-" turns it, without a value comes last), or a
    part of them.
    """

    where: Where = {}
    order: tuple[str, ...] = ("id",)
    limit: int | None = None
    offset: int = 0


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outbox as somebody else may want to know it."""

    send: Send
    state: str
    reference: str = ""
    sent_to: Address | None = None
    not_before: datetime | None = None


class Reader(Protocol):
    """Plain look-ups, all but `place` inside one organization."""

    def place(self, place_id: str) -> Place | None: ...

    def find(self, kind: type[R], organization: str, look: Look) -> list[R]: ...

    def count(self, kind: type[Base], organization: str, field: str, where: Where) -> dict[str, int]:
        """How many records there are for each value of a field."""

    def by_email(self, organization: str, email: str) -> list[Person]: ...

    def names_like(self, organization: str, said: str, limit: int) -> list[str]:
        """Ids of people, the likeliest first."""

    def middle_grade(self, organization: str) -> int | None: ...

    def queued(self, organization: str, row_id: str) -> Queued | None: ...

    def unasked(
        self, organization: str, people: Collection[str], after: datetime
    ) -> dict[str, list[datetime]]:
        """When each of them got something nobody had asked for, later than a program time; in any order."""

    def failed(self, organization: str, since: datetime, limit: int) -> list[FailedSend]:
        """Newest first; `since` is included."""

    def participants(self, organization: str, limit: int) -> list[Participant]:
        """Everybody who joined, as far as topics go: little of each, because they may be many."""

    def set_aside(self, organization: str) -> int:
        """How many events of it are set aside now."""
