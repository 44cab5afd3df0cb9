"""A story somebody is waited for, mentioned once more: to the two when there is room, to the admins directly."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from bot.conversation.messages import phrase
from bot.program import tray
from bot.program.dues import Rule, still
from bot.program.model import Base, Story
from bot.program.moves import UNDER_WAY
from bot.program.pairs.pair import Pair
from bot.program.snapshot import Query
from bot.program.telling import story as tale
from bot.program.telling import story_posts
from bot.scene import Scene

WAITS = timedelta(days=5)


def _waits(record: Base) -> datetime | None:
    if not isinstance(record, Story) or record.state not in UNDER_WAY or record.waits_since is None:
        return None
    return record.waits_since + WAITS


def _mention(scene: Scene, _subject: str) -> None:
    story = scene.snapshot.story
    if story is None or not still(scene, _waits(story)):
        return
    story = scene.save(msgspec.structs.replace(story, waits_since=None))
    pair = Pair(scene, story.pairing) if story.pairing in scene.snapshot.lives else None
    if pair is None or pair.pairing.state != "introduced":
        return
    if story.state == "agreed":
        story_posts.ask_admins(scene, story, phrase("stories.still"))
    for person in pair.people:
        if person.id in tale.waited_for(story):
            tray.put(scene, person, "story", pair.id)


STORY_RULES: tuple[Rule, ...] = (
    Rule(
        name="story_waits",
        record=Story,
        after=_waits,
        needs=lambda organization, subject: Query(organization=organization, story=subject, admins=True),
        act=_mention,
    ),
)
