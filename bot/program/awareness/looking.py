"""The fixed points, every eight weeks, at which wishes and offers are looked at: what is kept of it, and who hears."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.events import SupplyDrawn
from bot.program.awareness import rhythm, supply
from bot.program.awareness.scarce import Survey
from bot.program.dues import still
from bot.program.model import Awareness, Base
from bot.scene import Scene


def look_at(record: Base) -> datetime | None:
    return record.look_at if isinstance(record, Awareness) else None


def look(scene: Scene, subject: str) -> None:
    """See what those wish for and offer who joined since the time before; what was told without a number is over."""
    awareness, cohort = scene.snapshot.awareness, scene.cohort
    if awareness is None or cohort is None or awareness.id != subject or not still(scene, awareness.look_at):
        return
    if not scene.sees(survey=_survey(awareness), admins=True, roles=True):
        return
    found, until = scene.snapshot.supply, awareness.look_at
    changes: dict[str, object] = {
        "topics": found.topics,
        "topics_at": until if found.named else awareness.topics_at,
    }
    if found.counted:
        numbers = {"short": found.short, "surplus": found.surplus, "beside": found.beside}
        changes |= {**numbers, "counted_at": until, "picture": b""}
    look_again = rhythm.look_after(cohort, scene.at)
    kept = scene.save(msgspec.structs.replace(awareness, look_at=look_again, **changes))
    if found.counted and (found.short or found.surplus):
        scene.ask_worker("supply", kept.id)
    if cohort.state == "open":
        supply.alert(scene, kept, anew=found.counted)


def drawn(scene: Scene, event: SupplyDrawn) -> None:
    """Its picture, unless it was counted anew since."""
    awareness = scene.snapshot.awareness
    is_true = awareness is not None and awareness.id == event.awareness
    if awareness is not None and is_true and awareness.counted_at == event.counted_at and event.picture:
        scene.save(msgspec.structs.replace(awareness, picture=event.picture))


def _survey(awareness: Awareness) -> Survey:
    return Survey(
        until=awareness.look_at, topics_since=awareness.topics_at, counted_since=awareness.counted_at
    )
