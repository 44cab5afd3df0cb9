"""Who of those that are chosen already has which id in Slack? Asked right before something to pick from is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

from adapters.slack.inputs import chosen_in
from bot.conversation.messages import Block

UsersAt = Callable[
    [str, Collection[str]], Awaitable[Mapping[str, str]]
]  # (place, ids of people) -> their users


async def nobody(_place: str, _people: Collection[str]) -> Mapping[str, str]:
    """Where nobody is asked."""
    return {}


async def users_chosen(users_at: UsersAt, place: str, blocks: Iterable[Block]) -> Mapping[str, str]:
    """For most messages nothing has to be asked."""
    chosen = chosen_in(tuple(blocks))
    return await users_at(place, chosen) if chosen else {}
