"""What did somebody do on the page? A request's payload becomes events of the program. Pure.

Read next: `payloads.py` (what a request must look like), then `bot/events.py`.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from adapters.playground.payloads import (
    Commanding,
    Doing,
    Looking,
    Opening,
    Payload,
    Pressing,
    Saying,
    Submitting,
    read,
)
from adapters.playground.places import PLACE, PLATFORM, is_own, person_address
from bot.events import Arrived, Commanded, Event, HomeOpened, Pressed, Said, Sender, Submitted


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """When it happened (program time, aware, UTC), and what the company knows about who did it."""

    at: datetime
    name: str = ""
    email: str = ""
    language: str = ""
    timezone: str = ""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One thing somebody did. `event` is `None` for talk the bot does not read, `words` "" for what
    nobody sees. `then` comes after it: the page it was done on is shown anew.

    `id` is the event's, and that of the post that shows `words` in `conversation`.
    """

    id: str
    person: str
    conversation: str
    words: str
    event: Event | None
    then: Event | None = None


def inbound(payload: Payload, receipt: Receipt) -> tuple[Event, ...]:
    """The events of a request, none for what is no concern of ours. Raises BadPayload."""
    act = act_of(payload, receipt)
    return tuple(event for event in (act.event, act.then) if event is not None)


def act_of(payload: Payload, receipt: Receipt) -> Act:
    """What was done and how it reads in the conversation. Raises BadPayload."""
    doing = read(payload)
    event = _event(doing, _id_of(doing), receipt)
    return Act(
        id=_id_of(doing),
        person=doing.person,
        conversation=doing.conversation or doing.person,
        words=_words(doing),
        event=event,
        then=_then(doing, receipt),
    )


def _then(doing: Doing, receipt: Receipt) -> Event | None:
    """After a press on somebody's own page that page says where the answer is."""
    if not isinstance(doing, Pressing | Submitting) or not doing.home:
        return None
    sender = _sender(doing, receipt)
    return HomeOpened(id=f"{_id_of(doing)}:home", at=receipt.at, sender=sender, answered=True)


def _id_of(doing: Doing) -> str:
    return f"playground:{doing.__struct_config__.tag}:{doing.nonce}"


def _event(doing: Doing, event_id: str, receipt: Receipt) -> Event | None:
    at, sender = receipt.at, _sender(doing, receipt)
    match doing:
        case Saying(text=text):
            # Like every platform: what people write to each other, in a channel or by themselves, is not for the bot.
            if not sender.in_person or not text.strip():
                return None
            return Said(id=event_id, at=at, sender=sender, text=text)
        case Commanding(command=command, text=text):
            name = command.strip().removeprefix("/").removeprefix("rm-")
            return Commanded(id=event_id, at=at, sender=sender, command=name, text=text.strip())
        case Pressing(action=action, data=data, message=message):
            return Pressed(id=event_id, at=at, sender=sender, action=action, data=data, message=message)
        case Submitting(action=action, data=data, message=message):
            values = {name: tuple(chosen) for name, chosen in doing.values.items()}
            return Submitted(
                id=event_id,
                at=at,
                sender=sender,
                action=action,
                data=data,
                values=values,
                message=message,
            )
        case Opening():
            return Arrived(id=event_id, at=at, sender=sender)
        case Looking():
            return HomeOpened(id=event_id, at=at, sender=sender)


def _sender(doing: Doing, receipt: Receipt) -> Sender:
    return Sender(
        platform=PLATFORM,
        place=PLACE,
        user=doing.person,
        address=person_address(doing.person),
        realm="playground",
        name=receipt.name,
        email=receipt.email,
        language=receipt.language,
        timezone=receipt.timezone,
        in_person=is_own(doing.conversation),
        has_home=True,
    )


def _words(doing: Doing) -> str:
    match doing:
        case Saying(text=text):
            return text.strip()
        case Commanding(command=command, text=text):
            name = command.strip().removeprefix("/").removeprefix("rm-")
            return f"/rm-{name} {text.strip()}".strip()
        case Pressing(label=label):
            return label
        case Submitting(said=said):
            return said
        case Opening() | Looking():
            return ""
