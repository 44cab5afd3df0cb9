"""Do the migrations lead to the tables we describe, and back, on both databases?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from bot.program.model import Record
from storage.migrate import configuration, migrate, migrate_down
from storage.records import Rows
from storage.sealed import Keys
from storage.tables import METADATA, TABLES, outbox
from storage.unit_of_work import DatabaseUnit
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.postgres import PostgresServer

RECORDS = make.full_records()


@pytest.fixture(params=["sqlite", "postgres"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """An empty database, inside a transaction."""
    url, name = f"sqlite:///{tmp_path / 'empty.db'}", ""
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        name = server.create()
        url = server.url(name).replace("postgresql:", "postgresql+psycopg:")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def rows() -> Rows:
    return Rows(Keys([SECRET_KEY.encode()]))


def save_all(db: Connection, records: tuple[Record, ...]) -> None:
    DatabaseUnit(db, rows()).save(records)


def count(db: Connection, table: sa.Table) -> int:
    return db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_up_from_empty_equals_the_tables(db: Connection) -> None:
    migrate(db)
    assert compare_metadata(MigrationContext.configure(db), METADATA) == []


def test_a_forgotten_migration_is_noticed(db: Connection) -> None:
    migrate(db)
    db.exec_driver_sql("ALTER TABLE ruling DROP COLUMN kind")
    db.exec_driver_sql("DROP INDEX due_at")
    found = compare_metadata(MigrationContext.configure(db), METADATA)
    assert sorted(change[0] for change in found) == ["add_column", "add_index"]


def test_up_down_and_up_again_with_rows(db: Connection) -> None:
    migrate(db)
    save_all(db, RECORDS)
    revisions = [
        script.revision for script in ScriptDirectory.from_config(configuration(db)).walk_revisions()
    ]
    for revision in revisions[1:]:
        migrate_down(db, revision)
    kept = [table for table in TABLES.values() if sa.inspect(db).has_table(table.name)]
    assert [table.name for table in kept] == ["organization", "place", "channel"]
    migrate(db)
    assert [count(db, table) for table in kept] == [1, 1, 1]
    assert compare_metadata(MigrationContext.configure(db), METADATA) == []
    save_all(db, tuple(record for record in RECORDS if TABLES[type(record)] not in kept))
    assert [count(db, table) for table in TABLES.values()] == [1] * len(TABLES)


def test_what_was_sent_before_counts(db: Connection) -> None:
    migrate(db, "0006")
    nothing = ("about_person", "pairing", "proposal", "talk", "reason", "reference", "body")
    before: dict[str, object] = {**dict.fromkeys(nothing, ""), "organization": "acme", "realm": "live"}
    before |= {"person": "ana", "address": "person:ana", "created_at": make.NOON, "line_at": make.NOON}
    before |= {"lease": 0, "free_s": 0, "attempts": 1}
    old = sa.table(
        "outbox", *(sa.column(name, outbox.c[name].type) for name in (*before, "id", "kind", "state"))
    )
    for kind, state in (("nudge", "sent"), ("answer", "sent"), ("nudge", "failed"), ("nudge", "ready")):
        db.execute(sa.insert(old).values(id=f"{kind} {state}", kind=kind, state=state, **before))
    migrate(db)
    told = sa.select(outbox.c.id, outbox.c.unasked, outbox.c.sent_at, outbox.c.over_at).order_by(outbox.c.id)
    assert [tuple(one) for one in db.execute(told)] == [
        ("answer sent", False, make.NOON, None),
        ("nudge failed", True, None, make.NOON),
        ("nudge ready", True, None, None),
        ("nudge sent", True, make.NOON, None),
    ]


def test_down_to_nothing_leaves_nothing(db: Connection) -> None:
    migrate(db)
    save_all(db, RECORDS)
    migrate_down(db)
    assert sa.inspect(db).get_table_names() == ["alembic_version"]


def test_each_step_goes_up_and_down(db: Connection) -> None:
    scripts = [script.revision for script in ScriptDirectory.from_config(configuration(db)).walk_revisions()]
    for revision in reversed(scripts):
        migrate(db, revision)
        migrate_down(db, "-1")
        migrate(db, revision)
    assert compare_metadata(MigrationContext.configure(db), METADATA) == []


def test_every_field_has_a_column() -> None:
    for kind, table in TABLES.items():
        beside = {"email_mark", "saved"}
        assert {column.name for column in table.c} - beside == set(kind.__struct_fields__), kind.__name__
