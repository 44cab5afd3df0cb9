"""An entry of a platform's list of people meets somebody we know: what of it is taken over, and what not.

What the person said themselves, or the HR file says, stays; what came from the list follows the list. Nothing is kept
of people whom the program does not know.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.conversation.messages import Address
from bot.events import DirectoryRead, Mentioned, ProfilesRead
from bot.program.company import linking
from bot.program.company.members import OUTSIDE, TAKING_PART, Member
from bot.program.model import Account, Person
from bot.program.platforms import as_own_id, own_id
from bot.program.snapshot import Entry
from bot.scene import Scene

# A field of an entry goes to the field of this name of a person.
FOLLOWED = ("name", "email", "timezone", "title", "department")


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What came of some entries: people who changed, who were found for the first time, who are to be taken out, and
    who are `here`, whatever another entry says.
    """

    changed: int = 0
    found: int = 0
    left: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    here: tuple[str, ...] = ()


def entries(place: str, members: Iterable[Member]) -> tuple[Entry, ...]:
    """Whom to look for. By e-mail only people of the company are found, never guests."""
    return tuple(
        Entry(
            account=f"{place}:{one.user}",
            user=one.user,
            email=one.email if one.standing == "member" else "",
        )
        for one in members
        if one.standing != "bot"
    )


def take(scene: Scene, event: DirectoryRead | Mentioned | ProfilesRead) -> Found:
    """All entries of the event, each to its person."""
    changed = found = 0
    left: list[str] = []
    outside: list[str] = []
    here: list[str] = []
    for member in event.members:
        person = _owner(scene, event, member)
        if person is None:
            continue
        if member.standing == "deactivated":
            left += [person.id] if not person.gone and _is_only_here(scene, event.place, person) else []
        elif member.standing in OUTSIDE:
            outside += [person.id] if _goes_outside(scene, person) else []
        else:
            here.append(person.id)
            new, differs = _follow(scene, event.place, person, member)
            found, changed = found + new, changed + differs
    return Found(changed=changed, found=found, left=tuple(left), outside=tuple(outside), here=tuple(here))


def _owner(scene: Scene, event: DirectoryRead | Mentioned | ProfilesRead, member: Member) -> Person | None:
    """Whose the entry is; `None` where it is nobody's, or they have to be asked first."""
    account = f"{event.place}:{member.user}"
    person = scene.snapshot.owners.get(account)
    if person is None or member.standing == "bot":
        return None
    person = scene.latest(person)
    looked_up = not isinstance(event, DirectoryRead) or event.begun is None
    if account not in scene.snapshot.accounts and linking.must_be_asked(scene, person, account):
        linking.listed(scene, person, account, None, looked_up=looked_up)
        return None
    twin = scene.snapshot.twins.get(account)
    if twin is None or member.standing != "member" or person.is_guest:
        return person
    twin = scene.latest(twin)
    if _is_same(scene, person, twin, account):
        return _united(scene, account, person, twin)
    if not twin.gone and linking.homes(scene, twin, account):
        linking.listed(scene, twin, account, person, looked_up=looked_up)
    return person


def _is_same(scene: Scene, person: Person, twin: Person, account: str) -> bool:
    """Somebody wrote before the list could tell who they are: only where nothing has come of it yet."""
    untouched = person.state == "known" and not person.is_admin
    is_twin = person.id != twin.id and not twin.gone and not linking.said_no(scene, account)
    return untouched and is_twin and not twin.reachable and not linking.homes(scene, twin, account)


def _united(scene: Scene, account: str, person: Person, twin: Person) -> Person:
    """The account is the twin's from now on; of the other nothing is left."""
    scene.save(msgspec.structs.replace(scene.latest(scene.snapshot.accounts[account]), person=twin.id))
    scene.forget(person.id, heir=twin.id, marked=False)
    return scene.save(msgspec.structs.replace(twin, reachable=True))


def _is_only_here(scene: Scene, place: str, person: Person) -> bool:
    """Has the company no other place where they are?"""
    theirs = [one for one in scene.snapshot.accounts.values() if one.person == person.id]
    return all(one.id.startswith(f"{place}:") for one in theirs)


def _goes_outside(scene: Scene, person: Person) -> bool:
    """Whoever takes part, or does something for others, goes as those do who leave (`departures.py`); of everybody else
    it is noted at once.
    """
    if person.is_guest or person.gone:
        return False
    cohort = scene.cohort or scene.snapshot.last_cohort
    duties = {one.person for one in cohort.safe_contacts} if cohort else set()
    if person.state in TAKING_PART or person.is_admin or person.id in duties:
        return True
    scene.save(as_guest(person))
    return False


def as_guest(person: Person) -> Person:
    """Nobody from outside runs the program, either."""
    listed = _with(person.listed, "is_guest")
    return msgspec.structs.replace(person, is_guest=True, is_admin=False, listed=listed)


def _with(listed: tuple[str, ...], *fields: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*listed, *fields)))


def _follow(scene: Scene, place: str, person: Person, member: Member) -> tuple[bool, bool]:
    """(found for the first time, something has changed)."""
    if not _is_theirs(scene, place, person, member):
        return False, False
    new = f"{place}:{member.user}" not in scene.snapshot.accounts
    fresh = back(person)
    fresh = told_by(fresh, member)
    if member.is_admin:
        fresh = msgspec.structs.replace(fresh, is_admin=True)
    if new and not fresh.gone:
        fresh = _reached(scene, place, fresh, member)
    if fresh != person:
        scene.save(fresh)
    return new and member.reachable and fresh.reachable, fresh != person and not new


def _is_theirs(scene: Scene, place: str, person: Person, member: Member) -> bool:
    """Found by e-mail alone, and known by another id here: then it is nobody's."""
    account = f"{place}:{member.user}"
    if account in scene.snapshot.accounts:
        return True
    known = own_id(person, place)
    elsewhere = any(
        one.person == person.id and one.id.startswith(f"{place}:")
        for one in map(scene.latest, scene.snapshot.accounts.values())
    )
    return known in ("", member.user) and not elsewhere


def back(person: Person) -> Person:
    """Whom the list had as deactivated, or as a guest, and has as one of the company again: they may join again."""
    changes: dict[str, object] = {}
    if person.is_guest:
        changes["is_guest"] = False
    if person.gone and "gone" in person.listed:
        changes |= {"gone": False, "state": "left" if person.state in TAKING_PART else person.state}
    if not changes:
        return person
    listed = tuple(one for one in person.listed if one not in ("is_guest", "gone"))
    return msgspec.structs.replace(person, **changes, listed=listed)


def told_by(person: Person, member: Member) -> Person:
    """With what the list says, where nobody who knows better has said anything."""
    changes: dict[str, object] = {}
    for field in FOLLOWED:
        said = getattr(member, field)
        if said and said != getattr(person, field) and _may_follow(person, field, member):
            changes[field] = said
    if not changes:
        return person
    return msgspec.structs.replace(person, **changes, listed=_with(person.listed, *changes))


def _may_follow(person: Person, field: str, member: Member) -> bool:
    if field == "timezone" and person.pledged_at is not None:
        return False  # they have said themselves where their clock is
    now = getattr(person, field)
    guessed = not now or (field == "name" and now == member.user)
    return guessed or field in person.listed


def _reached(scene: Scene, place: str, person: Person, member: Member) -> Person:
    """From now on we know who they are there, and where the list leads to them, a way to write to them."""
    platform, _, where = place.partition(":")
    ids = as_own_id(platform, member.user)
    if not member.reachable:
        return msgspec.structs.replace(person, **ids)
    scene.save(
        Account(
            id=f"{place}:{member.user}",
            organization=person.organization,
            person=person.id,
            address=Address(platform=platform, place=where, user=member.user, extra=member.extra),
        )
    )
    person = linking.in_several(scene, person, f"{place}:{member.user}")
    return msgspec.structs.replace(person, reachable=True, **ids)
