"""Rows of the HR file become people. What they told the bot themselves is never overwritten."""

from __future__ import annotations

from uuid import uuid5

import msgspec

from bot.conversation.messages import Address
from bot.events import PeopleRead
from bot.program.model import Account, Organization, Person
from bot.program.people import PersonRow, fingerprint
from bot.program.skills import load_catalog, understand_skills
from bot.scene import NAMES, Scene


def person_id(organization: str, external: str) -> str:
    """The id of the person with this id in the HR file; the same before and after they are stored."""
    return uuid5(NAMES, f"{organization}/{external}").hex


def people_read(scene: Scene, event: PeopleRead) -> None:
    """Add and update people, drop those the admin agreed to drop. Nobody is entered into the program by this."""
    organization = scene.snapshot.organization
    if organization is None:
        realm = "playground" if event.realm == "playground" else "live"
        organization = scene.save(
            Organization(id=event.organization, organization=event.organization, realm=realm, name=event.company)
        )
    known = scene.snapshot.by_external
    for row in event.rows:
        before = known.get(row.id)
        fresh = before or Person(
            id=person_id(organization.id, row.id), organization=organization.id, name=row.name
        )
        person = scene.save(_updated(fresh, row, organization.id))
        if row.id in event.admins and not person.is_admin:
            person = scene.save(msgspec.structs.replace(person, is_admin=True))
        if before is None:
            _reach(scene, person)
    for external in event.removed:
        person_left = known.get(external)
        if person_left is not None:
            scene.save(msgspec.structs.replace(person_left, gone=True))


def _updated(person: Person, row: PersonRow, organization: str) -> Person:
    """What the file says; what the person chose (zone, hours, role, skills) only where they have not."""
    spans = ((row.work_start, row.work_end),) if row.work_start and row.work_end else ()
    told = person.pledged_at is not None
    return msgspec.structs.replace(
        person,
        external=row.id,
        name=row.name,
        email=row.email,
        title=row.title,
        department=row.department,
        site=row.site,
        grade=row.grade,
        manager=row.manager_id,
        start_date=row.start_date,
        languages=row.languages,
        language=person.language if person.version else _language(row.languages),
        fingerprint=fingerprint(row),
        slack_id=row.slack_id,
        teams_id=row.teams_id,
        gone=False,
        capacity=row.capacity,
        role=person.role if told else row.role,
        timezone=person.timezone if told else (row.timezone or person.timezone),
        hours=person.hours if told else (spans or person.hours),
        teaches=person.teaches if told else _skills(row.teach),
        wants=person.wants if told else _skills(row.learn),
        never_with=tuple(
            dict.fromkeys((*person.never_with, *(person_id(organization, other) for other in row.never_with)))
        ),
    )


def _language(languages: tuple[str, ...]) -> str:
    """English unless the file says German and not English."""
    return "de" if "de" in languages and "en" not in languages else "en"


def _skills(words: tuple[str, ...]) -> tuple[str, ...]:
    heard = [understand_skills(item, load_catalog(), lang="en") for item in words]
    names = (name for item in heard for name in (*item.skills, *item.own_words))
    return tuple(dict.fromkeys(names))[:12]


def _reach(scene: Scene, person: Person) -> None:
    """How to write to somebody who has never written to us, on each platform that lets us."""
    ids = {"slack": person.slack_id, "playground": person.external}
    for place in scene.snapshot.places:
        user = ids.get(place.platform, "")
        if user:
            address = Address(platform=place.platform, place=place.place, user=user)
            scene.save(
                Account(
                    id=f"{place.platform}:{place.place}:{user}",
                    organization=person.organization,
                    person=person.id,
                    address=address,
                )
            )
