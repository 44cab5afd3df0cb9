"""Who says what no catalog knows? Beside each person a row for every such word, found by its mark, sealed itself.

`bot/program/company/own_words.py` says which words these are; the rows follow a person whenever they are saved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.program.company.own_words import key_of, own_words_of
from bot.program.model import Person
from bot.program.snapshot import OwnWords
from storage import direct
from storage.dialects import insert_new
from storage.records import Rows
from storage.tables import own_word, person, setting

AT_ONCE: Final = 500
FILLED: Final = "own words"  # a setting: everybody there was has their rows
_INSERT = sa.insert(own_word).inline()
_NO_MORE = sa.delete(own_word).where(own_word.c.person == sa.bindparam("its_person"))


def save(db: Connection, rows: Rows, people: Iterable[Person]) -> None:
    """What these people say now; `people` as they are about to be stored."""
    people = list(people)
    known = [{"its_person": one.id} for one in people if one.version > 0]
    if known:
        direct.change(db, _NO_MORE, *known)
    said = [row for one in people for row in _rows(rows, one)]
    if said:
        direct.change(db, _INSERT, *said)


def _rows(rows: Rows, one: Person) -> list[dict[str, Any]]:
    return [
        {
            "organization": one.organization,
            "mark": rows.keys.marks(key)[0],
            "person": one.id,
            "words": rows.keys.seal(said.words),
            "taught": said.taught,
            "wanted": said.wanted,
            "changed": said.changed,
        }
        for key, said in own_words_of(one).items()
    ]


def fill(writing: Engine, rows: Rows) -> None:
    """Give those their rows who were stored before there were any; once, a few people in one transaction. Two copies
    may do so at the same time.
    """
    last = ""
    while True:
        with writing.begin() as db:
            if db.execute(sa.select(setting.c.name).where(setting.c.name == FILLED)).first():
                return
            look = sa.select(person).where(person.c.id > last).order_by(person.c.id).limit(AT_ONCE)
            people = [rows.record(Person, row) for row in db.execute(look)]
            insert_new(db, own_word, [row for one in people for row in _rows(rows, one)])
            if len(people) < AT_ONCE:
                insert_new(db, setting, [{"name": FILLED, "value": rows.keys.seal("filled")}])
                return
        last = people[-1].id


def unknown(
    db: Connection, rows: Rows, organization: str, settled: Collection[str], limit: int
) -> list[OwnWords]:
    """What people who joined say, without what is settled; what most say first."""
    marks = [mark for key in settled for mark in rows.keys.marks(key)]
    statement = (
        _asked(organization, own_word.c.mark.not_in(marks) if marks else sa.true())
        .order_by(sa.func.count().desc(), own_word.c.mark)
        .limit(limit)
    )
    return [_own_words(rows, row) for row in db.execute(statement)]


def one(db: Connection, rows: Rows, organization: str, mark: str) -> OwnWords | None:
    row = db.execute(_asked(organization, own_word.c.mark == mark)).first()
    return _own_words(rows, row) if row else None


def _asked(organization: str, which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """One row for each mark, of what people who joined say now."""
    return (
        sa.select(
            own_word.c.mark,
            sa.func.min(own_word.c.words),
            sa.func.max(sa.cast(own_word.c.taught, sa.Integer)),
            sa.func.max(sa.cast(own_word.c.wanted, sa.Integer)),
        )
        .join(person, person.c.id == own_word.c.person)
        .where(own_word.c.organization == organization, ~own_word.c.changed, which)
        .where(person.c.state == "joined", ~person.c.gone)
        .group_by(own_word.c.mark)
    )


def _own_words(rows: Rows, row: Sequence[Any]) -> OwnWords:
    mark, words, taught, wanted = row
    return OwnWords(id=mark, words=rows.keys.open(words), taught=bool(taught), wanted=bool(wanted))


def sayers(
    db: Connection, rows: Rows, organization: str, words: str, *, changed: bool, limit: int
) -> list[str]:
    """Ids of people who say so, or whose words were changed."""
    here = own_word.c.organization == organization
    marked = own_word.c.mark.in_(rows.keys.marks(key_of(words)))
    statement = (
        sa.select(own_word.c.person)
        .where(here, marked, own_word.c.changed == changed)
        .order_by(own_word.c.person)
        .limit(limit)
    )
    return list(db.execute(statement).scalars())


def forget(db: Connection, person_id: str) -> None:
    db.execute(sa.delete(own_word).where(own_word.c.person == person_id))
