"""What has a step changed that the program has to look at again? Asked once, at the end of every step.

Somebody is free for a partner while others meet already (`proposing/late.py`); somebody has another manager
(`pairs/lines.py`).
"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bot.events import PeopleRead
from bot.program.model import Cohort, Pairing, Person
from bot.program.telling.digest import morning, zone_of
from bot.scene import Scene

SETTLED = timedelta(minutes=1)  # a file comes in parts: the reporting lines are read when they are all there


def look(scene: Scene) -> None:
    """Put down in the cohort when that is to be looked at, unless it is already."""
    cohort = scene.cohort
    if cohort is None:
        return
    fresh = cohort
    if _may_match(cohort) and cohort.late_at is None and _somebody_free(scene):
        at = morning(scene.at, zone_of(scene, cohort), monday=False)
        fresh = msgspec.structs.replace(fresh, late_at=at)
    if cohort.state != "closed" and _lines_changed(scene):
        fresh = msgspec.structs.replace(
            fresh, recheck_at=scene.at + SETTLED, recheck_after="", recheck_found=False
        )
    if fresh != cohort:
        scene.save(fresh)


def _may_match(cohort: Cohort) -> bool:
    return cohort.state == "open" and cohort.began_at is not None


def _somebody_free(scene: Scene) -> bool:
    """Has somebody joined, come back, or lost a partner?"""
    return any(
        (isinstance(record, Person) and _is_there(record) and not _was_there(scene, record))
        or (isinstance(record, Pairing) and record.ended_at == scene.at and record.introduced_at is not None)
        for record in scene.saved()
    )


def _is_there(person: Person) -> bool:
    return person.is_joined and not person.is_paused and not person.is_guest


def _was_there(scene: Scene, person: Person) -> bool:
    before = _before(scene, person)
    return before is not None and _is_there(before)


def _before(scene: Scene, person: Person) -> Person | None:
    me = scene.snapshot.me
    return scene.snapshot.people.get(person.id) or (me if me is not None and me.id == person.id else None)


def _lines_changed(scene: Scene) -> bool:
    """Somebody new in the file may close a gap in a line, too."""
    for record in scene.saved():
        if isinstance(record, Person):
            before = _before(scene, record)
            new = before is None and isinstance(scene.event, PeopleRead)
            if new or (before is not None and _place(before) != _place(record)):
                return True
    return False


def _place(person: Person) -> tuple[str, str]:
    return person.external, person.manager
