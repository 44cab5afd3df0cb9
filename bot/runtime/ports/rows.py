"""What do storage and runtime hand each other? Rows of the plumbing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from bot.conversation.messages import Address, Message
from bot.events import Event
from bot.outcome import Job, Send
from bot.program.awareness.scarce import Participant
from bot.program.matching.pool import History, Pool
from bot.program.matching.rules import Rules
from bot.program.model import Awareness, Term

Realm = Literal["live", "playground"]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A rule falls due for a subject at a moment; one row for each rule and subject."""

    rule: str
    subject: str
    at: datetime


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outbox as claimed: everything delivery needs, looked up in the same transaction.

    `address` is `None` when the person cannot be reached anywhere. `language` and `timezone` are the
    reader's. `replaces_reference` is what the platform called the message this one replaces ("" when there is
    none or it never arrived; `replaces_lost` when it may stand in a channel all the same). `dropped` names the row
    of `UNLESS` that holds, or is `UNREADABLE` when this release does not understand the row. `doubtful` is true when
    a former call had no answer. `wait_until` (program time) is set when it may not reach its reader yet: outside
    their working hours, two of its sort came this week, or what it replaces waits itself. `lane` is the one of
    `storage/lanes.py` it waited in.
    """

    id: str
    organization: str
    send: Send
    address: Address | None
    language: str
    timezone: str
    replaces_reference: str = ""
    replaces_lost: bool = False
    dropped: str = ""
    doubtful: bool = False
    wait_until: datetime | None = None
    lane: int = 0
    attempts: int = 0
    created_at: datetime

    @property
    def is_bulk(self) -> bool:
        """Nobody waits for it at this moment."""
        return self.lane == 0


class Ration(msgspec.Struct, frozen=True, kw_only=True):
    """Of one organization's messages in one lane at most so many are claimed; elsewhere nothing is held back."""

    organization: str
    lane: int
    most: int = 0


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A rate is used up for `wait_s` seconds of machine time."""

    rate: str
    wait_s: float


class JobRow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    organization: str
    job: Job
    attempts: int = 0


class SupplyRead(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody who joined wishes for and offers, and what was told of it; `language` is the program's."""

    awareness: Awareness
    people: tuple[Participant, ...]
    terms: tuple[Term, ...] = ()
    language: str


class PoolRead(msgspec.Struct, frozen=True, kw_only=True):
    """All that a proposal is computed from, and the versions read: person id -> version."""

    pool: Pool
    history: History
    rules: Rules
    read: dict[str, int]


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """An event whose step failed. `error` is the exception's class and place, no words of people."""

    event: Event
    organization: str
    error: str


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One message as the playground shows it. `id` is the delivery's, or the event's for what a person typed.

    `conversation` is a person's id, "#channel", or what `shared_by` makes of two people's; `author` "" for the bot.
    Either `message` or `text`. `number` orders the conversation and is given by the storage when 0.
    """

    id: str
    organization: str
    conversation: str
    author: str = ""
    at: datetime
    message: Message | None = None
    text: str = ""
    language: str = "en"
    timezone: str = "UTC"
    number: int = 0


SHARED = "&"  # what the name of a conversation of several people begins with


def shared_by(people: Iterable[str]) -> str:
    """The name of the conversation that these people (ids) have together with the bot."""
    return SHARED + SHARED.join(sorted(people))


def members(conversation: str) -> frozenset[str]:
    """Who shares a conversation (ids); nobody where it is one person's or a channel."""
    return frozenset(conversation.split(SHARED)) - {""} if conversation.startswith(SHARED) else frozenset()


def home_of(conversation: str) -> str:
    """The conversation that a person's own page is kept as."""
    return f"home:{conversation}"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its reader may have it again."""

    at: datetime
    kind: str
    message: Message
