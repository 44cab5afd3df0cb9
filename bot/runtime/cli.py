"""What can be done from a terminal? Parses and prints; the parts come from `app.py`.

Errors are one clear line on stderr: exit 2 for wrong use or configuration, 1 for failure. `--json` prints one
JSON document on stdout and nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from bot.runtime import (
    cli_doctor,
    cli_manifest,
    cli_match,
    cli_outcomes,
    cli_people,
    cli_privacy,
    cli_simulate,
    cli_words,
)
from bot.runtime.cli_files import WrongUse
from bot.runtime.config import ENV_FILE, read_settings, read_some
from bot.runtime.config_checks import notes
from bot.runtime.errors import ConfigError, TurnaboutError
from bot.runtime.logs import last_place, set_up_logging, trace
from bot.runtime.ports import Storage
from bot.runtime.service import replay
from bot.runtime.settings import Settings
from bot.text.catalog import LANGUAGES

log = logging.getLogger(__name__)


class OpenStorage(Protocol):
    """Opened, and brought to the newest schema. Raises ConfigError or StorageBusy."""

    def __call__(self, settings: Settings) -> Storage: ...


class Tools(msgspec.Struct, frozen=True, kw_only=True):
    """What the commands are given by `app.py`.

    `examine` asks each configured platform whether its credentials work; `places` says which workspaces or
    tenants ("slack:T1") the configuration speaks for, as far as they can be known. `memory` is a storage of this
    process alone. `manifests`: by platform, what makes the manifest of its app.
    """

    serve: Callable[[Settings], Awaitable[None]]
    open_storage: OpenStorage
    examine: cli_doctor.Examine
    places: cli_people.Places
    memory: Callable[[], Storage]
    manifests: Mapping[str, cli_manifest.Make] = {}


Run = Callable[[argparse.Namespace, Settings, Tools], int]


def _run(_arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    for key, text in notes(settings):
        log.warning("%s: %s", key, text)
    asyncio.run(_served(tools.serve(settings)))
    return 0


async def _served(serving: Awaitable[None]) -> None:
    await serving


def _doctor(arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    return cli_doctor.doctor(arguments, settings, lambda: tools.open_storage(settings).close(), tools.examine)


def _manifest(arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    return cli_manifest.manifest(arguments, settings, tools.manifests)


def _migrate(_arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    tools.open_storage(settings).close()
    print("The database has the newest schema.")
    return 0


def _replay(_arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    storage = tools.open_storage(settings)
    try:
        done, failing = replay(storage)
    finally:
        storage.close()
    print(f"{done} events handled, {failing} still failing.")
    return 1 if failing else 0


def _people_import(arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    storage = tools.open_storage(settings)
    try:
        return cli_people.import_people(arguments, settings, storage, tools.places)
    finally:
        storage.close()


def _outcomes_compare(arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    storage = tools.open_storage(settings)
    try:
        return cli_outcomes.compare_file(arguments, settings, storage)
    finally:
        storage.close()


def _export(arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    storage = tools.open_storage(settings)
    try:
        return cli_privacy.export(arguments, storage)
    finally:
        storage.close()


def _erase(arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    storage = tools.open_storage(settings)
    try:
        return cli_privacy.erase(arguments, storage)
    finally:
        storage.close()


def _simulate(arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    plan = cli_simulate.plan_of(arguments)
    storage = tools.open_storage(settings) if arguments.database else tools.memory()
    try:
        return cli_simulate.simulate(plan, storage, as_json=arguments.json)
    finally:
        storage.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="app.py", description="Runs a company's reverse mentoring program in Slack and Microsoft Teams."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, help_text: str, run: Run, *, needs_settings: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(run=run, needs_settings=needs_settings)
        return command

    add("run", "serve everything that is configured; without chat credentials the playground", _run)
    _add_json(
        add("doctor", "check configuration, database and credentials; name each problem and its fix", _doctor)
    )
    help_text = "what to hand in where the app is made, in Slack or in Teams; needs no credentials"
    cli_manifest.add_arguments(add("manifest", help_text, _manifest))
    add("migrate", "bring the database to the newest schema", _migrate)
    add("replay", "handle the events that were set aside once more", _replay)
    _add_people(commands)
    _add_outcomes(commands)
    cli_privacy.add_export(
        add("export", "names, states and dates of the program as CSV files, or JSON", _export)
    )
    cli_privacy.add_erase(add("erase", "forget one person: everything about them, everywhere", _erase))
    matched = add("match", cli_match.HELP, cli_match.match, needs_settings=False)
    cli_match.add_arguments(matched)
    _add_json(matched)
    skills = add("skills", "what the catalog makes of people's words", cli_words.skills, needs_settings=False)
    skills.add_argument("text", nargs="?", metavar="TEXT", help="the words")
    skills.add_argument("--file", type=Path, help="a file with one answer a line")
    skills.add_argument(
        "--lang", choices=sorted(LANGUAGES), default="en", help="what slips are read as (default en)"
    )
    _add_json(skills)
    help_text = "what typed words mean to the bot, as the talks take them"
    understand = add("understand", help_text, cli_words.understand, needs_settings=False)
    kinds = ", ".join(cli_words.KINDS)
    understand.add_argument(
        "--file",
        type=Path,
        required=True,
        metavar="FILE.json",
        help="a JSON list of {kind, lang, text, options?, today?, now?, zone?, directory?, speaker?}; "
        f"kind is one of {kinds}",
    )
    _add_json(understand)
    help_text = "a whole program with made-up people on a moved clock: what reached whom, and was it right?"
    simulate = add("simulate", help_text, _simulate, needs_settings=False)
    cli_simulate.add_arguments(simulate)
    _add_json(simulate)
    return parser


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def _add_people(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    people = commands.add_parser(
        "people", help="the people of the company", description="the people of the company"
    )
    actions = people.add_subparsers(dest="action", required=True, metavar="ACTION")
    help_text = (
        "add and update people from a CSV file of the HR system; exit 0 when every row went in, 1 when any was "
        "rejected (the good ones are in)"
    )
    read = actions.add_parser("import", help=help_text, description=help_text)
    read.add_argument("file", type=Path, metavar="FILE.csv")
    read.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    read.add_argument(
        "--yes", action="store_true", help="go on when many known people are missing from the file"
    )
    _add_json(read)
    read.set_defaults(run=_people_import, needs_settings=True)


def _add_outcomes(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    help_text = "what became of people who took part, beside others like them"
    outcomes = commands.add_parser("outcomes", help=help_text, description=help_text)
    actions = outcomes.add_subparsers(dest="action", required=True, metavar="ACTION")
    help_text = (
        "compare a CSV file of the HR system (id, retained, promoted: yes or no) with who took part; "
        "nothing of it is kept"
    )
    compared = actions.add_parser("compare", help=help_text, description=help_text)
    compared.add_argument("file", type=Path, metavar="FILE.csv")
    _add_json(compared)
    compared.set_defaults(run=_outcomes_compare, needs_settings=True)


def main(
    words: Sequence[str],
    tools: Tools,
    *,
    environment: Mapping[str, str] | None = None,
    env_file: Path | None = ENV_FILE,
) -> int:
    """Run one command; gives the exit code. `environment` replaces the process's."""
    arguments = _parser().parse_args(words)
    try:
        settings = _settings(arguments, environment, env_file)
        return int(arguments.run(arguments, settings, tools))
    except (ConfigError, WrongUse) as error:
        if isinstance(error, ConfigError) and arguments.command == "doctor":
            return cli_doctor.report(cli_doctor.Checkup(problems=error.problems), as_json=arguments.json)
        return _failed(str(error), code=2)
    except TurnaboutError as error:
        return _failed(str(error))
    except OSError as error:
        said = error.strerror or type(error).__name__
        return _failed(f"{error.filename}: {said}" if error.filename else said)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        # The border: a mistake of ours. What it says may be people's words or a secret: only where is told.
        log.debug("where it happened:\n%s", trace(error))
        return _failed(
            f"unexpected {type(error).__name__} {last_place(error)}; this is a mistake in Turnabout"
        )


def _failed(said: str, *, code: int = 1) -> int:
    print(said, file=sys.stderr)
    return code


def _settings(
    arguments: argparse.Namespace, environment: Mapping[str, str] | None, env_file: Path | None
) -> Settings:
    database = getattr(arguments, "database", None)
    if not arguments.needs_settings and not database:
        return Settings()
    if hasattr(arguments, "about"):
        return read_some(arguments.about, environment, env_file)
    if database:  # named on the command line, it goes before all others
        environment = {**(os.environ if environment is None else environment), "DATABASE_URL": database}
    settings = read_settings(environment, env_file)
    set_up_logging(settings)
    return settings
