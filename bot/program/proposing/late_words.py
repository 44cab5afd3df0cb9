"""Who is without a partner while others meet, in words for whoever runs the program; and for whoever joins late."""

from __future__ import annotations

from bot.conversation.messages import Button, Listed, Phrase, Text, phrase
from bot.program.model import Cohort, Person
from bot.program.topic import Line
from bot.scene import Scene

NAMES = 5
TAKEN = ("approved", "introduced", "paused")


def room_in(scene: Scene, cohort: Cohort) -> int:
    """How many more pairs the program has room for; needs `counts`."""
    met = scene.snapshot.counts.pairings
    return max(0, cohort.size - sum(met.get(state, 0) for state in TAKEN))


def say(scene: Scene, person: Person, about: str) -> Line | None:
    """What an admin hears; nothing once everybody has a partner, or the program comes to its end."""
    if not scene.sees(free=NAMES + 1, counts=True):
        return None
    cohort, free = scene.cohort, scene.snapshot.free
    if cohort is None or cohort.id != about or cohort.state != "open" or not person.is_admin or not free:
        return None
    names: list[Text] = [scene.name(one.id) for one in free[:NAMES]]
    more = len(free) > NAMES
    who = Listed((*names, phrase("late.others"))) if more else Listed(tuple(names))
    find = Button(
        label=phrase("late.button.find"), action="command", data={"command": "pair"}, style="primary"
    )
    wider = Button(label=phrase("late.button.room"), action="rules.open", data={"rule": "pairs"})
    room = room_in(scene, cohort)
    key, count = ("nudge.late", len(free)) if room else ("nudge.late_full", cohort.size)
    return Line(text=Phrase(key, {"names": who, "count": count}), buttons=(find,) if room else (wider,))


def next_for(scene: Scene) -> Phrase | None:
    """What whoever has just joined may expect; `None` while more must be seen first."""
    cohort = scene.cohort
    if cohort is None or cohort.began_at is None:
        return phrase("join.next")
    if not scene.sees(counts=True):
        return None
    return phrase("join.next_late" if room_in(scene, cohort) else "join.next_full")
