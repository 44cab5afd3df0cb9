"""Slack's list of people, over the network. What becomes of it decides `bot/program/directory.py`.

Source: https://docs.slack.dev/reference/methods: users.list, users.info, team.profile.get, users.profile.get; the last
two need users.profile:read (November 2026).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.client.callers import Callers
from adapters.slack.client.errors import SETUP, code, translated
from adapters.slack.inbound import PLATFORM
from adapters.slack.people import in_fields, member, own_fields
from bot.program.members import Member
from bot.runtime.errors import BadPayload, TryLater, Undeliverable
from bot.runtime.ports import Ask, RosterPage

PAGE = 200  # what Slack recommends at the most
# Source: https://docs.slack.dev/apis/web-api/rate-limits (November 2026): tier 2 is 20 a minute, 3 is 50, 4 is 100; a
# burst and what may follow it within the first minute stay below that together.
RATES: dict[Ask, tuple[str, float, int]] = {
    "page": ("users.list", 15 / 60, 5),
    "person": ("users.info", 80 / 60, 20),
    "fields": ("team.profile.get", 40 / 60, 5),
    "profile": ("users.profile.get", 80 / 60, 20),
}
NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})

log = logging.getLogger(__name__)


class SlackDirectory:
    platform = PLATFORM

    def __init__(self, callers: Callers) -> None:
        self._callers = callers

    async def page(self, place: str, cursor: str) -> RosterPage:
        caller = await self._callers.caller(place)
        answer = await _asked(
            lambda: caller.users_list(limit=PAGE, include_locale=True, cursor=cursor or None)
        )
        found = answer.get("members")
        if not isinstance(found, list):
            raise TryLater("slack: a list of people without people")
        return RosterPage(
            members=tuple(_readable(found, place)),
            cursor=str((answer.get("response_metadata") or {}).get("next_cursor") or ""),
        )

    async def person(self, place: str, user: str) -> Member | None:
        caller = await self._callers.caller(place)
        try:
            answer = await _asked(lambda: caller.users_info(user=user, include_locale=True))
            return member(answer["user"], place)
        except Undeliverable as refused:
            if str(refused) in NOBODY:
                return None
            raise
        except (BadPayload, KeyError) as error:
            raise TryLater("slack: an answer without anybody") from error

    async def fields(self, place: str) -> tuple[tuple[str, str], ...]:
        caller = await self._callers.caller(place)
        answer = await _asked(lambda: caller.team_profile_get())
        return own_fields(answer)

    async def profile(self, place: str, user: str, fields: Mapping[str, str]) -> Member | None:
        caller = await self._callers.caller(place)
        try:
            answer = await _asked(lambda: caller.users_profile_get(user=user))
        except Undeliverable as refused:
            if str(refused) in NOBODY:
                return None
            raise
        return in_fields(answer.get("profile") or {}, user, fields)

    def rates(self, place: str, ask: Ask) -> Sequence[tuple[str, float, int]]:
        method, per_second, burst = RATES[ask]
        return ((f"{PLATFORM}:{place}:{method}", per_second, burst),)


def _readable(found: list[Any], place: str) -> Iterator[Member]:
    """An entry that is of no form we know must not hide all others; it is nobody of ours."""
    for one in found:
        try:
            yield member(one, place)
        except BadPayload as error:
            log.warning("an entry of the list of people of %s could not be read: %s", place, error)


async def _asked(call: Callable[[], Awaitable[Any]]) -> dict[str, Any]:
    """Slack's answer. Raises TryLater, and Undeliverable with Slack's word where asking again does not help."""
    try:
        answer = await call()
    except SlackApiError as error:
        if code(error) in SETUP:
            raise Undeliverable(code(error)) from error
        raise translated(error, posting=False) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise translated(error, posting=False) from error
    data = answer.data
    if not isinstance(data, dict):
        raise TryLater("slack: no answer")
    return data
