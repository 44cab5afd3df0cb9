"""Rows of the HR file become people. What they told the bot themselves is never overwritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import uuid5

import msgspec

from bot.conversation.messages import Address, Phrase, Say
from bot.events import PeopleRead
from bot.program.company import linking, reaching
from bot.program.company.own_words import catalog_of
from bot.program.model import Account, Organization, Person, Place
from bot.program.pairs import lines
from bot.program.participant import membership
from bot.program.people import PersonRow, fingerprint
from bot.program.proposing.board import live_pairings
from bot.program.skills import Catalog, understand_skills
from bot.program.trust import concerns
from bot.program.trust.safety import contacts_warning
from bot.scene import NAMES, Scene


def person_id(organization: str, external: str) -> str:
    """The id of the person with this id in the HR file; the same before and after they are stored."""
    return uuid5(NAMES, f"{organization}/{external}").hex


def people_read(scene: Scene, event: PeopleRead) -> None:
    """Add and update people, drop those the admin agreed to drop. Nobody is entered into the program by this."""
    organization = scene.snapshot.organization
    if organization is None and event.realm != "playground":
        return  # erased, or part of another by now: a live one is made with its place
    if organization is None:
        organization = scene.save(
            Organization(
                id=event.organization, organization=event.organization, realm=event.realm, name=event.company
            )
        )
    known, forgotten = scene.snapshot.by_external, scene.snapshot.forgotten
    event = msgspec.structs.replace(event, rows=tuple(row for row in event.rows if row.id not in forgotten))
    strangers = {
        i: p for p in scene.snapshot.strangers for i in (p.slack_id, p.teams_id, _own_address(scene, p)) if i
    }
    addresses = Counter(row.email.casefold() for row in event.rows)
    before = {
        row.id: known.get(row.id)
        or strangers.get(row.slack_id)
        or strangers.get(row.teams_id)
        or _by_address(row, strangers, addresses)
        for row in event.rows
    }
    catalog = catalog_of(scene.snapshot.terms)
    ids = {external: person.id for external, person in (known | before).items() if person}
    for row in event.rows:
        fresh = before[row.id] or Person(
            id=person_id(organization.id, row.id), organization=organization.id, name=row.name
        )
        never_with = (other for other in row.never_with if other not in forgotten)
        others = tuple(ids.get(other) or person_id(organization.id, other) for other in never_with)
        updated = _updated(fresh, row, event.columns, others)
        person = scene.save(_suggested(updated, row, event.columns, catalog))
        linking.one_by_file(scene, person, [strangers.get(one) for one in (row.slack_id, row.teams_id)])
        if before[row.id] is None and _reach(scene, person, _places(scene, organization)):
            scene.save(msgspec.structs.replace(person, reachable=True))
    reaching.look_for_new(scene, [one for one in scene.saved() if isinstance(one, Person)])
    _unwanted(scene, {person.id: person for person in before.values() if person is not None})
    for external in event.admins:
        person_named = known.get(external) or _just_made(scene, external)
        if person_named is not None and not scene.latest(person_named).is_admin:
            scene.save(msgspec.structs.replace(scene.latest(person_named), is_admin=True))
    for external in event.removed:
        person_left = known.get(external)
        if person_left is not None:
            left = msgspec.structs.replace(scene.latest(person_left), gone=True, left_at=scene.at)
            has_left(scene, scene.save(left))


def _own_address(scene: Scene, person: Person) -> str:
    """By which they are known where no id of an account is given; none that several have."""
    address = person.email.casefold()
    same = [one for one in scene.snapshot.strangers if one.email.casefold() == address]
    return address if len(same) == 1 else ""


def _by_address(row: PersonRow, strangers: Mapping[str, Person], addresses: Counter[str]) -> Person | None:
    """Nobody where two rows have one address, or the file knows them by another account."""
    address = row.email.casefold()
    found = strangers.get(address) if addresses[address] == 1 else None
    if found is None or row.slack_id not in ("", found.slack_id) or row.teams_id not in ("", found.teams_id):
        return None
    return found


def _unwanted(scene: Scene, before: dict[str, Person]) -> None:
    """The file says of two who meet that they are not to be paired: whoever runs the program hears so."""
    grown = {
        frozenset((record.id, other))
        for record in scene.saved()
        if isinstance(record, Person) and record.id in before
        for other in set(record.never_with) - set(before[record.id].never_with)
    }
    if grown and scene.cohort is not None and scene.sees(history=True, admins=True):
        live = [one for one in map(scene.latest, scene.snapshot.past) if one.is_live]
        found = [one for one in live if frozenset((one.mentor, one.mentee)) in grown]
        lines.tell(scene, found, ("never_with",))


def has_left(scene: Scene, person: Person, *, tell_admins: bool = True) -> None:
    """Somebody is not of the company any more: their partners are told, and whoever needs another safe contact."""
    for pairing in live_pairings(map(scene.latest, scene.snapshot.past)):
        if person.id in (pairing.mentor, pairing.mentee):
            membership.partner_gone(scene, pairing, person, tell_admins=tell_admins)
    concerns.contact_gone(scene, person.id)
    told = scene.cohort.opened_by if scene.cohort else ""
    duty_ends(scene, person, (told,))


def duty_ends(scene: Scene, person: Person, told: Iterable[str]) -> None:
    """Somebody who was to hear concerns is here no longer: whoever can name another hears so."""
    cohort = scene.cohort
    duties = [c for c in cohort.safe_contacts if c.state != "declined"] if cohort else []
    if cohort is not None and any(contact.person == person.id for contact in duties):
        why = "forgotten" if scene.is_former(person.id) else "guest" if person.is_guest else "gone"
        key = f"duty.{why}_admin"
        said = Say(text=Phrase(key, {"name": scene.name(person.id)}))
        for admin in told:
            scene.tell(admin, "admin", said, *contacts_warning(scene, cohort))


# column of the file -> field of a person, where the file is simply right
TAKEN = {
    "name": "name",
    "email": "email",
    "title": "title",
    "department": "department",
    "site": "site",
    "grade": "grade",
    "manager_id": "manager",
    "start_date": "start_date",
    "languages": "languages",
    "capacity": "capacity",
    "slack_id": "slack_id",
    "teams_id": "teams_id",
}


def _updated(person: Person, row: PersonRow, columns: tuple[str, ...], never_with: tuple[str, ...]) -> Person:
    """What the file says, of the columns it has; what the person chose (zone, hours, role, skills) stays."""
    changes: dict[str, object] = {
        field: getattr(row, column) for column, field in TAKEN.items() if column in columns
    }
    # What a platform's list has said stands until the file says something.
    changes = {name: value for name, value in changes.items() if value or name not in person.listed}
    changes |= {"external": row.id, "fingerprint": fingerprint(row)}
    changes["listed"] = tuple(name for name in person.listed if name not in changes)
    if "gone" not in person.listed:  # who is deactivated stays so until the list says otherwise
        changes["gone"] = False
        if person.gone and person.state != "left":  # back again
            changes["left_at"] = None
    if not person.version:
        changes["language"] = _language(row.languages)
    changes["never_with"] = tuple(dict.fromkeys((*person.never_with, *never_with)))
    return msgspec.structs.replace(person, **changes)


def _suggested(person: Person, row: PersonRow, columns: tuple[str, ...], catalog: Catalog) -> Person:
    """With what a talk will offer to be confirmed, until they have told us themselves."""
    if person.pledged_at is not None:
        return person
    found: dict[str, object] = {}
    if "role" in columns:
        found["role"] = row.role
    if "timezone" in columns:
        found["timezone"] = row.timezone
    if row.work_start and row.work_end:
        found["hours"] = ((row.work_start, row.work_end),)
    if "teach" in columns:
        found["teaches"] = _skills(row.teach, catalog)
    if "learn" in columns:
        found["wants"] = _skills(row.learn, catalog)
    return msgspec.structs.replace(person, **found)


def _language(languages: tuple[str, ...]) -> str:
    """English unless the file says German and not English."""
    return "de" if "de" in languages and "en" not in languages else "en"


def _skills(words: tuple[str, ...], catalog: Catalog) -> tuple[str, ...]:
    heard = [understand_skills(item, catalog, lang="en") for item in words]
    maybe = ((said for said, _ in item.unsure) for item in heard)  # for them to say what is meant
    names = (
        name
        for item, unsure in zip(heard, maybe, strict=True)
        for name in (*item.skills, *item.own_words, *unsure)
    )
    return tuple(dict.fromkeys(names))[:12]


def _just_made(scene: Scene, external: str) -> Person | None:
    made = (record for record in scene.saved() if isinstance(record, Person))
    return next((person for person in made if person.external == external), None)


def _places(scene: Scene, organization: Organization) -> tuple[Place, ...]:
    """Where people can be written to; the playground's only place is made with its organization."""
    if organization.realm != "playground" or scene.snapshot.places:
        return scene.snapshot.places
    place = Place(
        id="playground:playground", organization=organization.id, platform="playground", place="playground"
    )
    return (scene.save(place),)


def _reach(scene: Scene, person: Person, places: tuple[Place, ...]) -> bool:
    """How to write to somebody who has never written to us, on each platform that lets us; is there a way?"""
    ids = {"slack": person.slack_id, "playground": person.external}
    for place in places:
        user = ids.get(place.platform, "")
        if user:
            address = Address(platform=place.platform, place=place.place, user=user)
            scene.save(
                Account(
                    id=address.account_id,
                    organization=person.organization,
                    person=person.id,
                    address=address,
                )
            )
    return any(ids.get(place.platform) for place in places)
