"""Somebody joins, comes back or is without a partner while others meet: the admins hear it, once a day at most.

They hear it as a nudge (`topics.py` has the words), and `/rm-pair` finds partners among all who have room: pairs that
meet take their places, and every rule holds as before.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.conversation.messages import Buttons, Say, phrase
from bot.program import tray
from bot.program.dues import Rule, still
from bot.program.model import Base, Cohort
from bot.program.parts import first_name
from bot.program.proposing.late_words import NAMES, say
from bot.program.snapshot import Query
from bot.scene import Scene

TOPIC = "late"


def due(record: Base) -> datetime | None:
    is_open = isinstance(record, Cohort) and record.state == "open"
    return record.late_at if isinstance(record, Cohort) and is_open else None


def _needs(organization: str, _subject: str) -> Query:
    return Query(organization=organization, free=NAMES + 1, counts=True, admins=True, admin_trays=True)


def _fall_due(scene: Scene, _subject: str) -> None:
    cohort = scene.cohort
    if cohort is None or not still(scene, due(cohort)):
        return
    scene.save(msgspec.structs.replace(cohort, late_at=None))
    if not scene.snapshot.free:
        return
    for admin in scene.snapshot.admins:
        if tray.is_out(admin):  # not in the program, but running it
            line = say(scene, admin, cohort.id)
            if line is not None:
                text = phrase("nudge.single", name=first_name(admin), line=line.text)
                scene.tell(admin.id, "admin", Say(text=text), Buttons(items=line.buttons))
        else:
            tray.put(scene, admin, TOPIC, cohort.id)


RULES = (Rule(name="late", record=Cohort, after=due, needs=_needs, act=_fall_due),)
