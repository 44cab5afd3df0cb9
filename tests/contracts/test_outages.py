"""A database that does not do what it is asked, and nothing is wrong with what was asked: it is said what to do,
nothing is set aside for it, and what became of a message is stored when it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from bot.outcome import Send
from bot.runtime.errors import StorageUnavailable
from bot.runtime.ports import Delivered, Delivery, Storage
from bot.runtime.service import handle
from storage import MemoryStorage
from storage.database import Database, open_database
from storage.sealed import Keys
from storage.sql import SqlStorage
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.delivering import Machine, Office, Platform
from tests.factories import NOON, after
from tests.faulty import Faulty
from tests.postgres import PostgresServer

GONE = StorageUnavailable("gone")
POST = make.send("", channel="slack:T1:C1", kind="post")


Breaks = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def written_safely(postgres: PostgresServer, migrated_postgres: str, postgres_url: str) -> str:
    return postgres.safe_url(migrated_postgres)


@pytest.fixture(params=["sqlite_url", "written_safely"], ids=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    return open_database(request.getfixturevalue(request.param))


@pytest.fixture
def opened(database: Database) -> Iterator[SqlStorage]:
    storage = SqlStorage(database, Keys([SECRET_KEY.encode()]))
    yield storage
    storage.close()


@pytest.fixture
def broken(database: Database, request: pytest.FixtureRequest) -> Breaks:
    """Nothing can be written meanwhile: a disk that refuses, a server that is gone."""

    @contextmanager
    def read_only() -> Iterator[None]:
        tell(database, "PRAGMA query_only=ON")
        yield
        tell(database, "PRAGMA query_only=OFF")

    @contextmanager
    def gone() -> Iterator[None]:
        server: PostgresServer = request.getfixturevalue("postgres")
        server.crash()
        yield
        server.start()

    return read_only if database.writing.dialect.name == "sqlite" else gone


def tell(database: Database, statement: str) -> None:
    """To the one connection that writes here."""
    connection = database.writing.raw_connection()
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


@contextmanager
def full(database: Database) -> Iterator[None]:
    """As when the disk is: SQLite takes no more pages than there are."""
    tell(database, "PRAGMA max_page_count=1")
    yield
    tell(database, "PRAGMA max_page_count=1000000")


def company(storage: Storage) -> None:
    with storage.begin() as work:
        work.save([make.organization(), make.place(), make.person(), make.account(), make.channel()])


class TestTheStorage:
    def test_says_what_to_do_and_goes_on(self, opened: SqlStorage, broken: Breaks) -> None:
        company(opened)
        event = make.said("event", "hello")
        advice = "cannot be written; check its disk|does not answer; start it again"
        with broken(), pytest.raises(StorageUnavailable, match=advice):
            handle(opened, event)
        assert opened.set_aside_events() == ()
        assert handle(opened, event).status == "handled"

    @pytest.mark.parametrize(
        "mark",
        [
            lambda storage: storage.mark_sent("a:0", "r", make.address(), at=NOON),
            lambda storage: storage.mark_over("a:0", "failed", "because", at=NOON),
            lambda storage: storage.put_back("a:0", after_s=0.0),
            lambda storage: storage.put_off("a:0", until=after(days=1)),
        ],
        ids=["sent", "over", "put back", "put off"],
    )
    def test_a_mark_that_it_did_not_take_can_be_made_again(
        self, opened: SqlStorage, broken: Breaks, mark: Callable[[Storage], None]
    ) -> None:
        company(opened)
        with opened.begin() as work:
            work.enqueue(make.said("a"), "acme", "live", [make.send()])
        assert opened.claim_rows("live", NOON, lease_s=600, limit=9)
        assert opened.mark_sending("a:0", lease_s=600)
        with broken(), pytest.raises(StorageUnavailable):
            mark(opened)
        mark(opened)
        assert opened.count_waiting() in (0, 1)
        again = opened.claim_rows("live", after(days=2), lease_s=600, limit=9)
        assert [row.doubtful for row in again] == [False] * opened.count_waiting()

    def test_no_room(self, sqlite_url: str) -> None:
        database = open_database(sqlite_url)
        storage = SqlStorage(database, Keys([SECRET_KEY.encode()]))
        with full(database), pytest.raises(StorageUnavailable, match="is full; make room there"):
            storage.write_setting("long", "walrus" * 100_000)
        storage.write_setting("long", "walrus" * 100_000)
        storage.close()


class TestTheService:
    def test_nothing_is_set_aside_even_if_it_comes_back_in_that_moment(self, storage: Storage) -> None:
        company(storage)
        faulty = Faulty(storage)
        failures = iter([GONE, GONE])

        def save(*_: object) -> None:
            error = next(failures, None)
            if error is not None:
                raise error

        faulty.passes["save"] = save
        event = make.said("event", "/rm-pause")
        with pytest.raises(StorageUnavailable):
            handle(faulty.as_storage(), event)
        assert storage.set_aside_events() == ()
        assert storage.count_waiting() == 0, "nobody is apologized to"
        assert handle(storage, event).status == "handled"


class Under(Platform):
    """The database goes away while its first call is under way, and comes back when the test says."""

    def __init__(self) -> None:
        super().__init__(looks=False)
        self.faulty: Faulty | None = None

    async def deliver(self, delivery: Delivery) -> Delivered:
        done = await super().deliver(delivery)
        if self.faulty is not None and not self.faulty.breaks:
            names = ("claim_rows", "mark_sent", "put_back", "mark_over", "is_new", "push_back")
            self.faulty.breaks |= dict.fromkeys(names, GONE)
        return done


async def gone_for_a_while(platform: Under, send: Send) -> Office:
    """Longer than delivery waits for anything when it ends."""
    machine = Machine()
    faulty = platform.faulty = Faulty(MemoryStorage(machine))
    here = Office(platform, faulty.as_storage())
    here.machine = machine
    here.open("ana")
    here.queue("a", send)
    here.deliverer.stop_s = 0.01
    running = asyncio.create_task(here.deliverer.run())
    async with asyncio.timeout(30):
        while faulty.calls.count("claim_rows") < 2:
            here.deliverer.wake()
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        platform.faulty = None
        faulty.breaks.clear()
        machine.now += 46
        while here.storage.count_waiting():
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    here.close()
    return here


class TestDelivery:
    @pytest.mark.parametrize("send", [make.send("ana"), POST], ids=["in person", "post"])
    async def test_what_was_sent_is_known_when_it_is_back(self, send: Send) -> None:
        platform = Under()
        here = await gone_for_a_while(platform, send)
        assert platform.ids() == ["a:0"]
        assert here.state("a:0") == "sent"

    async def test_a_mistake_after_the_call_leaves_a_doubt(self) -> None:
        platform = Platform(looks=False)
        machine = Machine()
        faulty = Faulty(MemoryStorage(machine))
        faulty.breaks["mark_sent"] = RuntimeError("walrus")
        here = Office(platform, faulty.as_storage())
        here.machine = machine
        here.open("ana")
        here.queue("a", POST)
        await here.pump()
        faulty.breaks.clear()
        await here.settle()
        here.close()
        assert platform.ids().count("a:0") == 1, "it is not shown to all again"
        assert here.state("a:0") == "doubt"
