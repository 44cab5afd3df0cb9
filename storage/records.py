"""How does a record become a row, and a row a record? The same way for every class: a column per field.

`tables/` says which columns are sealed; `Rows` seals and opens them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import Any, TypeVar

import msgspec

from bot.conversation.understand.words import tokens
from bot.program.model import Base, Person, Record
from storage.codecs import record_of
from storage.columns import Sealed
from storage.sealed import Keys
from storage.tables import TABLES

R = TypeVar("R", bound=Base)

NAME_WORDS = 12  # of one name; longer ones are cut


class Rows:
    """Turns records into rows and back, sealing with one set of keys."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._sealed = {
            kind: {column.name: column.type.packed for column in table.c if isinstance(column.type, Sealed)}
            for kind, table in TABLES.items()
        }
        self._places = {kind: _places(kind) for kind in TABLES}

    def row(self, record: Record) -> dict[str, Any]:
        """The values of all fields by column; `version` as it is in the record."""
        sealed = self._sealed[type(record)]
        row = {}
        for name in record.__struct_fields__:
            value = getattr(record, name)
            if name in sealed:
                value = self.pack(value) if sealed[name] else self.keys.seal(value)
            row[name] = value
        if isinstance(record, Person):
            row["email_mark"] = self.keys.marks(record.email)[0]
        return row

    def record(self, kind: type[R], row: Sequence[Any]) -> R:
        """`row` has all columns of the record's table, in their order."""
        sealed = self._sealed[kind]
        values = {name: row[at] for name, at in self._places[kind]}
        for name, packed in sealed.items():
            opened = self.keys.open(values[name])
            values[name] = msgspec.json.decode(opened) if packed else opened
        return record_of(kind, values)

    def pack(self, value: object) -> str:
        """JSON, sealed."""
        return self.keys.seal(msgspec.json.encode(value).decode())


def _places(kind: type[Base]) -> tuple[tuple[str, int], ...]:
    """Where the fields of a record stand in a row."""
    columns = list(TABLES[kind].c.keys())
    return tuple((name, columns.index(name)) for name in kind.__struct_fields__)


def name_words(text: str) -> list[str]:
    """The words a name is found by: without case and accents, umlauts both as "oe" and as "o"."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return list(dict.fromkeys(tokens(text)[:NAME_WORDS] + tokens(plain)[:NAME_WORDS]))


def beginning(word: str) -> str:
    """What two words share when they may mean the same name."""
    return word[:2]


def names_of(person: Person) -> list[str]:
    """The words this person is found by; none when they are gone."""
    return [] if person.gone else name_words(f"{person.slack_id} {person.name}")


def rank(said: str, found: Iterable[tuple[str, str]], limit: int) -> list[str]:
    """Ids of the people whose names come closest to what was said; `found` has (word of a name, person id)."""
    asked = name_words(said)
    likeness: dict[str, list[tuple[str, float]]] = {}  # the same words are many people's
    best: dict[tuple[str, str], float] = {}
    for word, person in found:
        if word not in likeness:
            likeness[word] = [(other, like) for other in asked if (like := _likeness(other, word))]
        for asked_word, like in likeness[word]:
            if like > best.get((person, asked_word), 0.0):
                best[person, asked_word] = like
    scores: dict[str, float] = {}
    for (person, _), like in best.items():
        scores[person] = scores.get(person, 0.0) + like
    return nsmallest(limit, scores, key=lambda person: (-scores[person], person))


def _likeness(one: str, other: str) -> float:
    """1.0 for the same word, less the sooner two words part; 0.0 when they do not begin alike."""
    if beginning(one) != beginning(other):
        return 0.0
    shared = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return 2 * shared / (len(one) + len(other))
