"""Who is deactivated in a complete list of people, or a guest there by now, is taken out of the program; kindly.

Some at a time, each part one commit. Partners hear it in the same neutral words as when somebody leaves the HR file;
whoever runs the program hears of each part once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from bot.conversation.messages import Block, Buttons, Listed, Phrase, Say, Text, phrase
from bot.program.company import listed, roster
from bot.program.company.members import TAKING_PART
from bot.program.dues import Rule, still
from bot.program.model import Base, Pairing, Person, Reading
from bot.program.parts import command_button
from bot.program.proposing.board import live_pairings
from bot.program.snapshot import Query
from bot.scene import Scene

AT_ONCE = 10
GO_ON = timedelta(seconds=1)


def due(record: Base) -> datetime | None:
    return record.out_at if isinstance(record, Reading) else None


def needs(organization: str, subject: str) -> Query:
    return Query(organization=organization, roster=subject.removeprefix("reading:"))


def fall_due(scene: Scene, _subject: str) -> None:
    reading = next(iter(scene.snapshot.readings), None)
    if reading is None or not still(scene, due(reading)):
        return
    batch = (*reading.left, *reading.outside)[:AT_ONCE]
    if not scene.sees(
        people=batch, open_talks_of=batch, history=True, admins=True, lives=True, concerns=True
    ):
        return
    left = [_gone(scene, person) for person in _people(scene, batch, reading.left)]
    outside = [_outside(scene, person) for person in _people(scene, batch, reading.outside)]
    rest = {name: tuple(one for one in getattr(reading, name) if one not in batch) for name in LISTS}
    more = scene.at + GO_ON if any(rest.values()) else None
    told = reading.told_left + sum(one is not None for one in left)
    scene.save(msgspec.structs.replace(reading, **rest, out_at=more, told_left=told))
    _tell_admins(scene, [one for one in left if one], [one for one in outside if one])


LISTS = ("left", "outside")


def _people(scene: Scene, batch: Sequence[str], wanted: Sequence[str]) -> list[Person]:
    found = [scene.person(one) for one in batch if one in wanted]
    return [person for person in found if person is not None and not person.gone]


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is out, and who has no partner any more because of that."""

    person: str
    partners: tuple[str, ...] = ()


def _gone(scene: Scene, person: Person) -> Out | None:
    """They have left the company. Of whom the program only knew the name, nothing is said to anybody."""
    mark = (*person.listed, "gone")
    left = scene.save(msgspec.structs.replace(person, gone=True, left_at=scene.at, listed=mark))
    partners = _partners(scene, person)
    _stop_talks(scene, person)
    roster.has_left(scene, left, tell_admins=False)
    return Out(person=person.id, partners=partners) if _took_part(person, partners) else None


def _outside(scene: Scene, person: Person) -> Out | None:
    """A guest of the company by now: out, and told so."""
    if person.is_guest:
        return None
    partners, took_part = _partners(scene, person), person.state in TAKING_PART
    fresh = listed.as_guest(person)
    if took_part:
        fresh = msgspec.structs.replace(
            fresh,
            state="left",
            left_at=scene.at,
            paused_until=None,
            paused_at=None,
            waiting_since=None,
        )
    scene.save(fresh)
    _stop_talks(scene, person)
    roster.has_left(scene, fresh, tell_admins=False)
    if took_part or person.is_admin:
        scene.tell(
            person.id,
            "change",
            Say(text=phrase("directory.guest.you", name=scene.first_name(person.id))),
            Say(text=phrase("directory.guest.wrong"), style="quiet"),
            Buttons(items=(command_button("privacy"),)),
        )
    return Out(person=person.id, partners=partners) if _took_part(person, partners) else None


def _live(scene: Scene, person: Person) -> list[Pairing]:
    live = live_pairings(map(scene.latest, scene.snapshot.past))
    return [one for one in live if person.id in (one.mentor, one.mentee)]


def _partners(scene: Scene, person: Person) -> tuple[str, ...]:
    return tuple(one.partner_of(person.id) for one in _live(scene, person))


def _took_part(person: Person, partners: Sequence[str]) -> bool:
    return person.state in TAKING_PART or bool(partners) or person.is_admin


def _stop_talks(scene: Scene, person: Person) -> None:
    for talk in map(scene.latest, scene.snapshot.talks):
        if talk.person == person.id and talk.state == "open":
            scene.stop(talk)


def _tell_admins(scene: Scene, left: Sequence[Out], outside: Sequence[Out]) -> None:
    """One message for all of a part; an admin who is out, or who has just lost a partner, hears of the others."""
    out = {one.person for one in (*left, *outside)}
    for admin in scene.snapshot.admins:
        if admin.id in out:
            continue
        said = [
            *(_line(scene, "directory.out.left", one) for one in left),
            *(_line(scene, "directory.out.guest", one) for one in outside),
        ]
        if said:
            blocks: list[Block] = [Say(text=phrase("directory.out.title")), *(Say(text=one) for one in said)]
            scene.tell(admin.id, "admin", *blocks, Buttons(items=(command_button("people"),)))


def _line(scene: Scene, key: str, one: Out) -> Text:
    partners = [scene.name(partner) for partner in one.partners]
    if not partners:
        return Phrase(f"{key}_alone", {"name": scene.name(one.person)})
    return Phrase(key, {"name": scene.name(one.person), "partners": Listed(tuple(partners))})


RULES = (Rule(name="taken_out", record=Reading, after=due, needs=needs, act=fall_due),)
