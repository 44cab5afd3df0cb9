"""What happened in Teams? An activity becomes events of the program. Pure.

Read next: `payloads.py` (what an activity must look like), then `bot/events.py`. What the program has no use
for (edits, reactions, other people joining a team, kinds of activities we do not know) becomes no event at
all and is acknowledged all the same.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

import msgspec

from adapters.reading import read_record
from adapters.teams import places
from adapters.teams.home import LOOK
from adapters.teams.mentions import tag_of, typed_text
from adapters.teams.payloads import (
    BOT,
    PLATFORM,
    Account,
    Activity,
    Carried,
    Conversation,
    Executed,
    Mention,
    Payload,
    input_id,
    picked_person,
    read_activity,
    unescape_value,
)
from adapters.teams.zones import iana_zone
from adapters.wording import clean, one_line
from bot.conversation.messages import Address
from bot.events import AppRemoved, Arrived, Commanded, Event, HomeOpened, Pressed, Said, Sender, Submitted
from bot.runtime.errors import BadPayload

CARD_ACTION = "adaptiveCard/action"

_COMMAND = re.compile(r"/?rm-([a-z][a-z-]*)[.,;:!?…]*(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """When an activity came (aware, UTC). `tenant` stands in where the activity names none; "" for nothing."""

    at: datetime
    tenant: str = ""


def inbound(payload: Payload, receipt: Receipt) -> tuple[Event, ...]:
    """Events in the order they are to be handled; none for what is no concern of ours. Raises BadPayload."""
    return events_of(read_activity(payload), receipt)


def events_of(activity: Activity, receipt: Receipt) -> tuple[Event, ...]:
    """The same, of an activity that is already read. Raises BadPayload."""
    match activity.type:
        case "message":
            return _messaged(activity, receipt)
        case "invoke" if activity.name == CARD_ACTION:
            value = read_record(activity.value, Executed, PLATFORM).action.data
            return _acted(activity, _sender(activity, activity.sender, receipt), value, receipt)
        case "conversationUpdate":
            return _updated(activity, receipt)
        case "installationUpdate":
            return _installation(activity, receipt)
        case _:
            return ()


def _messaged(activity: Activity, receipt: Receipt) -> tuple[Event, ...]:
    if activity.sender is None or not _is_person(activity.sender):
        return ()
    sender = _sender(activity, activity.sender, receipt)
    if isinstance(activity.value, dict) and ("action" in activity.value or not activity.text):
        return _acted(activity, sender, activity.value, receipt)
    mentions = _mentions(activity)
    if not sender.in_person:
        if not any(one.mentioned.id == _bot(activity) for one in mentions):
            return ()  # what people write to each other is none of our business
        sender = msgspec.structs.replace(sender, thread=_where(activity))
    text = typed_text(activity.text or "", mentions, _bot(activity), activity.text_format or "")
    event_id, at = _event_id(activity), receipt.at
    seen = _channel_named(activity, sender, receipt)
    command = _COMMAND.fullmatch(text)
    if command:
        name, rest = command[1].lower(), command[2] or ""
        return (*seen, Commanded(id=event_id, at=at, sender=sender, command=name, text=rest))
    return (*seen, Said(id=event_id, at=at, sender=sender, text=text))


def _mentions(activity: Activity) -> list[Mention]:
    """Where a client leaves them out, the tag around our own name is one all the same."""
    us = activity.recipient
    tag = tag_of(activity.text or "", us.name or "") if us is not None else ""
    return activity.mentions() or ([Mention(mentioned=us, text=tag)] if us is not None and tag else [])


def _channel_named(activity: Activity, sender: Sender, receipt: Receipt) -> tuple[Event, ...]:
    """Where the bot is spoken to in a channel it is in that one, which an admin can choose from then on."""
    happened = _happened(activity, sender.place, receipt)
    if sender.in_person or happened is None or not happened.channel:
        return ()
    named = msgspec.structs.replace(happened, id=f"{happened.id}:channel")
    # What was said is answered, not this.
    found = places.seen(named, msgspec.structs.replace(sender, thread=""), joined=False)
    return (found,) if found else ()


def _acted(activity: Activity, sender: Sender, value: Payload, receipt: Receipt) -> tuple[Event, ...]:
    """What was pressed on somebody's own page leaves it out of date: it is looked at again."""
    carried = read_record(value, Carried, PLATFORM)
    shows = activity.type == "invoke"
    looked = HomeOpened(
        id=f"{_event_id(activity)}:home",
        at=receipt.at,
        sender=sender,
        answered=carried.action != LOOK,
        message=carried.message,
        shows=shows,
    )
    if carried.action == LOOK:
        return (looked,)
    pressed = msgspec.structs.replace(_pressed(activity, sender, carried, value, receipt), shows=shows)
    return (pressed, looked) if carried.home else (pressed,)


def _pressed(
    activity: Activity, sender: Sender, carried: Carried, value: Payload, receipt: Receipt
) -> Pressed | Submitted:
    event_id, at = _event_id(activity), receipt.at
    # Their own page is no message that could be answered once and for all.
    action, data, message = carried.action, carried.data, "" if carried.home else carried.message
    if carried.form is None:
        return Pressed(id=event_id, at=at, sender=sender, action=action, data=data, message=message)
    values = {name: _entered(carried, name, value) for name in carried.fields}
    return Submitted(
        id=event_id, at=at, sender=sender, action=action, data=data, values=values, message=message
    )


def _entered(carried: Carried, name: str, value: Payload) -> tuple[str, ...]:
    held = value.get(input_id(carried.form or 0, name))
    if held is not None and not isinstance(held, str):
        raise BadPayload("a request of teams holds an input that is no text")
    if not held:
        return ()
    kind = carried.fields[name]
    if kind == "people":
        return tuple(picked_person(one) for one in held.split(",") if one.strip())
    if kind == "many":
        return tuple(clean(unescape_value(one)) for one in held.split(",") if one)
    words = clean(held)
    return (words,) if words else ()


def _updated(activity: Activity, receipt: Receipt) -> tuple[Event, ...]:
    """Who came, who went, and what became of a team or a channel. People who join a team have asked for nothing."""
    if activity.conversation is None:
        return ()
    added = activity.members_added or []
    if activity.conversation.is_personal:
        return _arrived(activity, added, receipt) if added else ()
    if any(member.id == _bot(activity) for member in added):
        return _channel_seen(activity, receipt)
    if any(member.id == _bot(activity) for member in activity.members_removed or []):
        return _changed(activity, places.LEFT, receipt)
    event_type = (activity.channel_data and activity.channel_data.event_type) or ""
    if event_type == "channelCreated":
        return _channel_seen(activity, receipt)
    change = places.CHANGES.get(event_type)
    return _changed(activity, change, receipt) if change else ()


def _installation(activity: Activity, receipt: Receipt) -> tuple[Event, ...]:
    """A new version of the app is told as a removal and an installation ("remove-upgrade"), and closes nothing."""
    in_person = activity.conversation is not None and activity.conversation.is_personal
    if (activity.action or "").startswith("add"):
        return _arrived(activity, [], receipt) if in_person else _channel_seen(activity, receipt)
    if activity.action != "remove":
        return ()
    return _removed(activity, receipt) if in_person else _changed(activity, places.LEFT, receipt)


def _removed(activity: Activity, receipt: Receipt) -> tuple[Event, ...]:
    if activity.sender is None or not _is_person(activity.sender):
        return ()
    sender = _sender(activity, activity.sender, receipt)
    return (
        AppRemoved(
            id=_event_id(activity),
            at=receipt.at,
            platform=PLATFORM,
            place=sender.place,
            user=sender.user,
            happened_at=places.moment_of(activity, receipt.at),
        ),
    )


def _arrived(activity: Activity, added: list[Account], receipt: Receipt) -> tuple[Event, ...]:
    """The one who did it, or where that was the bot itself, whom it met."""
    people = [who for who in (activity.sender, *added) if who is not None and _is_person(who)]
    if not people:
        return ()
    sender = _sender(activity, people[0], receipt)
    moment = places.moment_of(activity, receipt.at)
    return (Arrived(id=_event_id(activity), at=receipt.at, sender=sender, happened_at=moment),)


def _channel_seen(activity: Activity, receipt: Receipt) -> tuple[Event, ...]:
    if activity.sender is None or not _is_person(activity.sender):
        return ()
    sender = _sender(activity, activity.sender, receipt)
    happened = _happened(activity, sender.place, receipt)
    found = places.seen(happened, sender) if happened else None
    return (found,) if found else ()


def _changed(activity: Activity, change: places.Change, receipt: Receipt) -> tuple[Event, ...]:
    happened = _happened(activity, _place(activity, receipt), receipt)
    return places.changed(happened, change) if happened else ()


def _happened(activity: Activity, place: str, receipt: Receipt) -> places.Happened | None:
    if activity.channel_data is None:
        return None
    return places.Happened(
        id=_event_id(activity),
        at=receipt.at,
        place=place,
        data=activity.channel_data,
        moment=places.moment_of(activity, receipt.at),
    )


def _place(activity: Activity, receipt: Receipt) -> str:
    place = activity.tenant or receipt.tenant
    if not place:
        raise BadPayload("a request of teams is of no tenant")
    return place


def _sender(activity: Activity, who: Account | None, receipt: Receipt) -> Sender:
    if who is None or not who.id or activity.conversation is None or not activity.conversation.id:
        raise BadPayload("a request of teams is from nobody or nowhere")
    place = _place(activity, receipt)
    client = activity.client()
    is_foreign = bool(who.tenant_id and activity.tenants) and (who.tenant_id or "").casefold() != place
    locale = activity.locale or client.locale or ""
    return Sender(
        platform=PLATFORM,
        place=place,
        user=who.user,
        address=_address(activity, who, activity.conversation, place),
        name=one_line(who.name or ""),
        language=one_line(locale).partition("-")[0].lower(),
        timezone=iana_zone(client.timezone or "") or iana_zone(activity.local_timezone or ""),
        standing="foreign" if is_foreign else "",
        is_guest=is_foreign,
        in_person=activity.conversation.is_personal,
        page_in_chat=True,
    )


def _address(activity: Activity, who: Account, conversation: Conversation, place: str) -> Address:
    return Address(
        platform=PLATFORM,
        place=place,
        user=who.user,
        # What was said before others is answered to the person alone.
        conversation=conversation.id if conversation.is_personal else "",
        extra={
            "service_url": activity.service_url,
            "bot_id": _bot(activity),
            "user_id": who.id,
            "channel_id": activity.channel_id,
            "tenant": place,
        },
    )


def _where(activity: Activity) -> str:
    """The conversation; in a channel with the thread in it."""
    return activity.conversation.id if activity.conversation else ""


def _bot(activity: Activity) -> str:
    return activity.recipient.id if activity.recipient else ""


def _is_person(who: Account) -> bool:
    return bool(who.id) and not who.id.startswith(BOT) and who.role not in ("bot", "skill")


def _event_id(activity: Activity) -> str:
    """The same for the same activity: its id counts within its conversation only. It does not tell whose it was."""
    where = _where(activity)
    known = activity.id or hashlib.sha256(msgspec.json.encode(activity, order="sorted")).hexdigest()[:32]
    return f"{PLATFORM}:{hashlib.sha256(f'{where}:{known}'.encode()).hexdigest()[:40]}"
