"""Channels that the bot makes in Slack, and people it adds to them; only where an admin has granted the rights.

Source: https://docs.slack.dev/reference/methods/conversations.create and conversations.invite: names of up to 80
characters, up to 1,000 people in one call; channels:manage and groups:write (November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.callers import Callers
from adapters.slack.client.errors import SETUP, code, translated
from adapters.slack.client.workspace import scopes_of
from adapters.slack.senders import PLATFORM
from bot.conversation.messages import Address
from bot.runtime.errors import TryLater, Undeliverable

# Source: https://docs.slack.dev/apis/web-api/rate-limits (November 2026): tier 2 is 20 a minute, 3 is 50.
RATES: Final[dict[str, tuple[str, float, int]]] = {
    "make": ("conversations.create", 15 / 60, 5),
    "add": ("conversations.invite", 40 / 60, 10),
}
RIGHTS: Final = ("channels:manage", "groups:write")  # for a public channel, for a private one
TAKEN: Final = "name_taken"
THERE: Final = "already_in_channel"
# Of the one person who was to be added; of several Slack says whom it means beside it.
NOT_THIS_ONE: Final = frozenset(
    {"cant_invite", "cant_invite_self", "user_is_restricted", "user_not_found", "ura_max_channels"}
)


class SlackRooms:
    platform = PLATFORM

    def __init__(self, callers: Callers) -> None:
        self._callers = callers
        self._granted: dict[str, frozenset[str]] = {}  # by place, once there was something

    async def make(self, place: str, name: str) -> tuple[str, Address] | None:
        caller = await self._allowed(place, "groups:write")
        try:
            answer = await caller.conversations_create(name=name, is_private=True)
        except SlackApiError as error:
            if code(error) == TAKEN:
                return None
            raise _refusal(error) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise translated(error, posting=False) from error
        channel: Any = answer.get("channel")
        if not isinstance(channel, dict) or not channel.get("id"):
            raise TryLater("slack: a channel without an id")
        address = Address(platform=PLATFORM, place=place, conversation=str(channel["id"]))
        return str(channel.get("name") or name), address

    async def add(self, channel: Address, users: Sequence[str]) -> frozenset[str]:
        caller = await self._allowed(channel.place, *RIGHTS)
        try:
            # In the body: a thousand people do not fit into an address.
            body = {"channel": channel.conversation, "users": ",".join(users), "force": len(users) > 1}
            answer = await caller.api_call("conversations.invite", json=body)
        except SlackApiError as error:
            return _not_added(error, users)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise translated(error, posting=False) from error
        return _listed(answer.data)

    async def _allowed(self, place: str, *rights: str) -> AsyncWebClient:
        """Who calls Slack there, if the token has any of these rights: what it has not been granted is not tried."""
        caller = await self._callers.caller(place)
        if self._granted.get(place, frozenset()) & set(rights):
            return caller
        try:
            scopes = scopes_of(await caller.auth_test())
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            raise translated(error, posting=False) from error
        if scopes and not scopes & set(rights):
            raise Undeliverable("missing_scope")
        self._granted[place] = scopes
        return caller

    def rates(self, place: str, ask: Literal["make", "add"]) -> Sequence[tuple[str, float, int]]:
        method, per_second, burst = RATES[ask]
        return ((f"{PLATFORM}:{place}:{method}", per_second, burst),)


def _not_added(error: SlackApiError, users: Sequence[str]) -> frozenset[str]:
    """Raises what the error means for all of them."""
    name = code(error)
    refused = _listed(getattr(error.response, "data", None))
    if refused or name == THERE:
        return refused
    if len(users) == 1 and name in NOT_THIS_ONE:
        return frozenset(users)
    raise _refusal(error) from error


def _listed(answer: object) -> frozenset[str]:
    """Whom Slack names as not added; who is in the channel already is none of them."""
    errors = answer.get("errors") if isinstance(answer, Mapping) else None
    found = [one for one in errors if isinstance(one, Mapping)] if isinstance(errors, list) else []
    wrong = (one for one in found if not one.get("ok") and one.get("error") != THERE)
    return frozenset(str(one["user"]) for one in wrong if one.get("user"))


def _refusal(error: SlackApiError) -> TryLater | Undeliverable:
    """A right that is missing is no reason to ask again."""
    if code(error) in SETUP:
        return Undeliverable(code(error))
    wrong = translated(error, posting=False)
    waits = isinstance(wrong, TryLater) and bool(wrong.mend)
    return Undeliverable(code(error)) if waits else wrong
