"""Whose are the entries of a platform's list of people? By their account, their id there, or their e-mail address."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.program.model import Account, Person, Reading, reading_id
from bot.program.snapshot import LISTED_AT_ONCE, Entry
from storage.loading import Loading
from storage.lookups import Is, Look

PLATFORM_IDS = {"slack": "slack_id", "teams": "teams_id", "playground": "external"}


def only_one(people: Iterable[Person]) -> Person | None:
    """Whose an e-mail address is; `None` when it is several people's. Who has gone counts where nobody else has it."""
    found = list({person.id: person for person in people if not person.is_guest}.values())
    here = [person for person in found if not person.gone] or found
    return here[0] if len(here) == 1 else None


def _readings(loading: Loading) -> None:
    place = loading.query.roster
    if place:
        look = Look() if place == "all" else Look(where={"id": (reading_id(place),)})
        loading.found(readings=tuple(loading.look(Reading, look)))


def _entries(loading: Loading) -> None:
    """Nobody is kept of whom the program does not know."""
    entries = loading.query.entries
    if not entries:
        return
    by_account = _by_account(loading, entries)
    by_id = _by_id(loading, [one for one in entries if one.account not in by_account])
    rest = [one for one in entries if one.account not in by_account and one.account not in by_id]
    owners = by_account | by_id | _by_email(loading, rest)
    unfiled = [one for one in entries if one.account in by_account and not by_account[one.account].external]
    twins = _by_email(loading, unfiled, filed=True)
    people = loading.keep((*owners.values(), *twins.values()))
    theirs = loading.find(Account, person=[one.id for one in people]) if people else []
    loading.found(owners=owners, twins=twins, accounts={account.id: account for account in theirs})


def _by_account(loading: Loading, entries: Iterable[Entry]) -> dict[str, Person]:
    accounts = loading.find(Account, id=[one.account for one in entries])
    ids = {account.person for account in accounts}
    people = {person.id: person for person in (loading.find(Person, id=ids) if ids else ())}
    return {account.id: people[account.person] for account in accounts if account.person in people}


def _by_id(loading: Loading, entries: Iterable[Entry]) -> dict[str, Person]:
    users = {one.user: one.account for one in entries}
    platform = next((account.partition(":")[0] for account in users.values()), "")
    column = PLATFORM_IDS.get(platform, "")
    found = loading.find(Person, **{column: list(users)}) if column else []
    there = sorted(found, key=lambda person: (person.gone, person.id), reverse=True)
    return {users[getattr(person, column)]: person for person in there}


def _by_email(loading: Loading, entries: Iterable[Entry], *, filed: bool = False) -> dict[str, Person]:
    """Nobody where two people, or two entries, have one address; `filed`: people of the HR file only."""
    wanted: dict[str, list[str]] = {}
    for one in entries:
        if one.email:
            wanted.setdefault(one.email.casefold(), []).append(one.account)
    found: dict[str, list[Person]] = {}
    for person in loading.reader.by_email(loading.organization, *wanted) if wanted else ():
        if not filed or person.external:
            found.setdefault(person.email.casefold(), []).append(person)
    owners = {email: only_one(people) for email, people in found.items()}
    return {
        wanted[email][0]: person
        for email, person in owners.items()
        if person is not None and len(wanted[email]) == 1
    }


def _listed(loading: Loading) -> None:
    """Those whom a platform can be asked about, some at a time."""
    after = loading.query.listed
    if after is not None:
        there: dict[str, Is | tuple[bool]] = {"gone": (False,), "reachable": (True,)}
        people = loading.look(Person, Look(where=there, after=after, limit=LISTED_AT_ONCE))
        loading.found(listed_people=loading.keep(people))
        theirs = loading.find(Account, person=[one.id for one in people]) if people else []
        loading.found(accounts={account.id: account for account in theirs})


LISTED: tuple[Callable[[Loading], None], ...] = (_readings, _entries, _listed)
