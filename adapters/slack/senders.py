"""Who did something in Slack, and where are they answered? Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.conversation.messages import Address
from bot.events import Sender

PLATFORM = "slack"


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """When a request came (aware, UTC)."""

    at: datetime


def sender_of(place: str, user: str, channel: str) -> Sender:
    in_person = channel.startswith("D")
    return Sender(
        platform=PLATFORM,
        place=place,
        user=user,
        address=Address(platform=PLATFORM, place=place, user=user, conversation=channel if in_person else ""),
        in_person=in_person,
        has_home=True,
    )


def by_themselves(place: str, user: str) -> Sender:
    """They are by themselves there, and their conversation with us is not opened by it: no address of one."""
    return msgspec.structs.replace(sender_of(place, user, ""), in_person=True)


def before_others(channel: str) -> str:
    """A conversation of several, in which one of them can be answered alone; "" for one of two."""
    return channel if not channel.startswith("D") else ""
