"""Slack's list of people, over the network. What becomes of it decides `bot/program/company/directory.py`.

That of a Grid organization is read workspace by workspace (`grid.py`).

Source: https://docs.slack.dev/reference/methods: users.list, users.info, team.profile.get, users.profile.get; the last
two need users.profile:read. With the token of an organization users.list and team.profile.get need a team_id, which is
ignored with that of a workspace (November 2026).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.callers import Callers
from adapters.slack.client.errors import SETUP, code, translated
from adapters.slack.grid import Walk, is_whole, team_ids, walk_of
from adapters.slack.people import in_fields, is_elsewhere, member, own_fields
from adapters.slack.senders import PLATFORM
from bot.program.company.members import Member
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
TEAMS = 200  # of 1000 that one answer may hold
NOT_GRANTED = "team_access_not_granted"
NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})

log = logging.getLogger(__name__)


class SlackDirectory:
    platform = PLATFORM

    def __init__(self, callers: Callers) -> None:
        self._callers = callers

    async def page(self, place: str, cursor: str) -> RosterPage:
        caller = await self._callers.caller(place)
        if is_whole(place):
            return await self._grid_page(caller, place, walk_of(cursor))
        found, following = await _people(caller, cursor)
        return RosterPage(members=tuple(_readable(found, place)), cursor=following)

    async def _grid_page(self, caller: AsyncWebClient, place: str, walk: Walk) -> RosterPage:
        """First which workspaces there are, then the people of each. Somebody in two of them is one person."""
        if not walk.team:
            walk = await _more_teams(caller, walk)
            return RosterPage(members=(), cursor=walk.cursor)
        try:
            found, following = await _people(caller, walk.at, walk.team)
        except Undeliverable as refused:
            if str(refused) != NOT_GRANTED:
                raise
            log.warning("the app was taken out of %s of %s: its list is passed over", walk.team, place)
            found, following = [], ""
        members = tuple(_readable(found, place, walk.teams))
        return RosterPage(members=members, cursor=walk.after(following).cursor)

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
        whole = {}
        if is_whole(place):  # all its workspaces have the same
            whole = {"team_id": (await _more_teams(caller, Walk(), limit=1)).teams[0]}
        answer = await _asked(lambda: caller.team_profile_get(**whole))
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


async def _people(caller: AsyncWebClient, cursor: str, team: str = "") -> tuple[list[Any], str]:
    """Part of a list, and what the next one is called, "" after the last."""
    answer = await _asked(
        lambda: caller.users_list(
            limit=PAGE, include_locale=True, cursor=cursor or None, team_id=team or None
        )
    )
    found = answer.get("members")
    if not isinstance(found, list):
        raise TryLater("slack: a list of people without people")
    return found, _next_of(answer)


async def _more_teams(caller: AsyncWebClient, walk: Walk, limit: int = TEAMS) -> Walk:
    """Raises Undeliverable where an organization has the app in none of its workspaces."""
    answer = await _asked(lambda: caller.auth_teams_list(limit=limit, cursor=walk.more or None))
    walk = Walk(teams=(*walk.teams, *team_ids(answer.get("teams"))), more=_next_of(answer))
    if not walk.teams and not walk.more:
        raise Undeliverable("no_workspaces")
    return walk


def _next_of(answer: dict[str, Any]) -> str:
    return str((answer.get("response_metadata") or {}).get("next_cursor") or "")


def _readable(found: list[Any], place: str, teams: tuple[str, ...] = ()) -> Iterator[Member]:
    """An entry that is of no form we know must not hide all others; it is nobody of ours."""
    for one in found:
        try:
            if not teams or not is_elsewhere(one):
                yield member(one, place, teams)
        except BadPayload as error:
            log.warning("an entry of the list of people of %s could not be read: %s", place, error)


async def _asked(call: Callable[[], Awaitable[Any]]) -> dict[str, Any]:
    """Slack's answer. Raises TryLater, and Undeliverable with Slack's word where asking again does not help."""
    try:
        answer = await call()
    except SlackApiError as error:
        if code(error) in SETUP or code(error) == NOT_GRANTED:
            raise Undeliverable(code(error)) from error
        raise translated(error, posting=False) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise translated(error, posting=False) from error
    data = answer.data
    if not isinstance(data, dict):
        raise TryLater("slack: no answer")
    return data
