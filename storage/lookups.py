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
from bot.program.model import Account, Base, JoinCode, Organization, Person, Place
from bot.program.snapshot import FailedSend, Identity, OwnWords, Tally

R = TypeVar("R", bound=Base)


class Is(Enum):
    GIVEN = "given"  # not None
    FILLED = "filled"  # a list, or words, with something in it
    MISSING = "missing"  # None


Where = Mapping[str, Collection[object] | Is]


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Records whose fields are among these values, in order ("-" turns it, without a value comes last), or a
    part of them; `after` an id only those whose ids come behind it. Of several fields ("mentor|mentee") any may have
    one of the values.
    """

    where: Where = {}
    order: tuple[str, ...] = ("id",)
    limit: int | None = None
    offset: int = 0
    after: str = ""


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outbox as somebody else may want to know it."""

    send: Send
    state: str
    reference: str = ""
    sent_to: Address | None = None
    not_before: datetime | None = None


class Reader(Protocol):
    """Plain look-ups, all but `home` and `shown_code` inside one organization."""

    def home(self, place_id: str) -> tuple[Organization | None, list[Place]]:
        """The organization that a place belongs to, and all its places, by id; nothing for a place nobody knows."""

    def account(self, organization: str, account_id: str) -> tuple[Account | None, Person | None]:
        """An account and whose it is."""

    def find(self, kind: type[R], organization: str, look: Look) -> list[R]: ...

    def shown_code(self, code: str) -> JoinCode | None:
        """The code with this id, whatever organization showed it: nobody has the id but who has the code."""

    def count(self, kind: type[Base], organization: str, field: str, where: Where) -> dict[str, int]:
        """How many records there are for each value of a field."""

    def tally(self, organization: str, cohort: str, at: datetime) -> dict[str, Tally]:
        """The pairings of a cohort by state; a session is ahead when it begins later than `at`."""

    def partnered(self, organization: str, cohort: str) -> int:
        """How many people are in its live pairings, each counted once."""

    def by_email(self, organization: str, *emails: str) -> list[Person]: ...

    def forgotten(self, organization: str, identities: Collection[Identity]) -> frozenset[str]:
        """Which of them wanted to be forgotten, by their HR id."""

    def names_like(self, organization: str, said: str, limit: int) -> list[str]:
        """Ids of people, the likeliest first."""

    def grades(self, organization: str) -> dict[int, int]:
        """How many people of the directory there are of each grade, ascending."""

    def queued(self, organization: str, row_id: str) -> Queued | None: ...

    def newest_about(self, organization: str, story: str) -> str:
        """The id of the newest message about it that waits or was sent, "" when there is none."""

    def unasked(
        self, organization: str, people: Collection[str], after: datetime
    ) -> dict[str, list[datetime]]:
        """When each of them got something nobody had asked for, later than a program time; in any order."""

    def failed(self, organization: str, since: datetime, limit: int) -> list[FailedSend]:
        """Newest first; `since` is included."""

    def participants(self, organization: str) -> list[Participant]:
        """Everybody who joined, as far as topics go: little of each, because they may be many."""

    def own_words(self, organization: str, settled: Collection[str], limit: int) -> list[OwnWords]:
        """What people who joined say that is in no catalog, but for what is settled (`key_of`); what most say first."""

    def own_word(self, organization: str, words_id: str) -> OwnWords | None: ...

    def sayers(self, organization: str, words: str, *, changed: bool, limit: int) -> list[str]:
        """Ids of people who say so, or of whose words a skill was made; in order."""

    def set_aside(self, organization: str) -> int:
        """How many events of it are set aside now."""
