"""`/rm-story`: what I have told or am at, how to take it back, and how to begin."""

from __future__ import annotations

from bot.conversation.messages import Block, Button, Buttons, Phrase, Say, phrase
from bot.program.model import Change, Story
from bot.program.pairs.pair import Pair, my_pairs
from bot.program.parts import command_button
from bot.program.telling import changes, told
from bot.program.telling.story_view import answer, card
from bot.scene import Scene

LINES = 5  # of what changed, the newest


def overview(scene: Scene) -> None:
    """Each story in a message of its own, so that its words can go with it; then the lines, then what can be begun."""
    stories = [one for one in map(scene.latest, scene.snapshot.stories) if one.is_open and _mine(scene, one)]
    lines = [
        one
        for one in map(scene.latest, scene.snapshot.changes)
        if one.state != "withdrawn" and _mine(scene, one)
    ]
    for story in stories:
        pair = Pair(scene, story.pairing)
        title = phrase("story.with", partner=pair.name(pair.partner(scene.me.id)))
        answer(scene, pair, story, Say(text=title, style="heading"), *card(scene, pair, story, scene.me.id))
    for change in lines[-LINES:]:
        changes.show(scene, Pair(scene, change.pairing), change)
    _begin(scene, nothing=not stories and not lines)


def _mine(scene: Scene, record: Story | Change) -> bool:
    return scene.me.id in (record.mentor, record.mentee) and record.pairing in scene.snapshot.lives


def _begin(scene: Scene, *, nothing: bool) -> None:
    """What can be begun now, with each partner I have met."""
    met = [pair for pair in my_pairs(scene) if pair.pairing.held and pair.pairing.state == "introduced"]
    if met:
        blocks: list[Block] = [Say(text=phrase("story.begin"))]
        for pair in met:
            blocks.append(Buttons(items=_ways(scene, pair)))
        scene.answer(*blocks, Say(text=phrase("story.begin_private"), style="quiet"))
    elif nothing:
        resting = any(pair.pairing.held for pair in my_pairs(scene))
        key = "story.resting" if resting else "story.none_yet"
        scene.answer(Say(text=Phrase(key)), Buttons(items=(command_button("session"),)))


def _ways(scene: Scene, pair: Pair) -> tuple[Button, ...]:
    """A story where none is under way, and a line in any case; each names the partner."""
    partner = pair.name(pair.partner(scene.me.id))
    story = Button(
        label=phrase("story.begin_ask", partner=partner),
        action="story.ask",
        data={"pairing": pair.id},
        style="primary",
    )
    line = Button(
        label=phrase("story.begin_change", partner=partner), action="change.write", data={"pairing": pair.id}
    )
    return (story, line) if told.under_way(pair) is None else (line,)
