"""`app.py match`: pairs for the people of a file, by the same matching as in chat; no database, no chat.

Read next: `bot/program/offline/pool.py`; what is printed is in `cli_match_report.py`.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, date
from pathlib import Path

import msgspec

from bot.program.matching import History, Pool, Rules, propose
from bot.program.offline.pairs import Past, Teller, read_past, write_pairs
from bot.program.offline.pool import gather
from bot.program.offline.rules import BadRules, explained, read_rules
from bot.program.people import BadFile, Problem, read_willing
from bot.program.skills import load_catalog
from bot.runtime.cli_files import WrongUse, print_json, read_bytes, replace_file
from bot.runtime.cli_match_report import Matched, document, notes, print_notes, print_problems, print_report
from bot.runtime.clocks import SystemClock
from bot.runtime.errors import TurnaboutError
from bot.runtime.settings import Settings
from bot.runtime.stages import Shares, stage
from bot.text.catalog import words_for

HELP = "propose pairs for the people of a CSV file; needs no database and no chat"
EXITS = (
    "Everybody in the file counts as willing. Exit 0 when every row went in, 1 when any was rejected (the others are "
    "matched all the same), 2 when a file is not there or the rules cannot be followed."
)


MANY = 2000  # people, from whom on it takes a while
BYTES_EACH = 200  # of the file, about
YEARS = range(1940, 2100)  # as of a first day; time zones tell nothing of later ones


class CannotMatch(TurnaboutError):
    """A file cannot be read as what it should be."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be matched, and what was wrong with the file. The rows themselves are let go: they are large."""

    pool: Pool
    names: dict[str, str]
    refused: dict[str, int]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.description = f"{HELP}.\n\n{EXITS}"
    command.epilog = explained()
    command.add_argument(
        "file",
        type=Path,
        metavar="FILE.csv",
        help="the people, as `people import` takes them; id and name at least",
    )
    command.add_argument(
        "--history",
        type=Path,
        metavar="PAIRS.csv",
        help="pairs of earlier rounds (mentor_id, mentee_id, or what --out wrote), none of which is repeated",
    )
    command.add_argument(
        "--rules", type=Path, metavar="RULES.toml", help="what is asked of a pair, see below"
    )
    command.add_argument("--out", type=Path, metavar="PAIRS.csv", help="write the pairs there")
    command.add_argument(
        "--on",
        type=_day,
        metavar="DATE",
        help="the day whose clocks (summer time) count for common hours, like 2026-11-28; otherwise today",
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date of the form 2026-11-28") from error
    if day.year not in YEARS:
        raise argparse.ArgumentTypeError(f"{text!r} is not between {YEARS[0]} and {YEARS[-1]}")
    return day


def match(arguments: argparse.Namespace, _settings: Settings, _tools: object) -> int:
    """Exit 0 when every row went in, 1 when any was rejected; raises WrongUse and CannotMatch."""
    began = time.perf_counter()
    _check_out(arguments)
    rules = _rules(arguments.rules)
    past = _past(arguments.history)
    read = _read(arguments.file, arguments.on or SystemClock().now().astimezone(UTC).date())
    print_problems(arguments.file, read.problems, read.warnings)
    people = len(read.pool.members)
    with stage(f"matching {people:,} people", people=people, is_long=people >= MANY) as went_on:
        proposal = propose(read.pool, past.history, rules, Shares(people, went_on).reached)
    matched = Matched(
        proposal=proposal,
        teller=Teller(name=lambda key: read.names.get(key, key), say=words_for("en", "UTC").text),
        refused=read.refused,
        rejected=read.problems,
        warnings=read.warnings,
        notes=notes(read.pool, proposal, rules),
        seconds=time.perf_counter() - began,
    )
    if arguments.out:
        with stage("writing the pairs", is_long=people >= MANY):
            replace_file(arguments.out, write_pairs(proposal.pairs, matched.teller))
    print_notes(matched.notes)
    if arguments.json:
        print_json(document(matched))
    else:
        print_report(matched, arguments.out)
    return 1 if read.problems or past.problems else 0


def _check_out(arguments: argparse.Namespace) -> None:
    """What would only be seen after the work is done."""
    out: Path | None = arguments.out
    if out is None:
        return
    if not out.parent.is_dir() or out.is_dir():
        raise WrongUse(f"{out}: is no place for a file")
    for name, given in (("people", arguments.file), ("history", arguments.history)):
        if given is not None and out.resolve() == given.resolve():
            raise WrongUse(f"{out}: is the file of the {name}, which would be lost; give --out another name")


def _rules(path: Path | None) -> Rules:
    if path is None:
        return Rules()
    try:
        return read_rules(read_bytes(path))
    except BadRules as error:
        raise WrongUse("\n".join(f"{path}: {problem}" for problem in error.problems)) from error


def _past(path: Path | None) -> Past:
    if path is None:
        return Past(history=History())
    try:
        past = read_past(read_bytes(path))
    except BadFile as error:
        raise CannotMatch(f"{path}: {error}") from error
    print_problems(path, past.problems, past.warnings)
    return past


def _read(path: Path, on: date) -> Reading:
    data = read_bytes(path)
    with stage("reading the people", is_long=len(data) >= MANY * BYTES_EACH):
        try:
            willing = read_willing(data)
        except BadFile as error:
            raise CannotMatch(f"{path}: {error}") from error
    del data
    people = len(willing.roster.rows)
    said = f"understanding what {people:,} people teach and want"
    with stage(said, people=people, is_long=people >= MANY) as went_on:
        gathered = gather(willing, load_catalog(), on, went_on)
    return Reading(
        pool=gathered.pool,
        names={row.id: row.name for row in willing.roster.rows},
        refused=willing.refused,
        problems=willing.roster.problems,
        warnings=tuple(sorted((*willing.roster.warnings, *gathered.warnings), key=lambda one: one.line)),
    )
