"""The one door: `handle(event)` stores what the engine decides, and only then answers.

Inbox mark, records, due times, jobs and outbox rows are one short transaction around `step`. A lost race runs
the event again; a step that fails saves nothing, is set aside for `app.py replay`, and the person gets one
apology. After the commit delivery and worker are woken.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from bot.conversation.messages import Message, Say, phrase
from bot.engine import needs, step
from bot.events import (
    Commanded,
    DeliveryFailed,
    DirectoryRead,
    Event,
    FellDue,
    FromPerson,
    HomeOpened,
    InOrganization,
    PeopleRead,
    Pressed,
    Submitted,
)
from bot.outcome import About, Outcome, Send
from bot.program.model import Base
from bot.program.nudges import dues_of
from bot.program.snapshot import Query, Snapshot
from bot.runtime.counts import Counts
from bot.runtime.errors import ConcurrentUpdate, StorageUnavailable
from bot.runtime.in_place import shown_in_place
from bot.runtime.ports import Due, Handled, Realm, SetAside, Storage, UnitOfWork

T = TypeVar("T")
ATTEMPTS = 8  # lost races in a row: far more than chance explains
FAILURES = 2  # of another kind: a connection may break once
log = logging.getLogger(__name__)


class Stored(NamedTuple):
    """What became of an event; `asks` says whether it asked for work."""

    handled: Handled
    realm: Realm
    asks: bool = False


class StepFailed(Exception):
    """The pure part raised: a mistake of ours. Carries where, never what people wrote."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(where)


class Service:
    """Owns the storage threads."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.counts = Counts()
        self.threads = ThreadPoolExecutor(storage.threads, thread_name_prefix="storage")
        self._wakers: list[tuple[Callable[[], None], Realm | None, bool]] = []
        self._owed: dict[int, float] = {}  # when each call was given to the storage that has no answer yet
        self._stored_s = 0.0
        self._numbers = count()

    def on_commit(
        self, wake: Callable[[], None], realm: Realm | None = None, *, for_work: bool = False
    ) -> None:
        """Call `wake` after each event of a realm (`None`: of any) that was stored, in the event loop; `for_work`: only
        after those that asked for some.
        """
        self._wakers.append((wake, realm, for_work))

    async def call(self, blocking: Callable[[], T]) -> T:
        """Make a blocking call of the storage in a storage thread."""
        return await self._begin(blocking)[1]

    async def handle(self, event: Event) -> Handled:
        """Store what an event leads to; returns only after the commit. Raises what the database raises when it
        is gone. It may be cancelled: what no storage thread has begun is not stored then, all else is.
        """
        loop = asyncio.get_running_loop()
        storing, waiting = self._begin(partial(_stored, self.storage, event))
        try:
            stored = await waiting
        except asyncio.CancelledError:
            storing.add_done_callback(lambda done: _in(loop, self._stored_alone, event, done))
            raise
        return self._tell(event, stored)

    def owes_since_s(self) -> float | None:
        """Since when (`time.monotonic`) no event was stored though something waits; `None` when nothing does."""
        first = next(iter(self._owed.values()), None)
        return None if first is None else max(first, self._stored_s)

    def _begin(self, blocking: Callable[[], T]) -> tuple[Future[T], asyncio.Future[T]]:
        """What a storage thread does, and what waits for it in the event loop, which it wakes but once."""
        number, loop = next(self._numbers), asyncio.get_running_loop()
        begun = self.threads.submit(blocking)
        self._owed[number] = time.monotonic()
        waiting = asyncio.wrap_future(begun)

        def answered(_: asyncio.Future[T]) -> None:
            if begun.done():
                self._owed.pop(number)
            else:  # nobody waits any more
                begun.add_done_callback(lambda _: _in(loop, self._owed.pop, number))

        waiting.add_done_callback(answered)
        return begun, waiting

    def _tell(self, event: Event, stored: Stored) -> Handled:
        self._stored_s = time.monotonic()
        handled, realm, asks = stored
        self.counts.handled(event, handled.status)
        for wake, wanted, for_work in self._wakers:
            if handled.status != "duplicate" and wanted in (None, realm) and (asks or not for_work):
                wake()
        return handled

    def _stored_alone(self, event: Event, done: Future[Stored]) -> None:
        """Nobody waits for it any more, but for those that it gives something to do."""
        if not done.cancelled() and done.exception() is None:
            self._tell(event, done.result())

    def close(self) -> None:
        self.threads.shutdown(wait=True)


def _in(loop: asyncio.AbstractEventLoop, call: Callable[..., object], *arguments: object) -> None:
    """From a storage thread; nobody is there any more when the process ends."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(call, *arguments)


DUPLICATE = Stored(Handled(status="duplicate"), "live")


def handle(storage: Storage, event: Event) -> Handled:
    """The same, blocking: for the command line, tests and the simulation."""
    return _stored(storage, event)[0]


def replay(storage: Storage) -> tuple[int, int]:
    """Handle all events that were set aside once more; (handled, still failing)."""
    done = failing = 0
    for aside in storage.set_aside_events():
        status = _stored(storage, aside.event, again=True)[0].status
        done, failing = done + (status == "handled"), failing + (status == "set_aside")
    return done, failing


def _stored(storage: Storage, event: Event, *, again: bool = False) -> Stored:
    """`again`: the event was set aside; taken up anew in the same transaction that handles it.

    What fails twice without a lost race is a mistake of ours. When it is the database that is gone or full, that is
    raised, and the platform sends the event again: there is nothing to replay, and nobody to apologize to.
    """
    lost = failures = 0
    while True:
        try:
            return _once(storage, event, again=again)
        except ConcurrentUpdate as error:
            lost, where = lost + 1, _where(error)
            if lost < ATTEMPTS:
                log.info("event %s lost a race, running again", event.id)
                time.sleep(random.uniform(0.0, min(0.08, 0.005 * 2.0**lost)))
                continue
        except StepFailed as failed:
            where = failed.where
        except StorageUnavailable as error:
            failures += 1
            if failures < FAILURES:  # the one connection may be broken that was at hand
                continue
            log.error("event %s is not stored and not acknowledged: %s", event.id, error)
            raise
        except Exception as error:
            failures, where = failures + 1, _where(error)
            if failures < FAILURES:
                log.warning("event %s could not be stored, running again: %s", event.id, where)
                continue
        log.error("event %s (%s) failed and is set aside: %s", event.id, type(event).__name__, where)
        return _set_aside(storage, event, where, again=again)


def _where(error: BaseException) -> str:
    """Its class, and the place it was raised at; its own words may be somebody's."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno} in {frame.name}"


def _pure(decide: Callable[[], T]) -> T:
    try:
        return decide()
    except Exception as error:
        raise StepFailed(_where(error)) from error


def _is_new(work: UnitOfWork, event: Event, *, again: bool) -> bool:
    """Mark the event; whatever comes of it, what fell due or was not delivered is over with it. A look that is answered
    at once is the same however often it is made, and leaves no mark.
    """
    if again and not work.unset_aside(event.id):
        return False
    if isinstance(event, HomeOpened) and event.shows:
        return True
    new = work.is_new(event)
    if isinstance(event, FellDue):
        work.drop_due(event.organization, Due(rule=event.rule, subject=event.subject, at=event.due))
    elif isinstance(event, DeliveryFailed) and not event.waits:
        work.give_up(event.outbox, "doubt" if event.doubt else "failed", event.reason, at=event.at)
    return new


def once(work: UnitOfWork, event: Event, *, again: bool = False) -> tuple[Outcome, Realm] | None:
    """Decide, and save what was decided; `None` when the event was handled before."""
    if not _is_new(work, event, again=again):
        return None
    snapshot, decided = _decided(work, event)
    realm = _apply(work, event, snapshot, decided)
    return shown_in_place(work, event, snapshot, decided), realm


def _decided(work: UnitOfWork, event: Event) -> tuple[Snapshot, Outcome]:
    snapshot = Snapshot()
    decided: Outcome | Query = _pure(partial(needs, event))
    while isinstance(decided, Query):
        if decided == snapshot.seen:
            raise StepFailed("asks for what it has been shown")
        snapshot = msgspec.structs.replace(work.load(decided), seen=decided)
        decided = _pure(partial(step, snapshot, event))
    return snapshot, decided


def _once(storage: Storage, event: Event, *, again: bool) -> Stored:
    with storage.begin() as work:
        done = once(work, event, again=again)
        if done is None:
            return _answered_again(work, event)
    decided, realm = done
    if decided.forgets or decided.removes or decided.uninstalls or decided.erases or decided.joins:
        storage.wipe_deleted()
    handled = Handled(status="handled", reply=decided.reply, language=decided.language)
    return Stored(handled, realm, asks=bool(decided.jobs))


def _answered_again(work: UnitOfWork, event: Event) -> Stored:
    """What waits for its direct answer has one effect however often it is sent, and its answer again: from what is true
    now.
    """
    waits = (isinstance(event, Pressed | Commanded) and event.opens) or (
        isinstance(event, Pressed) and event.shows
    )
    if not isinstance(event, Submitted) and not waits:
        return DUPLICATE
    decided = shown_in_place(work, event, *_decided(work, event))
    return Stored(Handled(status="duplicate", reply=decided.reply, language=decided.language), "live")


def _apply(work: UnitOfWork, event: Event, snapshot: Snapshot, outcome: Outcome) -> Realm:
    organization, realm = _belongs(event, snapshot, outcome)
    if outcome.joins is not None:
        work.join(outcome.joins)
        organization = outcome.joins.into
    dues = [(record, _pure(partial(dues_of, record))) for record in outcome.saves]
    work.save(outcome.saves)
    work.remove(outcome.removes)
    for record, moments in dues:
        if moments or record.version:
            due = tuple(Due(rule=rule, subject=record.id, at=at) for rule, at in moments)
            work.set_due(organization, realm, record.id, due)
    for drop in outcome.drops:
        work.drop_waiting(organization, drop.pairing, drop.reason)
    for reword in outcome.rewords:
        work.reword(organization, reword)
    for story in outcome.unsays:
        work.unsay(organization, story)
    for forget in outcome.forgets:
        work.forget(organization, forget)
    for person in outcome.remembers:
        work.remember(person)
    if outcome.sends:
        work.enqueue(event, organization, realm, outcome.sends)
    if outcome.jobs:
        work.ask(event, organization, realm, outcome.jobs)
    for row in outcome.settled:
        work.settle_doubt(row)
    for receiver in outcome.resumes:
        work.resume(organization, receiver)
    for installation in outcome.uninstalls:
        work.uninstall(installation)
    if outcome.erases:
        work.erase(organization)
    return realm


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


def _set_aside(storage: Storage, event: Event, where: str, *, again: bool) -> Stored:
    """Keep the event for `replay`; the person it came from hears about it once."""
    try:
        return _kept_aside(storage, event, where, again=again, apologize=not again)
    except Exception as error:
        # Perhaps it is the look-up of the person that fails. The event itself must not be lost for that.
        log.warning("event %s is set aside without an apology: %s", event.id, _where(error))
        return _kept_aside(storage, event, where, again=again, apologize=False)


def without_strangers(event: Event) -> Event:
    """What of it is kept for `replay`. On a page of a list of people stand many whom the program does not know: nothing
    of it is kept, and replayed it is no page of any reading. The list is read again every night.
    """
    if isinstance(event, DirectoryRead) and event.begun is not None:
        return msgspec.structs.replace(event, members=(), page=0, cursor="")
    return event


def _kept_aside(storage: Storage, event: Event, where: str, *, again: bool, apologize: bool) -> Stored:
    with storage.begin() as work:
        if not _is_new(work, event, again=again):
            return DUPLICATE
        snapshot = Snapshot()
        if apologize and isinstance(event, FromPerson):
            snapshot = work.load(Query(sender=event.sender))
        found = snapshot.organization
        organization, realm = _belongs(event, snapshot, Outcome())
        if isinstance(event, InOrganization):
            organization = event.organization
        work.set_aside(SetAside(event=without_strangers(event), organization=organization, error=where))
        if found is not None and snapshot.me is not None:
            work.enqueue(event, found.id, found.realm, (_apology(event, snapshot.me.id),))
    return Stored(Handled(status="set_aside"), realm)


def _apology(event: Event, person: str) -> Send:
    text = phrase("apology", code=event.id[-8:])
    return Send(
        kind="apology",
        name="apology",  # so that a replay's own messages find their places free
        message=Message(blocks=(Say(text=text),), summary=text),
        person=person,
        about=About(person=person),
    )


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
