"""What can be done from a terminal? Parses and prints; the parts come from `app.py`.

Errors are one clear line on stderr: exit 2 for wrong use or configuration, 1 for failure. `--json` prints one
JSON document on stdout and nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pythonjsonlogger.json import JsonFormatter

from bot.runtime import cli_people, cli_words
from bot.runtime.config import Settings, read_settings
from bot.runtime.errors import ConfigError, TurnaboutError
from bot.runtime.ports import Storage
from bot.runtime.service import replay

Serve = Callable[[Settings], Awaitable[None]]


class OpenStorage(Protocol):
    def __call__(self, url: str, secret_keys: str, *, home: Path) -> Storage: ...


class Doctor(Protocol):
    """Looks into a part: gives problems as (key, what is wrong and the fix)."""

    async def __call__(self, settings: Settings) -> list[tuple[str, str]]: ...


class Tools:
    """What the commands are given by `app.py`."""

    def __init__(self, serve: Serve, open_storage: OpenStorage, examine: Doctor) -> None:
        self.serve, self.open_storage, self.examine = serve, open_storage, examine

    def storage(self, settings: Settings) -> Storage:
        """Opened, and brought to the newest schema."""
        return self.open_storage(
            settings.database, settings.secret_keys.get_secret_value(), home=settings.turnabout_home
        )


Run = Callable[[argparse.Namespace, Settings, Tools], int]


def _run(_arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    asyncio.run(_served(tools.serve(settings)))
    return 0


async def _served(serving: Awaitable[None]) -> None:
    await serving


def _migrate(_arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    tools.storage(settings).close()
    print("The database has the newest schema.")
    return 0


def _replay(_arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    storage = tools.storage(settings)
    try:
        done, failing = replay(storage)
    finally:
        storage.close()
    print(f"{done} events handled, {failing} still failing.")
    return 1 if failing else 0


def _doctor(arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    problems: list[tuple[str, str]] = []
    try:
        tools.storage(settings).close()
    except ConfigError as error:
        problems += error.problems
    except TurnaboutError as error:
        problems.append(("DATABASE_URL", str(error)))
    problems += asyncio.run(_examined(tools.examine, settings))
    return report_problems(problems, as_json=arguments.json)


async def _examined(examine: Doctor, settings: Settings) -> list[tuple[str, str]]:
    return await examine(settings)


def report_problems(problems: Sequence[tuple[str, str]], *, as_json: bool) -> int:
    """What the doctor found."""
    if as_json:
        found = [{"key": key, "problem": text} for key, text in problems]
        print(json.dumps({"healthy": not problems, "problems": found}, ensure_ascii=False))
    elif not problems:
        print("All is well.")
    else:
        for key, text in problems:
            print(f"{key}: {text}")
    return 1 if problems else 0


def _people_import(arguments: argparse.Namespace, settings: Settings, tools: Tools) -> int:
    storage = tools.storage(settings)
    try:
        return cli_people.import_people(arguments, settings, storage)
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
    doctor = add(
        "doctor", "check configuration, database and credentials; name each problem and its fix", _doctor
    )
    doctor.add_argument("--json", action="store_true", help="print one JSON document")
    add("migrate", "bring the database to the newest schema", _migrate)
    add("replay", "handle the events that were set aside once more", _replay)
    _add_people(commands)
    skills = add("skills", "what the catalog makes of people's words", cli_words.skills, needs_settings=False)
    skills.add_argument("text", nargs="?", help="the words")
    skills.add_argument("--file", type=Path, help="a file with one answer a line")
    skills.add_argument("--json", action="store_true", help="print one JSON document")
    understand = add(
        "understand",
        "what typed words mean to the bot, as the talks take them",
        cli_words.understand,
        needs_settings=False,
    )
    understand.add_argument("--file", type=Path, required=True, help="a JSON list of {kind, lang, text, ...}")
    understand.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _add_people(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    people = commands.add_parser("people", help="the people of the company")
    actions = people.add_subparsers(dest="action", required=True, metavar="ACTION")
    read = actions.add_parser("import", help="add and update people from a CSV file of the HR system")
    read.add_argument("file", type=Path, metavar="FILE.csv")
    read.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    read.add_argument(
        "--yes", action="store_true", help="go on when many known people are missing from the file"
    )
    read.add_argument("--json", action="store_true", help="print one JSON document")
    read.set_defaults(run=_people_import, needs_settings=True)


def set_up_logging(settings: Settings) -> None:
    """Text on a terminal, else JSON, on stderr. Ids only; never people's words, names or secrets."""
    handler = logging.StreamHandler(sys.stderr)
    as_text = settings.log_format == "text" or (not settings.log_format and sys.stderr.isatty())
    if as_text:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    else:
        names = "%(asctime)s %(levelname)s %(name)s %(message)s"
        handler.setFormatter(JsonFormatter(names))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for chatty in ("apscheduler", "aiohttp.access", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def main(
    words: Sequence[str],
    *,
    serve: Serve,
    open_storage: OpenStorage,
    examine: Doctor,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run one command; gives the exit code."""
    arguments = _parser().parse_args(words)
    tools = Tools(serve, open_storage, examine)
    as_json = bool(getattr(arguments, "json", False))
    try:
        settings = read_settings(environment) if arguments.needs_settings else Settings.model_construct()
        if arguments.needs_settings:
            set_up_logging(settings)
        return int(arguments.run(arguments, settings, tools))
    except ConfigError as error:
        if arguments.command == "doctor":
            return report_problems(error.problems, as_json=as_json)
        for key, text in error.problems:
            print(f"{key}: {text}", file=sys.stderr)
        return 2
    except TurnaboutError as error:
        print(str(error), file=sys.stderr)
        return 1
    except cli_words.WrongUse as error:
        print(str(error), file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
