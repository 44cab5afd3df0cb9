"""What do the buttons of a digest lead to? Anybody may press them: a leader who read it in the channel, above all."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.messages import Say, phrase
from bot.events import Pressed, Submitted
from bot.program import tray
from bot.program.snapshot import Query
from bot.scene import Scene

Press = Pressed | Submitted
GROUPS = frozenset({"leader"})


def needs(event: Press) -> Query:
    return Query(sender=event.sender, change=event.data.get("change", ""))


def _thank(scene: Scene, _event: Press) -> None:
    """Both hear of it when there is room, once however many thank them; never from whom."""
    change = scene.snapshot.change
    if change is None or change.state != "agreed":
        scene.answer(Say(text=phrase("leader.nobody_to_thank")))
        return
    for person in map(scene.person, (change.mentor, change.mentee)):
        if person is not None and person.id != scene.me.id:
            tray.put(scene, person, "thanked", change.pairing)
    scene.answer(Say(text=phrase("leader.thanked")))


def _suggest(scene: Scene, _event: Press) -> None:
    scene.begin("suggest")


ACTIONS: dict[str, Callable[[Scene, Press], None]] = {
    "leader.thank": _thank,
    "leader.suggest": _suggest,
}
