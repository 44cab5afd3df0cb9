"""A story both have approved goes up, or comes back; and it comes down again when either of the two says so.

An admin reads the text and nothing else: who stands behind an unattributed story is nobody's business. What is posted
is the approved text, character for character. Taking back asks for no reason: the post is replaced by a neutral line,
the words go from here and from every message that held them, and the other hears that much.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Divider, Message, Phrase, Say, Text, phrase
from bot.outcome import About, Send
from bot.program.keeping import audit
from bot.program.meeting import bookings
from bot.program.model import Cohort, Person, Story
from bot.program.moves import STORY_MOVES
from bot.program.pairs.pair import Pair
from bot.program.parts import command_button, family_button
from bot.program.telling import channels, posted, told
from bot.program.telling import story as tale
from bot.program.telling.story_view import card, tell, where
from bot.scene import Scene


def ask_admins(scene: Scene, story: Story, *notes: Text) -> None:
    """Any of them may decide; none of the two, where there is somebody else."""
    for admin in _deciders(scene, story):
        scene.tell(
            admin.id,
            "admin",
            *_for_admin(story, *notes),
            about=About(person=admin.id, pairing=story.pairing, story=story.id),
            unless=("pairing_over", "story_over"),
        )


def _deciders(scene: Scene, story: Story) -> tuple[Person, ...]:
    """None of the two, where somebody else runs the program as well."""
    admins = scene.snapshot.admins
    return tuple(one for one in admins if one.id not in (story.mentor, story.mentee)) or admins


def _for_admin(story: Story, *notes: Text) -> tuple[Block, ...]:
    names = ("post", "send_back", "refuse")
    buttons = tuple(admin_button(name, story, main=name == "post") for name in names)
    return (
        *(Say(text=note) for note in notes),
        Say(text=phrase("stories.please"), style="heading"),
        Divider(),
        *tale.text_blocks(story.text),
        Divider(),
        Say(text=phrase("stories.how"), style="quiet"),
        Buttons(items=buttons),
    )


def admin_button(name: str, story: Story, *, main: bool = False) -> Button:
    return family_button("stories", name, main=main, story=story.id, read=str(story.edition))


# -- an admin decides --------------------------------------------------------------------------------------------


def _moved(scene: Scene, story: Story, move: str, **changes: object) -> Story:
    return scene.save(msgspec.structs.replace(story, state=STORY_MOVES[move].to, **changes))


def may_decide(scene: Scene, story: Story, read: str) -> bool:
    """Is it still the text that was read, does it still wait for an admin, and is that me? If not, says how things
    stand.
    """
    if scene.me.id not in {one.id for one in _deciders(scene, story)}:
        scene.answer(Say(text=phrase("stories.over.yours")))
        return False
    if story.state == "agreed" and read == str(story.edition):
        return True
    known = story.state in ("posted", "declined", "withdrawn")
    scene.answer(Say(text=Phrase(f"stories.over.{story.state if known else 'changed'}")))
    return False


def post(scene: Scene, pair: Pair, story: Story) -> None:
    """Up it goes, in the channel of its cohort; without one the admin reads what to do, and decides again."""
    cohort = scene.cohort
    channel = _channel(scene, cohort, story)
    if channel is None:
        again = admin_button("post", story, main=True)
        scene.answer(
            Say(text=phrase("stories.no_channel")),
            Buttons(items=(again, command_button("setup", called="set_up_again"))),
        )
        return
    if channels.is_shut(scene, channel):
        return
    blocks = tale.post_blocks(story.text)
    outbox = scene.send(
        Send(
            kind="post",
            name="story",
            message=Message(blocks=blocks, summary=phrase("story.post.title")),
            channel=channel,
            about=About(pairing=pair.id, story=story.id),
            unless=("story_over",),
        )
    )
    up = _moved(scene, story, "post", posted_at=scene.at, channel=channel, post=outbox, waits_since=None)
    audit.note(scene, "story_post")
    scene.answer(Say(text=phrase("stories.posted", channel=where(scene, channel))))
    for reader in (story.mentor, story.mentee):
        tell(scene, pair, up, reader, *card(scene, pair, up, reader))


def _channel(scene: Scene, cohort: Cohort | None, story: Story) -> str | None:
    if cohort is None or cohort.id != story.cohort:
        return None
    return cohort.channel if scene.channel(cohort.channel) else None


def send_back(scene: Scene, pair: Pair, story: Story, reason: str) -> None:
    """Both read why, as it was written, and are asked anew."""
    story = _moved(scene, story, "send_back", approved=(), waits_since=scene.at)
    audit.note(scene, "story_send_back")
    scene.answer(Say(text=phrase("stories.sent_back")))
    said = phrase("feedback.quoted", words=reason)
    for reader in (story.mentor, story.mentee):
        tell(scene, pair, story, reader, *card(scene, pair, story, reader, phrase("story.sent_back"), said))


def refuse(scene: Scene, pair: Pair, story: Story) -> None:
    """Not this time: both hear it kindly, and their words are gone."""
    told.close(scene, story, STORY_MOVES["refuse"].to)
    bookings.end_talks(scene, pair, "story")
    audit.note(scene, "story_refuse")
    scene.answer(Say(text=phrase("stories.refused")))
    for reader in (story.mentor, story.mentee):
        scene.tell(
            reader,
            "partner",
            Say(text=phrase("story.refused", partner=pair.name(pair.partner(reader)))),
            about=About(person=reader, pairing=pair.id),
            unless=("pairing_over",),
        )


def failed(scene: Scene, story: Story) -> None:
    """The post could not be delivered: it waits for an admin again."""
    if story.state in STORY_MOVES["fail"].source:
        back = _moved(scene, story, "fail", posted_at=None, channel="", post="", waits_since=scene.at)
        ask_admins(scene, back, phrase("stories.failed"))


def posted_again(scene: Scene, before: str, again: str) -> None:
    """An admin had a post in doubt posted once more: either may stand there, and goes when it is taken back (outbox
    ids).
    """
    story = scene.snapshot.story
    if story is not None and story.post == before:
        scene.save(msgspec.structs.replace(story, post=again, copies=(*story.copies, before)))


# -- either takes it back ----------------------------------------------------------------------------------------


def take_back(scene: Scene, story: Story) -> None:
    """Mine as well as theirs, at any time. What became of the post has to be seen, and the admins."""
    take_down(scene, story)
    scene.answer(Say(text=phrase("story.you_took_back" if story.posts else "story.you_took_back_unposted")))
    if story.state != "asked":  # they may not have heard of it yet, and need not
        tell_taken_back(scene, story, (story.partner_of(scene.me.id),))


def take_down(scene: Scene, story: Story) -> None:
    """The story is over, its words are gone, and so is its post."""
    told.close(scene, story, STORY_MOVES["take_back"].to)
    for talk in map(scene.latest, (*scene.snapshot.pair_talks, *scene.snapshot.talks)):
        if talk.flow == "story" and talk.state == "open" and talk.about.partition("/")[0] == story.id:
            scene.stop(talk)
    posted.take_down(scene, story.posts, phrase("story.post.taken_back"))


def tell_taken_back(scene: Scene, story: Story, readers: Iterable[str]) -> None:
    """Neutrally: not by whom, and not why."""
    key = "story.was_taken_back" if story.posts else "story.was_taken_back_unposted"
    for reader in readers:
        person = scene.person(reader)
        if person is not None and not person.gone:
            scene.tell(reader, "partner", Say(text=Phrase(key)), about=About(person=reader))


def forget(scene: Scene, person: Person) -> None:
    """Somebody is erased: what they told is over, with all its words, whether a digest names the two or not.
    `Query.stories` has found it.
    """
    for story in map(scene.latest, scene.snapshot.stories):
        if story.is_open and person.id in (story.mentor, story.mentee):
            take_down(scene, story)
            tell_taken_back(scene, story, (story.partner_of(person.id),))
    for change in map(scene.latest, scene.snapshot.changes):
        if person.id in (change.mentor, change.mentee):
            told.close_change(scene, change)
