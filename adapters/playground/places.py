"""Where can somebody be written to in the playground? Conversations and addresses.

A conversation is named by the id of the person (of the HR file) who talks to the bot in it, or by "#" and
a channel's name.
"""

from __future__ import annotations

from bot.conversation.messages import Address

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


def conversation_of(address: Address) -> str:
    return address.conversation or address.user
