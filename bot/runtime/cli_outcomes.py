"""`app.py outcomes compare`: a file of the HR system beside who took part. It is read and compared, and never kept."""

from __future__ import annotations

import argparse
import csv
import io

import msgspec

from bot.program.cohorts.outcomes import NAMES, Compared, Outcome, compare
from bot.program.snapshot import Query
from bot.runtime.cli_files import WrongUse, print_json, read_lines
from bot.runtime.ports import Realm, Storage
from bot.runtime.settings import Settings

ANSWERS = {"yes": True, "y": True, "ja": True, "1": True, "true": True}
ANSWERS |= {"no": False, "n": False, "nein": False, "0": False, "false": False}
LABELS = {"retained": "Still here", "promoted": "Promoted"}
CAVEAT = (
    "Others are those of the same department and grades, at least five of either kind. Whoever takes part has chosen "
    "to: this is an association, not a cause."
)


def compare_file(arguments: argparse.Namespace, settings: Settings, storage: Storage) -> int:
    """Prints both shares and of how many people they are; raises WrongUse for a file that cannot be read."""
    outcomes = read_outcomes(read_lines(arguments.file), str(arguments.file))
    realm: Realm = "live" if settings.has_slack or settings.has_teams else "playground"
    organization = storage.organization_of(realm)
    if organization is None:
        raise WrongUse(
            "there are no people to compare with yet; import them first: app.py people import FILE.csv"
        )
    with storage.begin() as work:
        pairs = work.load(Query(organization=organization, cohort_pairs=True)).cohort_pairs
    met = {side for pair in pairs if pair.held for side in (pair.mentor, pair.mentee)}
    found = compare(outcomes, storage.people_of(organization), met)
    if arguments.json:
        print_json({**msgspec.to_builtins(found), "caveat": CAVEAT})
        return 0
    for name, compared in found.items():
        print(f"{LABELS[name]}: {_said(compared)}")
    print(CAVEAT)
    return 0


def _said(compared: Compared | None) -> str:
    if compared is None:
        return "too few people are alike to compare; it takes five of either kind."
    return (
        f"{_percent(compared.percent)} of {compared.took_part} people who took part, "
        f"{_percent(compared.percent_others)} of {compared.others} others like them."
    )


def _percent(percent: int) -> str:
    return {5: "less than 10%", 95: "more than 90%"}.get(percent, f"{percent}%")


def read_outcomes(lines: list[str], file: str) -> list[Outcome]:
    """Rows of `id, retained, promoted` (yes, no, or nothing where it is not known); raises WrongUse."""
    header = lines[0] if lines else ""
    separator = max(",;\t", key=header.count)
    table = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=separator, skipinitialspace=True)
    columns = {name.strip().casefold(): name for name in table.fieldnames or () if name}
    if "id" not in columns or not columns.keys() & set(NAMES):
        raise WrongUse(f"{file}: the header needs id, and retained or promoted")
    found: dict[str, Outcome] = {}
    for row in table:
        person = (row[columns["id"]] or "").strip()
        where = f"{file}, line {table.line_num}"
        if not person or person in found:
            raise WrongUse(f"{where}: the id is {'missing' if not person else 'there twice'}")
        given = {name: _answer(row[columns[name]], name, where) for name in NAMES if name in columns}
        found[person] = Outcome(id=person, **given)
    return list(found.values())


def _answer(text: str | None, name: str, where: str) -> bool | None:
    said = (text or "").strip().casefold()
    if said and said not in ANSWERS:
        raise WrongUse(f"{where}: {name} is yes, no, or empty")
    return ANSWERS.get(said)
