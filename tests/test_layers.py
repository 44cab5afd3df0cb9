"""Do imports point inwards, and does a process load no more than it needs?

What may import what stands in `pyproject.toml` (import-linter, a part of `make lint`); here is what only shows in a
process, and what a list of modules would miss.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
DOES_THINGS = {"bot.runtime", "bot.simulation"}
WORKER_ONLY = ("numpy", "scipy", "matplotlib", "ortools")
PLATFORM_PARTS = (
    "adapters.slack",
    "adapters.teams",
    "adapters.playground",
    "slack_sdk",
    "slack_bolt",
    "botbuilder",
    "botframework",
)
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("datetime", "today"),
    ("time", "time"),
}

# Builds everything for the settings given, as `app.py run` does, and says which modules that took.
BUILD = """
import asyncio, json, sys
from pathlib import Path
import app
from bot.runtime.clocks import SystemClock
from bot.runtime.config import read_settings
from storage import MemoryStorage

async def build():
    settings = read_settings(json.loads(sys.argv[1]), env_file=None)
    async with app.Application(settings, MemoryStorage(), SystemClock()).running():
        await asyncio.sleep(0)

if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(build())
    print(json.dumps(sorted(sys.modules)))
"""

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret"}


def modules(*arguments: str) -> frozenset[str]:
    """What a fresh process has loaded in the end."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, *arguments],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return frozenset(json.loads(done.stdout.splitlines()[-1]))


def loaded(parts: tuple[str, ...], among: frozenset[str]) -> set[str]:
    return {part for part in parts if any(name == part or name.startswith(f"{part}.") for name in among)}


def test_the_application_alone_brings_no_platform_and_no_numbers() -> None:
    assert loaded((*WORKER_ONLY, *PLATFORM_PARTS), modules()) == set()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, {"adapters.playground"}),
        (SLACK, {"adapters.slack", "slack_sdk", "slack_bolt"}),
    ],
)
def test_a_server_loads_the_platforms_that_are_configured_and_no_numbers(
    environment: dict[str, str], expected: set[str]
) -> None:
    found = modules(json.dumps(environment))
    assert loaded(PLATFORM_PARTS, found) <= expected
    assert next(part for part in sorted(expected) if part.startswith("adapters")) in found
    assert loaded(WORKER_ONLY, found) == set()


def test_a_way_into_slack_is_loaded_where_it_is_used() -> None:
    found = modules(json.dumps(SLACK))
    more = ("adapters.slack.client.socket", "adapters.slack.client.install", "storage.installs", "aiosqlite")
    assert loaded(more, found) == set()


def test_the_clock_is_read_in_one_file() -> None:
    """Machine time of a process (monotonic) is another thing, and so is the database's."""
    reads = {
        str(path.relative_to(HERE))
        for folder in ("bot", "adapters", "storage")
        for path in (HERE / folder).rglob("*.py")
        for call in _calls(path)
        if call in CLOCKS
    }
    assert reads == {"bot/runtime/clocks.py"}


def _calls(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            yield owner, node.attr


def test_every_part_of_the_bot_is_pure_or_known_to_do_things() -> None:
    """A new module is under the contract by being here; forgetting it there would go unnoticed."""
    own = {
        f"bot.{path.stem}"
        for path in (HERE / "bot").iterdir()
        if path.name not in ("__init__.py", "__pycache__") and (path.is_dir() or path.suffix == ".py")
    }
    contracts = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    pure = next(contract for contract in contracts if "does things" in contract["name"])
    assert set(pure["source_modules"]) == own - DOES_THINGS


TEAMS_OWN = ("tests.e2e.test_teams_", "tests.e2e.teams_", "tests.e2e.test_stories_in_teams", "tests.teams.")
REPLACEABLE = ("adapters.teams.client", "botbuilder", "botframework")


def test_only_the_tests_of_teams_need_its_network() -> None:
    """So that a move to another library of Microsoft's stays a matter of one folder; all others stand without it."""
    imports = {_module(path): set(_imported(path)) for path in sorted((HERE / "tests").rglob("*.py"))}
    need = {name for name, those in imports.items() if any(_is_of(one, REPLACEABLE) for one in those)}
    while more := {name for name, those in imports.items() if name not in need and those & need}:
        need |= more
    assert {name for name in need if not f"{name}.".startswith(TEAMS_OWN)} == set()


def _module(path: Path) -> str:
    return ".".join(path.relative_to(HERE).with_suffix("").parts).removesuffix(".__init__")


def _is_of(name: str, parts: tuple[str, ...]) -> bool:
    return any(name == part or name.startswith(f"{part}.") for part in parts)


def _imported(path: Path) -> Iterator[str]:
    """All that is imported when the file is; what is imported inside functions is asked for by who calls them."""
    for statement in ast.parse(path.read_text("utf-8")).body:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)
