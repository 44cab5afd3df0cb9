"""A directory of any size, and how long it takes until everybody is in: the whole command, from file to database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bot.program.people import PersonRow, write_people
from bot.simulation.company import make_company
from tests.benches.engines import KEYS
from tests.e2e.process import run_command

SEED, COMPANY = 11, 1000
FIRST = "-0"  # what the ids of the first company end in
SETTINGS = {"SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_SIGNING_SECRET": "bench", "SECRET_KEYS": KEYS}


def directory(folder: Path, people: int) -> Path:
    """The file of so many people: a made-up company, and its sisters with the same names."""
    file = folder / f"people-{people}.csv"
    if not file.exists():
        file.write_text(write_people(tuple(_rows(people))), "utf-8")
    return file


def _rows(people: int) -> Iterator[PersonRow]:
    company = make_company(SEED, min(people, COMPANY))
    for number in range(people):
        sister, at = divmod(number, len(company))
        row = company[at]
        yield msgspec.structs.replace(
            row,
            id=f"{row.id}-{sister}",
            email=f"{sister}.{row.email}",
            manager_id=f"{row.manager_id}-{sister}" if row.manager_id else "",
            never_with=tuple(f"{other}-{sister}" for other in row.never_with),
            line=number + 2,
        )


def managers() -> tuple[str, ...]:
    """Those of the directory who lead somebody, whatever its size."""
    return tuple(
        dict.fromkeys(f"{row.manager_id}{FIRST}" for row in make_company(SEED, COMPANY) if row.manager_id)
    )


def import_everybody(folder: Path, address: str, people: int) -> float:
    """Seconds. The database has an organization already."""
    file, home = directory(folder, people), folder / "home"
    home.mkdir(exist_ok=True)
    words = ("people", "import", str(file), "--yes")
    begin = time.perf_counter()
    code, out, errors = asyncio.run(run_command(home, *words, settings={**SETTINGS, "DATABASE_URL": address}))
    took = time.perf_counter() - begin
    if code or f"{people} added" not in out:
        raise RuntimeError(f"the import failed: {out[-300:]} {errors[-2000:]}")
    return took
