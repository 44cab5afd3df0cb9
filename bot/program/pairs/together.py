"""Where do the two of a pairing read something together? In one conversation that they share with the bot.

There is one only where both were last on the same platform, in the same place, and where a bot can open it. It is
opened anew with every message: a platform gives the same one again, so nothing about it has to be kept. What is said
there is read by both: nothing private, in words for the two of them. What they write there the bot does not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from bot.conversation.messages import Address
from bot.program.platforms import platform_of


def address(homes: Sequence[Address]) -> Address | None:
    """Where to write to these people together; `homes` is where each of them was last, two or more."""
    places = {(home.platform, home.place) for home in homes}
    users = tuple(home.user for home in homes)
    if len(homes) < 2 or len(places) != 1 or len(set(users)) != len(homes) or not all(users):
        return None
    first = homes[0]
    return Address(platform=first.platform, place=first.place, together=users) if is_shared(first) else None


def is_shared(home: Address) -> bool:
    return platform_of(home.platform).shares


def chat_link(platform: str, email: str, words: str = "") -> str:
    """The address that opens a chat with somebody there, whose `email` it is, and writes these words there without
    sending them; "" where there is none.
    """
    base = platform_of(platform).chat
    asked = {"users": email} | ({"message": words} if words else {})
    return f"{base}?{urlencode(asked, safe='@', quote_via=quote)}" if base and "@" in email else ""
