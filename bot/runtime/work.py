"""Long work: a durable row, a worker *process*, and an event with what came of it.

`WORK` has a row for each kind: what to read (in a storage thread, without a lock), a pure function for the
process, and the event that reports. numpy and scipy are imported in that process only (`worker_process.py`).

A job is leased for a short time, renewed as long as somebody is at it. What fails, dies or takes too long is
tried again a few times; then whoever asked is told, once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec

from bot.events import Event, JobFailed, ProposalMade, WorkWentOn
from bot.program.matching import advise, propose
from bot.program.matching.pool import Proposal
from bot.program.progress import WAITS, mark_of
from bot.runtime import digesting, supplying, trying
from bot.runtime.errors import StorageUnavailable
from bot.runtime.logs import words_of
from bot.runtime.ports import Clock, Handle, JobRow, PoolRead, Realm, Storage
from bot.runtime.service import Service, backoff_s
from bot.runtime.worker_process import WorkerProcess, tell_share

Read = TypeVar("Read")
LEASE_S = 45.0  # what a process held that died is free within a minute
RENEW_S = 15.0
LIMIT_S = 900.0  # for one computation
ATTEMPTS = 3  # that end in a failure
DEATHS = 10  # attempts of which nobody could say how they ended: the bot itself died, or was stopped
IDLE_S = 2.0
SOON_S = 5.0  # who waits no longer hears nothing in between
BETWEEN_S = 10.0  # one word of how far it is, and the next
PROPOSING = 0.95  # the rest is looking for what would help those left over
AGAIN_S = 5.0  # at most, while the database is gone
log = logging.getLogger(__name__)


def propose_from(read: bytes) -> bytes:
    """In the worker process: a pool as it was read, to a proposal. Bytes both ways: cheap to hand over."""
    pool = msgspec.msgpack.decode(read, type=PoolRead)
    found = propose(pool.pool, pool.history, pool.rules, progress=lambda share: tell_share(PROPOSING * share))
    advice = advise(pool.pool, pool.history, pool.rules, found)
    return msgspec.msgpack.encode(msgspec.structs.replace(found, advice=advice))


def _read_pool(storage: Storage, row: JobRow, now: datetime) -> PoolRead:
    return storage.read_pool(row.organization, row.job.subject, now)


def _proposal_made(row: JobRow, read: PoolRead, result: bytes, now: datetime) -> Event:
    return ProposalMade(
        id=f"job:{row.id}",
        at=now,
        organization=row.organization,
        proposal=row.job.subject,
        suggestion=msgspec.msgpack.decode(result, type=Proposal),
        read=read.read,
    )


class Work(msgspec.Struct, Generic[Read], frozen=True, kw_only=True):
    """How a kind of job is done."""

    read: Callable[[Storage, JobRow, datetime], Read]
    compute: Callable[[bytes], bytes]
    report: Callable[[JobRow, Read, bytes, datetime], Event]


Works = Mapping[str, Work[Any]]  # each with a reading of its own
WORK: Works = {
    "propose": Work(read=_read_pool, compute=propose_from, report=_proposal_made),
    "trial": Work(read=trying.read, compute=trying.compute, report=trying.report),
    "digest": Work(read=digesting.read, compute=digesting.compute, report=digesting.report),
    "supply": Work(read=supplying.read, compute=supplying.compute, report=supplying.report),
}


class Worker:
    """Does the jobs of one realm, one after the other; the process starts with the first job.

    `one_at_a_time` is held while a job is done.
    """

    lease_s, renew_s, limit_s = LEASE_S, RENEW_S, LIMIT_S
    soon_s, between_s = SOON_S, BETWEEN_S

    def __init__(
        self,
        service: Service,
        clock: Clock,
        realm: Realm,
        works: Works = WORK,
        *,
        kinds: Collection[str] = (),
        handle: Handle | None = None,
    ) -> None:
        self._service, self._clock, self._realm, self._works = service, clock, realm, works
        self._kinds, self._handle = tuple(kinds or works), handle or service.handle
        self._process = WorkerProcess()
        self._work = asyncio.Event()
        self.one_at_a_time = asyncio.Lock()

    def wake(self) -> None:
        self._work.set()

    async def run(self) -> None:
        """Until cancelled."""
        failures = 0
        while True:
            self._work.clear()
            try:
                while await self.pump():
                    failures = 0
            except Exception as error:
                failures += 1
                said = "the worker (%s) could not work, trying again: %s"
                log.error(
                    said, self._realm, words_of(error), exc_info=not isinstance(error, StorageUnavailable)
                )
                await asyncio.sleep(backoff_s(failures - 1, self._realm, most=AGAIN_S))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(
                    IDLE_S
                ):  # `wait_for` swallows the end that comes with an awakening
                    await self._work.wait()

    async def pump(self) -> bool:
        """Take up one job; false when there is none."""
        storage = self._service.storage
        async with self.one_at_a_time:
            claim = partial(storage.claim_job, self._realm, lease_s=self.lease_s, kinds=self._kinds)
            row = await self._service.call(claim)
            if row is None:
                return False
            event = await self._try(row)
            if event is not None:
                await self._tell(row, event)
            return True

    async def _try(self, row: JobRow) -> Event | None:
        """The event that says what came of a job; `None` when it was put back to be tried again."""
        if row.attempts >= DEATHS:
            log.error("job %s (%s) is given up: whoever takes it up dies", row.id, row.job.kind)
            return job_failed(row, "given_up", self._clock.now())
        try:
            return await self._do(row)
        except asyncio.CancelledError:
            # This process ends; the next one need not wait for the lease.
            try:
                await self._put_back(row, 0.0)
            except Exception:
                log.exception("job %s could not be put back: its lease has to run out", row.id)
            raise
        except Exception as error:
            log.exception("job %s (%s) failed", row.id, row.job.kind)
            if row.attempts + 1 >= ATTEMPTS:
                return job_failed(row, type(error).__name__, self._clock.now())
            await self._put_back(row, backoff_s(row.attempts, row.id))
            return None

    async def _tell(self, row: JobRow, event: Event) -> None:
        """Told twice it is a duplicate: the job may be done again before it is crossed off."""
        handled = await self._handle(event)
        if handled.status == "set_aside" and not isinstance(event, JobFailed):
            failed = job_failed(row, "set_aside", self._clock.now())
            # The result has taken the id.
            await self._handle(msgspec.structs.replace(failed, id=f"{failed.id}:set_aside"))
        await self._service.call(lambda: self._service.storage.finish_job(row.id))

    async def _do(self, row: JobRow) -> Event:
        work, storage = self._works[row.job.kind], self._service.storage

        def read() -> tuple[Any, bytes]:
            found = work.read(storage, row, self._clock.now())
            return found, msgspec.msgpack.encode(found)

        found, packed = await self._service.call(read)
        renewing, told = asyncio.create_task(self._renew(row)), list[str]()
        watching = asyncio.create_task(self._watch(row, told))
        try:
            async with asyncio.timeout(self.limit_s):
                result = await self._process.compute(work.compute, packed)
        finally:
            renewing.cancel()
            watching.cancel()
        if told:
            await self._went_on(row, 1.0)
        return work.report(row, found, result, self._clock.now())

    async def _watch(self, row: JobRow, told: list[str]) -> None:
        """Say how far work is that somebody waits for; `told` is filled with what was said."""
        await asyncio.sleep(self.soon_s if row.job.kind in WAITS else self.limit_s)
        while True:
            share = self._process.share
            if (mark := mark_of(share)) and mark not in told[-1:]:
                told.append(mark)
                await self._went_on(row, share)
            await asyncio.sleep(self.between_s)

    async def _went_on(self, row: JobRow, share: float) -> None:
        event = WorkWentOn(
            id=f"job:{row.id}:{row.attempts}:{mark_of(share)}",
            at=self._clock.now(),
            organization=row.organization,
            kind=row.job.kind,
            subject=row.job.subject,
            asked=row.id.rpartition(":job:")[0],
            share=share,
        )
        try:
            await self._handle(event)
        except Exception:
            log.exception("how far job %s is could not be told", row.id)

    async def _renew(self, row: JobRow) -> None:
        """So that the lease of long work lasts, and that of a process that died is soon over."""
        while True:
            await asyncio.sleep(self.renew_s)
            try:
                await self._put_back(row, self.lease_s)
            except Exception:
                log.exception("the lease of job %s could not be renewed", row.id)

    async def _put_back(self, row: JobRow, after_s: float) -> None:
        """Unless somebody else has it by now."""
        put_back = self._service.storage.put_job_back
        await self._service.call(lambda: put_back(row.id, after_s=after_s, attempts=row.attempts))

    def close(self) -> None:
        """Ends the process, whatever it is doing: the job is durable."""
        self._process.close()


def job_failed(row: JobRow, reason: str, now: datetime) -> JobFailed:
    """Its id is the result's, so that only one of the two is ever told."""
    return JobFailed(
        id=f"job:{row.id}",
        at=now,
        organization=row.organization,
        job=row.id,
        kind=row.job.kind,
        subject=row.job.subject,
        reason=reason,
    )
