"""The one door: `handle(event)` stores what the engine decides, and only then answers.

Inbox mark, records, due times, jobs and outbox rows are one short transaction around `step`. A lost race runs
the event again; a step that fails saves nothing, is set aside for `app.py replay`, and the person gets one
apology. After the commit delivery and worker are woken.
"""

from __future__ import annotations

import asyncio
import logging
import random
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

import msgspec

from bot.conversation.messages import Message, Say, phrase
from bot.engine import needs, step
from bot.events import Event, FellDue, FromPerson, InOrganization, PeopleRead
from bot.outcome import About, Outcome, Send
from bot.program.model import Base
from bot.program.nudges import dues_of
from bot.program.snapshot import Query, Snapshot
from bot.runtime.counts import Counts
from bot.runtime.errors import ConcurrentUpdate
from bot.runtime.ports import Due, Handled, Realm, SetAside, Storage, UnitOfWork

T = TypeVar("T")
ATTEMPTS = 8
log = logging.getLogger(__name__)


class StepFailed(Exception):
    """The pure part raised: a mistake of ours. Carries where, never what people wrote."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(where)


class Service:
    """Owns the storage threads. `wake` is called after each commit that left something to deliver or to
    work on.
    """

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.counts = Counts()
        self.threads = ThreadPoolExecutor(storage.threads, thread_name_prefix="storage")
        self._wakers: list[Callable[[], None]] = []

    def on_commit(self, wake: Callable[[], None]) -> None:
        self._wakers.append(wake)

    async def call(self, blocking: Callable[[], T]) -> T:
        """Make a blocking call of the storage in a storage thread."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, blocking)

    async def handle(self, event: Event) -> Handled:
        """Store what an event leads to; returns only after the commit. Raises what the database raises when
        it is gone.
        """
        loop = asyncio.get_running_loop()
        handled = await loop.run_in_executor(self.threads, handle, self.storage, event)
        self.counts.handled(event, handled.status)
        for wake in self._wakers:
            wake()
        return handled

    def close(self) -> None:
        self.threads.shutdown(wait=True)


def handle(storage: Storage, event: Event) -> Handled:
    """The same, blocking: for the command line, tests and the simulation."""
    for attempt in range(ATTEMPTS):
        try:
            return _once(storage, event)
        except ConcurrentUpdate:
            if attempt == ATTEMPTS - 1:
                raise
            log.info("event %s lost a race, running again", event.id)
        except StepFailed as failed:
            log.error(
                "event %s (%s) failed and is set aside: %s", event.id, type(event).__name__, failed.where
            )
            return _set_aside(storage, event, failed.where)
    raise AssertionError("unreachable")


def _once(storage: Storage, event: Event) -> Handled:
    with storage.begin() as work:
        new = work.is_new(event)
        if isinstance(event, FellDue):
            due = Due(rule=event.rule, subject=event.subject, at=event.due)
            work.drop_due(event.organization, due)
        if not new:
            return Handled(status="duplicate")
        snapshot = Snapshot()
        decided: Outcome | Query = needs(event)
        while isinstance(decided, Query):
            snapshot = msgspec.structs.replace(work.load(decided), seen=decided)
            decided = _step(snapshot, event)
        _apply(work, event, snapshot, decided)
        return Handled(status="handled", reply=decided.reply)


def _step(snapshot: Snapshot, event: Event) -> Outcome | Query:
    try:
        return step(snapshot, event)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} at {frame.name}:{frame.lineno}"
        raise StepFailed(where) from error


def _apply(work: UnitOfWork, event: Event, snapshot: Snapshot, outcome: Outcome) -> None:
    organization, realm = _belongs(event, snapshot, outcome)
    work.save(outcome.saves)
    for record in outcome.saves:
        dues = tuple(Due(rule=rule, subject=record.id, at=at) for rule, at in dues_of(record))
        if dues or record.version:
            work.set_due(organization, realm, record.id, dues)
    if outcome.sends:
        work.enqueue(event, organization, realm, outcome.sends)
    if outcome.jobs:
        work.ask(event, organization, realm, outcome.jobs)
    for row in outcome.settled:
        work.settle_doubt(row)


def _belongs(event: Event, snapshot: Snapshot, outcome: Outcome) -> tuple[str, Realm]:
    made = next((r for r in outcome.saves if isinstance(r, Base) and r.id == r.organization), None)
    if snapshot.organization is not None:
        return snapshot.organization.id, snapshot.organization.realm
    realm: Realm = "live"
    if isinstance(event, FromPerson):
        realm = event.sender.realm
    elif isinstance(event, PeopleRead):
        realm = event.realm
    return (made.id if made else ""), realm


def _set_aside(storage: Storage, event: Event, where: str) -> Handled:
    """Keep the event for `replay`; the person it came from hears about it once."""
    with storage.begin() as work:
        if not work.is_new(event):
            return Handled(status="duplicate")
        query = Query(sender=event.sender) if isinstance(event, FromPerson) else Query()
        if isinstance(event, InOrganization):
            query = Query(organization=event.organization)
        snapshot = work.load(query)
        organization = snapshot.organization
        work.set_aside(
            SetAside(event=event, organization=organization.id if organization else "", error=where)
        )
        if organization is not None and snapshot.me is not None:
            text = phrase("apology", code=event.id[-8:])
            message = Message(blocks=(Say(text=text),), summary=text)
            send = Send(
                kind="apology",
                name="apology",  # so that a replay's own messages find their places free
                message=message,
                person=snapshot.me.id,
                about=About(person=snapshot.me.id),
            )
            work.enqueue(event, organization.id, organization.realm, (send,))
    return Handled(status="set_aside")


def replay(storage: Storage) -> tuple[int, int]:
    """Handle all events that were set aside once more; (handled, still failing)."""
    done = failing = 0
    for aside in storage.set_aside_events():
        with storage.begin() as work:
            work.unset_aside(aside.event.id)
        status = handle(storage, aside.event).status
        done, failing = (done + 1, failing) if status == "handled" else (done, failing + 1)
    return done, failing


def backoff_s(attempts: int, event_id: str, *, most: float = 600.0) -> float:
    """Seconds to wait before the next attempt: doubling from 1, with a fifth of chance so that copies spread."""
    spread = random.Random(event_id + str(attempts)).uniform(0.9, 1.1)
    return float(min(most, 2.0 ** min(attempts, 12)) * spread)


def due_event(organization: str, due: Due, now: datetime) -> FellDue:
    """The event of something due: its id is made of what is due and when, so that it happens once."""
    return FellDue(
        id=f"due:{due.rule}:{due.subject}:{due.at.isoformat()}",
        at=now,
        organization=organization,
        rule=due.rule,
        subject=due.subject,
        due=due.at,
    )
