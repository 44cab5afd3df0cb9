"""How often may the Bot Connector be called? Rates of one conversation and of one tenant, shared by all copies.

A rate lets through its burst and then so many a second. Calls are late on their way, but in one conversation one comes
after the other: in any window there are no more than burst + seconds x rate + 1. What nobody waits for takes only a
part of the tenant's burst: while reminders go out, the rest of it is there for who types (`BULK_PART`).

Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit (November 2026): in one conversation
7 in a second, 8 in 2, 60 in 30, 1,800 in an hour, for sending and for opening it each; 50 requests a second for an app
and tenant (30 in earlier versions of that page), reading lists of people included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adapters.teams.payloads import PLATFORM
from bot.runtime.ports import Delivery

Rate = tuple[float, int]  # per second, burst

BULK_PART: Final = 0.5  # of a burst
NOW: Final[Rate] = (1.7, 3)  # of a conversation, and it leaves two a second to direct replies
HOUR: Final[Rate] = (0.41, 300)
TENANT: Final[Rate] = (20.0, 4)
SECOND_CALL: Final[Rate] = (4.0, 2)  # deliveries that may need more than one request


def rates_of(delivery: Delivery) -> Sequence[tuple[str, float, int]]:
    """What a message needs, the widest last."""
    address, part = delivery.address, BULK_PART if delivery.bulk else 1.0
    name = f"{PLATFORM}:{address.place}"
    rates: list[tuple[str, float, int]] = [(f"{name}:{where(delivery)}:now", *NOW)]
    rates.append((f"{name}:{where(delivery)}:hour", *HOUR))
    if delivery.replaces or not (address.conversation or delivery.only_there):
        rates.append((f"{name}:second-call", SECOND_CALL[0], max(1, int(SECOND_CALL[1] * part))))
    return (*rates, (name, TENANT[0], max(1, int(TENANT[1] * part))))


def where(delivery: Delivery) -> str:
    """The conversation as the rates know it, though it may not be open yet."""
    there = delivery.only_you if delivery.only_there else ""
    return there or delivery.address.conversation or delivery.address.user
