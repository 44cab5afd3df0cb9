"""What stands somewhere and was taken back: how does it go from there, whatever became of the message?

A message that waits goes out without it. One that has arrived goes where all of it was taken back, and is replaced by
a line where the platform cannot delete it; one that says other things, too, is replaced by these. Where nobody can tell
whether or where it arrived there is nothing to replace: then delivery tells the admins that they have to delete it by
hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.conversation.messages import Message, Phrase, Say
from bot.outcome import Send
from bot.program.model import PostedIn
from bot.scene import Scene

NEVER_SENT = ("dropped", "failed")
NOTHING = Message(blocks=(), summary="")


def take_down(scene: Scene, posts: Iterable[PostedIn], line: Phrase) -> None:
    """All of it goes; this line stands there where it cannot."""
    message = Message(blocks=(Say(text=line),), summary=line)
    for stands in posts:
        _put_one(scene, stands, lambda _old: message, removes=True)


def put_instead(scene: Scene, posts: Iterable[PostedIn], instead: Callable[[Message], Message]) -> None:
    """`instead` makes the new message of the old one, which is empty when its words are no longer kept.
    `Snapshot.posted` has found what became of them.
    """
    for stands in posts:
        _put_one(scene, stands, instead, removes=False)


def _put_one(scene: Scene, stands: PostedIn, instead: Callable[[Message], Message], *, removes: bool) -> None:
    known = scene.snapshot.posted.get(stands.outbox)
    if known is None and not stands.channel:
        return
    message = instead(scene.worded(stands.outbox, known.send.message) if known else NOTHING)
    if known is not None:
        scene.reword(stands.outbox, message)
        if known.state in NEVER_SENT:
            return
    scene.send(
        Send(
            kind="unpost",
            message=message,
            channel=stands.channel,
            person=known.send.person if known and not stands.channel else "",
            replaces=stands.outbox,
            removes=removes,
        )
    )
