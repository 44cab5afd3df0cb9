"""`app.py people import`: the HR file into the directory. Good rows go in, each bad row is named; nobody
joins the program by this.

Read next: `importing.py`, which writes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import msgspec

from bot.program.people import BadFile, Changes, Problem, Roster, compare, problem_text, read_people
from bot.runtime.cli_files import print_json, read_bytes
from bot.runtime.importing import (
    CannotImport,
    Import,
    Places,
    known_people,
    organization_for,
    without_forgotten,
    write,
)
from bot.runtime.ports import Realm, Storage
from bot.runtime.settings import Settings

__all__ = ["Places", "import_people"]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did, or would do. `left` counts those marked as gone; `missing` all that the file lacks."""

    added: int
    changed: int
    unchanged: int
    left: int
    missing: int
    rejected: tuple[dict[str, str | int], ...]
    warnings: tuple[dict[str, str | int], ...]
    dry_run: bool
    forgotten: int = 0  # rows of people who wanted to be forgotten: left out


def import_people(arguments: argparse.Namespace, settings: Settings, storage: Storage, places: Places) -> int:
    """Exit 0 when every row went in, 1 when any was rejected (the good ones are in)."""
    data = read_bytes(arguments.file)
    realm: Realm = "live" if settings.has_slack or settings.has_teams else "playground"
    organization = organization_for(storage, realm, settings, places)
    people = storage.people_of(organization.id) if organization.exists else ()
    known = known_people(people)
    try:
        roster = read_people(data, known)
    except BadFile as error:
        raise CannotImport(f"{arguments.file}: {error}") from error
    roster, forgotten = without_forgotten(storage, organization, roster)
    changes = compare(roster, known)
    removing = bool(changes.missing) and (not changes.shrunken or _agreed(arguments, changes, len(known)))
    failed = 0
    if not arguments.dry_run:
        failed = write(storage, Import.of(organization, roster, changes, people, settings, removing=removing))
    report = _report(roster, changes, removing=removing, dry_run=arguments.dry_run)
    _print(msgspec.structs.replace(report, forgotten=forgotten), as_json=arguments.json)
    if failed:
        raise CannotImport(
            f"{failed} rows could not be stored and were set aside; `app.py replay` tries again"
        )
    return 1 if roster.problems else 0


def _agreed(arguments: argparse.Namespace, changes: Changes, known: int) -> bool:
    """A file that has lost more than a tenth of the people removes nobody unasked."""
    if arguments.yes:
        return True
    if arguments.dry_run or arguments.json or not sys.stdin.isatty():
        return False
    question = (
        f"{len(changes.missing)} of {known} known people are not in this file. Mark them as gone? [y/N] "
    )
    return input(question).strip().casefold() in ("y", "yes")


def _report(roster: Roster, changes: Changes, *, removing: bool, dry_run: bool) -> Report:
    return Report(
        added=len(changes.added),
        changed=len(changes.changed),
        unchanged=len(changes.unchanged),
        left=len(changes.missing) if removing else 0,
        missing=len(changes.missing),
        rejected=tuple(_described(problem) for problem in roster.problems),
        warnings=tuple(_described(problem) for problem in roster.warnings),
        dry_run=dry_run,
    )


def _described(problem: Problem) -> dict[str, str | int]:
    return {"line": problem.line, "column": problem.column, "reason": problem_text(problem)}


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        document = msgspec.to_builtins(report)
        if not report.forgotten:
            del document["forgotten"]
        print_json(document)
        return
    _print_problems("warning", report.warnings)
    _print_problems("rejected", report.rejected)
    rows = len({problem["line"] for problem in report.rejected})
    would = "would be " if report.dry_run else ""
    print(
        f"{report.added} {would}added, {report.changed} {would}changed, {report.unchanged} unchanged, "
        f"{report.left} {would}gone, {rows} rejected."
    )
    if report.forgotten:
        print(f"{report.forgotten} left out: they wanted to be forgotten.")
    if report.missing and not report.left:
        print(
            f"{report.missing} known people are not in this file. Nobody is removed: "
            "run it again with --yes if they have really left."
        )


def _print_problems(label: str, problems: Sequence[dict[str, str | int]]) -> None:
    for problem in problems:
        print(f"{label}: {problem['reason']}")
