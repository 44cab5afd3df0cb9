"""Long work: a durable row, a worker *process*, and an event with what came of it.

`WORK` has a row for each kind: what to read (in a storage thread, without a lock), a pure function for the
process, and the event that reports. numpy and scipy are imported in that process only. A worker that dies is
replaced and the job tried again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from multiprocessing import get_context

import msgspec

from bot.events import Event, JobFailed, ProposalMade
from bot.program.matching import propose
from bot.program.matching.pool import Proposal
from bot.runtime.ports import Clock, JobRow, PoolRead, Realm, Storage
from bot.runtime.service import Service, backoff_s

LEASE_S = 900.0
ATTEMPTS = 3
IDLE_S = 2.0
log = logging.getLogger(__name__)


def propose_from(read: bytes) -> bytes:
    """In the worker process: a pool as it was read, to a proposal. Bytes both ways: cheap to hand over."""
    pool = msgspec.msgpack.decode(read, type=PoolRead)
    return msgspec.msgpack.encode(propose(pool.pool, pool.history, pool.rules))


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


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """How a kind of job is done."""

    read: Callable[[Storage, JobRow, datetime], PoolRead]
    compute: Callable[[bytes], bytes]
    report: Callable[[JobRow, PoolRead, bytes, datetime], Event]


WORK: dict[str, Work] = {
    "propose": Work(read=_read_pool, compute=propose_from, report=_proposal_made),
}


class Worker:
    """Does the jobs of one realm, one after the other; the process starts with the first job."""

    def __init__(self, service: Service, clock: Clock, realm: Realm) -> None:
        self._service, self._clock, self._realm = service, clock, realm
        self._process: ProcessPoolExecutor | None = None
        self._work = asyncio.Event()

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
            except Exception:
                failures += 1
                log.exception("the worker (%s) could not work, trying again", self._realm)
                await asyncio.sleep(backoff_s(failures, self._realm, most=30))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._work.wait(), IDLE_S)

    async def pump(self) -> bool:
        """Do one job; false when there is none."""
        storage = self._service.storage
        row = await self._service.call(lambda: storage.claim_job(self._realm, lease_s=LEASE_S))
        if row is None:
            return False
        try:
            event = await self._do(row)
        except asyncio.CancelledError:
            # This process ends; the next one need not wait for the lease.
            await self._service.call(lambda: storage.put_job_back(row.id, after_s=0.0))
            raise
        except Exception as error:
            log.exception("job %s (%s) failed", row.id, row.job.kind)
            if row.attempts < ATTEMPTS:
                after_s = backoff_s(row.attempts, row.id)
                await self._service.call(lambda: storage.put_job_back(row.id, after_s=after_s))
                return True
            event = _failed(row, type(error).__name__, self._clock.now())
        await self._service.handle(event)
        await self._service.call(lambda: storage.finish_job(row.id))
        return True

    async def _do(self, row: JobRow) -> Event:
        work = WORK[row.job.kind]
        read = await self._service.call(lambda: work.read(self._service.storage, row, self._clock.now()))
        loop = asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(self._pool(), work.compute, msgspec.msgpack.encode(read))
        except BrokenProcessPool:
            self.close()
            raise
        return work.report(row, read, result, self._clock.now())

    def _pool(self) -> ProcessPoolExecutor:
        if self._process is None:
            self._process = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        return self._process

    def close(self) -> None:
        if self._process is not None:
            self._process.shutdown(wait=False, cancel_futures=True)
            self._process = None


def _failed(row: JobRow, reason: str, now: datetime) -> JobFailed:
    return JobFailed(
        id=f"job:{row.id}",
        at=now,
        organization=row.organization,
        job=row.id,
        kind=row.job.kind,
        subject=row.job.subject,
        reason=reason,
    )
