"""What becomes of stories and changes when the two rest, go on, part, or one of them is erased? Nothing is said here.

No yes outlives a break, whoever asked for it and why: a pause and a concern look the same. Their words are kept, and
both are asked again when they go on. When the two part, what is not up yet is over; what is up stays, and either may
take it back at any time, wherever they are.
"""

from __future__ import annotations

import msgspec

from bot.program.model import Change, Story, Telling
from bot.program.moves import CHANGE_MOVES, STORY_MOVES, UNDER_WAY
from bot.program.pairs.pair import Pair
from bot.program.telling import digest_view, posted
from bot.scene import Scene


def under_way(pair: Pair) -> Story | None:
    """The story they are at; there is one at a time."""
    return next((one for one in pair.stories if one.state in UNDER_WAY), None)


def close(scene: Scene, story: Story, state: str) -> Story:
    """It is over, and its words are gone: from here, and from every message about it."""
    scene.was(story)
    scene.unsay(story.id)
    return scene.save(
        msgspec.structs.replace(
            story,
            state=state,
            by_mentor=Telling(),
            by_mentee=Telling(),
            text=(),
            approved=(),
            waits_since=None,
            posted_at=None,
        )
    )


def close_change(scene: Scene, change: Change) -> Change:
    """Withdrawn, and its words are gone, from every digest that quoted them, too (`Snapshot.posted`)."""
    out_of_digests(scene, change)
    scene.was(change)
    scene.unsay(change.id)
    return scene.save(
        msgspec.structs.replace(
            change, state="withdrawn", text="", approved=(), names=(), named=False, agreed_at=None, told_in=()
        )
    )


def out_of_digests(scene: Scene, change: Change) -> None:
    """Each is said again without the line."""
    posted.put_instead(scene, change.told_in, lambda message: digest_view.without(message, change))


def rest(scene: Scene, pair: Pair) -> None:
    """On a break, whatever kind: each has to say yes again afterwards."""
    for story in pair.stories:
        if story.state in STORY_MOVES["rest"].source:
            scene.save(msgspec.structs.replace(story, state="draft", approved=(), waits_since=None))
    for change in pair.changes:
        if change.state == "proposed" and change.approved:
            scene.save(msgspec.structs.replace(change, approved=(), names=()))


def go_on(scene: Scene, pair: Pair) -> None:
    """Somebody is waited for again."""
    story = under_way(pair)
    if story is not None:
        scene.save(msgspec.structs.replace(story, waits_since=scene.at))


def part(scene: Scene, pair: Pair) -> None:
    """They are no longer a pair: nobody is asked about the other any more."""
    for story in pair.stories:
        if story.state in STORY_MOVES["part"].source:
            close(scene, story, "withdrawn")
    for change in pair.changes:
        if change.state in CHANGE_MOVES["part"].source:
            close_change(scene, change)
