"""Where can somebody be written to in the playground? Conversations and addresses.

A conversation is named by the id of the person (of the HR file) who talks to the bot in it, by "#" and
a channel's name, or by those who share it (`shared_by`).
"""

from __future__ import annotations

from bot.conversation.messages import Address
from bot.runtime.ports import members, shared_by

PLATFORM = "playground"
PLACE = "playground"
CHANNELS = ("general", "reverse-mentoring", "leadership")


def person_address(external: str) -> Address:
    """How to write to somebody, by the id of the HR file."""
    return Address(platform=PLATFORM, place=PLACE, user=external, conversation=external)


def channel_address(name: str) -> Address:
    """How to write to a channel, by its name without "#"."""
    return Address(platform=PLATFORM, place=PLACE, conversation=f"#{name}")


def is_channel(conversation: str) -> bool:
    return conversation.startswith("#")


def is_own(conversation: str) -> bool:
    """Is the bot the only other one who reads it? "" is a person's own."""
    return not is_channel(conversation) and not members(conversation)


def conversation_of(address: Address) -> str:
    shared = shared_by(address.together) if address.together else ""
    return address.conversation or shared or address.user
