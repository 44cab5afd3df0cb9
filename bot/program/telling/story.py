"""What does a story say? Two people's own sentences under three headings, each in the first person of who said it.

Made once from what both wrote, in the organization's language; from then on it is frozen text: the two approve it, an
admin reads it and it is posted character for character. Who says what is "The mentor" or "The mentee", unless that
person ticked their name, role or team.
"""

from __future__ import annotations

from bot.conversation.messages import Block, Buttons, Phrase, Say, phrase
from bot.program.model import Passage, Person, Story, Telling
from bot.program.parts import command_button
from bot.scene import Scene
from bot.text.catalog import Words, words_for

PARTS = ("did", "surprised", "changed")  # also the order of the headings
SHOWS = ("name", "role", "team")
FEWEST, MOST = 60, 200  # words of both together


def telling_of(story: Story, person: str) -> Telling:
    return story.by_mentor if person == story.mentor else story.by_mentee


def is_written(telling: Telling) -> bool:
    """What we did has to be there; the rest may be left out."""
    return bool(telling.did)


def both_written(story: Story) -> bool:
    return is_written(story.by_mentor) and is_written(story.by_mentee)


def words_of(*tellings: Telling) -> int:
    """How many words people wrote themselves; a dash is none."""
    said = (getattr(telling, part) for telling in tellings for part in PARTS)
    return sum(any(c.isalnum() for c in word) for text in said for word in text.split())


def missing(story: Story) -> int:
    """How many words it lacks; below 0, how many it has too many. One part alone can only be too long."""
    count = words_of(story.by_mentor, story.by_mentee)
    if count > MOST:
        return MOST - count
    return max(FEWEST - count, 0) if both_written(story) else 0


def waited_for(story: Story) -> tuple[str, ...]:
    """Who of the two is to say or write something."""
    two = (story.mentor, story.mentee)
    match story.state:
        case "asked":
            return (story.partner_of(story.by),)
        case "writing":
            unwritten = tuple(one for one in two if not is_written(telling_of(story, one)))
            return unwritten or two
        case "draft":
            return tuple(one for one in two if one not in story.approved)
        case _:
            return ()


def shown_of(person: Person | None, name: str) -> str:
    """What would stand there if they ticked it; "" when nobody knows."""
    if person is None:
        return ""
    values = {"name": person.name, "role": person.title, "team": person.department}
    return " ".join(values[name].split())


def composed(scene: Scene, story: Story) -> tuple[Passage, ...]:
    """The text of both; a heading under which nobody said anything is left out."""
    words = words_for(scene.organization.language, "UTC")
    sides = (("mentor", story.mentor, story.by_mentor), ("mentee", story.mentee, story.by_mentee))
    passages = []
    for part in PARTS:
        lines = tuple(
            f"{_speaker(words, side, scene.person(person), telling)}: {' '.join(getattr(telling, part).split())}"
            for side, person, telling in sides
            if getattr(telling, part)
        )
        if lines:
            passages.append(Passage(heading=words.text(Phrase(f"story.heading.{part}")), lines=lines))
    return tuple(passages)


def _speaker(words: Words, side: str, person: Person | None, telling: Telling) -> str:
    shown = {name: shown_of(person, name) if name in telling.shows else "" for name in SHOWS}
    called = shown["name"] or words.text(Phrase(f"story.speaker.{side}"))
    beside = ", ".join(shown[name] for name in ("role", "team") if shown[name])
    return f"{called} ({beside})" if beside else called


def text_blocks(text: tuple[Passage, ...]) -> tuple[Block, ...]:
    """The frozen text, wherever it is read: in a draft, by an admin, in the channel."""
    return tuple(
        block
        for passage in text
        for block in (
            Say(text=passage.heading, style="heading"),
            *(Say(text=line) for line in passage.lines),
        )
    )


def post_blocks(text: tuple[Passage, ...]) -> tuple[Block, ...]:
    """What stands in the channel: the text as approved, and a way to join."""
    join = Buttons(items=(command_button("join", main=True),))
    return (Say(text=phrase("story.post.title"), style="quiet"), *text_blocks(text), join)
