"""What does the memory storage hold, and how is a failed transaction undone? Tables of frozen values, and a
journal.

`memory_tables.py` says how something is found in them, `memory_reader.py` what a step may look up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from bot.conversation.messages import Address
from bot.outcome import SUPERSEDING, UNMISSED, Job, Send, is_unasked
from bot.program.model import Base, Record
from bot.runtime.ports import Due, Post, Realm, SetAside
from storage.memory_tables import Groups, Lines, Order, Table
from storage.tables import FAILED, OPEN

K = TypeVar("K")
V = TypeVar("V")
DueKey = tuple[str, str, str]  # organization, subject, rule


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A record, and the number of its last save."""

    record: Record
    saved: int


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outbox; fields as the columns of `tables.outbox`."""

    sequence: int
    id: str
    organization: str
    realm: Realm
    address: str
    send: Send
    state: str = "ready"
    reason: str = ""
    created_at: datetime
    not_before: datetime | None = None
    line_at: datetime
    lane: int = 0
    lease: int = 0
    free_s: float = 0
    attempts: int = 0
    reference: str = ""
    sent_to: Address | None = None
    sent_at: datetime | None = None
    over_at: datetime | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A job; fields as the columns of `tables.job`."""

    sequence: int
    organization: str
    realm: Realm
    job: Job
    attempts: int = 0
    free_s: float = 0


class Falls(msgspec.Struct, frozen=True, kw_only=True):
    """A due; fields as the columns of `tables.due`."""

    organization: str
    realm: Realm
    due: Due


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    full_s: float = 0
    closed_s: float = 0


class Records(Table[str, Kept]):
    """All records of a kind, by id; indexes are built when they are first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._by: dict[str, Groups[str, Kept]] = {}

    def by(
        self, name: str, groups_of: Callable[[Any], tuple[Hashable, ...]] | None = None
    ) -> Groups[str, Kept]:
        """Ids by the value of a field, or by what `groups_of` finds in a record."""
        found = self._by.get(name)
        if found is None:
            get = groups_of or _only(attrgetter(name))
            found = self._by[name] = Groups(lambda kept: get(kept.record))
            self.index(found)
        return found


class State:
    """All tables. Every change goes through `put` and `drop`, so that it can be undone."""

    def __init__(self) -> None:
        self.records: dict[type[Base], Records] = {}
        self.inbox: Table[str, tuple[str, str, datetime]] = Table()  # organization, place, when
        self.aside: Table[str, tuple[str, SetAside]] = Table()  # place, event
        self.due_at: Lines[Realm, Falls] = Lines(_due_at)
        self.due_for: Groups[DueKey, Falls] = Groups(lambda row: ((row.organization, row.due.subject),))
        self.due: Table[DueKey, Falls] = Table(self.due_at, self.due_for)
        self.open: Lines[Realm, Waiting] = Lines(_open)
        self.line: Lines[tuple[str, str], Waiting] = Lines(_line)
        self.lanes: Lines[tuple[Realm, int], Waiting] = Lines(_lane)
        self.held: Groups[str, Waiting] = Groups(_held)
        self.waits_about: Groups[str, Waiting] = Groups(_waits_about)
        self.superseded: Groups[str, Waiting] = Groups(_superseded)
        self.of_story: Groups[str, Waiting] = Groups(_of_story)
        self.unasked: Lines[tuple[str, str], Waiting] = Lines(_unasked)
        self.failed: Lines[str, Waiting] = Lines(_failed)
        self.outbox: Table[str, Waiting] = Table(
            self.open,
            self.line,
            self.lanes,
            self.held,
            self.waits_about,
            self.superseded,
            self.of_story,
            self.unasked,
            self.failed,
        )
        self.jobs: Table[str, Asked] = Table()
        self.rates: Table[str, Rate] = Table()
        self.conversations: Lines[tuple[str, str], Post] = Lines(_in_conversation)
        self.posts: Table[tuple[str, str], Post] = Table(self.conversations)  # organization, id
        self.settings: Table[str, str] = Table()
        self.forgotten: Table[tuple[str, str], str] = Table()  # organization, mark
        self._journal: list[Callable[[], object]] = []
        self._numbers = 0

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def put(self, table: Table[K, V], key: K, value: V) -> None:
        self._journal.append(partial(table.write, key, table.get(key)))
        table.write(key, value)

    def drop(self, table: Table[K, V], keys: Iterable[K]) -> None:
        """Keys that are not there are no mistake."""
        for key in keys:
            if key in table:
                self._journal.append(partial(table.write, key, table[key]))
                table.write(key, None)

    def commit(self) -> None:
        self._journal.clear()

    def undo(self) -> None:
        while self._journal:
            self._journal.pop()()

    def kept(self, kind: type[Base]) -> Records:
        if kind not in self.records:
            self.records[kind] = Records()
        return self.records[kind]


def _only(get: Callable[[Any], Hashable]) -> Callable[[Any], tuple[Hashable, ...]]:
    return lambda record: (get(record),)


def _due_at(row: Falls) -> tuple[Realm, Order]:
    return row.realm, (row.due.at, row.organization, row.due.rule, row.due.subject)


def _open(row: Waiting) -> tuple[Realm, Order] | None:
    """Where it stands among all that are not settled."""
    return (row.realm, (row.line_at, row.sequence, row.id)) if row.state in OPEN else None


def _line(row: Waiting) -> tuple[tuple[str, str], Order] | None:
    """Where it stands among those to the same address."""
    if row.state not in OPEN:
        return None
    return (row.organization, row.address), (row.line_at, row.sequence, row.id)


def _lane(row: Waiting) -> tuple[tuple[Realm, int], Order] | None:
    """Where it stands among those of its lane."""
    return ((row.realm, row.lane), (row.line_at, row.sequence, row.id)) if row.state in OPEN else None


def _held(row: Waiting) -> tuple[tuple[str, str], ...]:
    """Whose line it is that somebody has claimed the row of."""
    return ((row.organization, row.address),) if row.state in ("leased", "sending") else ()


def _waits_about(row: Waiting) -> tuple[tuple[str, str], ...]:
    """Of which pairing it is, while it may still be dropped."""
    waits = row.send.about.pairing and row.state in ("ready", "leased")
    return ((row.organization, row.send.about.pairing),) if waits else ()


def _superseded(row: Waiting) -> tuple[tuple[str, str], ...]:
    """Whose line it is that goes when there is a newer one."""
    waits = row.send.kind in SUPERSEDING and row.state in ("ready", "leased")
    return ((row.organization, row.address),) if waits else ()


def _of_story(row: Waiting) -> tuple[tuple[str, str], ...]:
    return ((row.organization, row.send.about.story),) if row.send.about.story else ()


def _unasked(row: Waiting) -> tuple[tuple[str, str], Order] | None:
    """When it reached whom, if nobody had asked for it."""
    if row.sent_at is None or not is_unasked(row.send.kind):
        return None
    return (row.organization, row.send.person), (row.sent_at, row.id)


def _failed(row: Waiting) -> tuple[str, Order] | None:
    if row.over_at is None or row.state not in FAILED or row.send.kind in UNMISSED:
        return None
    return row.organization, (row.over_at, row.sequence, row.id)


def _in_conversation(post: Post) -> tuple[tuple[str, str], Order]:
    return (post.organization, post.conversation), (post.number, post.id)
