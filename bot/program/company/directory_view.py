"""`/rm-people sync`: when was the list of people of this place read, what came of it, and please read it now."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from bot.conversation.messages import Block, Buttons, Say, phrase
from bot.conversation.understand import folded
from bot.events import FromPerson
from bot.program.company import directory
from bot.program.company.directory_words import last
from bot.program.keeping import audit
from bot.program.parts import command_button
from bot.program.snapshot import Query
from bot.scene import Scene

ASKED = frozenset(
    {"sync", "update", "refresh", "read again", "abgleichen", "abgleich", "aktualisieren", "neu lesen"}
)


def is_asked(text: str) -> bool:
    """Does `/rm-people <text>` mean the list, and not a person?"""
    return folded(text) in ASKED


def needs(event: FromPerson) -> Query:
    return Query(sender=event.sender, roster="all")


def sync(scene: Scene) -> None:
    """All places of the organization."""
    readings = scene.snapshot.readings
    if not readings:
        scene.answer(Say(text=phrase("directory.none")), Buttons(items=(command_button("people"),)))
        return
    begun = False
    for reading in readings:
        mine = msgspec.structs.replace(
            reading, asked_by=tuple(dict.fromkeys((*reading.asked_by, scene.me.id)))
        )
        begun = directory.start(scene, mine) or begun
    said: list[Block] = [Say(text=phrase("directory.begun" if begun else "directory.running"))]
    for reading in readings:
        said += last(reading)
    if any(map(directory.is_partial, readings)):
        said.append(Say(text=phrase("directory.partial"), style="quiet"))
    scene.answer(*said)


def _trust(scene: Scene, data: Mapping[str, str]) -> None:
    """An admin has looked: the list is right, however short it is. Once."""
    reading = next((one for one in scene.snapshot.readings if one.place == data.get("place")), None)
    if reading is None or not reading.short:
        scene.answer(Say(text=phrase("directory.not_short")), Buttons(items=(command_button("people"),)))
        return
    audit.note(scene, "directory_trust")
    asked = tuple(dict.fromkeys((*reading.asked_by, scene.me.id)))
    directory.start(scene, msgspec.structs.replace(reading, trusted=True, asked_by=asked))
    scene.answer(Say(text=phrase("directory.trusted")))


def _sync(scene: Scene, _data: Mapping[str, str]) -> None:
    audit.note(scene, "directory_sync")
    sync(scene)


BUTTONS: dict[str, Callable[[Scene, Mapping[str, str]], None]] = {
    "directory.sync": _sync,
    "directory.trust": _trust,
}
