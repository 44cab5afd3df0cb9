"""The fixed points, every eight weeks, at which wishes and offers are looked at: what is kept of it, and who hears."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.events import SupplyCounted
from bot.program.awareness import rhythm, supply
from bot.program.awareness.scarce import Survey
from bot.program.dues import still
from bot.program.model import Awareness, Base
from bot.scene import Scene


def look_at(record: Base) -> datetime | None:
    return record.look_at if isinstance(record, Awareness) else None


def look(scene: Scene, subject: str) -> None:
    """Have it counted what those wish for and offer who joined since the time before."""
    awareness, cohort = scene.snapshot.awareness, scene.cohort
    if awareness is None or cohort is None or awareness.id != subject or not still(scene, awareness.look_at):
        return
    again = rhythm.look_after(cohort, scene.at)
    scene.save(msgspec.structs.replace(awareness, look_at=again, looking=awareness.look_at))
    scene.ask_worker("supply", awareness.id)


def asked(awareness: Awareness) -> Survey:
    """Whom to look at this time."""
    return Survey(
        until=awareness.looking, topics_since=awareness.topics_at, counted_since=awareness.counted_at
    )


def counted(scene: Scene, event: SupplyCounted) -> None:
    """It is what is told until the next time; what was told without a number before is over."""
    awareness, cohort, found = scene.snapshot.awareness, scene.cohort, event.found
    if awareness is None or cohort is None or awareness.id != event.awareness:
        return
    if awareness.looking is None or awareness.looking != event.until:
        return
    changes: dict[str, object] = {"topics": found.topics, "looking": None}
    if found.named:
        changes["topics_at"] = event.until
    if found.counted:
        numbers = {"short": found.short, "surplus": found.surplus, "beside": found.beside}
        changes |= {**numbers, "counted_at": event.until, "picture": event.picture}
    kept = scene.save(msgspec.structs.replace(awareness, **changes))
    if cohort.state == "open":
        supply.alert(scene, kept, anew=found.counted)
