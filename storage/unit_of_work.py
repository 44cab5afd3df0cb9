"""What does one transaction do? Mark the event, load what the step needs, save what it decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from hashlib import blake2b
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.events import Event, FromPerson, InPlace, Sender
from bot.outcome import Forget, Job, Join, Reword, Send, Uninstall
from bot.program.model import Account, Audit, Base, Person, Proposal, Record
from bot.program.snapshot import Query, Snapshot
from bot.runtime.errors import ConcurrentUpdate
from bot.runtime.ports import Due, Realm, SetAside
from storage import direct, joining, outbox, own_words, waiting
from storage.dialects import insert_new
from storage.erasing import erase_organization, forget_person, remember_person, uninstall
from storage.forgetting import forget_records
from storage.queries import load
from storage.reader import DatabaseReader
from storage.records import Rows, beginning, names_of
from storage.tables import TABLES, inbox, person_name, set_aside

_NAMES = sa.insert(person_name).inline()
_NAMES_NO_MORE = sa.delete(person_name).where(person_name.c.person == sa.bindparam("its_person"))
OWN = ("id", "organization", "version")  # what a row is known by
COUNTED_SAVES: dict[type[Base], bool] = {
    Account: True,
    Proposal: False,
    Audit: False,
}  # `saved` is set at every save, or at the first


def mark_of(event_id: str) -> str:
    """What is kept of an event that was handled: enough to know it again, nothing of whose it was."""
    return blake2b(event_id.encode(), digest_size=16).hexdigest()


def organization_of(event: Event) -> str:
    """What the event itself says; "" when only its place can tell."""
    return "" if isinstance(event, FromPerson | InPlace) else event.organization


def place_of(event: Event) -> str:
    where = event.sender if isinstance(event, FromPerson) else event
    return where.place_id if isinstance(where, Sender | InPlace) else ""


@cache
def _update_of(table: sa.Table) -> sa.Update:
    """Of the row as it was read."""
    return sa.update(table).where(*(table.c[name] == sa.bindparam(f"own_{name}") for name in OWN))


@cache
def _delete_of(table: sa.Table) -> sa.Delete:
    """The same row, to be taken out."""
    return sa.delete(table).where(*(table.c[name] == sa.bindparam(f"own_{name}") for name in OWN))


@cache
def _last_saved(table: sa.Table) -> sa.Select[Any]:
    return sa.select(sa.func.max(table.c.saved)).where(
        table.c.organization == sa.bindparam("in_organization")
    )


def _some(records: list[Record]) -> str:
    return ", ".join(sorted(record.id for record in records)[:5])


class DatabaseUnit:
    """The unit of work on one connection; whoever made it commits or rolls back."""

    def __init__(self, db: Connection, rows: Rows) -> None:
        self._db = db
        self._rows = rows

    def is_new(self, event: Event) -> bool:
        mark = {
            "event": mark_of(event.id),
            "organization": organization_of(event),
            "place": place_of(event),
            "at": event.at,
        }
        return insert_new(self._db, inbox, [mark]) == 1

    def load(self, query: Query) -> Snapshot:
        return load(DatabaseReader(self._db, self._rows), query)

    def queued(self, organization: str, row_id: str) -> Send | None:
        row = DatabaseReader(self._db, self._rows).queued(organization, row_id)
        return row.send if row else None

    def save(self, records: Iterable[Record]) -> None:
        by_kind: dict[type[Base], list[Record]] = {}
        for record in records:
            by_kind.setdefault(type(record), []).append(record)
        for kind, some in by_kind.items():
            new = [record for record in some if record.version == 0]
            changed = [record for record in some if record.version > 0]
            self._insert(kind, new)
            self._update(kind, changed)
        people = [record for record in by_kind.get(Person, ()) if isinstance(record, Person)]
        self._save_names(people)
        own_words.save(self._db, self._rows, people)

    def remove(self, records: Iterable[Record]) -> None:
        for record in records:
            table = TABLES[type(record)]
            values = {f"own_{name}": getattr(record, name) for name in OWN}
            if direct.change(self._db, _delete_of(table), values) != 1:
                raise ConcurrentUpdate(f"{table.name} {record.id}: a version has moved on")

    def _insert(self, kind: type[Base], records: list[Record]) -> None:
        if not records:
            return
        table = TABLES[kind]
        rows = [{**self._rows.row(record), "version": 1} for record in records]
        if kind in COUNTED_SAVES:
            self._count_saves(table, rows)
        if insert_new(self._db, table, rows) != len(rows):
            raise ConcurrentUpdate(f"{table.name} {_some(records)}: there is one with this id already")

    def _update(self, kind: type[Base], records: list[Record]) -> None:
        """All in one statement, executed for each; that some row was not as expected shows in the count."""
        if not records:
            return
        table = TABLES[kind]
        rows = [self._rows.row(record) for record in records]
        if COUNTED_SAVES.get(kind):
            self._count_saves(table, rows)
        for row in rows:
            row["own_id"], row["own_organization"] = row.pop("id"), row.pop("organization")
            row["own_version"] = row["version"]
            row["version"] += 1
        if direct.change(self._db, _update_of(table), *rows) != len(rows):
            raise ConcurrentUpdate(f"{table.name} {_some(records)}: a version has moved on")

    def _count_saves(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        last: dict[str, int] = {}
        for row in rows:
            here: str = row["organization"]
            if here not in last:
                found = direct.first(self._db, _last_saved(table), {"in_organization": here})
                last[here] = (found and found[0]) or 0
            row["saved"] = last[here] = last[here] + 1

    def _save_names(self, people: list[Person]) -> None:
        known = [{"its_person": person.id} for person in people if person.version > 0]
        if known:
            direct.change(self._db, _NAMES_NO_MORE, *known)
        names = [
            {
                "organization": person.organization,
                "prefix": beginning(word),
                "token": word,
                "person": person.id,
            }
            for person in people
            for word in names_of(person)
        ]
        if names:
            direct.change(self._db, _NAMES, *names)

    def set_due(self, organization: str, realm: Realm, subject: str, dues: Sequence[Due]) -> None:
        waiting.set_due(self._db, organization, realm, subject, dues)

    def drop_due(self, organization: str, due: Due) -> None:
        waiting.drop_due(self._db, organization, due)

    def enqueue(
        self, event: Event, organization: str, realm: Realm, sends: Sequence[Send]
    ) -> tuple[str, ...]:
        owner = outbox.Owner(event=event, organization=organization, realm=realm)
        return outbox.enqueue(self._db, self._rows, owner, sends)

    def drop_waiting(self, organization: str, pairing: str, reason: str) -> None:
        outbox.drop_waiting(self._db, organization, pairing, reason)

    def reword(self, organization: str, reword: Reword) -> None:
        outbox.reword(self._db, self._rows, organization, reword)

    def unsay(self, organization: str, story: str) -> None:
        outbox.unsay(self._db, self._rows, organization, story)

    def ask(self, event: Event, organization: str, realm: Realm, jobs: Sequence[Job]) -> None:
        waiting.ask(self._db, outbox.Owner(event=event, organization=organization, realm=realm), jobs)

    def give_up(self, row_id: str, state: Literal["failed", "doubt"], reason: str, *, at: datetime) -> None:
        outbox.give_up(self._db, row_id, state, reason, at=at)

    def settle_doubt(self, row_id: str) -> None:
        outbox.settle_doubt(self._db, row_id)

    def forget(self, organization: str, forget: Forget) -> None:
        reader = DatabaseReader(self._db, self._rows)
        leaving = forget_records(reader, organization, forget, self.save, self._remove)
        if leaving is not None:
            forget_person(self._db, self._rows, leaving)

    def _remove(self, kind: type[Base], ids: list[str]) -> None:
        table = TABLES[kind]
        self._db.execute(sa.delete(table).where(table.c.id.in_(ids)))

    def remember(self, person: Person) -> None:
        remember_person(self._db, self._rows, person)

    def resume(self, organization: str, receiver: str) -> None:
        outbox.resume(self._db, organization, receiver)

    def uninstall(self, installation: Uninstall) -> None:
        uninstall(self._db, installation)

    def erase(self, organization: str) -> None:
        erase_organization(self._db, organization)

    def join(self, join: Join) -> None:
        joining.join(self._db, join)

    def set_aside(self, aside: SetAside) -> None:
        """An event that fails again is kept with its newest error."""
        event = aside.event
        self._db.execute(sa.delete(set_aside).where(set_aside.c.event == event.id))
        row = {
            "event": event.id,
            "organization": aside.organization,
            "place": place_of(event),
            "at": event.at,
            "error": aside.error,
            "body": self._rows.pack(event),
        }
        self._db.execute(sa.insert(set_aside), row)

    def unset_aside(self, event_id: str) -> bool:
        forgotten = sa.delete(set_aside).where(set_aside.c.event == event_id).returning(set_aside.c.event)
        if self._db.execute(forgotten).first() is None:
            return False
        self._db.execute(sa.delete(inbox).where(inbox.c.event == mark_of(event_id)))
        return True
