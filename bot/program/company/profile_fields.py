"""`/rm-people fields`: title, department and manager from a company's own fields of profiles, once an admin said which.

What stands in them is read after the list of people, and only of those the program knows (`profiles.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Fact,
    Facts,
    Field,
    Form,
    Listed,
    Option,
    Phrase,
    Say,
    phrase,
)
from bot.conversation.understand import folded
from bot.events import FieldsRead, JobFailed, Pressed, Submitted
from bot.program.company import directory, profiles
from bot.program.company.profiles import MEANINGS
from bot.program.keeping import audit
from bot.program.model import Reading
from bot.program.parts import command_button
from bot.program.snapshot import Query
from bot.scene import Scene
from bot.text.catalog import has

WORDS = frozenset({"fields", "field", "profile", "profiles", "felder", "feld", "profil"})
OFF = frozenset({"off", "stop", "aus", "ausschalten"})
NONE = "-"  # of a choice: no field
MOST_OFFERED = 99
JOB = "fields"


def is_asked(text: str) -> bool:
    """Does `/rm-people <text>` mean fields of profiles?"""
    return bool(_words(text)) and folded(_words(text)[0]) in WORDS


def _words(text: str) -> list[str]:
    return text.split(maxsplit=1)


def command(scene: Scene, text: str) -> None:
    """`/rm-people fields`, `/rm-people fields manager = Reports to`, `/rm-people fields off`."""
    readings, rest = scene.snapshot.readings, "".join(_words(text)[1:])
    audit.note(scene, "directory_fields")
    if not readings:
        scene.answer(Say(text=phrase("directory.none")), Buttons(items=(command_button("people"),)))
    elif folded(rest) in OFF:
        turn_off(scene)
    elif "=" in rest:
        _typed(scene, rest)
    else:
        for reading in readings:
            scene.save(msgspec.structs.replace(reading, fields_for=scene.me.id))
            scene.ask_worker(JOB, reading.id)
        scene.answer(Say(text=phrase("fields.looking")), Say(text=phrase("fields.why"), style="quiet"))


def _typed(scene: Scene, text: str) -> None:
    """ "manager = Reports to": for the places where there is a field of that name."""
    meaning, _, label = (part.strip() for part in text.partition("="))
    named = MEANING_WORDS.get(folded(meaning), "")
    found = [
        (reading, field)
        for reading in scene.snapshot.readings
        for field, said in reading.offered
        if folded(said) == folded(label)
    ]
    if not named:
        scene.answer(Say(text=phrase("fields.which")))
    elif not found:
        labels = [label for reading in scene.snapshot.readings for _, label in reading.offered]
        key = "fields.unknown" if labels else "fields.look_first"
        scene.answer(Say(text=Phrase(key, {"said": label, "labels": Listed(tuple(labels), joined_by="or")})))
    else:
        for reading, field in found:
            _use(scene, reading, reading.fields | {named: field})
        _tell_use(scene)


MEANING_WORDS = {
    "title": "title",
    "job title": "title",
    "department": "department",
    "team": "department",
    "manager": "manager",
    "boss": "manager",
    "titel": "title",
    "funktion": "title",
    "abteilung": "department",
    "vorgesetzte": "manager",
    "vorgesetzter": "manager",
    "fuehrungskraft": "manager",
}


# -- which fields there are ----------------------------------------------------------------------------------------


def needs_read(event: FieldsRead) -> Query:
    return Query(organization=event.organization, roster=event.place)


def fields_read(scene: Scene, event: FieldsRead) -> None:
    reading = next(iter(scene.snapshot.readings), None)
    if reading is None or not reading.fields_for:
        return
    offered = event.fields[:MOST_OFFERED]
    asks, fresh = reading.fields_for, msgspec.structs.replace(reading, offered=offered, fields_for="")
    scene.save(fresh)
    if offered:
        scene.tell(asks, "admin", Say(text=phrase("fields.ask")), _form(fresh), *_off(fresh))
    else:
        scene.tell(asks, "admin", Say(text=phrase("fields.empty")))


def _form(reading: Reading) -> Block:
    options = (
        Option(value=NONE, label=phrase("fields.nothing")),
        *(Option(value=field, label=label) for field, label in reading.offered),
    )
    return Form(
        title=phrase("fields.title"),
        fields=tuple(
            Field(
                name=meaning,
                label=Phrase(f"fields.meaning.{meaning}"),
                kind="one",
                options=options,
                value=_value(reading, meaning),
            )
            for meaning in MEANINGS
        ),
        action="directory.fields",
        data={"place": reading.place},
        submit=phrase("fields.button.use"),
    )


def _value(reading: Reading, meaning: str) -> str:
    """What was chosen before; in the beginning the field that is called so."""
    named = (field for field, label in reading.offered if MEANING_WORDS.get(folded(label)) == meaning)
    return reading.fields.get(meaning) or (NONE if reading.fields else next(named, NONE))


def _off(reading: Reading) -> tuple[Block, ...]:
    off = Button(label=phrase("fields.button.off"), action="directory.fields_off")
    return (Buttons(items=(off,)),) if reading.fields else ()


def chosen(scene: Scene, event: Pressed | Submitted) -> None:
    """What the form says; a field that there is not is none."""
    place = event.data.get("place", "")
    reading = next((one for one in scene.snapshot.readings if one.place == place), None)
    if reading is None or not reading.offered or not isinstance(event, Submitted):
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("people"),)))
        return
    audit.note(scene, "directory_fields")
    known = dict(reading.offered)
    picked = {meaning: "".join(event.values.get(meaning, ())) for meaning in MEANINGS}
    fields = {meaning: field for meaning, field in picked.items() if field in known}
    if fields:
        _use(scene, reading, fields)
        _tell_use(scene)
    else:
        turn_off(scene)


def _use(scene: Scene, reading: Reading, fields: dict[str, str]) -> None:
    """From now on, and at once."""
    scene.save(msgspec.structs.replace(reading, fields=fields, profiles_after="", fields_off_at=None))
    scene.ask_worker(profiles.JOB, reading.id)


def _tell_use(scene: Scene) -> None:
    facts = [
        Fact(label=Phrase(f"fields.meaning.{meaning}"), value=dict(reading.offered).get(field, field))
        for reading in map(scene.latest, scene.snapshot.readings)
        for meaning, field in reading.fields.items()
    ]
    scene.answer(
        Say(text=phrase("fields.used")),
        Facts(items=tuple(facts)),
        Say(text=phrase("fields.file_wins"), style="quiet"),
        Buttons(items=(Button(label=phrase("fields.button.off"), action="directory.fields_off"),)),
    )


def turn_off(scene: Scene) -> None:
    """No field any more, and what came from them goes."""
    on = [reading for reading in scene.snapshot.readings if reading.fields]
    for reading in on:
        off = msgspec.structs.replace(reading, fields={}, profiles_after="", fields_off_at=scene.at)
        scene.save(off)
    scene.answer(
        Say(text=phrase("fields.off" if on else "fields.off_already")),
        Buttons(items=(command_button("people"),)),
    )


# -- refused ------------------------------------------------------------------------------------------------------


def failed(scene: Scene, event: JobFailed) -> None:
    """Whoever waits for the fields hears why; without the right to read them nothing is asked for any more."""
    reading = next(iter(scene.snapshot.readings), None)
    if reading is None:
        return
    known = f"fields.failed.{event.reason}"
    why = Say(text=Phrase(known if has(known) else "fields.failed.other", {"code": event.reason}))
    if event.kind == JOB:
        scene.save(msgspec.structs.replace(reading, fields_for=""))
        if reading.fields_for:
            scene.tell(reading.fields_for, "admin", why)
        return
    if reading.begun_at is not None and directory.is_partial(reading):
        directory.failed(scene, event)
    if reading.fields:
        reading = scene.latest(reading)
        scene.save(msgspec.structs.replace(reading, fields={}, profiles_after=""))
        for admin in scene.snapshot.admins:
            scene.tell(admin.id, "admin", Say(text=phrase("fields.stopped")), why)


def _pressed_off(scene: Scene, _event: Pressed | Submitted) -> None:
    audit.note(scene, "directory_fields")
    turn_off(scene)


BUTTONS: Mapping[str, Callable[[Scene, Pressed | Submitted], None]] = {
    "directory.fields": chosen,
    "directory.fields_off": _pressed_off,
}
