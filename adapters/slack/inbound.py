"""What happened in Slack? A request's payload becomes events of the program. Pure.

Read next: `payloads.py` (what a request must look like), then `bot/events.py`. What the program has no use
for (other people's bots, edits, channel talk, kinds of requests we do not know) becomes no event at all and
is acknowledged all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Literal

import msgspec

from adapters.slack.mentions import channels, typed_text
from adapters.slack.payloads import (
    ActionsBody,
    ButtonValue,
    ChannelEvent,
    CommandBody,
    EventBody,
    HomeEvent,
    MemberEvent,
    MessageEvent,
    Payload,
    RenameEvent,
    RevokedEvent,
    State,
    Team,
    User,
    ViewBody,
    read,
    read_json,
)
from bot.conversation.messages import Address
from bot.events import (
    Arrived,
    ChannelClosed,
    ChannelRenamed,
    ChannelReopened,
    ChannelSeen,
    Commanded,
    Event,
    FormClosed,
    HomeOpened,
    PlaceClosed,
    Pressed,
    Said,
    Sender,
    Submitted,
)
from bot.runtime.errors import BadPayload

PLATFORM = "slack"
SLACKBOT = "USLACKBOT"
How = Literal["archived", "deleted", "left"]
CLOSED: dict[str, How] = {
    "channel_archive": "archived",
    "group_archive": "archived",
    "channel_deleted": "deleted",
    "group_deleted": "deleted",
    "channel_left": "left",
    "group_left": "left",
}
TYPED = frozenset({None, "file_share"})  # subtypes of messages that a person has just typed

Values = dict[str, tuple[str, ...]]

_INPUT_ID = re.compile(r"input-(\d+)-[0-9a-f]*/(.*)", re.DOTALL)


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """When a request came (aware, UTC)."""

    at: datetime


def inbound(payload: Payload, receipt: Receipt) -> tuple[Event, ...]:
    """Events in the order they are to be handled; none for what is no concern of ours. Raises BadPayload."""
    if "command" in payload:
        return _commanded(read(payload, CommandBody), receipt)
    match payload.get("type"):
        case "event_callback":
            return _happened(read(payload, EventBody), receipt)
        case "block_actions":
            body = read(payload, ActionsBody)
            acted = _acted(body, receipt)
            return (*acted, *_looked_again(acted, body, receipt)) if body.is_at_home else acted
        case "view_submission":
            return _sent(read(payload, ViewBody), receipt)
        case "view_closed":
            return _put_away(read(payload, ViewBody), receipt)
        case str():
            return ()
        case _:
            raise BadPayload("a Slack request of no type")


def _happened(body: EventBody, receipt: Receipt) -> tuple[Event, ...]:
    match body.event.get("type"):
        case "message" if body.event.get("channel_type") == "im":
            return _said(body, read(body.event, MessageEvent), receipt)
        case "app_home_opened":
            return _arrived(body, read(body.event, HomeEvent), receipt)
        case "member_joined_channel":
            return _invited(body, read(body.event, MemberEvent), receipt)
        case "member_left_channel":
            left = read(body.event, MemberEvent)
            return _channel_closed(body, left.channel, "left", receipt) if body.is_us(left.user) else ()
        case str(name) if name in CLOSED:
            return _channel_closed(body, read(body.event, ChannelEvent).channel, CLOSED[name], receipt)
        case "channel_unarchive" | "group_unarchive":
            there = _of_channel(body, read(body.event, ChannelEvent).channel, receipt)
            return (ChannelReopened(**there),)
        case "channel_rename" | "group_rename":
            renamed = read(body.event, RenameEvent).channel
            return (ChannelRenamed(**_of_channel(body, renamed.id, receipt), name=renamed.name),)
        case "app_uninstalled":
            return _closed(body, receipt)
        case "tokens_revoked" if read(body.event, RevokedEvent).tokens.bot:
            return _closed(body, receipt)  # we ask for no token of a person
        case _:
            return ()


def _invited(body: EventBody, joined: MemberEvent, receipt: Receipt) -> tuple[Event, ...]:
    """Somebody brought us into a channel: from now on it can be chosen for posts. Its name is asked for later."""
    if not body.is_us(joined.user) or not joined.inviter or body.is_us(joined.inviter):
        return ()
    sender = _sender(body.place, joined.inviter, "")
    channel = Address(platform=PLATFORM, place=body.place, conversation=joined.channel)
    return (
        ChannelSeen(
            id=f"slack:event:{body.event_id}",
            at=receipt.at,
            sender=sender,
            name="",
            channel=channel,
            happened_at=_happened_at(body, receipt),
        ),
    )


def _channel_closed(body: EventBody, channel: str, how: How, receipt: Receipt) -> tuple[Event, ...]:
    """That we are not in it any more Slack tells twice, in two kinds of event: the second changes nothing."""
    return (ChannelClosed(**_of_channel(body, channel, receipt), how=how),)


def _of_channel(body: EventBody, channel: str, receipt: Receipt) -> Mapping[str, Any]:
    return {
        "id": f"slack:event:{body.event_id}",
        "at": receipt.at,
        "platform": PLATFORM,
        "place": body.place,
        "conversation": channel,
        "happened_at": _happened_at(body, receipt),
    }


def _happened_at(body: EventBody, receipt: Receipt) -> datetime:
    return datetime.fromtimestamp(body.event_time, UTC) if body.event_time else receipt.at


def _said(body: EventBody, message: MessageEvent, receipt: Receipt) -> tuple[Event, ...]:
    text = typed_text(message.text or "")
    from_person = message.user not in (None, "", SLACKBOT) and not message.bot_id
    if message.user is None or not from_person or message.subtype not in TYPED or not text:
        return ()
    foreign = message.user_team is not None and message.user_team != body.place and not body.in_grid
    sender = _sender(body.place, message.user, message.channel)
    sender = msgspec.structs.replace(sender, is_guest=foreign or body.is_ext_shared_channel)
    said = Said(id=f"slack:event:{body.event_id}", at=receipt.at, sender=sender, text=text)
    return (*_channels_seen(message.text or "", said.id, sender, receipt), said)


def _arrived(body: EventBody, opened: HomeEvent, receipt: Receipt) -> tuple[Event, ...]:
    event_id = f"slack:event:{body.event_id}"
    match opened.tab:
        case "messages":
            sender = _sender(body.place, opened.user, opened.channel)
            return (Arrived(id=event_id, at=receipt.at, sender=sender),)
        case "home":
            return (HomeOpened(id=event_id, at=receipt.at, sender=_at_home(body.place, opened.user)),)
        case _:
            return ()


def _at_home(place: str, user: str) -> Sender:
    """They are by themselves there, and their conversation with us is not opened by it: no address of one."""
    return msgspec.structs.replace(_sender(place, user, ""), in_person=True)


def _closed(body: EventBody, receipt: Receipt) -> tuple[Event, ...]:
    at, place = receipt.at, body.place
    return (PlaceClosed(id=f"slack:event:{body.event_id}", at=at, platform=PLATFORM, place=place),)


def _commanded(body: CommandBody, receipt: Receipt) -> tuple[Event, ...]:
    # A command may be typed in a personal conversation with somebody else, whose id looks the same as that of
    # ours: so it never tells where to answer.
    sender = _sender(body.place, body.user_id, "")
    sender = msgspec.structs.replace(
        sender, in_person=body.channel_id.startswith("D"), channel=_before_others(body.channel_id)
    )
    commanded = Commanded(
        id=f"slack:command:{body.trigger_id}",
        at=receipt.at,
        sender=sender,
        command=body.command.removeprefix("/").removeprefix("rm-"),
        text=typed_text(body.text),
    )
    return (*_channels_seen(body.text, commanded.id, sender, receipt), commanded)


def _acted(body: ActionsBody, receipt: Receipt) -> tuple[Event, ...]:
    pressed = body.actions[0] if body.actions else None
    if pressed is None or pressed.type != "button" or pressed.value is None:
        return ()  # a link was followed, or an input that waits for its button was changed
    value = _carried(pressed.value)
    where = body.container
    sender = _in_words(_actor(body), value)
    stands = where.view_id or f"{where.channel_id}:{where.message_ts}"
    event_id = _id_of("action", body.place, stands, pressed.action_ts, body.user.id)
    if value.form is not None:
        values = _values(body.state or State(), value.form)
        return (_submitted(event_id, sender, value, values, receipt),)
    return (
        Pressed(
            id=event_id,
            at=receipt.at,
            sender=sender,
            action=value.action,
            data=value.data,
            message=value.message,
            opens=value.opens and bool(body.trigger_id),
        ),
    )


def _looked_again(acted: tuple[Event, ...], body: ActionsBody, receipt: Receipt) -> tuple[Event, ...]:
    """Nothing is seen to happen on somebody's own page: it is shown anew, and says where the answer is, unless a form
    opens over it.
    """
    sender = _actor(body)
    return tuple(
        HomeOpened(
            id=f"{event.id}:home",
            at=receipt.at,
            sender=sender,
            answered=not (isinstance(event, Pressed) and event.opens),
        )
        for event in acted
    )


def _put_away(body: ViewBody, receipt: Receipt) -> tuple[Event, ...]:
    """A form was closed without being sent, by itself or with all that lay over the chat (`is_cleared`): there it never
    is more than the one. It is closed once, so its id tells it again.
    """
    value = _carried(body.view.private_metadata)
    if not value.action:
        return ()
    sender = _viewer(body, value)
    event_id = _id_of("closed", body.place, body.view.id, body.user.id)
    return (FormClosed(id=event_id, at=receipt.at, sender=sender, action=value.action, data=value.data),)


def _viewer(body: ViewBody, value: ButtonValue) -> Sender:
    sender = _in_words(_at_home(body.place, body.user.id), value)
    return msgspec.structs.replace(sender, is_guest=_is_foreign(body.user, body.place, body.enterprise))


def _sent(body: ViewBody, receipt: Receipt) -> tuple[Event, ...]:
    """A form over the chat was sent. It keeps its hash while it says what is wrong in it, so that what was entered
    tells one sending from the next.
    """
    view, value = body.view, _carried(body.view.private_metadata)
    values = _values(view.state, value.form or 0)
    entered = msgspec.json.encode(values, order="sorted").decode()
    sender = _viewer(body, value)
    event_id = _id_of("view", body.place, view.id, view.hash, body.user.id, entered)
    return (_submitted(event_id, sender, value, values, receipt),)


def _submitted(
    event_id: str, sender: Sender, value: ButtonValue, values: Values, receipt: Receipt
) -> Submitted:
    return Submitted(
        id=event_id,
        at=receipt.at,
        sender=sender,
        action=value.action,
        data=value.data,
        values=values,
        message=value.message,
    )


def _carried(text: str) -> ButtonValue:
    """What a button or a form of ours carries; of one that is none of ours, nothing that anybody could do."""
    try:
        return read_json(text, ButtonValue)
    except BadPayload:
        return ButtonValue(action="")


def _id_of(kind: str, *parts: str) -> str:
    """Nothing of whose it was can be read in it."""
    return f"slack:{kind}:{blake2b(':'.join(parts).encode(), digest_size=16).hexdigest()}"


def _values(state: State, form: int) -> Values:
    values: Values = {}
    for block_id, inputs in state.values.items():
        found = _INPUT_ID.fullmatch(block_id)
        if found and int(found[1]) == form:
            values[found[2]] = tuple(one for held in inputs.values() for one in held.entered)
    return values


def _in_words(sender: Sender, value: ButtonValue) -> Sender:
    """In whose language the button or form was that they used: Slack itself does not say."""
    return msgspec.structs.replace(sender, language=sender.language or value.language)


def _actor(body: ActionsBody) -> Sender:
    sender = (
        _at_home(body.place, body.user.id)
        if body.is_at_home
        else _sender(body.place, body.user.id, body.container.channel_id)
    )
    return msgspec.structs.replace(
        sender,
        channel=_before_others(body.container.channel_id),
        language=(body.user.locale or "").partition("-")[0],
        is_guest=_is_foreign(body.user, body.place, body.enterprise),
    )


def _is_foreign(user: User, place: str, enterprise: Team | None) -> bool:
    return user.team_id is not None and user.team_id != place and enterprise is None


def _sender(place: str, user: str, channel: str) -> Sender:
    in_person = channel.startswith("D")
    return Sender(
        platform=PLATFORM,
        place=place,
        user=user,
        address=Address(platform=PLATFORM, place=place, user=user, conversation=channel if in_person else ""),
        in_person=in_person,
        has_home=True,
    )


def _before_others(channel: str) -> str:
    """A conversation of several, in which one of them can be answered alone; "" for one of two."""
    return channel if not channel.startswith("D") else ""


def _channels_seen(text: str, event_id: str, sender: Sender, receipt: Receipt) -> tuple[ChannelSeen, ...]:
    return tuple(
        ChannelSeen(
            id=f"{event_id}:{channel}",
            at=receipt.at,
            sender=sender,
            name=name,
            channel=Address(platform=PLATFORM, place=sender.place, conversation=channel),
            joined=False,
        )
        for channel, name in channels(text).items()
    )
