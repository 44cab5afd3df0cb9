"""`app.py export`: names, states and dates into files; `app.py erase`: forget one person, everywhere.

Read next: `exporting.py` and `bot/program/keeping/forgetting.py`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from bot.events import ErasureAsked
from bot.program.keeping import exports
from bot.program.model import Organization, Person
from bot.runtime.cli_files import WrongUse, print_json
from bot.runtime.clocks import SystemClock
from bot.runtime.errors import TurnaboutError
from bot.runtime.exporting import me_csv, me_json, program_json, table_csv
from bot.runtime.ports import Storage
from bot.runtime.service import handle


class CannotErase(TurnaboutError):
    """The person could not be forgotten."""


class NotOne(TurnaboutError):
    """An id or an address does not say who is meant."""


class NoCompany(TurnaboutError):
    """Nobody has used this database yet."""


GOES = (
    "Everything about them goes for good: name and addresses, answers, feedback, concerns, messages, what waits.\n"
    "Their partner hears that the pairing has ended. What two people shared is counted without a name.\n"
    "A new file of the HR system does not bring them back."
)


def add_export(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--out", type=Path, default=Path(), metavar="FOLDER", help="where the CSV files go; default: here"
    )
    command.add_argument(
        "--json", action="store_true", help="print all of it as one JSON document instead of writing files"
    )
    command.add_argument(
        "--person", default="", metavar="PERSON", help="everything about one person instead, for that person"
    )
    _add_organization(command)


def add_erase(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "person", metavar="PERSON", help="their id, their id of the HR file, or their e-mail"
    )
    command.add_argument("--yes", action="store_true", help="do not ask once more")
    command.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    _add_organization(command)


def _add_organization(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--organization", default="", metavar="ID", help="which company, when the database has several"
    )


def export(arguments: argparse.Namespace, storage: Storage) -> int:
    """Exit 0 when every file is written. Files are written beside and then put in place, so none is half."""
    organization = _organization(arguments, storage)
    whose = _one(storage, organization, arguments.person) if arguments.person else None
    if arguments.json:
        document = (
            program_json(storage, organization)
            if whose is None
            else me_json(storage, organization, whose.id, whose.language)
        )
        for piece in document:
            sys.stdout.write(piece.decode())
        return 0
    folder: Path = arguments.out
    folder.mkdir(parents=True, exist_ok=True)
    if whose is not None:
        _written(folder / "about-me.csv", me_csv(storage, organization, whose.id, whose.language))
        return 0
    for name in exports.TABLES:
        _written(folder / f"{name}.csv", table_csv(name)(storage, organization, "", "en"))
    return 0


def _written(path: Path, pieces: Iterable[bytes]) -> None:
    draft = path.with_name(f".{path.name}.part")
    rows = -1  # the first line says what the columns are
    with draft.open("wb") as file:
        for piece in pieces:
            file.write(piece)
            rows += piece.endswith(b"\n")
    draft.replace(path)
    print(f"{path}: {rows} rows")


def _one(storage: Storage, organization: str, said: str) -> Person:
    """The person meant; raises NotOne."""
    found = storage.find_people(organization, said.strip())
    if len(found) != 1:
        known = "nobody is" if not found else f"{len(found)} people are"
        raise NotOne(f"{known} known by that id or address; nothing has been changed")
    return found[0]


def erase(arguments: argparse.Namespace, storage: Storage) -> int:
    """Exit 0 when they are forgotten, 1 when nobody, or more than one, is known by that."""
    organization = _organization(arguments, storage)
    person = _one(storage, organization, arguments.person)
    if not _agreed(arguments, person):
        print("Nothing has been changed.")
        return 1
    asked = ErasureAsked(id=uuid4().hex, at=SystemClock().now(), organization=organization, person=person.id)
    if handle(storage, asked).status != "handled":
        raise CannotErase("they could not be forgotten; `app.py replay` tries again")
    if arguments.json:
        print_json({"erased": True})
    else:
        print("Done: everything about them is gone.")
    return 0


def _agreed(arguments: argparse.Namespace, person: Person) -> bool:
    if arguments.yes:
        return True
    if arguments.json or not sys.stdin.isatty():
        raise WrongUse("erase asks once more; without a terminal say --yes")
    print(GOES)
    return input(f"Forget {person.name}? [y/N] ").strip().casefold() in ("y", "yes")


def _organization(arguments: argparse.Namespace, storage: Storage) -> str:
    """The one named; else the only live one; else the playground's. Raises WrongUse when it is not clear which."""
    known = {one.id: one for one in storage.organizations()}
    if arguments.organization:
        if arguments.organization not in known:
            raise WrongUse(f"--organization: there is none of that name {_named(known.values())}")
        return str(arguments.organization)
    live = [one for one in known.values() if one.realm == "live"] or list(known.values())
    if not live:
        raise NoCompany("there is no company in this database yet")
    if len(live) > 1:
        raise WrongUse(f"there are several companies; name one with --organization {_named(live)}")
    return live[0].id


def _named(organizations: Iterable[Organization]) -> str:
    return "(" + ", ".join(sorted(one.id for one in organizations)) + ")"
