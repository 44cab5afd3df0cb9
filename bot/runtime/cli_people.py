"""`app.py people import`: the HR file into the directory. Good rows go in, each bad row is named; nobody
joins by this.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
from tqdm import tqdm

from bot.events import PeopleRead
from bot.program.model import Person
from bot.program.people import BadFile, Changes, Known, Problem, Roster, compare, problem_text, read_people
from bot.runtime.config import Settings
from bot.runtime.errors import TurnaboutError
from bot.runtime.ports import Realm, Storage
from bot.runtime.service import handle

BATCH = 500


class CannotImport(TurnaboutError):
    """The file, or the place to put it, is not as it must be."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did, or would do."""

    added: int
    changed: int
    unchanged: int
    left: int
    rejected: tuple[dict[str, str | int], ...]
    warnings: tuple[dict[str, str | int], ...]
    dry_run: bool
    removed: bool


def import_people(arguments: argparse.Namespace, settings: Settings, storage: Storage) -> int:
    """Exit 0 when every row went in, 1 when any was rejected (the good ones are in)."""
    realm: Realm = "live" if settings.has_slack or settings.has_teams else "playground"
    organization = storage.organization_of(realm)
    people = storage.people_of(organization) if organization else ()
    known = {p.external: _known(p) for p in people if p.external and not p.gone}
    try:
        roster = read_people(Path(arguments.file).read_bytes(), known)
    except BadFile as error:
        raise CannotImport(f"{arguments.file}: {error}") from error
    changes = compare(roster, known)
    removing = bool(changes.missing) and (not changes.shrunken or _agreed(arguments, changes, len(known)))
    if not arguments.dry_run:
        target = organization or ("playground" if realm == "playground" else uuid4().hex)
        _write(storage, target, realm, roster, changes, removing=removing)
    report = Report(
        added=len(changes.added),
        changed=len(changes.changed),
        unchanged=len(changes.unchanged),
        left=len(changes.missing) if removing else 0,
        rejected=tuple(_described(problem) for problem in roster.problems),
        warnings=tuple(_described(problem) for problem in roster.warnings),
        dry_run=arguments.dry_run,
        removed=removing,
    )
    _print(report, changes, as_json=arguments.json)
    return 1 if roster.problems else 0


def _known(person: Person) -> Known:
    return Known(
        manager_id=person.manager,
        slack_id=person.slack_id,
        teams_id=person.teams_id,
        fingerprint=person.fingerprint,
    )


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


def _write(
    storage: Storage, organization: str, realm: Realm, roster: Roster, changes: Changes, *, removing: bool
) -> None:
    """In batches, each one event and one commit: a crash in the middle leaves whole rows, and a second run
    the rest.
    """
    taken = {*changes.added, *changes.changed}
    rows = [row for row in roster.rows if row.id in taken]
    removed = changes.missing if removing else ()
    progress = tqdm(total=len(rows) + len(removed), unit=" people", disable=not sys.stderr.isatty())
    with progress:
        for start in range(0, max(len(rows), 1), BATCH):
            batch = tuple(rows[start : start + BATCH])
            _handle(storage, organization, realm, rows=batch, columns=roster.columns)
            progress.update(len(batch))
        for start in range(0, len(removed), BATCH):
            _handle(storage, organization, realm, removed=removed[start : start + BATCH])
            progress.update(len(removed[start : start + BATCH]))


def _handle(storage: Storage, organization: str, realm: Realm, **changes: object) -> None:
    event = PeopleRead(id=uuid4().hex, at=datetime.now(UTC), organization=organization, realm=realm)
    handled = handle(storage, msgspec.structs.replace(event, **changes))
    if handled.status == "set_aside":
        raise CannotImport(
            "a batch of rows could not be stored and was set aside; `app.py replay` tries again"
        )


def _described(problem: Problem) -> dict[str, str | int]:
    return {"line": problem.line, "column": problem.column, "reason": problem_text(problem)}


def _print(report: Report, changes: Changes, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(msgspec.to_builtins(report), ensure_ascii=False))
        return
    _print_problems("warning", report.warnings)
    _print_problems("rejected", report.rejected)
    would = "would be " if report.dry_run else ""
    print(
        f"{report.added} {would}added, {report.changed} {would}changed, {report.unchanged} unchanged, "
        f"{report.left} {would}gone, {len(report.rejected)} rejected."
    )
    if changes.missing and not report.removed:
        print(
            f"{len(changes.missing)} known people are not in this file. Nobody was removed: "
            "run it again with --yes if they have really left."
        )


def _print_problems(label: str, problems: Sequence[dict[str, str | int]]) -> None:
    for problem in problems:
        where = f"line {problem['line']}" + (f", {problem['column']}" if problem["column"] else "")
        print(f"{label}: {where}: {problem['reason']}")
