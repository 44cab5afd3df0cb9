"""Where is somebody answered who asked in a channel? There, for them alone, where the platform can do that.

A talk goes on in the conversation of the two of us, because its answers are typed; then a line in the channel says so,
or nothing does. Where a platform shows everybody in a channel the same, all answers go there, and one line says so
beneath what they wrote.
"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import Address, Message, Phrase, Say, phrase
from bot.events import Commanded, Event, FromPerson, Pressed, Said, Sender, Submitted
from bot.outcome import KINDS, About, Send
from bot.program.model import Person
from bot.program.parts import first_name

ANSWERS = frozenset({"answer", "admin"})
ON = "on-in-chat"


def where_asked(event: Event, me: Person | None, sends: tuple[Send, ...], *, met: bool) -> tuple[Send, ...]:
    """The messages of a step, with those to whoever did this (`me`) sent where they did it. `met`: there is a
    conversation of the two of us.
    """
    if not isinstance(event, FromPerson) or me is None:
        return sends
    sends = _answered_here(event.sender, me, sends)
    if event.sender.thread and isinstance(event, Said | Commanded):  # not what only came along with it
        said = any(send.person == me.id and not send.only_you for send in sends)
        key = ("thread.answered" if met else "thread.not_met") if said else "thread.hello"
        text = Phrase(key, {"name": first_name(me), "app": phrase("bot.name")})
        return (*sends, _line(event, me, "thread", event.sender.thread, text))
    if not event.sender.channel:
        return sends
    here = _there(event, event.sender.channel)
    pressed = event.message if isinstance(event, Pressed | Submitted) else ""
    answered = tuple(
        msgspec.structs.replace(send, only_you=here) if _is_answer(send, me.id, pressed) else send
        for send in sends
    )
    if not any(send.person == me.id and send.kind == "question" for send in sends):
        return answered
    line = _line(event, me, "pointer", event.sender.channel, phrase("platform.go_on_in_chat"))
    return (*answered, line)


def _line(event: FromPerson, me: Person, kind: str, conversation: str, text: Phrase) -> Send:
    return Send(
        kind=kind,
        name=ON,
        message=Message(blocks=(Say(text=text),), summary=text),
        person=me.id,
        about=About(person=me.id),
        only_you=_there(event, conversation),
    )


def _there(event: FromPerson, conversation: str) -> Address:
    sender = event.sender
    return Address(platform=sender.platform, place=sender.place, user=sender.user, conversation=conversation)


def _answered_here(sender: Sender, me: Person, sends: tuple[Send, ...]) -> tuple[Send, ...]:
    """Whoever has chosen another place to hear from the bot in is answered where they asked all the same."""
    if me.writes_in in ("", sender.place_id):
        return sends
    return tuple(
        msgspec.structs.replace(send, account=sender.account_id) if _is_waited_for(send, me.id) else send
        for send in sends
    )


def _is_waited_for(send: Send, me: str) -> bool:
    replies = send.kind in KINDS and KINDS[send.kind].reply
    return send.person == me and replies and send.not_before is None and not send.account


def _is_answer(send: Send, me: str, pressed: str) -> bool:
    """Also what takes the place of the message that was `pressed`, which stands where it was pressed."""
    in_place = send.replaces in ("", pressed)
    return send.person == me and send.kind in ANSWERS and in_place and send.not_before is None
