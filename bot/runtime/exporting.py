"""How does a file that may be large come about? In pieces, each read by itself: never all people at once.

`TAKEN` has a row for each kind of file; `keeping/exports.py` and `bot/program/keeping/mine.py` say what is in them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import chain

import msgspec

from bot.program.keeping import exports, mine
from bot.program.model import Base, Pairing, Person
from bot.program.snapshot import Query, Snapshot
from bot.runtime.ports import Storage
from bot.text.catalog import words_for
from bot.text.plain import lines_of

PIECE = 500
CSV, JSON = "text/csv; charset=utf-8", "application/json"
Pieces = Iterator[bytes]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """`pieces` gets the storage, an organization, the person whose link it is, and their language."""

    name: str
    content_type: str
    admin: bool = False
    pieces: Callable[[Storage, str, str, str], Pieces]


def may_take(snapshot: Snapshot, taken: Taken, person_id: str) -> bool:
    """Is whoever got the link still here, and may still see this?"""
    person = snapshot.people.get(person_id)
    return person is not None and not person.gone and (person.is_admin or not taken.admin)


def needs(organization: str, person_id: str) -> Query:
    return Query(organization=organization, people=(person_id,))


# -- what admins may see -----------------------------------------------------------------------------------------


def rows(storage: Storage, organization: str, name: str) -> Iterator[tuple[exports.Cell, ...]]:
    """One table, in the order of ids."""
    table, after = exports.TABLES[name], ""
    while True:
        page = storage.page_of(table.record, organization, after=after, limit=PIECE)
        wanted = {person for record in page for person in table.people(record)}
        people = {person.id: person for person in _people(storage, organization, wanted)}
        yield from (row for record in page if (row := table.row(record, people)) is not None)
        if len(page) < PIECE:
            return
        after = page[-1].id


def _people(storage: Storage, organization: str, ids: set[str]) -> list[Person]:
    return storage.page_of(Person, organization, where={"id": tuple(sorted(ids))}) if ids else []


def as_csv(columns: tuple[str, ...], found: Iterator[tuple[exports.Cell, ...]]) -> Pieces:
    """With a mark of its encoding in front, for spreadsheets."""
    yield b"\xef\xbb\xbf"
    for row in chain([columns], found):
        line = io.StringIO()
        csv.writer(line).writerow([exports.defused(cell) for cell in row])
        yield line.getvalue().encode()


def table_csv(name: str) -> Callable[[Storage, str, str, str], Pieces]:
    def pieces(storage: Storage, organization: str, _person: str, _language: str) -> Pieces:
        return as_csv(exports.TABLES[name].columns, rows(storage, organization, name))

    return pieces


def program_json(storage: Storage, organization: str, _person: str = "", _language: str = "") -> Pieces:
    """All tables in one document: {table: [{column: value}]}."""
    for number, (name, table) in enumerate(exports.TABLES.items()):
        yield f'{"," if number else "{"}\n"{name}": ['.encode()
        between = b"\n"
        for row in rows(storage, organization, name):
            yield between + msgspec.json.encode(dict(zip(table.columns, row, strict=True)))
            between = b",\n"
        yield b"\n]"
    yield b"\n}\n"


# -- what is mine ------------------------------------------------------------------------------------------------


def about_me(storage: Storage, organization: str, person: str, language: str) -> dict[str, list[object]]:
    """Everything of one person, by kind of record, and the messages to them that are still kept."""
    own: dict[type[Base], list[Base]] = {
        kind: _mine(storage, organization, kind, how, person) for kind, how in mine.MINE.items() if how.by
    }
    ids = {
        one
        for kind, records in own.items()
        for record in records
        for one in mine.people_in(record, mine.MINE[kind])
    }
    names = {one.id: one.name for one in _people(storage, organization, ids)}
    found: dict[str, list[object]] = {
        kind.__name__.lower(): [mine.shown(record, mine.MINE[kind], names, person) for record in records]
        for kind, records in own.items()
    }
    words = words_for(language, "UTC")
    found["messages"] = [
        {"at": one.at.isoformat(), "kind": one.kind, "words": list(lines_of(one.message, words))}
        for one in storage.messages_to(organization, person)
    ]
    return found


def _mine(storage: Storage, organization: str, kind: type[Base], how: mine.Mine, person: str) -> list[Base]:
    if how.by == ("pairing",):
        sides = ("mentor", "mentee")
        pairs = [p.id for s in sides for p in storage.page_of(Pairing, organization, where={s: (person,)})]
        return storage.page_of(kind, organization, where={"pairing": tuple(pairs)}) if pairs else []
    found = [one for by in how.by for one in storage.page_of(kind, organization, where={by: (person,)})]
    return list({one.id: one for one in found}.values())


def me_json(storage: Storage, organization: str, person: str, language: str) -> Pieces:
    yield (
        msgspec.json.format(msgspec.json.encode(about_me(storage, organization, person, language)), indent=2)
        + b"\n"
    )


def me_csv(storage: Storage, organization: str, person: str, language: str) -> Pieces:
    found = about_me(storage, organization, person, language)
    lines = (
        (kind, number, where, what)
        for kind, items in found.items()
        for number, item in enumerate(items, 1)
        for where, what in mine.flat(item)
    )
    return as_csv(("what", "number", "field", "value"), lines)


TAKEN: dict[str, Taken] = {
    **{
        f"{name}_csv": Taken(name=f"{name}.csv", content_type=CSV, admin=True, pieces=table_csv(name))
        for name in exports.TABLES
    },
    "program_json": Taken(name="program.json", content_type=JSON, admin=True, pieces=program_json),
    "me_json": Taken(name="about-me.json", content_type=JSON, pieces=me_json),
    "me_csv": Taken(name="about-me.csv", content_type=CSV, pieces=me_csv),
}
