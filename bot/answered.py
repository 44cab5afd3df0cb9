"""Which messages have had their answer, so that nothing may be left in them that asks for another?

What decides something once (`ONCE`) takes all that stands beside it along; the messages that ask a talk's question go
with its answer, or when the talk asks something else or ends. They keep their words: delivery takes away what can be
pressed (`without_answers` in `bot/conversation/messages.py`). Where nothing could be decided now, all of it stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.conversation.messages import Message
from bot.events import Pressed, Submitted
from bot.outcome import About, Send
from bot.program.model import Talk
from bot.scene import Scene
from bot.talks import cards

ONCE: Final = frozenset(
    {
        "change.agree",
        "change.agree_named",
        "checkin.pulse",
        "digest.now",
        "doubt.again",
        "doubt.there",
        "duty.accept",
        "duty.decline",
        "feedback.keep",
        "feedback.share",
        "invitation.join",
        "invitation.later",
        "invitation.never",
        "leave.confirm",
        "leave.farewell",
        "leave.stay",
        "link.alone",
        "link.no",
        "link.yes",
        "nudge.later",
        "nudge.stop",
        "nudge.tonight",
        "pairing.keep",
        "pairing.swap_now",
        "rematch.again",
        "report.post",
        "showing.rate",
        "sponsor.agree",
        "sponsor.no",
        "sponsor.yes",
        "stories.post",
        "stories.refuse",
        "stories.send_back",
        "story.accept",
        "story.decline",
    }
)
NOTHING: Final = Message(blocks=(), summary="")


def close(scene: Scene) -> None:
    """The last thing of a step: what it has answered is closed, but for what it replaces with words of its own."""
    for outbox, person in dict((*_pressed(scene), *_no_longer_asked(scene))).items():
        if outbox not in scene.replaced:
            scene.send(
                Send(
                    kind="answered",
                    message=NOTHING,
                    person=person,
                    about=About(person=person),
                    replaces=outbox,
                )
            )


def _pressed(scene: Scene) -> Iterator[tuple[str, str]]:
    event = scene.event
    if not isinstance(event, Pressed | Submitted) or not event.message or not scene.knows_me:
        return
    if scene.undecided:
        return
    if event.action in ONCE or _takes_up_or_leaves(event) or _decides_proposal(scene):
        yield event.message, scene.me.id


def _takes_up_or_leaves(event: Pressed | Submitted) -> bool:
    """What was offered again after days of silence."""
    return event.action == "talk.control" and event.data.get("word") in ("go_on", "stop")


def _decides_proposal(scene: Scene) -> bool:
    """Where it could not be decided yet, all that was offered stays."""
    before = scene.snapshot.proposal
    return before is not None and scene.latest(before).state != before.state


def _no_longer_asked(scene: Scene) -> Iterator[tuple[str, str]]:
    seen = scene.snapshot
    before = {talk.id: talk for talk in (*seen.talks, *seen.pair_talks, *((seen.talk,) if seen.talk else ()))}
    for now in scene.saved():
        was = before.get(now.id)
        if isinstance(now, Talk) and was is not None:
            yield from ((card, was.person) for card in cards(was) if card not in cards(now))
