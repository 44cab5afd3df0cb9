"""A snapshot while it is put together: what was found, who is mentioned in it. The parts of `queries.py` fill it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

import msgspec

from bot.program.model import Base, Person
from bot.program.snapshot import Query, Snapshot
from storage.lookups import Look, Reader

R = TypeVar("R", bound=Base)
LIVE = ("approved", "introduced", "paused")  # states of pairings that take up a place


class Loading:
    """A snapshot being put together: what was found, who is mentioned in it."""

    def __init__(self, reader: Reader, query: Query, organization: str) -> None:
        self.reader = reader
        self.query = query
        self.organization = organization
        self.snapshot = Snapshot()
        self.people: dict[str, Person] = {}
        self._mentioned: set[str] = set()

    def found(self, **parts: object) -> None:
        self.snapshot = msgspec.structs.replace(self.snapshot, **parts)

    def find(self, kind: type[R], **where: Collection[object]) -> list[R]:
        return self.reader.find(kind, self.organization, Look(where=where))

    def look(self, kind: type[R], look: Look) -> list[R]:
        return self.reader.find(kind, self.organization, look)

    def one(self, kind: type[R], record_id: str) -> R | None:
        found = self.find(kind, id=(record_id,)) if record_id else []
        return found[0] if found else None

    def keep(self, people: Iterable[Person]) -> tuple[Person, ...]:
        kept = tuple(people)
        self.people.update((person.id, person) for person in kept)
        return kept

    def mention(self, *people: str) -> None:
        self._mentioned.update(people)

    def fetch_mentioned(self) -> None:
        """Find everybody mentioned so far; ids of nobody are forgotten."""
        missing = self._mentioned - self.people.keys() - {""}
        self._mentioned.clear()
        if missing:
            self.keep(self.find(Person, id=missing))
