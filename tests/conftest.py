"""What all tests may ask for: databases that are ready to use. Nothing is started before a test asks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.runtime.ports import Storage
from storage import MemoryStorage, open_storage
from tests.postgres import PostgresServer

SECRET_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """The name of a migrated database."""
    name = postgres.create()
    open_storage(postgres.url(name), SECRET_KEY, home=Path()).close()
    return name


@pytest.fixture
def postgres_url(postgres: PostgresServer, migrated_postgres: str) -> Iterator[str]:
    """A migrated database that is empty before each test."""
    yield postgres.url(migrated_postgres)
    postgres.empty(migrated_postgres, keep="alembic_version")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to copy: migrated and empty, sealed with SECRET_KEY."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    open_storage(f"sqlite:///{path}", SECRET_KEY, home=path.parent).close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """A migrated database file of this test's own."""
    shutil.copy(migrated_sqlite, tmp_path / "turnabout.db")
    return f"sqlite:///{tmp_path / 'turnabout.db'}"


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """Each storage in turn: what a test says of one holds for all."""
    opened: Storage = MemoryStorage()
    if request.param != "memory":
        opened = open_storage(request.getfixturevalue(f"{request.param}_url"), SECRET_KEY, home=tmp_path)
    yield opened
    opened.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-stories", action="store_true", help="write the stories in tests/conversations anew"
    )
