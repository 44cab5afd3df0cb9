"""What only a real database can break: keys, files, several copies of the bot, threads."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from bot.outcome import About, Forget, Job
from bot.program.snapshot import SAYERS_AT_ONCE, Query
from bot.runtime.errors import ConcurrentUpdate, ConfigError, StorageBusy
from bot.runtime.ports import Due, Post, Refused, SetAside, Storage
from storage import line, open_storage
from storage.columns import Moment, Sealed
from storage.installs import open_installs
from storage.records import Rows
from storage.sealed import Keys
from storage.tables import METADATA, own_word, setting
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.factories import ACME, NOON, after
from tests.postgres import PostgresServer

WORD = "walrus"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"  # transactions that wait for another


async def install(storage: Storage, url: str) -> None:
    """An installation by OAuth that has WORD for its tokens, and one that has only begun."""
    rows = open_installs(url, storage.sealer)
    tokens = {"bot_token": WORD, "bot_refresh_token": WORD}
    async with rows.writing.begin() as db:
        installed = sa.insert(rows.bots).values(
            client_id="1.2", team_id="T1", is_enterprise_install=False, installed_at=NOON, **tokens
        )
        await db.execute(installed)
        await db.execute(sa.insert(rows.states).values(state="begun", expire_at=NOON))
    await rows.close()


def plant(storage: Storage, url: str) -> None:
    """WORD wherever people write, and a row of ACME in every table that has organizations."""
    asyncio.run(install(storage, url))
    event = make.said(f"event-of-{ACME}", WORD)
    send = make.send(message=make.message(WORD))
    with storage.begin() as work:
        work.save([make.person("forgotten")])
        work.forget(ACME, Forget(person="forgotten", former="former:1"))
    with storage.begin() as work:
        assert work.is_new(event)
        assert work.is_new(make.fell_due("due"))
        work.save([*make.full_records(WORD), make.person("named"), make.place()])
        work.enqueue(event, ACME, "live", [send])
        work.ask(event, ACME, "live", [Job(kind="propose", subject="first")])
        work.set_due(ACME, "live", "pair", [Due(rule="start", subject="pair", at=NOON)])
        work.set_aside(SetAside(event=event, organization=ACME, error="KeyError"))
    storage.save_post(Post(id="p", organization=ACME, conversation="ana", at=NOON, text=WORD))
    storage.write_setting("note", WORD)
    storage.take_turn([(f"slack:{ACME}", 1e9, 1)])


def everything_in(url: str) -> dict[str, str]:
    """All rows of all tables, as the database shows them to anybody."""
    engine = sa.create_engine(re.sub("^postgresql", "postgresql+psycopg", url))
    with engine.connect() as db:
        tables = sa.inspect(db).get_table_names()
        rows = {table: db.exec_driver_sql(f'SELECT * FROM "{table}"').all() for table in tables}
    engine.dispose()
    return {table: repr(some) for table, some in rows.items() if some}


def is_sealed(column: sa.Column[object]) -> bool:
    return isinstance(column.type, Sealed)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    value: str = request.getfixturevalue(f"{request.param}_url")
    return value


@pytest.fixture
def open_it(url: str, tmp_path: Path) -> Callable[..., Storage]:
    def opened(keys: str = SECRET_KEY) -> Storage:
        return open_storage(url, keys, home=tmp_path)

    return opened


class TestSealed:
    def test_what_people_wrote_cannot_be_read(
        self, open_it: Callable[..., Storage], url: str, tmp_path: Path
    ) -> None:
        storage = open_it()
        plant(storage, url)
        shown = everything_in(url)
        assert len(shown) == len(METADATA.tables) + 1  # and the version of the database
        assert [table for table, rows in shown.items() if WORD in rows] == []
        written = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
        assert WORD.encode() not in written
        storage.close()

    def test_a_sealed_column_refuses_readable_words(self) -> None:
        dialect = sa.create_engine("sqlite://").dialect
        with pytest.raises(ValueError, match="readable"):
            Sealed().process_bind_param(WORD, dialect)
        assert Sealed().process_bind_param("", dialect) == ""

    def test_an_old_key_still_opens_and_the_new_one_seals(self, open_it: Callable[..., Storage]) -> None:
        storage = open_it()
        with storage.begin() as work:
            work.save([make.place(), make.person("ana", email="a@b.c", wants=(WORD,))])
        storage.close()
        storage = open_it(f"new words, {SECRET_KEY}")
        with storage.begin() as work:
            seen = work.load(Query(sender=make.sender("U9", email="A@b.c")))
            assert seen.owner is not None
            assert seen.owner.wants == (WORD,)
            work.save([make.person("ben", email="b@b.c"), make.person("ana", email="a@b.c", version=1)])
        storage.close()
        storage = open_it(f"{SECRET_KEY}, new words")
        with storage.begin() as work:
            for email in ("a@b.c", "b@b.c"):
                owner = work.load(Query(sender=make.sender("U9", email=email))).owner
                assert owner is not None
                assert owner.email == email
        storage.close()
        with pytest.raises(ConfigError, match="SECRET_KEYS"):
            open_it("new words")

    def test_an_old_key_may_go_once_all_is_sealed_anew(
        self, open_it: Callable[..., Storage], url: str
    ) -> None:
        storage = open_it()
        plant(storage, url)
        with storage.begin() as work:
            work.save([make.person(f"p{number}", email=f"{number}@b.c") for number in range(600)])
            work.save([make.person("p0", email="0@b.c", wants=("pigeons",), version=1)])
        before = everything_in(url)
        storage.close()
        rotating = open_storage(url, f"new words, {SECRET_KEY}", home=Path())
        sealed_tables = [table for table in METADATA.tables.values() if any(map(is_sealed, table.c))]
        assert rotating.reseal() == len(sealed_tables) + 2 + 601 + 4  # and words
        rotating.close()
        after = everything_in(url)
        assert {table for table in after if after[table] != before[table]} == {
            table.name for table in sealed_tables
        }
        storage = open_it("new words")
        with storage.begin() as work:
            owner = work.load(Query(sender=make.sender("U9", email="577@b.c"))).owner
            assert owner is not None
            assert owner.id == "p577"
        assert len(storage.people_of(ACME)) == 602
        with storage.begin() as work:
            (own, *_) = work.load(Query(organization=ACME, own_words=1)).own_words
            assert work.load(Query(organization=ACME, own_word=own.id)).sayers != ()
        assert [aside.event for aside in storage.set_aside_events()] == [make.said(f"event-of-{ACME}", WORD)]
        assert storage.read_setting("note") == WORD
        storage.close()

    def test_a_wrong_key_is_noticed_at_the_start(self, open_it: Callable[..., Storage]) -> None:
        open_it().close()
        with pytest.raises(ConfigError, match="SECRET_KEYS"):
            open_it(Fernet.generate_key().decode())
        open_it(f"{Fernet.generate_key().decode()}, {SECRET_KEY}").close()

    def test_sqlite_makes_a_key_file_of_its_owner_only(self, tmp_path: Path) -> None:
        home, address = tmp_path / "home", f"sqlite:///{tmp_path / 'new.db'}"
        storage = open_storage(address, "", home=home)
        storage.write_setting("note", WORD)
        storage.close()
        (key_file,) = home.iterdir()
        assert key_file.stat().st_mode & 0o777 == 0o600
        again = open_storage(address, " , ", home=home)
        assert again.read_setting("note") == WORD
        again.close()
        key_file.write_text("nonsense")
        with pytest.raises(ConfigError, match="damaged"):
            open_storage(address, "", home=home)
        key_file.unlink()
        with pytest.raises(ConfigError, match="SECRET_KEYS"):
            open_storage(address, "", home=home)

    def test_postgresql_needs_keys(self, postgres_url: str, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="SECRET_KEYS: is required"):
            open_storage(postgres_url, "", home=tmp_path)
        assert list(tmp_path.iterdir()) == []


class TestErasing:
    def test_no_table_and_no_file_keeps_anything(
        self, open_it: Callable[..., Storage], url: str, tmp_path: Path
    ) -> None:
        storage = open_it()
        plant(storage, url)
        kept = {table for table, rows in everything_in(url).items() if ACME in rows}
        assert kept >= {table.name for table in METADATA.tables.values() if "organization" in table.c} - {
            "person_name"
        }
        storage.erase_organization(ACME)
        named = re.compile(rf"\b(?:{ACME}|ana)\b")  # as words: what is sealed may spell anything by chance
        assert [table for table, rows in everything_in(url).items() if named.search(rows)] == []
        written = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
        assert ACME.encode() not in written
        storage.close()


class TestOpening:
    def test_a_second_process_is_refused(self, sqlite_url: str, tmp_path: Path) -> None:
        storage = open_storage(sqlite_url, SECRET_KEY, home=tmp_path)
        with pytest.raises(StorageBusy, match="PostgreSQL"):
            open_storage(sqlite_url, SECRET_KEY, home=tmp_path)
        storage.close()
        open_storage(sqlite_url, SECRET_KEY, home=tmp_path).close()

    def test_a_failed_start_lets_go(self, sqlite_url: str, tmp_path: Path) -> None:
        open_storage(sqlite_url, SECRET_KEY, home=tmp_path).close()
        with pytest.raises(ConfigError):
            open_storage(sqlite_url, "other", home=tmp_path)
        open_storage(sqlite_url, SECRET_KEY, home=tmp_path).close()

    def test_own_words_of_a_database_from_before_are_found(
        self, open_it: Callable[..., Storage], url: str
    ) -> None:
        storage = open_it()
        with storage.begin() as work:
            work.save([make.person(f"p{n:04}", wants=("pigeons", "Excel")) for n in range(1100)])
        storage.close()
        engine = sa.create_engine(re.sub("^postgresql", "postgresql+psycopg", url))
        with engine.begin() as db:
            db.execute(sa.delete(own_word))
            db.execute(sa.delete(setting).where(setting.c.name == "own words"))
        engine.dispose()
        storage = open_it()
        with storage.begin() as work:
            (own,) = work.load(Query(organization=ACME, own_words=1)).own_words
            seen = work.load(Query(organization=ACME, own_word=own.id))
        assert own.words == "pigeons"
        assert [one.id for one in seen.sayers] == [f"p{n:04}" for n in range(SAYERS_AT_ONCE)]
        storage.close()

    @pytest.mark.parametrize(
        "wrong",
        ["", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "nonsense", "postgresql+asyncpg://h/d"],
    )
    def test_what_is_no_address_of_ours(self, wrong: str, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="DATABASE_URL"):
            open_storage(wrong, SECRET_KEY, home=tmp_path)

    def test_nobody_answers(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="DATABASE_URL") as caught:
            open_storage(f"postgresql://ana:geheim@/db?host={tmp_path}", SECRET_KEY, home=tmp_path)
        assert "geheim" not in str(caught.value)
        (tmp_path / "folder.db").mkdir()
        with pytest.raises(ConfigError, match="DATABASE_URL"):
            open_storage(f"sqlite:///{tmp_path / 'folder.db'}", SECRET_KEY, home=tmp_path)

    def test_the_short_name_of_postgresql(self, postgres_url: str, tmp_path: Path) -> None:
        storage = open_storage(postgres_url.replace("postgresql:", "postgres:"), SECRET_KEY, home=tmp_path)
        assert storage.threads == 4
        storage.close()

    def test_copies_that_start_together_all_start(self, postgres: PostgresServer, tmp_path: Path) -> None:
        address = postgres.url(postgres.create())
        together = threading.Barrier(4)

        def start(_: int) -> str:
            together.wait()
            storage = open_storage(address, SECRET_KEY, home=tmp_path)
            storage.write_setting("note", "started")
            storage.close()
            return "started"

        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(start, range(4))) == ["started"] * 4

    def test_a_database_of_a_newer_release_is_used_as_it_is(
        self, open_it: Callable[..., Storage], url: str
    ) -> None:
        open_it().close()
        engine = sa.create_engine(re.sub("^postgresql", "postgresql+psycopg", url))
        with engine.begin() as db:
            newest = db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        storage = open_it()
        storage.write_setting("note", "works")
        assert storage.read_setting("note") == "works"
        storage.close()
        with engine.begin() as db:
            assert db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"
            db.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{newest}'")
        engine.dispose()


class TestTogether:
    def test_no_increment_is_lost(self, open_it: Callable[..., Storage]) -> None:
        storage = open_it()
        with storage.begin() as work:
            work.save([make.proposal()])

        def raise_it(number: int) -> None:
            while True:
                try:
                    with storage.begin() as work:
                        assert work.is_new(make.said(f"e{number}"))
                        proposal = work.load(Query(organization=ACME, proposal="first")).proposal
                        assert proposal is not None
                        work.save([make.proposal(pairs=proposal.pairs + 1, version=proposal.version)])
                except ConcurrentUpdate:
                    continue
                return

        with ThreadPoolExecutor(storage.threads) as threads:
            list(threads.map(raise_it, range(60)))
        with storage.begin() as work:
            proposal = work.load(Query(organization=ACME, proposal="first")).proposal
            assert proposal is not None
            assert (proposal.pairs, proposal.version) == (60, 61)
        storage.close()

    def test_a_deadlock_is_a_lost_race(self, postgres_url: str, tmp_path: Path) -> None:
        storage = open_storage(postgres_url, SECRET_KEY, home=tmp_path)
        with storage.begin() as work:
            work.save([make.person("ana"), make.person("ben")])
        together = threading.Barrier(2)

        def save_both(order: tuple[str, str]) -> str:
            try:
                with storage.begin() as work:
                    work.save([make.person(order[0], version=1)])
                    together.wait()
                    work.save([make.person(order[1], version=1)])
            except ConcurrentUpdate:
                return "lost"
            return "won"

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(save_both, [("ana", "ben"), ("ben", "ana")])) == ["lost", "won"]
        storage.close()

    def test_the_same_event_twice_at_once_is_handled_once(self, open_it: Callable[..., Storage]) -> None:
        storage = open_it()

        def handle(number: int) -> bool:
            with storage.begin() as work:
                return work.is_new(make.said(f"e{number % 10}"))

        with ThreadPoolExecutor(storage.threads) as threads:
            assert sum(threads.map(handle, range(40))) == 10
        storage.close()

    def test_copies_share_the_outbox_and_keep_the_order(self, postgres_url: str, tmp_path: Path) -> None:
        copies = [open_storage(postgres_url, SECRET_KEY, home=tmp_path) for _ in range(2)]
        people = [f"p{number}" for number in range(8)]
        with copies[0].begin() as work:
            for number in range(5):
                work.enqueue(make.said(f"e{number}"), ACME, "live", [make.send(one) for one in people])
        sent: list[str] = []

        def deliver(number: int) -> None:
            storage = copies[number % 2]
            while not storage.is_quiet("live", NOON):
                for row in storage.claim_rows("live", NOON, lease_s=600, limit=3):
                    assert storage.mark_sending(row.id, lease_s=600)
                    sent.append(row.id)
                    storage.mark_sent(row.id, "r", make.address(), at=NOON)

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(deliver, range(4)))
        assert len(sent) == len(set(sent)) == 40
        for number in range(8):
            assert [row for row in sent if row.endswith(f":{number}")] == [
                f"e{at}:{number}" for at in range(5)
            ]
        for storage in copies:
            storage.close()

    def test_a_lease_lost_to_another_copy(self, postgres_url: str, tmp_path: Path) -> None:
        slow, quick = (open_storage(postgres_url, SECRET_KEY, home=tmp_path) for _ in range(2))
        with slow.begin() as work:
            work.enqueue(make.said("e"), ACME, "live", [make.send()])
        assert slow.claim_rows("live", NOON, lease_s=0, limit=9)
        assert quick.claim_rows("live", NOON, lease_s=600, limit=9)
        assert not slow.mark_sending("e:0", lease_s=600)
        slow.put_back("e:0", after_s=0)
        slow.mark_over("e:0", "failed", "x", at=NOON)
        assert quick.mark_sending("e:0", lease_s=600)
        assert quick.claim_rows("live", NOON, lease_s=600, limit=9) == ()
        slow.close()
        quick.close()

    def test_copies_never_hold_two_rows_of_one_person(self, postgres_url: str, tmp_path: Path) -> None:
        """The young row is being claimed, not yet committed, when an older one is stored and the other claims."""
        one, other = (open_storage(postgres_url, SECRET_KEY, home=tmp_path) for _ in range(2))
        with one.begin() as work:
            work.enqueue(make.said("young", at=after(minutes=1)), ACME, "live", [make.send()])
        engine = sa.create_engine(re.sub("^postgresql", "postgresql+psycopg", postgres_url))
        rows = Rows(Keys([SECRET_KEY.encode()]))
        with ThreadPoolExecutor(1) as threads:
            with engine.begin() as db:
                wanted = line.Wanted(realm="live", now=after(hours=1), limit=9, bulk=9)
                assert line.claim(db, rows, wanted, lease_s=600)
                with other.begin() as work:
                    work.enqueue(make.said("old", at=NOON), ACME, "live", [make.send()])
                late = threads.submit(other.claim_rows, "live", after(hours=1), lease_s=600, limit=9)
                while not late.done() and not db.exec_driver_sql(WAITING).scalar():
                    pass
            assert late.result(timeout=30) == ()
        engine.dispose()
        one.close()
        other.close()

    def test_copies_do_not_exceed_what_is_left_of_a_week(self, postgres_url: str, tmp_path: Path) -> None:
        copies = [open_storage(postgres_url, SECRET_KEY, home=tmp_path) for _ in range(2)]
        people = [f"p{number}" for number in range(6)]
        with copies[0].begin() as work:
            work.save([make.person(one) for one in people])
        sent: list[str] = []
        together = threading.Barrier(2)

        def deliver(storage: Storage) -> int:
            rows = storage.claim_rows("live", NOON, lease_s=600, limit=3)
            for row in rows:
                if row.wait_until is not None:
                    storage.put_off(row.id, until=row.wait_until)
                elif storage.mark_sending(row.id, lease_s=600):
                    sent.append(row.send.person)
                    storage.mark_sent(row.id, "r", make.address(), at=NOON)
            return len(rows)

        def work_off(number: int) -> None:
            """One copy of two: it stores rows, the latest first, while both deliver."""
            together.wait()
            for turn in range(8):
                event = make.said(f"e{number}:{turn}", at=after(seconds=-turn))
                with copies[number].begin() as work:
                    work.enqueue(event, ACME, "live", [make.send(one, kind="nudge") for one in people])
                deliver(copies[number])

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(work_off, range(2)))
        while deliver(copies[0]):
            pass
        assert [sent.count(one) for one in people] == [2] * 6
        for storage in copies:
            storage.close()

    def test_dropped_in_the_moment_it_is_marked(self, postgres_url: str, tmp_path: Path) -> None:
        """Another copy drops it and has not committed yet: whoever wants to send waits for that, and does not."""
        sender, other = (open_storage(postgres_url, SECRET_KEY, home=tmp_path) for _ in range(2))
        with other.begin() as work:
            work.enqueue(make.said("e"), ACME, "live", [make.send(about=About(pairing="pair"))])
        assert sender.claim_rows("live", NOON, lease_s=600, limit=9)
        engine = sa.create_engine(re.sub("^postgresql", "postgresql+psycopg", postgres_url))
        with ThreadPoolExecutor(1) as threads, engine.connect() as looking:
            with other.begin() as work:
                work.drop_waiting(ACME, "pair", "concern")
                marked = threads.submit(sender.mark_sending, "e:0", lease_s=600)
                while not marked.done() and not looking.exec_driver_sql(WAITING).scalar():
                    looking.rollback()
            assert marked.result(timeout=30) is False
        with other.begin() as work:
            assert work.load(Query(organization=ACME, outbox="e:0")).sent_state == "dropped"
        engine.dispose()
        sender.close()
        other.close()

    def test_copies_share_a_rate(self, postgres_url: str, tmp_path: Path) -> None:
        copies = [open_storage(postgres_url, SECRET_KEY, home=tmp_path) for _ in range(2)]

        def take(number: int) -> Refused | None:
            names = ["one", "two"] if number % 2 else ["two", "one"]
            return copies[number % 2].take_turn([(name, 0.001, 7) for name in names])

        with ThreadPoolExecutor(4) as threads:
            waits = list(threads.map(take, range(40)))
        assert waits.count(None) == 7
        for storage in copies:
            storage.close()

    def test_reading_does_not_wait_for_writing(self, open_it: Callable[..., Storage]) -> None:
        storage = open_it()
        with storage.begin() as work:
            work.save([make.person("ana"), make.proposal()])
        with storage.begin() as work:
            work.save([make.person("ben")])
            with ThreadPoolExecutor(1) as threads:
                read = threads.submit(storage.read_pool, ACME, "first", NOON).result(timeout=30)
        assert [member.id for member in read.pool.members] == ["ana"]
        storage.close()


class TestPlans:
    def test_what_was_sent_long_ago_is_not_looked_through(
        self, open_it: Callable[..., Storage], url: str
    ) -> None:
        storage = open_it()
        with storage.begin() as work:
            work.save([make.person("ana")])
            work.enqueue(make.said("e"), ACME, "live", [make.send(kind="nudge")])
        engine = sa.create_engine(re.sub("^postgresql", "postgresql+psycopg", url))
        with listening() as statements:
            (row,) = storage.claim_rows("live", NOON, lease_s=600, limit=9)
            storage.put_off(row.id, until=after(days=1))
            with storage.begin() as work:
                work.load(Query(organization=ACME, failed_since=NOON))
                work.drop_waiting(ACME, "pair", "concern")
            assert storage.is_quiet("live", NOON)
            assert storage.next_moment("live") == after(days=1)
        with engine.begin() as db:
            plans = [plan(db, *statement) for statement in statements if "outbox" in statement[0]]
        assert len(plans) >= 8
        assert [one for one in plans if looks_through("outbox", one)] == []
        engine.dispose()
        storage.close()


@contextmanager
def listening() -> Iterator[list[tuple[str, Any]]]:
    """Statements and their parameters, as they are made."""
    made: list[tuple[str, Any]] = []

    def heard(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        made.append((statement, parameters))

    sa.event.listen(sa.Engine, "before_cursor_execute", heard)
    yield made
    sa.event.remove(sa.Engine, "before_cursor_execute", heard)


def plan(db: sa.Connection, statement: str, parameters: Any) -> str:
    """How the database would do it, if it had many rows."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("SET enable_seqscan = off")
    explain = "EXPLAIN " if db.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    rows = db.exec_driver_sql(explain + statement, parameters)
    return "\n".join(str(row[-1]) for row in rows)


def looks_through(table: str, plan: str) -> bool:
    """At every row; an index of a part of them (open ones) may be read from end to end."""
    return re.search(rf"Seq Scan on {table}|SCAN {table}(?! USING INDEX outbox_lane)", plan) is not None


class TestMoments:
    def test_a_moment_comes_back_in_utc(self, open_it: Callable[..., Storage]) -> None:
        storage = open_it()
        there = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))
        with storage.begin() as work:
            work.save([make.person("ana", joined_at=there)])
        (ana,) = storage.people_of(ACME)
        assert ana.joined_at is not None
        assert (ana.joined_at, ana.joined_at.utcoffset()) == (NOON, timedelta(0))
        storage.close()

    def test_a_moment_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            Moment().process_bind_param(NOON.replace(tzinfo=None), sa.create_engine("sqlite://").dialect)
