"""How long is what kept? By program time; `/rm-privacy` says these numbers to everybody.

What is due about a record is a rule of `nudges.py` and acts here; what no record holds the storage tidies up at night
(`Storage.tidy`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.program.dues import Rule, still
from bot.program.keeping import forgetting
from bot.program.model import Base, Organization, Pairing, Person
from bot.program.snapshot import Query
from bot.scene import Scene

PAYLOADS: Final = timedelta(days=7)  # events that failed, with what people wrote in them
MARKS: Final = timedelta(days=30)  # of events handled: longer than any platform delivers one again
MESSAGES: Final = timedelta(days=30)
LEAVERS: Final = timedelta(days=30)
FEEDBACK: Final = timedelta(days=365)  # after the pairing ended
AUDIT: Final = timedelta(days=730)
CLOSED: Final = timedelta(
    days=30
)  # an organization whose last place was closed; until then it may go on where it was


def _forget_at(record: Base) -> datetime | None:
    left = isinstance(record, Person) and (record.gone or record.state == "left")
    return record.left_at + LEAVERS if isinstance(record, Person) and left and record.left_at else None


def _forget(scene: Scene, subject: str) -> None:
    """Whoever still has something to do for others, or a concern that is open, is looked at again later."""
    person = scene.person(subject)
    if person is None or not still(scene, _forget_at(person)):
        return
    if not person.gone and forgetting.is_needed(scene, person):
        scene.save(msgspec.structs.replace(person, left_at=scene.at))
    else:
        forgetting.forget_leaver(scene, person)


def _forget_private_at(record: Base) -> datetime | None:
    ended = isinstance(record, Pairing) and record.state == "ended"
    return record.ended_at + FEEDBACK if isinstance(record, Pairing) and ended and record.ended_at else None


def _forget_private(scene: Scene, subject: str) -> None:
    """What each said for nobody's eyes; that it was said stays counted."""
    pairing = scene.snapshot.pairing
    if pairing is None or not still(scene, _forget_private_at(pairing)):
        return
    for said in scene.snapshot.feedback:
        scene.save(msgspec.structs.replace(said, useful=None, free=None, wish=""))
    for check_in in scene.snapshot.check_ins:
        scene.save(msgspec.structs.replace(check_in, answers={}))
    for survey in scene.snapshot.surveys:
        if survey.pairing == pairing.id:
            scene.save(msgspec.structs.replace(survey, answers={}))


def _erase_at(record: Base) -> datetime | None:
    closed_at = record.closed_at if isinstance(record, Organization) else None
    return closed_at + CLOSED if closed_at is not None else None


def _erase(scene: Scene, _subject: str) -> None:
    """The app was removed everywhere, and nobody has installed it again."""
    if scene.snapshot.organization is not None and still(scene, _erase_at(scene.organization)):
        scene.erase()


RULES: tuple[Rule, ...] = (
    Rule(
        name="erase_closed",
        record=Organization,
        after=_erase_at,
        needs=lambda organization, _: Query(organization=organization),
        act=_erase,
    ),
    Rule(
        name="forget_leaver",
        record=Person,
        after=_forget_at,
        needs=lambda organization, subject: Query(
            organization=organization,
            people=(subject,),
            leaving=subject,
            history=True,
            admins=True,
            lives=True,
            stories=True,
            awareness=True,
            sponsor=subject,
        ),
        act=_forget,
    ),
    Rule(
        name="forget_private",
        record=Pairing,
        after=_forget_private_at,
        needs=lambda organization, subject: Query(organization=organization, pairing=subject, surveys=True),
        act=_forget_private,
    ),
)

# What falls due where all places are closed: nobody can be told anything there, but what is kept long enough goes.
WHILE_CLOSED: Final = frozenset(rule.name for rule in RULES)
