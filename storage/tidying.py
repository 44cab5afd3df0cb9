"""What has been kept long enough goes, a few rows in one transaction: messages, marks of events, what failed, and who
looked. Of a post that stands in a channel only the words go. `bot/program/keeping/retention.py` says how long.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.program.keeping.retention import AUDIT, MARKS, MESSAGES, PAYLOADS
from bot.program.model import Audit
from bot.runtime.ports import Realm
from storage.codecs import SENDS
from storage.records import Rows
from storage.scrubbing import emptied
from storage.tables import OPEN, TABLES, inbox, organization, outbox, set_aside

AT_ONCE = 500
EMPTIED = "emptied"
audit = TABLES[Audit]


def too_old(realm: Realm, now: datetime) -> Iterator[tuple[sa.Table, sa.ColumnElement[bool]]]:
    """Which rows may go, by table; `now` is program time of the realm."""
    ours = sa.select(organization.c.id).where(organization.c.realm == realm)
    yield inbox, _of_place(inbox, realm) & (inbox.c.at < now - MARKS)
    yield set_aside, _of_place(set_aside, realm) & (set_aside.c.at < now - PAYLOADS)
    yield audit, audit.c.organization.in_(ours) & (audit.c.at < now - AUDIT)
    yield outbox, _over(realm, now) & ~STANDS


STANDS = (outbox.c.kind == "post") & (
    outbox.c.reference != ""
)  # in a channel, where it may yet be taken back


def _over(realm: Realm, now: datetime) -> sa.ColumnElement[bool]:
    settled = sa.func.coalesce(outbox.c.sent_at, outbox.c.over_at, outbox.c.line_at)
    return (outbox.c.realm == realm) & outbox.c.state.not_in(OPEN) & (settled < now - MESSAGES)


def empty_some(db: Connection, rows: Rows, realm: Realm, now: datetime) -> int:
    """Of a post that stands in a channel its words go; what the platform calls it stays."""
    full = _over(realm, now) & STANDS & (outbox.c.reason != EMPTIED)
    some = db.execute(sa.select(outbox.c.id, outbox.c.body).where(full).limit(AT_ONCE)).all()
    for row_id, body in some:
        try:
            empty = rows.pack(emptied(SENDS.decode(rows.keys.open(body))))
        except msgspec.DecodeError:  # of another release
            empty = ""
        db.execute(sa.update(outbox).where(outbox.c.id == row_id).values(body=empty, reason=EMPTIED))
    return len(some)


def _of_place(table: sa.Table, realm: Realm) -> sa.ColumnElement[bool]:
    """An event that a person caused is known by its place alone; all others by their organization."""
    theirs = sa.select(organization.c.id).where(organization.c.realm == "playground")
    played = table.c.place.startswith("playground:") | table.c.organization.in_(theirs)
    return played if realm == "playground" else ~played


def drop_some(db: Connection, table: sa.Table, old: sa.ColumnElement[bool]) -> int:
    key = table.primary_key.columns.values()[0]
    some = db.execute(sa.select(key).where(old).limit(AT_ONCE)).scalars().all()
    if some:
        db.execute(sa.delete(table).where(key.in_(some)))
    return len(some)
