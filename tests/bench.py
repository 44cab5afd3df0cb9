"""How fast is it, next to what the database can do at all? `make bench`.

Numbers of one run on one machine compare with each other, and with nothing else: so each database is measured
beside a bare transaction of about the same statements. PostgreSQL runs as in the tests, without waiting for the
disk; SQLite waits at every commit.
"""

from __future__ import annotations

import asyncio
import json
import platform
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import aiohttp
import msgspec
import sqlalchemy as sa

from bot.events import Commanded, Event, Said
from bot.runtime.clocks import SetClock
from bot.runtime.delivery import Deliverer
from bot.runtime.ports import Delivered, Delivery, Storage
from bot.runtime.service import Service, handle
from storage import MemoryStorage, open_storage
from storage.database import Database, open_database
from storage.sealed import Keys
from storage.tables import account, inbox, organization, person, setting
from tests import factories as make
from tests.e2e.process import running
from tests.postgres import PostgresServer

PEOPLE = 60
SAID = ("figma and excel", "public speaking", "yes", "Berlin", "9 to 5", "next")
KEYS = "bench"
IDLE_S = 2.0


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """How often a second, and how long the middle and the slowest but one in a hundred took."""

    per_second: float
    p50_ms: float
    p99_ms: float


def measure(calls: Sequence[Callable[[], object]]) -> Measured:
    took: list[float] = []
    begin = time.perf_counter()
    for call in calls:
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    whole = time.perf_counter() - begin
    slow = statistics.quantiles(took, n=100, method="inclusive")
    return Measured(
        per_second=round(len(calls) / whole, 1),
        p50_ms=round(statistics.median(took) * 1000, 2),
        p99_ms=round(slow[98] * 1000, 2),
    )


def events() -> list[Event]:
    """People join and answer: each event loads a person, saves a talk and queues a message."""
    made: list[Event] = []
    for number in range(PEOPLE):
        sender = make.sender(f"U{number}", name=f"Person {number}")
        made.append(Commanded(id=f"join:{number}", at=make.NOON, sender=sender, command="join"))
        made += [
            Said(id=f"said:{number}:{at}", at=make.after(minutes=at + 1), sender=sender, text=text)
            for at, text in enumerate(SAID)
        ]
    return made


def handled(storage: Storage) -> Measured:
    def one(event: Event) -> Callable[[], object]:
        return lambda: handle(storage, event)

    return measure([one(event) for event in events()])


def bare(database: Database) -> Measured:
    """Four reads by key, two rows written (one a kilobyte, sealed before), a commit."""
    sealed = Keys.from_settings(KEYS, Path(), "sqlite").seal("x" * 700)

    def one(number: int) -> Callable[[], object]:
        def transaction() -> None:
            with database.writing.begin() as db:
                for table in (organization, account, person):
                    db.execute(sa.select(table).where(table.c.id == f"{number}")).all()
                db.execute(sa.select(setting.c.value).where(setting.c.name == f"{number}")).all()
                row = {"event": f"{number}", "organization": "", "place": "", "at": make.NOON}
                db.execute(sa.insert(inbox).values(row))
                db.execute(sa.insert(setting).values(name=f"{number}", value=sealed))

        return transaction

    return measure([one(number) for number in range(PEOPLE * (1 + len(SAID)))])


class Instant:
    """A platform that takes every message at once."""

    platform = "slack"

    async def deliver(self, delivery: Delivery) -> Delivered:
        return Delivered(reference=delivery.id, address=delivery.address)

    async def look_up(self, _: Delivery) -> Literal["cannot"]:
        return "cannot"

    def rates(self, _: Delivery) -> Sequence[tuple[str, float, int]]:
        return ()


def delivered_per_second(storage: Storage) -> float:
    """All that the events have left in the outbox, to a platform without limits."""

    async def deliver() -> float:
        service = Service(storage)
        deliverer = Deliverer(service, {"slack": Instant()}, SetClock(make.after(days=1)), "live")
        begin = time.perf_counter()
        rows = await deliverer.pump()
        took = time.perf_counter() - begin
        service.close()
        return round(rows / took, 1)

    return asyncio.run(deliver())


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, tuple[str, str]]]:
    """By name: the address for the program, and another for the bare transactions."""
    server = PostgresServer()
    try:
        yield {
            "sqlite": (f"sqlite:///{folder / 'program.db'}", f"sqlite:///{folder / 'bare.db'}"),
            "postgresql": (server.url(server.create()), server.url(server.create())),
        }
    finally:
        server.close()


def of_database(program: str, other: str, folder: Path) -> dict[str, object]:
    storage = open_storage(program, KEYS, home=folder)
    handling = handled(storage)
    rate = delivered_per_second(storage)
    storage.close()
    database = open_database(other)
    transactions = bare(database)
    database.close()
    return {
        "events": msgspec.to_builtins(handling),
        "bare_transactions": msgspec.to_builtins(transactions),
        "events_per_bare_transaction": round(handling.per_second / transactions.per_second, 2),
        "delivered_per_second": rate,
    }


async def of_process(home: Path, settings: dict[str, str]) -> dict[str, float]:
    """Seconds from start to ready, and memory when nothing happens."""
    begin = time.perf_counter()
    async with running(home, **settings) as address:
        ready_s = time.perf_counter() - begin
        await asyncio.sleep(IDLE_S)
        async with aiohttp.ClientSession() as http, http.get(f"{address}/metrics") as answer:
            counted = await answer.text()
    memory = re.search(r"^process_resident_memory_bytes (\S+)", counted, re.MULTILINE)
    found = {"ready_s": round(ready_s, 2)}
    if memory:  # Linux only
        found["idle_mb"] = round(float(memory[1]) / 1024**2, 1)
    return found


def main() -> None:
    results: dict[str, object] = {"python": platform.python_version(), "machine": platform.machine()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results["memory"] = {"events": msgspec.to_builtins(handled(MemoryStorage()))}
        with databases(folder) as found:
            for database, (program, other) in found.items():
                results[database] = of_database(program, other, folder)
        results["playground"] = asyncio.run(of_process(folder, {}))
        results["playground_again"] = asyncio.run(of_process(folder, {}))
        slack = {"SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_SIGNING_SECRET": "bench"}
        results["slack"] = asyncio.run(of_process(folder, slack))
    Path("bench.json").write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    print_table(results)


def print_table(results: dict[str, object], prefix: str = "") -> None:
    for name, value in results.items():
        if isinstance(value, dict):
            print_table(value, f"{prefix}{name} ")
        else:
            sys.stdout.write(f"{prefix + name:<50} {value}\n")


if __name__ == "__main__":
    main()
