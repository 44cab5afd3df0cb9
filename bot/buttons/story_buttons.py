"""What do the buttons of stories and of what changed lead to? As in `pair_buttons.py`: ids only, never truth.

Those that only an admin may press are in `admin_buttons.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.buttons.pair_buttons import pair_pressed
from bot.conversation.messages import Buttons, Say, phrase
from bot.events import Pressed, Submitted
from bot.flows.story import STORY
from bot.program.meeting import session_view
from bot.program.model import Change, Story
from bot.program.pairs.pair import Pair
from bot.program.parts import command_button
from bot.program.snapshot import Query
from bot.program.telling import changes, stories
from bot.program.telling import story as tale
from bot.program.telling.story_view import show
from bot.scene import Scene
from bot.talks import start

Press = Pressed | Submitted
GROUPS = frozenset({"story", "change"})


def needs(event: Press) -> Query:
    """The story, change or pairing a button names, with the life of the two."""
    data = event.data
    return Query(
        sender=event.sender,
        story=data.get("story", ""),
        change=data.get("change", ""),
        pairing=data.get("pairing", ""),
        admins=event.action == "story.approve",
    )


def _mine(scene: Scene) -> tuple[Pair, Story] | None:
    """The story of the button, when it is one of mine and not over; else says what is true."""
    story = scene.snapshot.story
    if story is None or story.pairing not in scene.snapshot.lives:
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("story"),)))
    elif scene.me.id not in (story.mentor, story.mentee):
        scene.answer(Say(text=phrase("swap.not_yours")))
    elif not story.is_open:
        show(scene, Pair(scene, story.pairing), story, phrase("story.moved_on"))
    else:
        return Pair(scene, story.pairing), story
    return None


def _telling(scene: Scene) -> tuple[Pair, Story] | None:
    """The same, while the two meet: in a break, nothing one of them says reaches the other."""
    found = _mine(scene)
    if found is None:
        return None
    pair, story = found
    if pair.pairing.state == "introduced":
        return found
    if story.state == "posted" or not pair.pairing.is_live:
        show(scene, pair, story)
    else:
        session_view.show_paused(scene, pair)
    return None


def _ask(scene: Scene, _event: Press) -> None:
    pair = pair_pressed(scene)
    if pair is not None and pair.pairing.state == "paused":
        session_view.show_paused(scene, pair)
    elif pair is not None:
        stories.ask(scene, pair)


def _accept(scene: Scene, _event: Press) -> None:
    if found := _telling(scene):
        stories.accept(scene, *found)


def _decline(scene: Scene, _event: Press) -> None:
    if found := _telling(scene):
        stories.decline(scene, *found)


def _write(scene: Scene, _event: Press) -> None:
    if found := _telling(scene):
        stories.write(scene, *found)


def _edit(scene: Scene, _event: Press) -> None:
    if found := _telling(scene):
        stories.edit(scene, *found)


def _part(scene: Scene, event: Press) -> None:
    """One question again, with what I said so far."""
    part, found = event.data.get("part", ""), _telling(scene)
    if found is None:
        return
    pair, story = found
    if part not in (*tale.PARTS, "shows"):
        scene.answer(Say(text=phrase("button_gone")))
    elif stories.may_write(scene, pair, story):
        start(scene, STORY, about=f"{story.id}/{part}", pairing=pair.id, only=part)


def _clear(scene: Scene, event: Press) -> None:
    if found := _telling(scene):
        stories.clear(scene, *found, event.data.get("part", ""))


def _approve(scene: Scene, event: Press) -> None:
    if found := _telling(scene):
        stories.approve(scene, *found, event.data.get("read", ""))


def _show(scene: Scene, _event: Press) -> None:
    if found := _mine(scene):
        show(scene, *found)


def _take_back(scene: Scene, _event: Press) -> None:
    """Asked once more, since the words go with it."""
    if found := _mine(scene):
        pair, story = found
        scene.begin("take_back", about=story.id, pairing=pair.id)


# -- what changed ------------------------------------------------------------------------------------------------


def _my_change(scene: Scene) -> tuple[Pair, Change] | None:
    change = scene.snapshot.change
    if change is None or change.pairing not in scene.snapshot.lives:
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("story"),)))
    elif scene.me.id not in (change.mentor, change.mentee):
        scene.answer(Say(text=phrase("swap.not_yours")))
    else:
        return Pair(scene, change.pairing), change
    return None


def _changing(scene: Scene) -> tuple[Pair, Change] | None:
    found = _my_change(scene)
    if found is None or found[0].pairing.state == "introduced":
        return found
    pair, change = found
    if pair.pairing.is_live and change.state == "proposed":
        session_view.show_paused(scene, pair)
    else:
        changes.show(scene, pair, change)
    return None


def _write_change(scene: Scene, _event: Press) -> None:
    pair = pair_pressed(scene)
    if pair is not None and pair.pairing.state == "paused":
        session_view.show_paused(scene, pair)
    elif pair is not None:
        changes.write(scene, pair)


def _edit_change(scene: Scene, _event: Press) -> None:
    if found := _changing(scene):
        changes.edit(scene, *found)


def _agree(scene: Scene, event: Press) -> None:
    if found := _changing(scene):
        named = event.action == "change.agree_named"
        changes.agree(scene, *found, event.data.get("read", ""), named=named)


def _take_back_change(scene: Scene, _event: Press) -> None:
    if found := _my_change(scene):
        changes.take_back(scene, found[1])


ACTIONS: dict[str, Callable[[Scene, Press], None]] = {
    "story.ask": _ask,
    "story.accept": _accept,
    "story.decline": _decline,
    "story.write": _write,
    "story.edit": _edit,
    "story.part": _part,
    "story.shows": _part,
    "story.clear": _clear,
    "story.approve": _approve,
    "story.show": _show,
    "story.take_back": _take_back,
    "change.write": _write_change,
    "change.edit": _edit_change,
    "change.agree": _agree,
    "change.agree_named": _agree,
    "change.take_back": _take_back_change,
}
