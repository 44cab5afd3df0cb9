"""From the outbox to the platforms: in order for each person, at the platform's pace, late or not at all, and
telling which.

A row is leased, then marked *sending* (committed) before its one call. An answer settles it; a refusal puts
it back or fails it. A call without an answer, or a row found *sending* after its lease, is in doubt: where
the adapter may look, it looks; elsewhere the row's kind says "repeat" or "ask". What may not reach its reader
yet, by their working hours or their week, is put off; the claim says until when.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from bot.conversation.messages import Address, Message
from bot.program.company.reaching import OF_PERSON
from bot.runtime.errors import StorageUnavailable, TryLater, Undeliverable
from bot.runtime.files import without_files
from bot.runtime.logs import words_of
from bot.runtime.marks import EVERYWHERE, MISTAKES, Marks, kind_of
from bot.runtime.pace import Pace, Rates
from bot.runtime.ports import (
    UNREADABLE,
    Adapters,
    ChatAdapter,
    Clock,
    Delivered,
    Delivery,
    Realm,
    Row,
    Storage,
)
from bot.runtime.service import Service, backoff_s

LEASE_S = 45.0  # what a process held that died goes on within a minute; most outages are shorter
CALL_S = 20.0  # an adapter's call ends before the lease does
DOUBT_S = 15.0  # until the first call without an answer is looked into
STOP_S = 5.0  # when the process ends, calls under way may: a call that is cut leaves a doubt
AT_ONCE = 20  # rows being worked on
BULK_AT_ONCE = 12  # of them what nobody waits for: the rest is kept free for replies
AGAIN_S = 5.0  # at most, until a database that is gone is tried again
ROOM = 5  # new ones are claimed when there is room for so many
ATTEMPTS = 72  # with the backoff about ten hours: the same day
WAITS_FOR_PERSON = timedelta(days=12)  # what is for somebody who has not the app any more
TAKEN_BACK = ("story_over", "consent_withdrawn")  # rows of UNLESS: if it did arrive, it may not stay
REPEATS = 6  # calls of which nobody can tell whether they arrived; about two hours
log = logging.getLogger(__name__)


class Deliverer:
    """Delivers one realm's outbox. `pump` works off what is ready now; `run` does so for ever.

    `one_at_a_time` is held while messages are under way. `message_of` puts addresses into a row's message.
    """

    call_s, lease_s, doubt_s, stop_s = CALL_S, LEASE_S, DOUBT_S, STOP_S
    machine_now = staticmethod(time.monotonic)
    pace_now = staticmethod(time.monotonic)

    def __init__(
        self,
        service: Service,
        adapters: Adapters,
        clock: Clock,
        realm: Realm,
        message_of: Callable[[Row], Message] = without_files,
    ) -> None:
        self._service, self._adapters, self._clock, self._realm = service, adapters, clock, realm
        self._storage: Storage = service.storage
        self._message_of = message_of
        self._work = asyncio.Event()
        self.one_at_a_time = asyncio.Lock()
        self._pace = Pace(lambda: self.pace_now())
        self._claimed_at: datetime | None = None  # program time
        self._marks = Marks(service, clock, self._pace)
        self._called: set[str] = set()  # rows whose call has begun
        self._bulk = 0  # rows being worked on that nobody waits for

    def wake(self) -> None:
        self._work.set()

    async def run(self) -> None:
        """Until cancelled. A database that is gone is tried again."""
        failures = 0
        while True:
            try:
                await self._pump(rests=True)
                failures = 0
            except Exception as error:
                failures += 1
                said = "delivery (%s) could not work, trying again: %s"
                log.error(
                    said, self._realm, words_of(error), exc_info=not isinstance(error, StorageUnavailable)
                )
                await asyncio.sleep(backoff_s(failures - 1, self._realm, most=AGAIN_S))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pace.idle_s()):
                    await (
                        self._work.wait()
                    )  # by `wait_for` it would never end when it is woken and ended at once

    async def pump(self) -> int:
        """Deliver all that is ready, and what becomes so meanwhile; returns how many rows were settled."""
        return await self._pump(rests=False)

    async def _pump(self, *, rests: bool) -> int:
        """`rests`: the storage is left to others between two looks for what is ready."""
        async with self.one_at_a_time:
            settled = 0
            tasks: set[asyncio.Task[bool]] = set()
            try:
                while True:
                    if rests:
                        await asyncio.sleep(self._pace.rest_s())
                    self._work.clear()
                    self._pace.looks()
                    if AT_ONCE - len(tasks) >= ROOM:
                        rows = await self._service.call(partial(self._claim, AT_ONCE - len(tasks)))
                        tasks |= {asyncio.create_task(self._settle(row)) for row in rows}
                    if not tasks:
                        return settled
                    done, tasks = await self._wait(tasks)
                    settled += sum(task.result() for task in done)
            except Exception:
                # The database is gone. What became of the calls under way has to be stored when it is back, before
                # anything is claimed.
                if tasks:
                    await asyncio.wait(tasks)
                raise
            finally:
                await self._end(tasks)

    def _claim(self, limit: int) -> tuple[Row, ...]:
        with self._pace.looking():
            return self._leased(limit)

    def _leased(self, limit: int) -> tuple[Row, ...]:
        now = self._clock.now()
        if self._claimed_at is None or now < self._claimed_at:
            self._storage.let_in(self._realm, now)
        self._claimed_at = now
        claim = partial(self._storage.claim_rows, self._realm, now, lease_s=self.lease_s)
        return claim(limit=limit, most_bulk=BULK_AT_ONCE - self._bulk, rations=self._pace.rations())

    async def _wait(
        self, tasks: set[asyncio.Task[bool]]
    ) -> tuple[set[asyncio.Task[bool]], set[asyncio.Task[bool]]]:
        """Until one is done, or there may be something new: one call that hangs keeps nobody else waiting."""
        woken = asyncio.create_task(self._work.wait())
        try:
            done, _ = await asyncio.wait(
                {*tasks, woken}, timeout=self._pace.idle_s(), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            woken.cancel()
        return tasks & done, tasks - done

    async def _end(self, tasks: set[asyncio.Task[bool]]) -> None:
        """Let calls under way come to their end, but not for long."""
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self.stop_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # -- one row -----------------------------------------------------------------------------------------------

    async def _settle(self, row: Row) -> bool:
        """One row, to its end or back; true when it is over."""
        self._bulk += row.is_bulk
        try:
            return await self._decide(row)
        except Exception as error:
            said = "outbox %s could not be worked on: %s"
            log.error(said, row.id, words_of(error), exc_info=not isinstance(error, StorageUnavailable))
            await self._let_go(row, called=row.id in self._called)
            return False
        finally:
            self._bulk -= row.is_bulk
            self._called.discard(row.id)

    async def _let_go(self, row: Row, *, called: bool) -> None:
        """Tried again later; what has been called for is in doubt."""
        after_s = self._doubt_s(row) if called else backoff_s(row.attempts, row.id)
        try:
            await self._marks.back(row, after_s, doubtful=called or row.doubtful, counted=int(not called))
        except Exception:
            log.exception("outbox %s could not be put back, its lease runs out", row.id)

    async def _decide(self, row: Row) -> bool:
        adapter = self._adapters.get(row.address.platform) if row.address else None
        if row.dropped == UNREADABLE:
            return await self._marks.failed(row, UNREADABLE)
        if row.doubtful:
            doubt = await self._resolve(row, adapter)
            if doubt is not None:
                return doubt
        if row.dropped or _has_nothing_to_replace(row):
            if not row.dropped and row.replaces_lost:  # somebody has to delete by hand what was taken back
                return await self._marks.failed(row, "nothing_to_replace")
            return await self._marks.over(row, "dropped", row.dropped or "nothing_to_replace")
        if row.address is None or adapter is None:
            return await self._marks.failed(row, "no_platform" if row.address else "no_address")
        if row.attempts >= ATTEMPTS:
            return await self._marks.failed(row, "gave_up")
        if row.wait_until is not None:
            return await self._marks.put_off(row, row.wait_until)
        return await self._send(row, adapter)

    async def _resolve(self, row: Row, adapter: ChatAdapter | None) -> bool | None:
        """A row in doubt: found, it is sent; surely absent, it may go (`None`); unknowable, its kind decides."""
        try:
            found = await self._look(row, adapter)
        except (TryLater, TimeoutError) as error:
            log.warning("outbox %s is in doubt and could not be looked up: %s", row.id, error)
            after_s = error.after_s if isinstance(error, TryLater) else None
            held = isinstance(error, TryLater) and error.held
            await self._marks.back(row, after_s or self._doubt_s(row), doubtful=True, counted=int(not held))
            return False
        if isinstance(found, Delivered):
            await self._marks.sent(row, found)
            return True
        if found is None:
            return None
        if row.dropped and row.dropped not in TAKEN_BACK:  # not to be sent any more, whether it was or not
            return await self._marks.over(row, "dropped", row.dropped)
        if kind_of(row).in_doubt == "repeat":
            return None if row.attempts < REPEATS else await self._marks.failed(row, "no_answer")
        await self._marks.report(row, row.dropped or "no_answer", doubt=True)
        return await self._marks.over(row, "doubt", row.dropped or "no_answer")

    async def _look(self, row: Row, adapter: ChatAdapter | None) -> Delivered | Literal["cannot"] | None:
        """Raises TryLater or TimeoutError while there is hope to learn it."""
        if row.address is None or adapter is None:
            return "cannot"
        try:
            async with asyncio.timeout(self.call_s):
                return await adapter.look_up(_delivery(row, self._message_of))
        except (TryLater, TimeoutError):
            if row.attempts < ATTEMPTS:
                raise
        except Undeliverable as error:
            log.info("outbox %s cannot be looked up: %s", row.id, error)
        except Exception:
            log.exception("outbox %s cannot be looked up", row.id)
        return "cannot"

    async def _send(self, row: Row, adapter: ChatAdapter) -> bool:
        delivery = _delivery(row, self._message_of)
        try:
            rates = adapter.rates(delivery)
        except Exception:
            log.exception("outbox %s: its rates cannot be told", row.id)
            return await self._marks.failed(row, "mistake")
        refused = await self._service.call(lambda: self._storage.take_turn(rates))
        if refused is not None:
            await self._marks.back(row, self._pace.refused(row, rates, refused))
            return False
        if self._pace.granted(row):
            self.wake()
        leased_at = self.machine_now()
        if not await self._service.call(lambda: self._storage.mark_sending(row.id, lease_s=self.lease_s)):
            return False
        if (
            self.machine_now() - leased_at > self.lease_s - self.call_s
        ):  # stalled: somebody else may have it soon
            await self._marks.back(row, 0.0)
            return False
        return await self._call(row, adapter, delivery, rates)

    async def _call(self, row: Row, adapter: ChatAdapter, delivery: Delivery, rates: Rates) -> bool:
        self._called.add(row.id)
        try:
            async with asyncio.timeout(self.call_s):
                done = await adapter.deliver(delivery)
        except TryLater as later:
            return await self._later(row, rates, later)
        except TimeoutError:
            return await self._later(row, rates, TryLater("no answer", maybe_sent=True))
        except Undeliverable as never:
            log.info("outbox %s cannot be delivered: %s", row.id, never)
            return await self._marks.failed(row, never.told)
        except Exception:
            # A mistake of ours, before the call or after it: nobody can tell.
            log.exception("outbox %s was not delivered by a mistake of ours", row.id)
            if row.attempts + 1 >= MISTAKES:
                return await self._marks.failed(row, "mistake")
            return await self._later(row, rates, TryLater("a mistake of ours", maybe_sent=True))
        await self._marks.sent(row, done)
        return True

    async def _later(self, row: Row, rates: Rates, later: TryLater) -> bool:
        log.info("outbox %s not delivered yet: %s", row.id, later)
        self._service.counts.delivered("later")
        if later.mend and not self._may_wait(row, later.mend):
            return await self._marks.failed(row, later.mend)
        of_person = later.mend in OF_PERSON
        if later.mend and not of_person:
            await self._marks.report(row, later.mend, waits=True)
        elif later.after_s and not of_person:
            names = [name for name, _, _ in rates]
            limited = [name for name in names if later.limited and name.endswith(f":{later.limited}")]
            for name in limited or names:
                await self._marks.slow_down(name, later.after_s)
        usual_s = self._doubt_s(row) if later.maybe_sent else backoff_s(row.attempts, row.id)
        after_s = usual_s if later.after_s is None else max(1.0, later.after_s)
        # For somebody to mend it, however often that is tried.
        waits = later.held or of_person or bool(later.mend and row.send.channel)
        await self._marks.back(row, after_s, doubtful=later.maybe_sent, counted=-1 if waits else 0)
        if of_person:  # now that it waits: where they are elsewhere, too, it goes there at once
            await self._marks.report(row, later.mend, waits=True)
        return False

    def _may_wait(self, row: Row, mend: str) -> bool:
        """Is it for a channel, or for somebody, who can be there again; or is the same in the way of all?"""
        if mend in OF_PERSON and row.send.person:
            return self._clock.now() - row.created_at < WAITS_FOR_PERSON
        return bool(row.send.channel) or mend in EVERYWHERE

    def _doubt_s(self, row: Row) -> float:
        """Seconds until a call without an answer is looked into: what is under way may yet arrive."""
        return float(min(3600.0, self.doubt_s * 4.0 ** min(row.attempts, 6)))


def _has_nothing_to_replace(row: Row) -> bool:
    return kind_of(row).only_replaces and not row.replaces_reference and row.wait_until is None


def _delivery(row: Row, message_of: Callable[[Row], Message]) -> Delivery:
    if row.address is None:
        raise LookupError(f"outbox {row.id} has no address")
    return Delivery(
        id=row.send.replaces if row.send.home and row.send.replaces else row.id,
        address=row.address,
        message=message_of(row),
        language=row.language,
        timezone=row.timezone,
        replaces=row.replaces_reference,
        bulk=row.is_bulk,
        removes=row.send.removes,
        only_replaces=kind_of(row).only_replaces,
        only_you=_alone_in(row.send.only_you, row.address),
        only_there=kind_of(row).only_there,
        aloud=kind_of(row).aloud,
        home=row.send.home,
    )


def _alone_in(there: Address | None, own: Address) -> str:
    """The conversation to answer in for one person, "" when they are reached elsewhere by now."""
    same = there and (there.platform, there.place, there.user) == (own.platform, own.place, own.user)
    return there.conversation if there and same else ""
