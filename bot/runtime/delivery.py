"""From the outbox to the platforms: in order for each person, at the platform's pace, late or not at all, and
telling which.

A row is leased, then marked *sending* (committed) before its one call. An answer settles it; a refusal puts
it back or fails it. A row found *sending* after its lease is in doubt: where the adapter may look, it looks;
elsewhere the row's kind says "repeat" or "ask".
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from functools import partial
from typing import Literal
from uuid import uuid4

import msgspec

from bot.events import DeliveryFailed
from bot.outcome import KINDS
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Adapters, ChatAdapter, Clock, Delivered, Delivery, Realm, Row, Storage
from bot.runtime.service import Service, backoff_s

LEASE_S = 60.0
CALL_S = 20.0  # an adapter's call ends before the lease does
BATCH = 20
ATTEMPTS = 12
IDLE_S = 1.0
Over = Literal["failed", "dropped", "doubt"]
log = logging.getLogger(__name__)


class Deliverer:
    """Delivers one realm's outbox. `pump` works off what is ready now; `run` does so for ever."""

    def __init__(self, service: Service, adapters: Adapters, clock: Clock, realm: Realm) -> None:
        self._service, self._adapters, self._clock, self._realm = service, adapters, clock, realm
        self._storage: Storage = service.storage
        self._work = asyncio.Event()

    def wake(self) -> None:
        self._work.set()

    async def run(self) -> None:
        """Until cancelled. A database that is gone is tried again."""
        failures = 0
        while True:
            self._work.clear()
            try:
                await self.pump()
                failures = 0
            except Exception:
                failures += 1
                log.exception("delivery (%s) could not work, trying again", self._realm)
                await asyncio.sleep(backoff_s(failures, self._realm, most=30))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._work.wait(), IDLE_S)

    async def pump(self) -> int:
        """Deliver all that is ready; returns how many rows were settled."""
        settled = 0
        while rows := await self._service.call(self._claim):
            settled += sum(await asyncio.gather(*(self._settle(row) for row in rows)))
            if not settled:
                break
        return settled

    def _claim(self) -> tuple[Row, ...]:
        return self._storage.claim_rows(self._realm, self._clock.now(), lease_s=LEASE_S, limit=BATCH)

    async def _settle(self, row: Row) -> bool:
        """One row, to its end or back; true when it is over."""
        adapter = self._adapters.get(row.address.platform) if row.address else None
        kind = KINDS[row.send.kind]
        if row.dropped or (kind.only_replaces and not row.replaces_reference):
            return await self._over(row, "dropped", row.dropped or "nothing_to_replace")
        if row.address is None or adapter is None:
            return await self._failed(row, "no_address")
        if row.doubtful and not await self._may_repeat(row, adapter):
            return True
        return await self._send(row, adapter)

    async def _may_repeat(self, row: Row, adapter: ChatAdapter) -> bool:
        """A row in doubt: found, it is sent; surely absent, it may go; unknowable, its kind decides."""
        try:
            found = await asyncio.wait_for(adapter.look_up(_delivery(row)), CALL_S)
        except (TryLater, Undeliverable, TimeoutError) as error:
            log.warning("outbox %s is in doubt and could not be looked up: %s", row.id, error)
            await self._back(row, backoff_s(row.attempts, row.id))
            return False
        if isinstance(found, Delivered):
            await self._service.call(lambda: self._storage.mark_sent(row.id, found.reference, found.address))
            self._service.counts.delivered("sent")
            return False
        if found is None or KINDS[row.send.kind].in_doubt == "repeat":
            return True
        await self._over(row, "doubt", "no_answer")
        await self._report(row, "no_answer", doubt=True)
        return False

    async def _send(self, row: Row, adapter: ChatAdapter) -> bool:
        delivery = _delivery(row)
        wait_s = await self._service.call(lambda: self._storage.take_turn(adapter.rates(delivery)))
        if wait_s > 0:
            await self._back(row, wait_s)
            return False
        leased_at = time.monotonic()
        if not await self._service.call(lambda: self._storage.mark_sending(row.id, lease_s=LEASE_S)):
            return False
        if time.monotonic() - leased_at > LEASE_S - CALL_S:  # stalled: somebody else may have it by now
            return False
        try:
            done = await asyncio.wait_for(adapter.deliver(delivery), CALL_S)
        except TryLater as later:
            return await self._later(row, adapter, delivery, later)
        except TimeoutError:
            return await self._later(row, adapter, delivery, TryLater("no answer", maybe_sent=True))
        except Undeliverable as never:
            return await self._failed(row, str(never))
        await self._service.call(lambda: self._storage.mark_sent(row.id, done.reference, done.address))
        self._service.counts.delivered("sent")
        return True

    async def _later(self, row: Row, adapter: ChatAdapter, delivery: Delivery, later: TryLater) -> bool:
        """Not now. A call without an answer stays *sending*: when its lease is over it is looked up as in
        doubt.
        """
        log.info("outbox %s not delivered yet: %s", row.id, later)
        self._service.counts.delivered("later")
        if later.after_s is not None:
            for name, _, _ in adapter.rates(delivery):
                push = partial(self._storage.push_back, name, after_s=later.after_s)
                await self._service.call(push)
        if later.maybe_sent:
            doubtful = msgspec.structs.replace(row, doubtful=True)
            if row.doubtful or not await self._may_repeat(doubtful, adapter):
                return False
        if row.attempts >= ATTEMPTS:
            return await self._failed(row, "gave_up")
        await self._back(row, later.after_s if later.after_s is not None else backoff_s(row.attempts, row.id))
        return False

    async def _back(self, row: Row, after_s: float) -> None:
        await self._service.call(lambda: self._storage.put_back(row.id, after_s=after_s))

    async def _over(self, row: Row, state: Over, reason: str) -> bool:
        log.info("outbox %s (%s) %s: %s", row.id, row.send.kind, state, reason)
        await self._service.call(lambda: self._storage.mark_over(row.id, state, reason))
        self._service.counts.delivered(state)
        return True

    async def _failed(self, row: Row, reason: str) -> bool:
        await self._over(row, "failed", reason)
        await self._report(row, reason)
        return True

    async def _report(self, row: Row, reason: str, *, doubt: bool = False) -> None:
        """Somebody hears the same day; a report that cannot be delivered is not reported again."""
        if row.send.kind == "admin" and row.id.startswith("failed:"):
            return
        await self._service.handle(
            DeliveryFailed(
                id=f"failed:{row.id}:{uuid4().hex if doubt else ''}",
                at=self._clock.now(),
                organization=row.organization,
                outbox=row.id,
                kind=row.send.kind,
                reason=reason,
                person=row.send.person,
                doubt=doubt,
            )
        )


def _delivery(row: Row) -> Delivery:
    if row.address is None:
        raise LookupError(f"outbox {row.id} has no address")
    return Delivery(
        id=row.id,
        address=row.address,
        message=row.send.message,
        language=row.language,
        timezone=row.timezone,
        replaces=row.replaces_reference,
    )
