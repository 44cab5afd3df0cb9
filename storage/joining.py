"""How does one organization become part of another? Its places, people, channels and messages move; all else goes.

`MOVED` has a row for every table whose rows stay; `memory_joining.py` does the same on mappings.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.outcome import Join
from bot.program.model import NAMESAKE
from bot.runtime.errors import ConcurrentUpdate
from storage import forgotten as forgetting
from storage.tables import (
    METADATA,
    account,
    audit,
    channel,
    cohort,
    due,
    forgotten,
    inbox,
    link,
    organization,
    outbox,
    own_word,
    person,
    person_name,
    place,
    set_aside,
)

MOVED: Final = (
    place,
    account,
    person,
    person_name,
    own_word,
    link,
    channel,
    audit,
    outbox,
    due,
    inbox,
    set_aside,
)


def join(db: Connection, joined: Join) -> None:
    """All at once: whoever reads `place` in another transaction is done before, or begins anew after this."""
    if db.dialect.name == "postgresql":
        db.execute(sa.text("LOCK TABLE place IN ACCESS EXCLUSIVE MODE"))
    _still(db, joined)
    _one_file(db, joined)
    theirs = (person.c.organization == joined.gone) & person.c.reachable
    db.execute(sa.update(person).where(theirs).values(link=NAMESAKE))  # who may be known there already
    people = sa.select(person.c.id).where(person.c.organization == joined.gone)
    db.execute(sa.delete(due).where(due.c.organization == joined.gone, due.c.subject.not_in(people)))
    _marks(db, joined)
    for table in MOVED:
        db.execute(
            sa.update(table).where(table.c.organization == joined.gone).values(organization=joined.into)
        )
    for table in reversed(METADATA.sorted_tables):
        if table is organization:
            db.execute(sa.delete(table).where(table.c.id == joined.gone))
        elif "organization" in table.c and table not in MOVED:
            db.execute(sa.delete(table).where(table.c.organization == joined.gone))


def _still(db: Connection, joined: Join) -> None:
    """Another transaction may have been faster: then the step decides again."""
    begun = sa.select(cohort.c.id).where(cohort.c.organization == joined.gone).limit(1)
    there = sa.select(organization.c.id).where(organization.c.id == joined.into)
    if db.execute(begun).first() is not None or db.execute(there).first() is None:
        raise ConcurrentUpdate(f"organization {joined.gone} cannot join {joined.into} any more")


def _one_file(db: Connection, joined: Join) -> None:
    """A company has one HR file. Where both have read one, that of the organization that is joined counts: of the other
    people those stay who have an account, and the next file finds them by that, or by their e-mail address.
    """
    filed = person.c.external != ""
    theirs = sa.select(person.c.id).where(person.c.organization == joined.into, filed).limit(1)
    if db.execute(theirs).first() is None:
        return
    mine = person.c.organization == joined.gone
    reached = sa.select(account.c.person).where(account.c.organization == joined.gone)
    db.execute(sa.delete(person).where(mine, filed, person.c.id.not_in(reached)))
    db.execute(sa.update(person).where(mine, filed).values(external="", manager="", fingerprint=""))


def _marks(db: Connection, joined: Join) -> None:
    """Who wanted to be forgotten stays so."""
    here = sa.select(forgotten.c.mark).where(forgotten.c.organization == joined.gone)
    marks = [forgetting.moved(mark, joined.gone) for mark in db.execute(here).scalars().all()]
    if marks:
        rows = [{"organization": joined.into, "mark": mark} for mark in marks]
        db.execute(sa.insert(forgotten), rows)
