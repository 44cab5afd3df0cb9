"""What stands in the fields of people's profiles that an admin has named: read, followed, and gone again with them.

`profile_fields.py` is how they are named. A manager whom the program does not know is passed over for the next one
above whom it knows; the HR file wins where it says something.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.events import ProfilesRead
from bot.program.company import listed
from bot.program.company.members import Member
from bot.program.dues import Rule, still
from bot.program.model import Base, Person, Reading, by_id
from bot.program.snapshot import LISTED_AT_ONCE, Entry, Query
from bot.scene import Scene

MEANINGS: Final = ("title", "department", "manager")
JOB = "profiles"
GO_ON = timedelta(seconds=1)


def needs(event: ProfilesRead) -> Query:
    named = {name: None for one in event.members for name in one.above}
    above = tuple(
        Entry(account=f"{event.place}:{name}", user=name, email=name if "@" in name else "") for name in named
    )
    return Query(
        organization=event.organization,
        roster=event.place,
        admins=not event.after,
        entries=(*listed.entries(event.place, event.members), *above),
    )


def current(scene: Scene, event: ProfilesRead) -> Reading | None:
    """The reading that waits for just these; `None` when it waits for others."""
    reading = next(iter(scene.snapshot.readings), None)
    if reading is None or reading.fields != event.fields or reading.profiles_after != event.begun_after:
        return None
    return reading


def read(scene: Scene, event: ProfilesRead, reading: Reading) -> Reading:
    for member in event.members if reading.fields else ():
        if member.standing != "member":
            continue
        person = scene.snapshot.owners.get(f"{event.place}:{member.user}")
        if person is not None:
            before = scene.latest(person)
            fresh = _managed(scene, event, _said(before, member, reading), member)
            if fresh != before:
                scene.save(fresh)
    reading = msgspec.structs.replace(reading, profiles_after=event.after)
    scene.save(reading)
    if event.after:
        scene.ask_worker(JOB, reading.id)
    return reading


def _said(person: Person, member: Member, reading: Reading) -> Person:
    emptied = [
        name
        for name in ("title", "department")
        if name in reading.fields and name in person.listed and not getattr(member, name)
    ]
    return listed.told_by(without(person, *emptied), member)


def without(person: Person, *fields: str) -> Person:
    """Without what a list said of these."""
    gone = [name for name in fields if name in person.listed]
    if not gone:
        return person
    rest = tuple(name for name in person.listed if name not in gone)
    return msgspec.structs.replace(person, **dict.fromkeys(gone, ""), listed=rest)


def _managed(scene: Scene, event: ProfilesRead, person: Person, member: Member) -> Person:
    if "manager" not in event.fields or (person.manager and "manager" not in person.listed):
        return person
    known = (scene.snapshot.owners.get(f"{event.place}:{name}") for name in member.above)
    boss = next((one for one in known if one is not None and one.id != person.id and not one.is_guest), None)
    if boss is None:
        return without(person, "manager")
    named = boss.external or by_id(boss.id)
    return msgspec.structs.replace(
        person, manager=named, listed=tuple(dict.fromkeys((*person.listed, "manager")))
    )


def off_due(record: Base) -> datetime | None:
    return record.fields_off_at if isinstance(record, Reading) else None


def _needs_off(organization: str, subject: str) -> Query:
    return Query(organization=organization, roster=subject.removeprefix("reading:"))


def _clear(scene: Scene, _subject: str) -> None:
    """Some people at a time."""
    reading = next(iter(scene.snapshot.readings), None)
    if reading is None or not still(scene, off_due(reading)) or not scene.sees(listed=reading.profiles_after):
        return
    people = scene.snapshot.listed_people
    for person in people:
        fresh = without(person, *MEANINGS)
        if fresh != person:
            scene.save(fresh)
    more = len(people) == LISTED_AT_ONCE
    after, at = (people[-1].id, scene.at + GO_ON) if more else ("", None)
    scene.save(msgspec.structs.replace(reading, profiles_after=after, fields_off_at=at))


RULES = (Rule(name="fields_off", record=Reading, after=off_due, needs=_needs_off, act=_clear),)
