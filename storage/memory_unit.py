"""What does one transaction of the memory storage do? The same as `unit_of_work.py`, on mappings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from bot.events import Event
from bot.outcome import Forget, Job, Join, Reword, Send, Uninstall
from bot.program.model import Base, Person, Record
from bot.program.snapshot import Query, Snapshot
from bot.runtime.errors import ConcurrentUpdate
from bot.runtime.ports import Due, Realm, SetAside
from storage import memory_joining
from storage.forgetting import forget_records
from storage.lanes import REPLY, lanes_of
from storage.memory_forgetting import erase, forget_person, remember_person
from storage.memory_reader import MemoryReader
from storage.memory_state import Asked, Falls, Kept, State, Waiting
from storage.outbox import (
    NOTHING,
    STORY_OVER,
    Owner,
    channel_key,
    line_key,
    one_pairing,
    one_story,
    person_key,
    same_message,
    stands_from,
)
from storage.queries import load
from storage.tables import OPEN
from storage.unit_of_work import COUNTED_SAVES, mark_of, organization_of, place_of
from storage.waiting import job_id, one_subject


class MemoryUnit:
    """Works on the state directly; whoever made it commits or undoes."""

    def __init__(self, state: State) -> None:
        self._state = state

    def is_new(self, event: Event) -> bool:
        mark = mark_of(event.id)
        if mark in self._state.inbox:
            return False
        self._state.put(self._state.inbox, mark, (organization_of(event), place_of(event), event.at))
        return True

    def load(self, query: Query) -> Snapshot:
        return load(MemoryReader(self._state), query)

    def queued(self, organization: str, row_id: str) -> Send | None:
        row = MemoryReader(self._state).queued(organization, row_id)
        return row.send if row else None

    def save(self, records: Iterable[Record]) -> None:
        for record in records:
            self._save(record)

    def _save(self, record: Record) -> None:
        table = self._state.kept(type(record))
        before = table.get(record.id)
        if record.version == 0 and before is not None:
            raise ConcurrentUpdate(f"{type(record).__name__} {record.id}: there is one with this id already")
        if record.version > 0 and not _is_current(before, record):
            raise ConcurrentUpdate(
                f"{type(record).__name__} {record.id}: version {record.version} has moved on"
            )
        saved = self._state.number() if before is None or COUNTED_SAVES.get(type(record)) else before.saved
        newer = msgspec.structs.replace(record, version=record.version + 1)
        self._state.put(table, record.id, Kept(record=newer, saved=saved))

    def remove(self, records: Iterable[Record]) -> None:
        for record in records:
            table = self._state.kept(type(record))
            if not _is_current(table.get(record.id), record):
                raise ConcurrentUpdate(f"{type(record).__name__} {record.id}: a version has moved on")
            self._state.drop(table, [record.id])

    def set_due(self, organization: str, realm: Realm, subject: str, dues: Sequence[Due]) -> None:
        one_subject(subject, dues)
        state = self._state
        state.drop(state.due, tuple(state.due_for[organization, subject]))
        for due in dues:
            row = Falls(organization=organization, realm=realm, due=due)
            state.put(state.due, (organization, subject, due.rule), row)

    def drop_due(self, organization: str, due: Due) -> None:
        key = (organization, due.subject, due.rule)
        if key in self._state.due and self._state.due[key].due == due:
            self._state.drop(self._state.due, [key])

    def enqueue(
        self, event: Event, organization: str, realm: Realm, sends: Sequence[Send]
    ) -> tuple[str, ...]:
        ids = Owner(event=event, organization=organization, realm=realm).ids(sends)
        for row_id, send, lane in zip(ids, sends, lanes_of(ids, sends), strict=True):
            row = Waiting(
                sequence=self._state.number(),
                id=row_id,
                organization=organization,
                realm=realm,
                address=line_key(send),
                send=send,
                created_at=event.at,
                not_before=self._not_before(organization, send),
                line_at=stands_from(event, send),
                lane=lane,
            )
            self._hurry(row)
            if row.not_before is not None:
                row = msgspec.structs.replace(row, line_at=max(row.line_at, row.not_before))
            self._state.drop(self._state.outbox, tuple(self._state.superseded[organization, row.address]))
            queued = self._state.outbox.get(row_id)
            if queued is not None:
                same_message(row_id, send, queued.send)
            else:
                self._state.put(self._state.outbox, row_id, row)
        return ids

    def _hurry(self, row: Waiting) -> None:
        """What it replaces goes before it, with all that is to be read before that."""
        replaced = self._state.outbox.get(row.send.replaces)
        line = (row.organization, row.address)
        if replaced is None or replaced.state not in OPEN or replaced.lane >= row.lane:
            return
        if (replaced.organization, replaced.address) != line:
            return
        until = (replaced.line_at, replaced.sequence, replaced.id)
        for place in [one for one in self._state.line[line] if one <= until]:
            other = self._state.outbox[place[2]]
            self._state.put(self._state.outbox, other.id, msgspec.structs.replace(other, lane=REPLY))

    def _not_before(self, organization: str, send: Send) -> datetime | None:
        """What replaces a message that still waits for its time waits as long, to come after it."""
        replaced = self._state.outbox.get(send.replaces)
        if replaced is None or replaced.state not in OPEN or replaced.not_before is None:
            return send.not_before
        if (replaced.organization, replaced.address) != (organization, line_key(send)):
            return send.not_before
        return max(replaced.not_before, send.not_before or replaced.not_before)

    def drop_waiting(self, organization: str, pairing: str, reason: str) -> None:
        for row_id in tuple(self._state.waits_about[organization, one_pairing(pairing)]):
            row = self._state.outbox[row_id]
            dropped = msgspec.structs.replace(row, state="dropped", reason=reason)
            self._state.put(self._state.outbox, row_id, dropped)

    def reword(self, organization: str, reword: Reword) -> None:
        row = self._state.outbox.get(reword.outbox)
        if row is None or row.organization != organization:
            return
        send = msgspec.structs.replace(row.send, message=reword.message)
        if row.state == "leased":
            row = msgspec.structs.replace(row, state="ready", free_s=0.0, lease=row.lease + 1)
        self._state.put(self._state.outbox, row.id, msgspec.structs.replace(row, send=send))

    def unsay(self, organization: str, story: str) -> None:
        for row_id in tuple(self._state.of_story[organization, one_story(story)]):
            row = self._state.outbox[row_id]
            silent = msgspec.structs.replace(row, send=msgspec.structs.replace(row.send, message=NOTHING))
            if row.state in ("ready", "leased"):
                silent = msgspec.structs.replace(silent, state="dropped", reason=STORY_OVER)
            self._state.put(self._state.outbox, row_id, silent)

    def ask(self, event: Event, organization: str, realm: Realm, jobs: Sequence[Job]) -> None:
        owner = Owner(event=event, organization=organization, realm=realm)
        for at, job in enumerate(jobs):
            if job_id(owner, at) not in self._state.jobs:
                asked = Asked(sequence=self._state.number(), organization=organization, realm=realm, job=job)
                self._state.put(self._state.jobs, job_id(owner, at), asked)

    def give_up(self, row_id: str, state: Literal["failed", "doubt"], reason: str, *, at: datetime) -> None:
        row = self._state.outbox.get(row_id)
        if row is not None and row.state in OPEN:
            over = msgspec.structs.replace(row, state=state, reason=reason, over_at=at)
            self._state.put(self._state.outbox, row_id, over)

    def forget(self, organization: str, forget: Forget) -> None:
        leaving = forget_records(MemoryReader(self._state), organization, forget, self.save, self._remove)
        if leaving is not None:
            forget_person(self._state, leaving)

    def _remove(self, kind: type[Base], ids: list[str]) -> None:
        self._state.drop(self._state.kept(kind), ids)

    def remember(self, person: Person) -> None:
        remember_person(self._state, person)

    def resume(self, organization: str, receiver: str) -> None:
        its = (channel_key(receiver), person_key(receiver))
        for _, _, row_id in [one for key in its for one in self._state.line[organization, key]]:
            row = self._state.outbox[row_id]
            if row.state == "ready":
                self._state.put(self._state.outbox, row_id, msgspec.structs.replace(row, free_s=0.0))

    def uninstall(self, installation: Uninstall) -> None:
        """There are no tokens here."""

    def erase(self, organization: str) -> None:
        erase(self._state, organization)

    def join(self, join: Join) -> None:
        memory_joining.join(self._state, join)

    def settle_doubt(self, row_id: str) -> None:
        row = self._state.outbox.get(row_id)
        if row is None or row.state != "doubt":
            raise ConcurrentUpdate(f"outbox row {row_id} is not in doubt")
        self._state.put(self._state.outbox, row_id, msgspec.structs.replace(row, state="settled"))

    def set_aside(self, aside: SetAside) -> None:
        self._state.put(self._state.aside, aside.event.id, (place_of(aside.event), aside))

    def unset_aside(self, event_id: str) -> bool:
        if event_id not in self._state.aside:
            return False
        self._state.drop(self._state.aside, [event_id])
        self._state.drop(self._state.inbox, [mark_of(event_id)])
        return True


def _is_current(before: Kept | None, record: Record) -> bool:
    if before is None or before.record.organization != record.organization:
        return False
    return before.record.version == record.version
