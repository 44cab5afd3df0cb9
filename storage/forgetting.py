"""How is one person forgotten? Their records first, by the table in `keeping/fates.py`; here for every storage.

What else is stored about them (messages, events, posts) goes in `erasing.py` and `memory_forgetting.py`, each its own
way: `Traces` of `scrubbing.py` says what to look for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from bot.events import (
    DeliveryFailed,
    DirectoryRead,
    Event,
    FellDue,
    FromPerson,
    PeopleRead,
    ProfilesRead,
    ProposalMade,
    RulesTried,
)
from bot.outcome import Forget
from bot.program.company.members import Member
from bot.program.keeping.fates import FATES, FILLED, Found, Gone
from bot.program.matching.pool import Proposal as Suggestion
from bot.program.model import Account, Base, Pairing, Passage, Person, Telling, Term, by_id, tray_id
from storage.lookups import Is, Look, Reader
from storage.scrubbing import Traces

AT_ONCE = 500
NOTHING_FOUND = Suggestion(pairs=(), leftovers=(), objective={})

Save = Callable[[list[Any]], None]
Remove = Callable[[type[Base], list[str]], None]


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """All that tells of somebody who is forgotten: `records` are the ids of what went, `accounts` on platforms."""

    gone: Gone
    accounts: tuple[Account, ...]
    records: frozenset[str]
    traces: Traces
    marked: bool


def forget_records(
    reader: Reader, organization: str, forget: Forget, save: Save, remove: Remove
) -> Leaving | None:
    """`None` when there is no such person (any more)."""
    people = reader.find(Person, organization, Look(where={"id": (forget.person,)}))
    if not people:
        return None
    accounts = tuple(reader.find(Account, organization, Look(where={"person": (forget.person,)})))
    gone = _gone(reader, people[0], forget, accounts)
    went: set[str] = {forget.person, tray_id(forget.person)}
    said = {text for record in forget.were for text in _said(record)}
    for kind, fate in FATES.items():
        for record in _found(reader, organization, kind, fate.found(gone)):
            becomes = fate.then(record, gone)
            if becomes == record:
                continue
            said |= set(_said(record))
            if becomes is None:
                went.add(record.id)
                remove(kind, [record.id])
            else:
                save([becomes])
    return Leaving(
        gone=gone,
        accounts=accounts,
        records=frozenset(went),
        marked=forget.marked,
        traces=_traces(
            gone,
            accounts,
            said - _people_among(reader, organization, said) - _skills_of(reader, organization),
        ),
    )


def _gone(reader: Reader, person: Person, forget: Forget, accounts: Iterable[Account]) -> Gone:
    pairings = [
        pairing.id
        for side in ("mentor", "mentee")
        for pairing in reader.find(Pairing, person.organization, Look(where={side: (person.id,)}))
    ]
    return Gone(
        person=person,
        former=forget.former,
        heir=forget.heir,
        pairings=frozenset(pairings),
        accounts=frozenset(account.id for account in accounts),
    )


def _found(reader: Reader, organization: str, kind: type[Base], looks: Iterable[Found]) -> Iterator[Base]:
    """Each record once, read in pieces; what was read has been dealt with before the next piece comes."""
    seen: set[str] = set()
    for found in looks:
        where = {name: Is.FILLED if values == FILLED else values for name, values in found.items()}
        after = ""
        while True:
            look = Look(where=where, limit=AT_ONCE, after=after)
            piece = reader.find(kind, organization, look)
            yield from (record for record in piece if record.id not in seen)
            seen |= {record.id for record in piece}
            if len(piece) < AT_ONCE:
                break
            after = piece[-1].id


def _said(record: Base) -> Iterator[str]:
    """All words of people in a record."""
    for name in FATES[type(record)].words:
        yield from _texts(getattr(record, name))


def _texts(value: Any) -> Iterator[str]:
    """All words in a field, however deep."""
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list() | tuple():
            for one in value:
                yield from _texts(one)
        case Passage():  # its heading is ours
            yield from value.lines
        case Telling():
            yield from (value.did, value.surprised, value.changed)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _texts(getattr(value, name))


def _people_among(reader: Reader, organization: str, said: set[str]) -> set[str]:
    """Ids of others that somebody has given as an answer are not their words."""
    asked = [text for text in said if text and len(text) <= 64][:5000]
    found = reader.find(Person, organization, Look(where={"id": asked})) if asked else []
    return {person.id for person in found}


def _skills_of(reader: Reader, organization: str) -> set[str]:
    """Skills that are the organization's own are nobody's words."""
    return {term.skill for term in reader.find(Term, organization, Look(where={"state": ("skill",)}))}


def _traces(gone: Gone, accounts: Iterable[Account], said: set[str]) -> Traces:
    person = gone.person
    known = {person.id, person.email, person.slack_id, person.teams_id, person.external}
    known |= {text for account in accounts for text in (account.address.user, account.address.conversation)}
    return Traces(person.id, gone.former, names=(person.name,), ids=known - {""}, said=said)


def of_account(event: Event, accounts: Iterable[Account]) -> bool:
    """Did this come from one of these accounts?"""
    theirs = {account.id for account in accounts}
    return isinstance(event, FromPerson) and event.sender.account_id in theirs


def event_without(event: Event, leaving: Leaving) -> Event | None:
    """What an event that was set aside becomes: `None` when it was theirs, or about them alone."""
    gone, person = leaving.gone, leaving.gone.person
    match event:
        case PeopleRead():
            rows = tuple(row for row in event.rows if row.id != person.external)
            rows = tuple(_row_without(row, person) for row in rows)
            return msgspec.structs.replace(
                event,
                rows=rows,
                removed=tuple(one for one in event.removed if one != person.external),
                admins=tuple(one for one in event.admins if one != person.external),
            )
        case ProposalMade() if (
            gone.id in event.read
        ):  # what it was computed from has changed: it is asked for again
            return msgspec.structs.replace(event, suggestion=NOTHING_FOUND, read={gone.former: 0})
        case RulesTried():
            examples = event.effect.examples
            left = tuple(one for one in examples if gone.id not in (one.person, one.before, one.after))
            return msgspec.structs.replace(event, effect=msgspec.structs.replace(event.effect, examples=left))
        case DirectoryRead() | ProfilesRead():
            return msgspec.structs.replace(event, members=tuple(_members_without(event, leaving)))
        case FellDue() if event.subject in leaving.records:
            return None
        case DeliveryFailed() if event.person == gone.id:
            return None
    return None if of_account(event, leaving.accounts) else event


def _members_without(event: DirectoryRead | ProfilesRead, leaving: Leaving) -> Iterator[Member]:
    """Found by account, by an id of the HR file, or by their address, as an entry is when it is read."""
    person = leaving.gone.person
    known = {person.slack_id, person.teams_id, person.email.casefold()} - {""}
    known |= {one.address.user for one in leaving.accounts if one.id == f"{event.place}:{one.address.user}"}
    for member in event.members:
        if not known & {member.user, member.email.casefold()}:
            above = tuple(one for one in member.above if not known & {one, one.casefold()})
            yield msgspec.structs.replace(member, above=above)


def _row_without(row: Any, person: Person) -> Any:
    up = "" if person.manager.startswith(by_id("")) else person.manager  # a file knows nobody by our ids
    manager = up if row.manager_id == person.external and person.external else row.manager_id
    never = tuple(one for one in row.never_with if one != person.external)
    return msgspec.structs.replace(row, manager_id=manager, never_with=never)


def settings_without(value: str, leaving: Leaving) -> str | None:
    """A setting that lists people by their HR id, without them; `None` when they are not in it."""
    listed, external = value.split(","), leaving.gone.person.external
    return ",".join(one for one in listed if one != external) if external and external in listed else None
