"""Whoever runs the program mentions colleagues nobody has heard of: they are known from then on, and asked nothing.

It is the same as a row of the HR file: an admin says who they are, the platform's list of people how they are called.
Who wanted to be forgotten stays so.
"""

from __future__ import annotations

import re

import msgspec

from bot.conversation.messages import Address
from bot.conversation.understand.people import is_mention
from bot.events import Commanded, Event, Mentioned, Said, Submitted
from bot.program.company import listed
from bot.program.company.members import Member
from bot.program.model import Account, Person
from bot.program.platforms import as_own_id
from bot.program.snapshot import Entry, Identity, Query
from bot.scene import Scene
from bot.text.catalog import LANGUAGES

MOST = 10  # of one text
_MENTION = re.compile(r"(?<![\w.@])@([UW][0-9A-Z]{3,})\b")


def mentioned(event: Event) -> tuple[str, ...]:
    """The platform's ids of those whom typed words mention, or who were picked from the platform's list of people."""
    if isinstance(event, Submitted):
        return picked(event)
    text = event.text if isinstance(event, Said | Commanded) else ""
    return tuple(dict.fromkeys(_MENTION.findall(text)))[:MOST]


def picked(event: Submitted) -> tuple[str, ...]:
    """Of what was entered in a form, the platform's ids of people."""
    values = [value for held in event.values.values() for value in held if is_mention(value)]
    return tuple(dict.fromkeys(value.removeprefix("@") for value in values))[:MOST]


def with_picked(event: Submitted, query: Query) -> Query:
    """Whose accounts are these? By the account alone: a picked person is nobody who is only called alike."""
    place = event.sender.place_id
    entries = tuple(Entry(account=f"{place}:{user}", user=user) for user in picked(event))
    return msgspec.structs.replace(query, entries=(*query.entries, *entries)) if entries else query


def needs(event: Mentioned) -> Query:
    entries = listed.entries(event.place, event.members)
    return Query(
        sender=event.sender,
        entries=entries,
        identities=tuple(_identity(event.sender.platform, one) for one in event.members),
    )


def _identity(platform: str, member: Member) -> Identity:
    return Identity(external=member.user, email=member.email, **as_own_id(platform, member.user))


def hear(scene: Scene, event: Mentioned) -> None:
    """By anybody else's word nobody is known."""
    if not scene.me.is_admin:
        return
    listed.take(scene, event)
    for member in event.members:
        known = f"{event.place}:{member.user}" in scene.snapshot.owners
        if not known and member.standing == "member" and member.user not in scene.snapshot.forgotten:
            _meet(scene, event, member)


def _meet(scene: Scene, event: Mentioned, member: Member) -> None:
    said = {"name": member.name, "email": member.email, "timezone": member.timezone, "title": member.title}
    person = Person(
        id=scene.new_id(f"person {member.user}"),
        organization=scene.organization.id,
        name=member.name or member.user,
        email=member.email,
        timezone=member.timezone,
        title=member.title,
        language=member.language if member.language in LANGUAGES else scene.organization.language,
        reachable=member.reachable,
        is_admin=member.is_admin,
        listed=tuple(field for field, value in said.items() if value),
    )
    scene.save(msgspec.structs.replace(person, **as_own_id(event.sender.platform, member.user)))
    if not member.reachable:
        return
    address = Address(
        platform=event.sender.platform, place=event.sender.place, user=member.user, extra=member.extra
    )
    scene.save(
        Account(
            id=f"{event.place}:{member.user}",
            organization=person.organization,
            person=person.id,
            address=address,
        )
    )
