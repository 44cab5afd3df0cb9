"""Where is somebody answered who asked in a channel? There, for them alone, where the platform can do that.

A talk goes on in the conversation of the two of us, because its answers are typed; then a line in the channel says so,
or nothing does.
"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import Address, Message, Say, phrase
from bot.events import Event, FromPerson, Pressed, Submitted
from bot.outcome import KINDS, About, Send
from bot.program.model import Person

ANSWERS = frozenset({"answer", "admin"})
ON = "on-in-chat"


def where_asked(event: Event, person: Person | None, sends: tuple[Send, ...]) -> tuple[Send, ...]:
    """The messages of a step, with those to whoever did this sent where they did it."""
    if not isinstance(event, FromPerson) or person is None:
        return sends
    me, sender = person.id, event.sender
    if person.writes_in not in ("", f"{sender.platform}:{sender.place}"):
        account = f"{sender.platform}:{sender.place}:{sender.user}"
        sends = tuple(_answered_here(send, me, account) for send in sends)
    if not sender.channel:
        return sends
    here = Address(
        platform=sender.platform, place=sender.place, user=sender.user, conversation=sender.channel
    )
    pressed = event.message if isinstance(event, Pressed | Submitted) else ""
    answered = tuple(
        msgspec.structs.replace(send, only_you=here) if _is_answer(send, me, pressed) else send
        for send in sends
    )
    if not any(send.person == me and send.kind == "question" for send in sends):
        return answered
    text = phrase("platform.go_on_in_chat")
    line = Send(
        kind="pointer",
        name=ON,
        message=Message(blocks=(Say(text=text),), summary=text),
        person=me,
        about=About(person=me),
        only_you=here,
    )
    return (*answered, line)


def _answered_here(send: Send, me: str, account: str) -> Send:
    """Whoever has chosen another place to hear from the bot in is answered where they asked all the same."""
    waits = send.person == me and send.kind in KINDS and KINDS[send.kind].reply and send.not_before is None
    return msgspec.structs.replace(send, account=account) if waits and not send.account else send


def _is_answer(send: Send, me: str, pressed: str) -> bool:
    """Also what takes the place of the message that was `pressed`, which stands where it was pressed."""
    in_place = send.replaces in ("", pressed)
    return send.person == me and send.kind in ANSWERS and in_place and send.not_before is None
