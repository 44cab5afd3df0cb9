"""What do the two read about their story? How it stands, its text as it would be posted, and what each can do now."""

from __future__ import annotations

from bot.conversation.messages import Block, Button, Buttons, Divider, Phrase, Say, Text, Value, phrase
from bot.outcome import About
from bot.program.model import Story
from bot.program.pairs.pair import Pair
from bot.program.parts import family_button
from bot.program.telling import story as tale
from bot.scene import Scene


def story_button(name: str, story: Story, *, main: bool = False, **data: str) -> Button:
    return family_button("story", name, main=main, story=story.id, **data)


def approve_button(story: Story) -> Button:
    """Says which text was read: one that has changed meanwhile is not agreed to unseen."""
    return story_button("approve", story, main=True, read=str(story.edition))


def about(pair: Pair, story: Story, reader: str) -> About:
    return About(person=reader, pairing=pair.id, story=story.id)


def tell(scene: Scene, pair: Pair, story: Story, reader: str, *blocks: Block) -> None:
    """For one of the two, in their working hours; not when it is over by then."""
    scene.tell(
        reader,
        "partner",
        *blocks,
        about=about(pair, story, reader),
        unless=("pairing_over", "story_over"),
    )


def answer(scene: Scene, pair: Pair, story: Story, *blocks: Block) -> None:
    """To who did this, at once; kept with the story, so that its words go when it is taken back."""
    scene.tell(scene.me.id, "answer", *blocks, about=About(person=scene.me.id, story=story.id))


def show(scene: Scene, pair: Pair, story: Story, *notes: Text) -> None:
    answer(scene, pair, story, *card(scene, pair, story, scene.me.id, *notes))


def card(scene: Scene, pair: Pair, story: Story, reader: str, *notes: Text) -> tuple[Block, ...]:
    """The story as one of the two sees it."""
    said = tuple(Say(text=note) for note in notes)
    if pair.pairing.state == "paused" and story.state != "posted":
        values: dict[str, Value] = {"partner": pair.name(pair.partner(reader))}
        return (
            *said,
            Say(text=Phrase("story.state.rests", values)),
            Buttons(items=(story_button("take_back", story),)),
        )
    return (*said, *STATES[story.state](scene, pair, story, reader))


def where(scene: Scene, channel: str) -> Text:
    """The channel's name as people write it."""
    found = scene.channel(channel)
    return f"#{found.name}" if found and found.name else phrase("failed.channel")


def lacking(story: Story) -> Phrase:
    """By how much it is too short or too long."""
    words, missing = tale.words_of(story.by_mentor, story.by_mentee), tale.missing(story)
    values: dict[str, Value] = {
        "words": words,
        "fewest": tale.FEWEST,
        "most": tale.MOST,
        "count": abs(missing),
    }
    return Phrase("story.too_short" if missing > 0 else "story.too_long", values)


def _asked(_scene: Scene, pair: Pair, story: Story, reader: str) -> tuple[Block, ...]:
    partner = pair.name(pair.partner(reader))
    if reader == story.by:
        written = tale.is_written(tale.telling_of(story, reader))
        write = story_button("edit" if written else "write", story)
        key = "story.state.asked_written" if written else "story.state.asked"
        text = Phrase(key, {"partner": partner})
        return Say(text=text), Buttons(items=(write, story_button("take_back", story)))
    return (
        Say(text=phrase("story.please", partner=partner)),
        Say(text=phrase("story.how", partner=partner)),
        Say(text=phrase("sees.story", partner=partner), style="quiet"),
        Buttons(items=(story_button("accept", story, main=True), story_button("decline", story))),
    )


def _writing(_scene: Scene, pair: Pair, story: Story, reader: str) -> tuple[Block, ...]:
    partner = pair.partner(reader)
    name = pair.name(partner)
    mine = tale.is_written(tale.telling_of(story, reader))
    write = story_button("edit" if mine else "write", story, main=True)
    if tale.missing(story):
        text = lacking(story)
    elif not mine:
        text = phrase("story.state.yours", partner=name)
    else:
        text = phrase("story.state.theirs", partner=name)
    return Say(text=text), Buttons(items=(write, story_button("take_back", story)))


def _draft(_scene: Scene, pair: Pair, story: Story, reader: str) -> tuple[Block, ...]:
    partner, mine = pair.name(pair.partner(reader)), reader in story.approved
    state = "waits" if mine else "asks" if story.approved else "new"
    approve = () if mine else (approve_button(story),)
    return (
        Say(text=Phrase(f"story.draft.{state}", {"partner": partner})),
        Divider(),
        *tale.text_blocks(story.text),
        Divider(),
        Say(text=phrase("story.draft.how", partner=partner), style="quiet"),
        Buttons(items=(*approve, story_button("edit", story), story_button("take_back", story))),
    )


def _agreed(_scene: Scene, pair: Pair, story: Story, reader: str) -> tuple[Block, ...]:
    return (
        Say(text=phrase("story.state.agreed", partner=pair.name(pair.partner(reader)))),
        Divider(),
        *tale.text_blocks(story.text),
        Divider(),
        Buttons(items=(story_button("edit", story), story_button("take_back", story))),
    )


def _posted(scene: Scene, pair: Pair, story: Story, reader: str) -> tuple[Block, ...]:
    text = phrase(
        "story.state.posted", partner=pair.name(pair.partner(reader)), channel=where(scene, story.channel)
    )
    return Say(text=text), Buttons(items=(story_button("take_back", story),))


def _over(_scene: Scene, pair: Pair, story: Story, reader: str) -> tuple[Block, ...]:
    text = Phrase(f"story.state.{story.state}", {"partner": pair.name(pair.partner(reader))})
    return (Say(text=text),)


STATES = {
    "asked": _asked,
    "writing": _writing,
    "draft": _draft,
    "agreed": _agreed,
    "posted": _posted,
    "declined": _over,
    "withdrawn": _over,
}
