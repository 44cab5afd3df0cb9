"""Whom Teams knows, over the network: the members of the teams the app is in, and with Microsoft Graph the company.

A team's roster is no list of a company: who does not stand there may well be with it. So nobody has left because they
are missing; only Graph, or Teams when asked about their own chat with the bot, says so (`profile`). Where a reading is,
is said by its cursor alone.

Sources (November 2026): https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context (rosters,
pages of 50 to 500), https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
(Get Conversation Paged Members, Get Conversation Member), https://learn.microsoft.com/graph/api/user-list (at most 999
a page) and https://learn.microsoft.com/graph/api/user-list-manager.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from adapters.teams.client.connector import Call, Connector
from adapters.teams.client.errors import Answer, code, refusal
from adapters.teams.client.graph import Graph
from adapters.teams.client.settings import GUID, TeamsSettings
from adapters.teams.payloads import PLATFORM, Activity
from adapters.teams.people import (
    FIELDS,
    OWN_FIELDS,
    RosterAnswer,
    graph_member,
    graph_profile,
    roster_member,
)
from adapters.teams.walk import Walk, walk_of
from bot.conversation.messages import Address
from bot.program.company.members import Member
from bot.runtime.errors import BadPayload, TryLater, Undeliverable
from bot.runtime.ports import Ask, RosterPage

PAGE = 200  # of 500, and of Graph's 999: a page is one commit, and nobody is to wait for it
MOST_PAGES = 1_000  # of one team, and of Graph: whoever names more goes round in a circle
MOST_TEAMS = 3  # that are asked about somebody, while somebody else waits
MOST_HEARD = 10_000
# Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit (November 2026): of one team's
# members 14 requests in a second, 120 in 30 and 3,600 in an hour; 50 a second for an app and tenant, of which messages
# take up to 30 (`rates.py`). https://learn.microsoft.com/graph/throttling-limits: Graph takes 3,500 units in 10
# seconds, and a page or a person are one or two.
MEMBERS_RATE = (5.0, 2)
PAGES_RATE = (0.9, 2)
GRAPH_RATE = (10.0, 10)
# The app is not in that team any more, or there is no such list.
NOT_THERE = frozenset({403, 404, 405, 410, 501})
LEFT = "MemberNotFoundInConversation"
UNKNOWN_TO_GRAPH = frozenset({"Request_ResourceNotFound", "ResourceNotFound"})

log = logging.getLogger(__name__)

TeamsAt = Callable[[str], Awaitable[Sequence[Address]]]  # a tenant -> the channels it is known by
AddressAt = Callable[[str, str], Awaitable[Address | None]]  # (tenant, user) -> where they can be written to


async def no_teams(_place: str) -> Sequence[Address]:
    """Where nothing is stored."""
    return ()


async def no_address(_place: str, _user: str) -> Address | None:
    """Where nothing is stored."""
    return None


class TeamsDirectory:
    platform = PLATFORM

    def __init__(
        self,
        settings: TeamsSettings,
        connector: Connector,
        graph: Graph,
        teams_at: TeamsAt = no_teams,
        address_at: AddressAt = no_address,
    ) -> None:
        self._settings = settings
        self._connector = connector
        self._graph = graph
        self._teams_at = teams_at
        self._address_at = address_at
        self._heard: OrderedDict[tuple[str, str], Address] = OrderedDict()
        self._called: OrderedDict[tuple[str, str], str] = OrderedDict()  # -> the id they have for this bot

    def hear(self, activity: Activity, tenant: str = "") -> None:
        """Somebody is about to be heard: if nobody knows them, this is where Teams can be asked who they are."""
        who, where = activity.sender, activity.conversation
        if who is None or where is None or not where.id:
            return
        user, place = who.user, activity.tenant or tenant
        self._heard[place, user] = Address(
            platform=PLATFORM,
            place=place,
            user=user,
            conversation=where.id.partition(";")[0],  # of a channel's thread, the channel
            extra={"service_url": activity.service_url, "user_id": who.id},
        )
        self._heard.move_to_end((place, user))
        while len(self._heard) > MOST_HEARD:
            self._heard.popitem(last=False)

    async def page(self, place: str, cursor: str) -> RosterPage:
        walk = walk_of(cursor)
        team = None if walk.graph else await self._team(place, walk)
        if team is not None:
            return await self._roster(place, team, walk)
        return await self._company(place, walk) if self._graph.is_on else RosterPage(members=())

    async def person(self, place: str, user: str) -> Member | None:
        """Teams is asked where they were last heard; of somebody who was only named Graph, or a team or two."""
        where = self._heard.get((place, user)) or await self._address_at(place, user)
        if where is not None and where.conversation:
            return await self._found(place, user, where)
        if self._graph.is_on and GUID.fullmatch(user):
            found = await self._graph_profile(place, user, {})
            return found if found is not None and found.standing != "deactivated" else None
        called = self._called.get((place, user.lower()), user)
        for team in (await self._teams(place))[:MOST_TEAMS]:
            member = await self._found(place, called, team)
            if member is not None:
                self._keep_called(place, member.user, called)
                return member
        return None

    def _keep_called(self, place: str, user: str, called: str) -> None:
        """Whoever was found by the id they have for this bot is asked for by their own next: not everything that speaks
        for Teams takes that.
        """
        self._called[place, user.lower()] = called
        self._called.move_to_end((place, user.lower()))
        while len(self._called) > MOST_HEARD:
            self._called.popitem(last=False)

    async def _found(self, place: str, user: str, where: Address) -> Member | None:
        answer = await self._member(where, user)
        return None if answer.status == 404 else self._looked_up(answer, place, where)

    async def fields(self, place: str) -> tuple[tuple[str, str], ...]:
        """Graph has the same for every company; asked is only whether we may read them."""
        await self._graph.get(place, "v1.0/users?$select=id&$top=1")
        return OWN_FIELDS

    async def profile(self, place: str, user: str, fields: Mapping[str, str]) -> Member | None:
        """`None` where nothing is said of them; their `standing` says whether they have left the company."""
        if self._graph.is_on:
            return await self._graph_profile(place, user, fields)
        where = await self._address_at(place, user)
        if where is None or not where.conversation or not where.extra.get("user_id"):
            return None  # nobody is missing whom we would not find, either
        try:
            return await self._still_here(place, user, where)
        except (TryLater, Undeliverable) as error:
            if isinstance(error, TryLater) and error.after_s:
                raise
            log.warning("%s of %s was not looked up: %s", user, place, error)
            return None  # one that does not work says nothing of the others

    async def _still_here(self, place: str, user: str, where: Address) -> Member | None:
        answer = await self._member(where, user)
        if answer.status == 404 and code(answer) == LEFT:
            return Member(user=user, standing="deactivated")
        if answer.status in NOT_THERE:
            return None
        return msgspec.structs.replace(self._looked_up(answer, place, where), user=user)

    def _looked_up(self, answer: Answer, place: str, where: Address) -> Member:
        if not answer.is_good:
            raise refusal(answer, posting=False)
        try:
            found = msgspec.json.decode(answer.body, type=dict[str, Any])
            return roster_member(found, place, self._extra(where))
        except (BadPayload, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise TryLater("teams: an answer without anybody") from error

    def rates(self, place: str, ask: Ask) -> Sequence[tuple[str, float, int]]:
        name = f"{PLATFORM}:{place}"
        members, graph = (f"{name}:members", *MEMBERS_RATE), (f"{name}:graph", *GRAPH_RATE)
        if ask == "page":
            pages = (f"{name}:pages", *PAGES_RATE)
            return (pages, members, graph) if self._graph.is_on else (pages, members)
        return (members,) if ask == "person" or not self._graph.is_on else (graph,)

    # -- the teams ---------------------------------------------------------------------------------------------------

    async def _teams(self, place: str) -> list[Address]:
        """Each once, by its id, which is also its conversation."""
        teams = {}
        for channel in await self._teams_at(place):
            team = channel.extra.get("team") or channel.conversation
            if team:
                teams[team] = msgspec.structs.replace(channel, conversation=team)
        return [teams[team] for team in sorted(teams)]

    async def _team(self, place: str, walk: Walk) -> Address | None:
        """Where the reading is, or the next one; `None` behind the last."""
        teams = await self._teams(place)
        if walk.at:
            here = next((one for one in teams if one.conversation == walk.team), None)
            if here is not None:
                return here
        return next((one for one in teams if one.conversation > walk.team), None)

    async def _roster(self, place: str, team: Address, walk: Walk) -> RosterPage:
        at = walk.at if team.conversation == walk.team else ""
        number = walk.page + 1 if at else 1
        found, following = await self._roster_part(team, at)
        if following == at or number >= MOST_PAGES:
            following = ""
        members = tuple(_readable(found, place, lambda one: roster_member(one, place, self._extra(team))))
        after = Walk(team=team.conversation, at=following, page=number)
        is_last = not following and not self._graph.is_on and await self._team(place, after) is None
        return RosterPage(members=members, cursor="" if is_last else after.cursor)

    async def _roster_part(self, team: Address, at: str) -> tuple[list[Any], str]:
        """Nobody, of a team whose roster we do not get: that of the others is none the worse for it."""
        query = f"pageSize={PAGE}" + (f"&continuationToken={quote(at, safe='')}" if at else "")
        try:
            answer = await self._get(team, f"pagedmembers?{query}")
        except Undeliverable as refused:
            log.warning("the roster of %s is passed over: %s", team.conversation, refused)
            return [], ""
        if answer.is_good:
            return _roster_answer(answer)
        if answer.status in NOT_THERE:
            log.warning("the roster of %s is passed over: %s", team.conversation, code(answer))
            return [], ""
        raise refusal(answer, posting=False)

    def _extra(self, team: Address) -> dict[str, str]:
        return {
            "service_url": team.extra.get("service_url", ""),
            "bot_id": self._settings.bot_id(team),
            "channel_id": team.extra.get("channel_id", "msteams"),
        }

    async def _member(self, where: Address, user: str) -> Answer:
        """By the id they have for this bot, where it is known: not everything that speaks for Teams takes another."""
        member = where.extra.get("user_id") or user
        answer = await self._get(where, f"members/{quote(member, safe='')}")
        if answer.status == 429 or answer.status >= 500:
            raise refusal(answer, posting=False)
        return answer

    async def _get(self, where: Address, path: str) -> Answer:
        path = f"v3/conversations/{quote(where.conversation, safe='')}/{path}"
        return await self._connector.make(Call(service_url=self._settings.service_url(where), path=path))

    # -- the company -------------------------------------------------------------------------------------------------

    async def _company(self, place: str, walk: Walk) -> RosterPage:
        path = walk.graph or f"v1.0/users?$select={FIELDS}&$top={PAGE}"
        number = walk.page + 1 if walk.graph else 1
        answer = await self._graph.get(place, path)
        found, link = answer.get("value"), answer.get("@odata.nextLink")
        if not isinstance(found, list):
            raise TryLater("graph: a list of people without people")
        following = self._graph.path_of(link) if isinstance(link, str) and link else ""
        if following == path or number >= MOST_PAGES:
            raise TryLater("graph: a list of people without an end")
        cursor = Walk(graph=following, page=number).cursor if following else ""
        return RosterPage(members=tuple(_readable(found, place, graph_member)), cursor=cursor)

    async def _graph_profile(self, place: str, user: str, fields: Mapping[str, str]) -> Member | None:
        if not GUID.fullmatch(user):
            return None
        path = f"v1.0/users/{user}?$select={FIELDS}&$expand=manager($select=id)"
        try:
            return graph_profile(await self._graph.get(place, path), fields)
        except Undeliverable as refused:
            if str(refused) in UNKNOWN_TO_GRAPH:
                return Member(user=user, standing="deactivated")
            raise
        except BadPayload as error:
            log.warning("%s of %s could not be read: %s", user, place, error)
            return None


def _roster_answer(answer: Answer) -> tuple[list[Any], str]:
    try:
        read = msgspec.json.decode(answer.body, type=RosterAnswer)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TryLater("teams: a roster without people") from error
    return read.members or [], read.continuation_token or ""


def _readable(found: list[Any], place: str, read: Callable[[Any], Member]) -> Iterator[Member]:
    """An entry that is of no form we know must not hide all others; it is nobody of ours."""
    for one in found:
        try:
            yield read(one)
        except BadPayload as error:
            log.warning("an entry of the list of people of %s could not be read: %s", place, error)
