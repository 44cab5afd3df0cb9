"""Who is in the teams and chats of the double of the Bot Connector; it refuses what Teams would refuse.

Sources (November 2026): https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context and
https://learn.microsoft.com/microsoftteams/platform/resources/team-chat-member-api-changes (what a member has).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.teams.requests import TENANT
from tests.teams.rules import Json

SMALLEST, LARGEST = 50, 500
PERSONAL = "a:"
WAIT_S = 9

Refuses = Callable[[web.Request], web.Response | None]


def roster_person(user: str, name: str = "", **changes: object) -> Json:
    """As Teams shows a colleague; `user` is their id in the directory."""
    address = f"{user.lower()}@example.com"
    made: Json = {
        "id": f"29:{user}",
        "objectId": user,
        "aadObjectId": user,
        "name": name or user,
        "givenName": (name or user).partition(" ")[0],
        "surname": (name or user).partition(" ")[2],
        "email": address,
        "userPrincipalName": address,
        "tenantId": TENANT,
        "userRole": "user",
    }
    return made | changes


class Roster:
    """`teams` are the members of each team, by its id, and `people` those who have a chat with the bot, by their id in
    the directory. In their own chat they are found by the id they have for the bot alone, as in the Agents Playground.

    `failing` are rows of `FAILURES`, for the next calls; `asked` every path that was asked for; `faults` what no good
    client asks.
    """

    def __init__(self, refuses: Refuses, faults: list[str]) -> None:
        self.teams: dict[str, list[Any]] = {}
        self.people: dict[str, Any] = {}
        self.failing: list[str] = []
        self.asked: list[str] = []
        self.largest = LARGEST
        self._refuses = refuses
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v3/conversations/{conversation}/pagedmembers", self._page),
            web.get("/v3/conversations/{conversation}/members/{user}", self._one),
        ]

    async def _page(self, request: web.Request) -> web.Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        size = int(request.query.get("pageSize", "200"))
        if not SMALLEST <= size <= LARGEST:
            self._faults.append(f"a page of {size} members")
        members = self.teams.get(request.match_info["conversation"])
        if members is None:
            return _no(403, "BotNotInConversationRoster")
        token = request.query.get("continuationToken", "")
        if token and not token.startswith("next+/="):
            self._faults.append(f"a continuation token {token!r} that was not given out")
            return _no(400, "BadArgument")
        at = int(token.removeprefix("next+/=") or 0)
        end = at + min(size, self.largest)
        answer: Json = {"members": members[at:end]}
        if end < len(members):
            answer["continuationToken"] = f"next+/={end}"
        return web.json_response(answer)

    async def _one(self, request: web.Request) -> web.Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        conversation, user = (
            request.match_info["conversation"],
            request.match_info["user"],
        )
        if conversation.startswith(PERSONAL):
            found = self.people.get(user.removeprefix("29:")) if user.startswith("29:") else None
        else:
            there = self.teams.get(conversation, [])
            found = next(
                (
                    one
                    for one in there
                    if isinstance(one, dict) and user in (one.get("id"), one.get("objectId"))
                ),
                None,
            )
        return _no(404, "MemberNotFoundInConversation") if found is None else web.json_response(found)

    def _refused(self, request: web.Request) -> web.Response | None:
        self.asked.append(request.path_qs)
        refused = self._refuses(request)
        if refused is None and request.can_read_body:
            self._faults.append(f"GET {request.path} with a body")
        if refused is None and self.failing:
            return FAILURES[self.failing.pop(0)]()
        return refused


def _no(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": "no"}}, status=status)


FAILURES: dict[str, Callable[[], web.Response]] = {
    "throttled": lambda: web.Response(status=429, headers={"Retry-After": str(WAIT_S)}),
    "away": lambda: _no(502, "BadGateway"),
    "no_json": lambda: web.Response(text="<html>", content_type="text/html"),
    "unknown": lambda: web.Response(status=404),
}
