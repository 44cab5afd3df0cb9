"""Where do the databases come from? Made, filled once, and copied, on SQLite and PostgreSQL alike.

SQLite waits for the disk at every commit, as in earnest; the tests' PostgreSQL does not wait at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import msgspec
import psycopg
from psycopg import sql
from sqlalchemy.engine import Engine

from storage.database import open_database
from storage.sealed import Keys
from storage.sql import SqlStorage
from tests.postgres import PostgresServer

KEYS = "bench"


class Databases(Protocol):
    """The databases of one engine, each by its address."""

    name: str

    def new(self) -> str: ...

    def copy(self, address: str) -> str:
        """Another one with the same content; nobody may have the first open."""

    def forget(self, address: str) -> None: ...


class SqliteDatabases:
    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder, self._made = folder, 0

    def new(self) -> str:
        self._made += 1
        return f"sqlite:///{self._folder / f'{self._made}.db'}"

    def copy(self, address: str) -> str:
        copied = self.new()
        shutil.copyfile(_file(address), _file(copied))
        return copied

    def forget(self, address: str) -> None:
        _file(address).unlink()


def _file(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))


class PostgresDatabases:
    name = "postgresql"

    def __init__(self, server: PostgresServer) -> None:
        self._server, self._names = server, dict[str, str]()

    def new(self) -> str:
        return self._known(self._server.create())

    def copy(self, address: str) -> str:
        copied = f"{self._names[address]}_{len(self._names)}"
        self._run(
            "VACUUM ANALYZE", database=self._names[address]
        )  # what PostgreSQL does by itself within minutes
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", copied, self._names[address])
        return self._known(copied)

    def forget(self, address: str) -> None:
        self._run("DROP DATABASE {}", self._names[address])

    def _known(self, name: str) -> str:
        address = self._server.url(name)
        self._names[address] = name
        return address

    def _run(self, command: str, *names: str, database: str = "postgres") -> None:
        with psycopg.connect(self._server.url(database), autocommit=True) as connection:
            connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))


@contextmanager
def both(folder: Path) -> Iterator[tuple[Databases, ...]]:
    server = PostgresServer()
    try:
        yield SqliteDatabases(folder), PostgresDatabases(server)
    finally:
        server.close()


class Open(msgspec.Struct, frozen=True):
    """An open database: as the program has it, and bare."""

    storage: SqlStorage
    engine: Engine
    keys: Keys


@contextmanager
def opened(*addresses: str) -> Iterator[tuple[Open, ...]]:
    keys = Keys.from_settings(KEYS, Path(), "sqlite")
    databases = [open_database(address) for address in addresses]
    found = tuple(Open(SqlStorage(database, keys), database.writing, keys) for database in databases)
    try:
        yield found
    finally:
        for one in found:
            one.storage.close()
