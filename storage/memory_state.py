"""What does the memory storage hold, and how is a failed transaction undone? Mappings of frozen values, and a
journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from operator import attrgetter
from statistics import median_low
from typing import Any, TypeVar

import msgspec

from bot.conversation.messages import Address
from bot.outcome import Job, Send
from bot.program.model import Base, Person, Place, Record
from bot.runtime.ports import Due, Post, Realm, SetAside
from storage.lookups import Is, Look, Queued, Where
from storage.records import name_words, names_of, rank
from storage.tables import OPEN

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R", bound=Base)


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
    lease: int = 0
    free_s: float = 0
    attempts: int = 0
    reference: str = ""
    sent_to: Address | None = None

    def stands_in_line(self, now: datetime) -> bool:
        return self.state in OPEN and (self.not_before is None or self.not_before <= now)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A job; fields as the columns of `tables.job`."""

    sequence: int
    organization: str
    realm: Realm
    job: Job
    attempts: int = 0
    free_s: float = 0


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    full_s: float = 0
    closed_s: float = 0


class State:
    """All tables. Every change goes through `put` and `drop`, so that it can be undone."""

    def __init__(self) -> None:
        self.records: dict[type[Base], dict[str, Kept]] = {}
        self.inbox: dict[str, tuple[str, str]] = {}  # organization, place
        self.aside: dict[str, tuple[str, SetAside]] = {}  # place, event
        self.due: dict[tuple[str, str, str], tuple[Realm, Due]] = {}  # organization, subject, rule
        self.outbox: dict[str, Waiting] = {}
        self.jobs: dict[str, Asked] = {}
        self.rates: dict[str, Rate] = {}
        self.posts: dict[tuple[str, str], Post] = {}
        self.settings: dict[str, str] = {}
        self._journal: list[Callable[[], object]] = []
        self._numbers = 0

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def put(self, table: dict[K, V], key: K, value: V) -> None:
        if key in table:
            self._journal.append(partial(table.__setitem__, key, table[key]))
        else:
            self._journal.append(partial(table.pop, key))
        table[key] = value

    def drop(self, table: dict[K, V], keys: Iterable[K]) -> None:
        """Keys that are not there are no mistake."""
        for key in keys:
            if key in table:
                self._journal.append(partial(table.__setitem__, key, table.pop(key)))

    def commit(self) -> None:
        self._journal.clear()

    def undo(self) -> None:
        while self._journal:
            self._journal.pop()()

    def kept(self, kind: type[Base]) -> dict[str, Kept]:
        return self.records.setdefault(kind, {})


class MemoryReader:
    """The look-ups of `lookups.py`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def place(self, place_id: str) -> Place | None:
        kept = self._state.kept(Place).get(place_id)
        return kept.record if kept and isinstance(kept.record, Place) else None

    def find(self, kind: type[R], organization: str, look: Look) -> list[R]:
        found = self._matching(kind, organization, look.where)
        for name in reversed(look.order):
            found = _ordered(found, name)
        end = None if look.limit is None else look.offset + look.limit
        return [kept.record for kept in found[look.offset : end] if isinstance(kept.record, kind)]

    def _matching(self, kind: type[Base], organization: str, where: Where) -> list[Kept]:
        table = self._state.kept(kind)
        ids = where.get("id")
        candidates = table.values() if ids is None or isinstance(ids, Is) else _those(table, ids)
        tests = [(attrgetter(name), _test(values)) for name, values in where.items() if name != "id"]
        return [
            kept
            for kept in candidates
            if kept.record.organization == organization and all(test(get(kept.record)) for get, test in tests)
        ]

    def count(self, kind: type[Base], organization: str, field: str, where: Where) -> dict[str, int]:
        values = [getattr(kept.record, field) for kept in self._matching(kind, organization, where)]
        return {value: values.count(value) for value in sorted(set(values))}

    def by_email(self, organization: str, email: str) -> list[Person]:
        people = self.find(Person, organization, Look())
        return [one for one in people if email and one.email.casefold() == email.casefold()]

    def names_like(self, organization: str, said: str, limit: int) -> list[str]:
        if not name_words(said):
            return []
        people = self.find(Person, organization, Look())
        return rank(said, ((word, one.id) for one in people for word in names_of(one)), limit)

    def middle_grade(self, organization: str) -> int | None:
        people = self.find(Person, organization, Look(where={"gone": (False,)}))
        grades = [one.grade for one in people if one.grade is not None]
        return median_low(grades) if grades else None

    def queued(self, organization: str, row_id: str) -> Queued | None:
        row = self._state.outbox.get(row_id)
        if row is None or row.organization != organization:
            return None
        return Queued(send=row.send, state=row.state, reference=row.reference, sent_to=row.sent_to)


def _those(table: dict[str, Kept], ids: Iterable[object]) -> list[Kept]:
    return [table[one] for one in dict.fromkeys(ids) if isinstance(one, str) and one in table]


def _test(values: Iterable[object] | Is) -> Callable[[object], bool]:
    if isinstance(values, Is):
        return lambda value: value is not None
    wanted = set(values)
    return lambda value: value in wanted


def _ordered(found: list[Kept], name: str) -> list[Kept]:
    """By one field, keeping the order of equals; without a value comes last."""
    field = name.removeprefix("-")

    def value(kept: Kept) -> Any:
        return kept.saved if field == "saved" else getattr(kept.record, field)

    given = [kept for kept in found if value(kept) is not None]
    missing = [kept for kept in found if value(kept) is None]
    return sorted(given, key=value, reverse=name.startswith("-")) + missing
