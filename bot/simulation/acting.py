"""What made-up people do, as events: who writes, what they type or press."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.messages import Address
from bot.events import Event, Pressed, Said, Sender, Submitted
from bot.runtime.ports import Post
from bot.simulation.seeing import Act
from bot.text.catalog import Words

PLACE = "playground"


def event_of(does: Act, event_id: str, now: datetime, sender: Sender, message: str = "") -> Event:
    """What somebody does, as the engine hears it; `message` is the id of what they read."""
    if does.text:
        return Said(id=event_id, at=now, sender=sender, text=does.text)
    if does.values is not None:
        return Submitted(
            id=event_id,
            at=now,
            sender=sender,
            action=does.action,
            data=does.data,
            values=does.values,
            message=message,
        )
    return Pressed(id=event_id, at=now, sender=sender, action=does.action, data=does.data, message=message)


def sender_of(external: str, *, here: bool = True) -> Sender:
    """Somebody of the made-up company; `here` in their own conversation, which is open then."""
    conversation = external if here else ""
    address = Address(platform="playground", place=PLACE, user=external, conversation=conversation)
    return Sender(platform="playground", place=PLACE, user=external, address=address, realm="playground")


def spoken(does: Act, post: Post, words: Words) -> str:
    """What a pressed button or pick said."""
    if does.label:
        return words.text(does.label)
    chosen = [value for values in (does.values or {}).values() for value in values]
    labels = {
        option.value: words.text(option.label)
        for block in (post.message.blocks if post.message else ())
        for option in getattr(block, "options", ())
    }
    return ", ".join(labels.get(value, value) for value in chosen)
