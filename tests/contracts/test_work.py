"""Long work: never lost, never done for ever, told once; and its process ends with whoever started it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import cast

import msgspec
import pytest

from bot.events import Commanded, Event, ProposalMade
from bot.outcome import Job
from bot.program.matching.pool import Leftover, Proposal
from bot.program.model import Proposal as Asked
from bot.program.snapshot import Counts, Query, Snapshot
from bot.runtime.clocks import SetClock
from bot.runtime.ports import JobRow, PoolRead, Storage
from bot.runtime.service import Service, handle, replay
from bot.runtime.work import ATTEMPTS, DEATHS, WORK, Work, Worker
from storage import MemoryStorage
from tests import factories as make
from tests.delivering import Machine
from tests.factories import ACME, NOON
from tests.faulty import Faulty
from tests.jobs import ANSWER, DIE, FAIL, GO, HALF, HANG, as_told, told

ROOT = Path(__file__).parents[2]
LONG_S = 3600.0
SOON_S = 20.0  # far more than anything here takes; what hangs fails
STARTER = """
import asyncio, msgspec, signal
from bot.runtime.worker_process import WorkerProcess
from tests.jobs import HANG, as_told, told

signal.signal(signal.SIGINT, signal.default_int_handler)  # tests run in the background have it ignored
asyncio.run(WorkerProcess().compute(as_told, msgspec.msgpack.encode(told(HANG))))
"""
FIRST = "job:pair:job:0:0"  # the message that tells of the result, or of the failure


class Telling:
    """Work that does what the test says, each time something else; `pids` of the processes that answered."""

    def __init__(self, *todo: int, then: int = ANSWER) -> None:
        self._todo: Iterator[int] = iter(todo)
        self._then = then
        self.reads = 0
        self.pids: list[int] = []
        self.works = {"propose": Work(read=self._read, compute=as_told, report=self._report)}

    def _read(self, storage: Storage, row: JobRow, now: datetime) -> PoolRead:
        self.reads += 1
        return told(next(self._todo, self._then))

    def _report(self, row: JobRow, read: PoolRead, result: bytes, now: datetime) -> Event:
        self.pids.append(int(result))
        return ProposalMade(
            id=f"job:{row.id}",
            at=now,
            organization=row.organization,
            proposal=row.job.subject,
            suggestion=Proposal(
                pairs=(), leftovers=(Leftover(person="ada", reason="outnumbered"),), objective={}
            ),
        )


class Shop:
    """An organization whose admin "ada" has asked for pairs, and a worker, whose storage is `faulty`."""

    def __init__(self, telling: Telling | None, storage: Storage | None = None) -> None:
        self.machine = Machine()
        self.storage = storage or MemoryStorage(self.machine)
        self.faulty = Faulty(self.storage)
        self.service = Service(self.faulty.as_storage())
        self.worker = Worker(self.service, SetClock(NOON), "live", telling.works if telling else WORK)

    def ask(self) -> None:
        records = (make.organization(), make.place(), make.cohort(), make.person("ada", is_admin=True))
        with self.storage.begin() as work:
            work.save((*records, make.account("ada", "ada")))
        asked = Commanded(id="pair", at=NOON, sender=make.sender("ada"), command="pair")
        assert handle(self.storage, asked).status == "handled"
        assert self.hear() == ["pair:waiting"]

    def ask_more(self) -> None:
        with self.storage.begin() as work:
            work.ask(make.said("more"), ACME, "live", [Job(kind="propose", subject="another")])

    def proposal(self) -> Asked | None:
        with self.storage.begin() as work:
            return work.load(Query(organization=ACME, proposal="current")).proposal

    def hear(self) -> list[str]:
        """The ids of the messages that the admin has not heard yet."""
        heard = []
        while rows := self.storage.claim_rows("live", NOON, lease_s=LONG_S, limit=9):
            for row in rows:
                heard.append(row.id)
                self.storage.mark_over(row.id, "dropped", "heard", at=NOON)
        return heard

    async def work(self) -> int:
        """One job an hour of machine time, until none is left; how often one was taken up."""
        for taken in range(30):
            self.machine.now += LONG_S
            if not await self.worker.pump():
                return taken
        raise AssertionError("the job is never over")

    def is_free(self) -> bool:
        """Could somebody take up a job? It is taken up then."""
        return self.storage.claim_job("live", lease_s=LONG_S) is not None


@asynccontextmanager
async def shop(telling: Telling | None, storage: Storage | None = None) -> AsyncIterator[Shop]:
    """Leaves no process behind."""
    opened = Shop(telling, storage)
    opened.ask()
    try:
        yield opened
    finally:
        opened.worker.close()
        opened.service.close()
    assert multiprocessing.active_children() == []


class TestTheProcess:
    async def test_real_work_is_done_and_told(self, storage: Storage) -> None:
        async with shop(None, storage) as here:
            assert await here.worker.pump()
            assert not await here.worker.pump()
            proposal = here.proposal()
            assert proposal is not None
            assert proposal.state == "ready"
            assert here.hear() == [FIRST]

    async def test_it_is_another_one_and_kept_for_the_next_job_whether_or_not_one_fails(self) -> None:
        telling = Telling(ANSWER, FAIL)
        async with shop(telling) as here:
            here.ask_more()
            assert await here.work() == 3
        assert len(telling.pids) == 2
        assert len({*telling.pids, os.getpid()}) == 2

    async def test_one_that_dies_is_replaced_and_the_job_done(self) -> None:
        telling = Telling(ANSWER, DIE, DIE)
        async with shop(telling) as here:
            here.ask_more()
            assert await here.work() == 4
            assert here.hear() == [FIRST]
        assert len(set(telling.pids)) == 2

    async def test_who_waits_reads_how_far_it_is_and_a_crash_begins_anew(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        go = tmp_path / "go"
        monkeypatch.setenv(GO, str(go))
        async with shop(Telling(HALF, HALF)) as here:
            here.worker.soon_s = here.worker.between_s = 0.01
            for attempt in (0, 1):
                here.machine.now += LONG_S
                pumped = asyncio.create_task(here.worker.pump())
                heard: list[str] = []
                async with asyncio.timeout(SOON_S):
                    while not heard:
                        heard = here.hear()
                        await asyncio.sleep(0.01)
                assert heard == [f"job:pair:job:0:{attempt}:half:0"]
                if attempt == 0:
                    pumped.cancel()
                    await asyncio.wait({pumped})
            go.touch()
            assert await pumped
            assert sorted(here.hear()) == [FIRST, "job:pair:job:0:1:done:0"]

    async def test_of_what_is_soon_done_nothing_is_said_in_between(self) -> None:
        async with shop(Telling(ANSWER)) as here:
            assert await here.worker.pump()
            assert here.hear() == [FIRST]

    async def test_one_that_never_ends_is_ended_and_the_job_tried_again(self) -> None:
        telling = Telling(ANSWER, HANG)
        async with shop(telling) as here:
            here.ask_more()
            assert await here.worker.pump()
            here.worker.limit_s = 0.01
            async with asyncio.timeout(SOON_S):
                assert await here.worker.pump()
            assert multiprocessing.active_children() == []
            here.worker.limit_s = LONG_S
            assert await here.work() == 1
        assert len(set(telling.pids)) == 2

    @pytest.mark.parametrize(
        "sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name
    )
    async def test_it_ends_with_whoever_started_it(self, sign: signal.Signals) -> None:
        """Killed in the middle. Ctrl-C reaches both."""
        starter = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            STARTER,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        assert starter.stdout is not None
        try:
            async with asyncio.timeout(SOON_S):
                child = int(await starter.stdout.readline())
                assert child != starter.pid
                if sign == signal.SIGINT:
                    os.killpg(starter.pid, sign)
                else:
                    os.kill(starter.pid, sign)
                # Both hold this end of the pipe: it ends when the last of them has.
                assert await starter.stdout.read() == b""
                assert await starter.wait() != 0
        except TimeoutError:
            os.killpg(starter.pid, signal.SIGKILL)
            raise


class TestGivingUp:
    @pytest.mark.parametrize("fault", [FAIL, DIE], ids=["fails", "dies"])
    async def test_what_always_fails_is_told_after_three_attempts(self, fault: int) -> None:
        telling = Telling(then=fault)
        async with shop(telling) as here:
            assert await here.work() == telling.reads == ATTEMPTS == 3
            assert here.proposal() is None, "discarded, so that it can be asked for again"
            assert here.hear() == [FIRST]

    async def test_a_job_whose_doers_always_die_with_it_is_not_begun_again_for_ever(self) -> None:
        telling = Telling()
        async with shop(telling) as here:
            for _ in range(DEATHS):
                assert here.storage.claim_job("live", lease_s=0) is not None
            assert await here.work() == 1
            assert telling.reads == 0
            assert here.proposal() is None
            assert here.hear() == [FIRST]

    async def test_before_that_it_is_done(self) -> None:
        async with shop(Telling()) as here:
            for _ in range(DEATHS - 1):
                assert here.storage.claim_job("live", lease_s=0) is not None
            assert await here.work() == 1
            assert here.proposal() is not None

    async def test_a_result_that_cannot_be_used_is_told_and_kept(self) -> None:
        async with shop(Telling()) as here:

            def spoiled(snapshot: Snapshot) -> Snapshot:
                """The step for a proposal cannot read this; the one for a failure need not."""
                return msgspec.structs.replace(snapshot, counts=cast(Counts, None))

            here.faulty.spoil = spoiled
            assert await here.work() == 1
            assert here.hear() == ["job:pair:job:0:set_aside:0"]
            assert here.proposal() is None
            assert [type(aside.event) for aside in here.storage.set_aside_events()] == [ProposalMade]
            assert replay(here.storage) == (1, 0)
            assert here.hear() == [], "the proposal is gone, it can be asked for again"


class TestTheLease:
    async def test_long_work_keeps_it_and_gives_it_back_when_the_bot_ends(self) -> None:
        async with shop(Telling(then=HANG)) as here:
            taken: list[bool] = []
            loop, renewed = asyncio.get_running_loop(), asyncio.Event()

            def renew(job: str, *, after_s: float, attempts: int) -> None:
                """The next renewal comes just in time."""
                here.storage.put_job_back(job, after_s=after_s, attempts=attempts)
                here.machine.now += after_s - 1
                taken.append(here.is_free())
                if len(taken) == 5:
                    loop.call_soon_threadsafe(renewed.set)

            here.faulty.passes["put_job_back"] = renew
            here.worker.renew_s = 0.001
            working = asyncio.create_task(here.worker.run())
            async with asyncio.timeout(SOON_S):
                await renewed.wait()
            del here.faulty.passes["put_job_back"]
            await ended(working)
            assert not any(taken)
            assert here.is_free()

    async def test_a_bot_whose_database_is_gone_ends_all_the_same(self) -> None:
        async with shop(Telling(then=HANG)) as here:
            here.faulty.breaks["put_job_back"] = ConnectionError("the database is gone")
            here.worker.renew_s = 0.001
            working = asyncio.create_task(here.worker.run())
            async with asyncio.timeout(SOON_S):
                while "put_job_back" not in here.faulty.calls:  # a renewal that fails changes nothing
                    await here.service.call(lambda: None)
                await ended(working)
            assert not here.is_free()

    async def test_a_job_done_again_is_told_once(self) -> None:
        """It was done and told, but not crossed off: whoever did it died, or had stalled past the lease."""
        telling = Telling(ANSWER, FAIL)
        async with shop(telling) as here:
            here.faulty.passes["finish_job"] = lambda _: None
            assert await here.worker.pump()
            del here.faulty.passes["finish_job"]
            assert await here.work() == 2
            assert len(telling.pids) == 2
            assert here.hear() == [FIRST]
            assert here.proposal() is not None

    async def test_failing_late_leaves_the_job_to_who_has_it(self) -> None:
        async with shop(Telling(FAIL)) as here:

            def lost(realm: object, *, lease_s: float, kinds: object) -> JobRow | None:
                mine = here.storage.claim_job("live", lease_s=0)
                assert here.is_free()
                return mine

            here.faulty.passes["claim_job"] = lost
            assert await here.worker.pump()
            here.machine.now += LONG_S - 1
            assert not here.is_free()


async def ended(working: asyncio.Task[None]) -> None:
    working.cancel()
    await asyncio.wait([working])
    assert working.cancelled()
    assert multiprocessing.active_children() == []
