"""What happened in Slack? A request's payload becomes events of the program. Pure.

Read next: `payloads.py` (what a request must look like), then `bot/events.py`. What the program has no use
for (other people's bots, edits, channel talk, kinds of requests we do not know) becomes no event at all and
is acknowledged all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from adapters.slack.acted import acted, put_away, sent
from adapters.slack.mentions import channels, typed_text
from adapters.slack.payloads import (
    ActionsBody,
    ChannelEvent,
    CommandBody,
    EventBody,
    HomeEvent,
    MemberEvent,
    MessageEvent,
    Payload,
    RenameEvent,
    RevokedEvent,
    ViewBody,
    read,
)
from adapters.slack.senders import PLATFORM, Receipt, before_others, by_themselves, sender_of
from bot.conversation.messages import Address
from bot.events import (
    Arrived,
    ChannelClosed,
    ChannelRenamed,
    ChannelReopened,
    ChannelSeen,
    Commanded,
    Event,
    HomeOpened,
    PlaceClosed,
    Said,
    Sender,
)
from bot.runtime.errors import BadPayload

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


def inbound(payload: Payload, receipt: Receipt) -> tuple[Event, ...]:
    """Events in the order they are to be handled; none for what is no concern of ours. Raises BadPayload."""
    if "command" in payload:
        return _commanded(read(payload, CommandBody), receipt)
    match payload.get("type"):
        case "event_callback":
            return _happened(read(payload, EventBody), receipt)
        case "block_actions":
            return acted(read(payload, ActionsBody), receipt)
        case "view_submission":
            return sent(read(payload, ViewBody), receipt)
        case "view_closed":
            return put_away(read(payload, ViewBody), receipt)
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
    sender = sender_of(body.place, joined.inviter, "")
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
    if message.user is None or not from_person or message.subtype not in TYPED:
        return ()
    foreign = message.user_team is not None and message.user_team != body.place and not body.in_grid
    sender = sender_of(body.place, message.user, message.channel)
    sender = msgspec.structs.replace(sender, is_guest=foreign or body.is_ext_shared_channel)
    said = Said(id=f"slack:event:{body.event_id}", at=receipt.at, sender=sender, text=text)
    return (*_channels_seen(message.text or "", said.id, sender, receipt), said)


def _arrived(body: EventBody, opened: HomeEvent, receipt: Receipt) -> tuple[Event, ...]:
    event_id = f"slack:event:{body.event_id}"
    match opened.tab:
        case "messages":
            sender = sender_of(body.place, opened.user, opened.channel)
            return (Arrived(id=event_id, at=receipt.at, sender=sender),)
        case "home":
            return (HomeOpened(id=event_id, at=receipt.at, sender=by_themselves(body.place, opened.user)),)
        case _:
            return ()


def _closed(body: EventBody, receipt: Receipt) -> tuple[Event, ...]:
    at, place = receipt.at, body.place
    return (PlaceClosed(id=f"slack:event:{body.event_id}", at=at, platform=PLATFORM, place=place),)


def _commanded(body: CommandBody, receipt: Receipt) -> tuple[Event, ...]:
    # A command may be typed in a personal conversation with somebody else, whose id looks the same as that of
    # ours: so it never tells where to answer.
    sender = sender_of(body.place, body.user_id, "")
    sender = msgspec.structs.replace(
        sender, in_person=body.channel_id.startswith("D"), channel=before_others(body.channel_id)
    )
    commanded = Commanded(
        id=f"slack:command:{body.trigger_id}",
        at=receipt.at,
        sender=sender,
        command=body.command.removeprefix("/").removeprefix("rm-"),
        text=typed_text(body.text),
    )
    return (*_channels_seen(body.text, commanded.id, sender, receipt), commanded)


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
