"""How often may a method of Slack's be called? One table; each row is a rate of one workspace, shared by all copies.

A rate lets through its burst and then so many a second, so that burst + 60 s of it stays below what Slack allows in any
minute, with a few to spare for calls that are late on their way. What nobody waits for takes only a part of the burst:
while ten thousand reminders go out, the rest of it is there for who types (`BULK_PART`).

Source: https://docs.slack.dev/apis/web-api/rate-limits (November 2026): tier 2 is 20 a minute, tier 3 is 50, tier 4 is
100. Posting: one message a second and channel, short bursts allowed, and "several hundred" a minute for a workspace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adapters.slack.client.pictures import charts_of
from adapters.slack.senders import PLATFORM
from bot.runtime.ports import Delivery

Rate = tuple[float, int]  # per second, burst

POSTS_A_MINUTE: Final = 200  # of a workspace, by FACTS the smallest of what "several hundred" may mean
BULK_PART: Final = 0.4  # of a burst
FILES: Final = "files.getUploadURLExternal"  # the first of the calls that an upload is made of
CHANNEL: Final[Rate] = (57 / 60, 3)
POSTING: Final[Rate] = (187 / 60, 10)
TIER_2: Final[Rate] = (17 / 60, 2)
TIER_3: Final[Rate] = (44 / 60, 5)
TIER_4: Final[Rate] = (90 / 60, 8)

METHODS: Final[dict[str, Rate]] = {
    "chat.postMessage": POSTING,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.open": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.delete": TIER_3,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "users.profile.get": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.update": TIER_4,
}


def rate(place: str, method: str, *, bulk: bool = False) -> tuple[str, float, int]:
    """The row of a method in one workspace, as `take_turn` asks for it."""
    per_second, burst = METHODS[method]
    return f"{PLATFORM}:{place}:{method}", per_second, max(1, int(burst * BULK_PART)) if bulk else burst


def rates_of(delivery: Delivery) -> Sequence[tuple[str, float, int]]:
    """What a message needs, the widest last."""
    address, bulk = delivery.address, delivery.bulk
    if delivery.home:
        return (rate(address.place, "views.publish", bulk=bulk),)
    files = [rate(address.place, FILES, bulk=bulk)] if charts_of(delivery) else []
    if delivery.replaces:
        method = "chat.delete" if delivery.removes else "chat.update"
        return (*files, rate(address.place, method, bulk=bulk))
    where = address.conversation or address.user or ":".join(sorted(address.together))
    rates = [(f"{PLATFORM}:{address.place}:{where}", *CHANNEL), *files]
    if not address.conversation:
        rates.append(rate(address.place, "conversations.open", bulk=bulk))
    return (*rates, rate(address.place, "chat.postMessage", bulk=bulk))
