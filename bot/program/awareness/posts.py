"""What can the channel be told? One table of posts, each with what it says and when it may be said.

Whatever is posted names the hours it takes, honestly, and has a Join button. A figure stands there only with its
source and with what it does not prove.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.conversation.messages import (
    Block,
    Buttons,
    Listed,
    Message,
    Phrase,
    Say,
    SkillName,
    Text,
    Value,
    phrase,
)
from bot.program.awareness.scarce import FEWEST_TOPICS, STEPS
from bot.program.model import Awareness, Cohort, Sponsor
from bot.program.parts import command_button
from bot.scene import Scene
from bot.text.catalog import words_for

MOST_WANTED = 3  # topics in one post


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """`says` gives its first paragraphs, the heading first; nothing while it has nothing to say. `counts` the hours
    itself.
    """

    name: str
    says: Callable[[Scene, Cohort, Awareness], tuple[Say, ...]]
    counts: bool = False


def _of_catalog(name: str, *, counts: bool = False) -> Post:
    """A post that is the same for every program."""

    def says(_scene: Scene, cohort: Cohort, _awareness: Awareness) -> tuple[Say, ...]:
        return (
            Say(text=Phrase(f"awareness.{name}.title"), style="heading"),
            Say(text=Phrase(f"awareness.{name}.body", _values(cohort))),
        )

    return Post(name=name, says=says, counts=counts)


def agreed_sponsor(scene: Scene, awareness: Awareness) -> Sponsor | None:
    """Who goes first, once they have joined and agreed to the sentence about them."""
    sponsor, person = scene.snapshot.sponsors.get(awareness.sponsor), scene.person(awareness.sponsor)
    joined = person is not None and person.is_joined
    sponsor = scene.latest(sponsor) if sponsor else None
    return sponsor if sponsor and sponsor.state == "agreed" and joined else None


def _sponsor(scene: Scene, _cohort: Cohort, awareness: Awareness) -> tuple[Say, ...]:
    sponsor = agreed_sponsor(scene, awareness)
    if sponsor is None:
        return ()
    return (
        Say(text=phrase("awareness.sponsor.title"), style="heading"),
        Say(text=sponsor.sentence),
        Say(text=phrase("awareness.sponsor.body")),
    )


def _topics(_scene: Scene, _cohort: Cohort, awareness: Awareness) -> tuple[Say, ...]:
    if len(awareness.topics) < FEWEST_TOPICS:
        return ()
    names = Listed(tuple(SkillName(topic) for topic in awareness.topics))
    return (
        Say(text=phrase("awareness.topics.title"), style="heading"),
        Say(text=phrase("awareness.topics.body", topics=names)),
    )


def _wanted(_scene: Scene, _cohort: Cohort, awareness: Awareness) -> tuple[Say, ...]:
    """Each topic with how many wish for it, in words, rounded down."""
    topics = [topic for topic, number in awareness.short.items() if number in STEPS][:MOST_WANTED]
    if not topics:
        return ()
    lines = (
        Say(text=Phrase(f"awareness.wanted.at_least_{awareness.short[one]}", {"topic": SkillName(one)}))
        for one in topics
    )
    return (
        Say(text=phrase("awareness.wanted.title"), style="heading"),
        *lines,
        Say(text=phrase("awareness.wanted.body", count=len(topics))),
    )


SPONSOR, WANTED, TOPICS = SOMETIMES = (
    "sponsor",
    "wanted",
    "topics",
)  # only while there is somebody, or something
POSTS: dict[str, Post] = {
    post.name: post
    for post in (
        Post(name=SPONSOR, says=_sponsor),
        Post(name=WANTED, says=_wanted),
        Post(name=TOPICS, says=_topics),
        _of_catalog("mentor"),
        _of_catalog("mentee"),
        _of_catalog("desk"),
        _of_catalog("manager"),
        _of_catalog("top_50"),
        _of_catalog("time", counts=True),
        _of_catalog("johnson"),
    )
}
RANK = {name: rank for rank, name in enumerate(POSTS)}


def message(scene: Scene, name: str, cohort: Cohort, awareness: Awareness) -> Message:
    """The whole post; raises LookupError when it has nothing to say."""
    said = _paragraphs(scene, name, cohort, awareness)
    join = Buttons(items=(command_button("join", main=True),))
    return Message(blocks=(*said, join), summary=said[0].text)


def _paragraphs(scene: Scene, name: str, cohort: Cohort, awareness: Awareness) -> tuple[Say, ...]:
    said = POSTS[name].says(scene, cohort, awareness)
    if not said:
        raise LookupError(f"post {name} has nothing to say")
    hours = Say(text=Phrase("awareness.hours", _values(cohort)), style="quiet")
    return said if POSTS[name].counts else (*said, hours)


def preview(scene: Scene, name: str, cohort: Cohort, awareness: Awareness) -> tuple[Block, ...]:
    """What will stand there, in the channel's language whatever the reader's is, without its button."""
    words = words_for(scene.organization.language, "UTC")
    said = _paragraphs(scene, name, cohort, awareness)
    return tuple(Say(text=words.text(one.text), style=one.style) for one in said)


def title(scene: Scene, name: str) -> Text:
    """What a post is called among others, in the channel's language."""
    return words_for(scene.organization.language, "UTC").text(Phrase(f"awareness.{name}.title"))


def _values(cohort: Cohort) -> dict[str, Value]:
    """`count` is the hours of talking in all, the number a reader is to go by."""
    hours = round(cohort.sessions * cohort.minutes / 60, 1)
    whole = int(hours) if hours == int(hours) else hours
    return {
        "sessions": cohort.sessions,
        "minutes": cohort.minutes,
        "weeks": cohort.rhythm_weeks,
        "count": whole,
        "hours": whole,
    }
