"""Whose are the entries of a platform's list of people? By their account, their id there, or their e-mail address."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping

from bot.program.company.codes import ALPHABET, LENGTH, NEW_CODE
from bot.program.company.members import folded
from bot.program.model import Account, Cohort, JoinCode, Link, Person, Reading, link_id, reading_id
from bot.program.snapshot import LISTED_AT_ONCE, Elsewhere, Entry
from storage.loading import Loading
from storage.lookups import Is, Look, Reader

PLATFORM_IDS = {"slack": "slack_id", "teams": "teams_id", "playground": "external"}


def only_one(people: Iterable[Person]) -> Person | None:
    """Whose an e-mail address is; `None` when it is several people's. Who has gone counts where nobody else has it."""
    found = list({person.id: person for person in people if not person.is_guest}.values())
    here = [person for person in found if not person.gone] or found
    return here[0] if len(here) == 1 else None


def accounts_of(loading: Loading, people: Collection[str]) -> dict[str, Account]:
    found = loading.find(Account, person=people) if people else []
    return {account.id: account for account in found}


def not_elsewhere(loading: Loading, people: Collection[Person], place: str) -> list[Person]:
    """Without those whose id on the platform is of another place there: two places may call two people alike."""
    platform = place.partition(":")[0]
    column = PLATFORM_IDS.get(platform, "")
    theirs = accounts_of(loading, [one.id for one in people]).values() if column else ()
    users = {one.id: getattr(one, column) for one in people} if column else {}
    others = {
        one.person
        for one in theirs
        if one.id.startswith(f"{platform}:")
        and one.id.endswith(f":{users[one.person]}")
        and one.id != f"{place}:{users[one.person]}"
    }
    return [one for one in people if one.id not in others]


def links_of(loading: Loading, accounts: Iterable[str]) -> dict[str, Link]:
    found = loading.find(Link, id=[link_id(account) for account in accounts])
    return {link.account: link for link in found}


def namesake(loading: Loading, person: Person) -> Person | None:
    """Who else is named by the HR file for the sender's account, or has their e-mail address; `None` when several."""
    sender = loading.query.sender
    column = PLATFORM_IDS.get(sender.platform, "") if sender else ""
    named = loading.find(Person, **{column: (sender.user,)}) if sender and column else []
    filed = [one for one in named if one.id != person.id and one.external and not one.gone]
    if len(filed) == 1:
        return loading.keep(filed)[0]
    if not person.email or person.is_guest:
        return None
    same = loading.reader.by_email(loading.organization, person.email)
    found = only_one(one for one in same if one.id != person.id and not one.gone)
    return loading.keep([found])[0] if found else None


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
    by_email = _by_email(loading, rest)
    owners = by_account | by_id | by_email
    unfiled = {
        one.account: by_account[one.account].id
        for one in entries
        if one.account in by_account and not by_account[one.account].external
    }
    twins = _by_email(loading, [one for one in entries if one.account in unfiled], unfiled)
    people = loading.keep((*owners.values(), *twins.values()))
    loading.found(
        owners=owners,
        twins=twins,
        accounts=accounts_of(loading, [one.id for one in people]),
        links=links_of(loading, [*by_email, *twins]),
    )


def _by_account(loading: Loading, entries: Iterable[Entry]) -> dict[str, Person]:
    accounts = loading.find(Account, id=[one.account for one in entries])
    ids = {account.person for account in accounts}
    people = {person.id: person for person in (loading.find(Person, id=ids) if ids else ())}
    return {account.id: people[account.person] for account in accounts if account.person in people}


def _by_id(loading: Loading, entries: Iterable[Entry]) -> dict[str, Person]:
    users = {one.user: one.account for one in entries}
    place = next((one.account.removesuffix(f":{one.user}") for one in entries), "")
    platform = place.partition(":")[0]
    column = PLATFORM_IDS.get(platform, "")
    found = loading.find(Person, **{column: list(users)}) if column else []
    found = not_elsewhere(loading, found, place)
    there = sorted(found, key=lambda person: (person.gone, person.id), reverse=True)
    return {users[getattr(person, column)]: person for person in there}


def _by_email(
    loading: Loading, entries: Iterable[Entry], but: Mapping[str, str] | None = None
) -> dict[str, Person]:
    """Nobody where two people, or two entries, have one address. With `but`, who each account belongs to: who else has
    its address, somebody of the HR file before others.
    """
    wanted: dict[str, list[str]] = {}
    for one in entries:
        if one.email:
            wanted.setdefault(folded(one.email), []).append(one.account)
    found: dict[str, list[Person]] = {}
    for person in loading.reader.by_email(loading.organization, *wanted) if wanted else ():
        found.setdefault(folded(person.email), []).append(person)
    if but is not None:
        found = {email: _others(people, but[wanted[email][0]]) for email, people in found.items()}
    owners = {email: only_one(people) for email, people in found.items()}
    return {
        wanted[email][0]: person
        for email, person in owners.items()
        if person is not None and len(wanted[email]) == 1
    }


def _others(people: Iterable[Person], owner: str) -> list[Person]:
    others = [one for one in people if one.id != owner]
    return [one for one in others if one.external] or others


def _listed(loading: Loading) -> None:
    """Those whom a platform can be asked about, some at a time."""
    after = loading.query.listed
    if after is not None:
        there: dict[str, Is | tuple[bool]] = {"gone": (False,), "reachable": (True,)}
        people = loading.look(Person, Look(where=there, after=after, limit=LISTED_AT_ONCE))
        loading.found(listed_people=loading.keep(people))
        loading.found(accounts=accounts_of(loading, [one.id for one in people]))


def _links(loading: Loading) -> None:
    """One link with its people and their accounts; or the accounts of some people."""
    asked = loading.one(Link, loading.query.link)
    people = list(loading.query.accounts_of)
    if asked is not None:
        now = loading.one(Account, asked.account)
        people += [asked.person, asked.newcomer, *([now.person] if now else ())]
        loading.mention(*people)
        loading.found(links={asked.account: asked})
    if people:
        loading.found(accounts=accounts_of(loading, people))


def codes(loading: Loading) -> None:
    """Only a code in hand shows anything of another organization, and no more than its name and who showed it."""
    asked, place = loading.query.code, loading.snapshot.place
    if asked == NEW_CODE:
        shown = loading.find(JoinCode, place=(place.id,)) if place else []
        loading.found(codes=tuple(shown), fresh_code=_fresh_code())
    elif asked:
        code = loading.reader.shown_code(asked)
        loading.found(elsewhere=_elsewhere(loading.reader, code) if code else None)


def _fresh_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _elsewhere(reader: Reader, code: JoinCode) -> Elsewhere | None:
    there, places = reader.home(code.place)
    place = next((one for one in places if one.id == code.place), None)
    if there is None or place is None or there.id != code.organization:
        return None
    by = reader.find(Person, there.id, Look(where={"id": (code.by,)}))
    begun = reader.find(Cohort, there.id, Look(limit=1))
    return Elsewhere(
        code=code, organization=there, place=place, by=by[0] if by else None, has_begun=bool(begun)
    )


LISTED: tuple[Callable[[Loading], None], ...] = (_readings, _entries, _listed, _links, codes)
