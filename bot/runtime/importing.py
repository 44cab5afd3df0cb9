"""Which organization do the people of an HR file go to, and how are they written?

In batches, each one event and one commit: a crash in the middle leaves whole rows, and a second run the rest.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import uuid4

import msgspec
from tqdm import tqdm

from bot.conversation.messages import Address
from bot.events import PeopleRead, Sender
from bot.program.model import Organization, Person, Place
from bot.program.people import Changes, Known, PersonRow, Roster
from bot.program.snapshot import Identity, Query
from bot.runtime.clocks import SystemClock
from bot.runtime.errors import ConcurrentUpdate, TurnaboutError
from bot.runtime.ports import Realm, Storage
from bot.runtime.service import handle
from bot.runtime.settings import Settings

T = TypeVar("T")
BATCH = 500
LINE_EVERY = 5000
log = logging.getLogger(__name__)
PLAYGROUND = "playground"  # the id of the playground's organization

# Workspaces and tenants ("slack:T1") that the configuration speaks for; raises TurnaboutError when a platform
# that must be asked does not answer.
Places = Callable[[Settings], Awaitable[Sequence[str]]]


class CannotImport(TurnaboutError):
    """The file, or the place to put it, is not as it must be."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where people go; `place` is the workspace ("slack:T1") that a new organization begins with. `has_admins`: ADMINS
    counts there, as it does nowhere that installed the app by itself.
    """

    id: str
    realm: Realm
    exists: bool
    place: str = ""
    has_admins: bool = True


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written."""

    target: Target
    rows: tuple[PersonRow, ...]
    columns: tuple[str, ...]
    admins: tuple[str, ...]
    removed: tuple[str, ...]

    @classmethod
    def of(
        cls,
        target: Target,
        roster: Roster,
        changes: Changes,
        people: Iterable[Person],
        settings: Settings,
        *,
        removing: bool,
    ) -> Import:
        taken = {*changes.added, *changes.changed}
        return cls(
            target=target,
            rows=tuple(row for row in roster.rows if row.id in taken),
            columns=roster.columns,
            admins=_new_admins(roster, people, settings) if target.has_admins else (),
            removed=changes.missing if removing else (),
        )


def organization_for(storage: Storage, realm: Realm, settings: Settings, places: Places) -> Target:
    """The playground's; else the only live one; else that of the configured workspace, new if need be. Where others
    can install the app, too, the only one may be theirs: then the configured workspace decides, if there is one.

    Raises CannotImport when there is nobody to tell which workspace that is.
    """
    if realm == "playground":
        return Target(id=PLAYGROUND, realm=realm, exists=storage.organization_of(realm) is not None)
    only, is_installed = storage.organization_of(realm), bool(settings.slack_client_id)
    if only and not (is_installed and (settings.has_slack_token or settings.has_teams)):
        return Target(id=only, realm=realm, exists=True, has_admins=not is_installed)
    configured = _configured(settings, places)
    found = list(dict.fromkeys(one for place in configured if (one := _organization_at(storage, place))))
    if len(found) > 1:
        raise CannotImport(
            "the configured places are not one program yet, so it is not known whose these people are; type "
            "“/rm-setup connect” in one, the code it shows in the other, and import then"
        )
    if found:
        return Target(id=found[0], realm=realm, exists=True)
    return Target(id=uuid4().hex, realm=realm, exists=False, place=configured[0])


def _configured(settings: Settings, places: Places) -> Sequence[str]:
    async def asked() -> Sequence[str]:
        return await places(settings)

    try:
        found = asyncio.run(asked())
    except TurnaboutError as error:
        raise CannotImport(
            f"the people belong to a workspace, and which one could not be asked: {error}"
        ) from error
    if not found:
        raise CannotImport(
            "nobody has written to the bot yet, so it is not known which tenant these people belong to; "
            "start it, say hello to it once, and import then"
        )
    return found


def _organization_at(storage: Storage, place: str) -> str:
    platform, _, name = place.partition(":")
    somebody = Sender(
        platform=platform, place=name, user="", address=Address(platform=platform, place=name, user="")
    )
    with storage.begin() as work:
        organization = work.load(Query(sender=somebody)).organization
    return organization.id if organization else ""


def known_people(people: Iterable[Person]) -> Mapping[str, Known]:
    """By their id of the HR file; those who have gone are new when they come back."""
    return {
        person.external: Known(
            manager_id=person.manager,
            slack_id=person.slack_id,
            teams_id=person.teams_id,
            fingerprint=person.fingerprint,
        )
        for person in people
        if person.external and not person.gone
    }


def _new_admins(roster: Roster, people: Iterable[Person], settings: Settings) -> tuple[str, ...]:
    """Whom ADMINS names and who is not an admin yet: chat platforms do not tell everybody's e-mail address."""
    admins = {person.external for person in people if person.is_admin}
    return tuple(row.id for row in roster.rows if row.id not in admins and _is_named(row, settings))


def _is_named(row: PersonRow, settings: Settings) -> bool:
    ids = {"slack": row.slack_id, "teams": row.teams_id}
    return settings.is_admin("", "", row.email) or any(
        settings.is_admin(platform, user, "") for platform, user in ids.items() if user
    )


def write(storage: Storage, what: Import) -> int:
    """Store it all; returns how many rows could not be and were set aside."""
    if what.target.place:
        what = msgspec.structs.replace(what, target=_founded(storage, what.target))
    failed = 0
    with _Progress(len(what.rows) + len(what.removed)) as progress:
        for rows in _batches(what.rows):
            failed += _handle(storage, what.target, rows=rows, columns=what.columns)
            progress.go_on(len(rows))
        for admins in _batches(what.admins):
            failed += _handle(storage, what.target, admins=admins)
        for removed in _batches(what.removed):
            failed += _handle(storage, what.target, removed=removed)
            progress.go_on(len(removed))
    is_there = any(one.id == what.target.id for one in storage.organizations())
    if what.target.realm == "live" and not is_there:
        raise CannotImport(
            "these people's place became part of another program meanwhile, or was erased; import the file once more"
        )
    return failed


class _Progress:
    """A bar on a terminal, a line now and then elsewhere."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        self._bar = tqdm(total=total, unit=" people", disable=not sys.stderr.isatty())

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def go_on(self, people: int) -> None:
        self._done += people
        self._bar.update(people)
        if self._bar.disable and self._done % LINE_EVERY == 0:
            log.info("%d of %d people", self._done, self._total)


def _founded(storage: Storage, target: Target) -> Target:
    """Make the organization with its first workspace, as its first message would have."""
    platform, _, name = target.place.partition(":")
    organization = Organization(id=target.id, organization=target.id, realm=target.realm)
    place = Place(id=target.place, organization=target.id, platform=platform, place=name)
    try:
        with storage.begin() as work:
            work.save((organization, place))
    except ConcurrentUpdate:  # somebody wrote to the bot just now
        return Target(id=_organization_at(storage, target.place), realm=target.realm, exists=True)
    return target


def _batches(items: Sequence[T]) -> Iterable[tuple[T, ...]]:
    return (tuple(items[start : start + BATCH]) for start in range(0, len(items), BATCH))


def _handle(storage: Storage, target: Target, **changes: tuple[object, ...]) -> int:
    event = PeopleRead(id=uuid4().hex, at=SystemClock().now(), organization=target.id, realm=target.realm)
    handled = handle(storage, msgspec.structs.replace(event, **changes))
    named = [items for name, items in changes.items() if name != "columns"]
    return len(named[0]) if handled.status == "set_aside" else 0


def without_forgotten(storage: Storage, target: Target, roster: Roster) -> tuple[Roster, int]:
    """The roster without those who wanted to be forgotten, and how many these are.

    Who reported to one of them reports to whoever is next above: nobody is paired inside a line that has a gap.
    """
    forgotten = storage.forgotten(target.id, [_identity(row) for row in roster.rows]) if target.exists else ()
    if not forgotten:
        return roster, 0
    above = {row.id: row.manager_id for row in roster.rows if row.id in forgotten}
    rows = tuple(_hung_up(row, above) for row in roster.rows if row.id not in forgotten)
    return msgspec.structs.replace(roster, rows=rows), len(above)


def _identity(row: PersonRow) -> Identity:
    return Identity(external=row.id, email=row.email, slack_id=row.slack_id, teams_id=row.teams_id)


def _hung_up(row: PersonRow, above: Mapping[str, str]) -> PersonRow:
    manager, passed = row.manager_id, set[str]()
    while manager in above and manager not in passed:
        passed.add(manager)
        manager = above[manager]
    never = tuple(one for one in row.never_with if one not in above)
    if (manager, never) == (row.manager_id, row.never_with):
        return row
    return msgspec.structs.replace(row, manager_id="" if manager in above else manager, never_with=never)
