"""Microsoft Graph and its login on this machine, as far as we ask it; it refuses what Graph would refuse.

`people` are Graph's users, in pages of `page`; `failing` holds the answers of the next calls instead of their own.

Sources (November 2026): https://learn.microsoft.com/graph/api/user-list, https://learn.microsoft.com/graph/errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote

from aiohttp import web

from tests.teams.rules import Json

MOST = 999
WAIT_S = 11


def graph_person(user: str, name: str = "", **changes: object) -> Json:
    """As Graph shows one of the company."""
    address = f"{user.lower()}@example.com"
    made: Json = {
        "id": user,
        "displayName": name or user,
        "mail": address,
        "userPrincipalName": address,
        "jobTitle": None,
        "department": None,
        "accountEnabled": True,
        "userType": "Member",
        "preferredLanguage": "de-DE",
    }
    return made | changes


class FakeGraph:
    """`address` is where it is served; `scope` what a token has to be asked for with."""

    def __init__(self) -> None:
        self.address = ""
        self.people: list[Any] = []
        self.page = MOST
        self.consented = True
        self.catalog: dict[str, str] = {}  # by the id in an app's manifest: what the catalog calls it
        self.installed: list[tuple[str, str]] = []  # for whom, which app of the catalog
        self.failing: list[str] = []
        self.next_link: str | None = None
        self.calls: list[tuple[str, str, Any]] = []
        self.logins: list[dict[str, str]] = []
        self.tokens: set[str] = set()

    @property
    def scope(self) -> str:
        return f"{self.address}/.default"

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/{tenant}/oauth2/v2.0/token", self._login),
            web.get("/v1.0/users", self._users),
            web.get("/v1.0/users/{user}", self._user),
            web.get("/v1.0/moved", self._moved),
            web.get("/v1.0/appCatalogs/teamsApps", self._catalog),
            web.post("/v1.0/users/{user}/teamwork/installedApps", self._install),
        ]

    async def _login(self, request: web.Request) -> web.Response:
        form = {key: values[0] for key, values in parse_qs(await request.text()).items()}
        self.logins.append(form | {"tenant": request.match_info["tenant"]})
        if form.get("scope") != self.scope:
            return web.json_response({"error": "invalid_scope"}, status=400)
        token = f"graph-{len(self.logins)}"
        self.tokens.add(token)
        return web.json_response({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    async def _users(self, request: web.Request) -> web.Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        top = int(request.query.get("$top", "100"))
        if not 1 <= top <= MOST:
            return graph_error(400, "Request_BadRequest")
        at = int(request.query.get("$skiptoken", "0"))
        size = min(top, self.page)
        answer: Json = {"@odata.context": "users", "value": self.people[at : at + size]}
        if at + size < len(self.people):
            query = "&".join(
                f"{key}={quote(value, safe='$,()')}"
                for key, value in request.query.items()
                if key != "$skiptoken"
            )
            following = f"{self.address}/v1.0/users?{query}&$skiptoken={at + size}"
            answer["@odata.nextLink"] = self.next_link or following
        return web.json_response(answer)

    async def _user(self, request: web.Request) -> web.Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        for one in self.people:
            if isinstance(one, dict) and one.get("id") == request.match_info["user"]:
                return web.json_response(one)
        return graph_error(404, "Request_ResourceNotFound")

    async def _catalog(self, request: web.Request) -> web.Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        found = re.fullmatch(r"externalId eq '([^']+)'", request.query.get("$filter", ""))
        known = self.catalog.get(found[1]) if found else None
        return web.json_response(
            {"value": [{"id": known, "externalId": found[1]}] if found and known else []}
        )

    async def _install(self, request: web.Request) -> web.Response:
        """201 without a body, 409 where the app is there already."""
        refused = self._refused(request)
        if refused is not None:
            return refused
        user, body = request.match_info["user"], await request.json()
        bound = f"{self.address}/v1.0/appCatalogs/teamsApps/"
        app = str(body.get("teamsApp@odata.bind", "")).removeprefix(bound)
        if set(body) != {"teamsApp@odata.bind"} or app not in self.catalog.values():
            return graph_error(400, "BadRequest")
        if user not in {one.get("id") for one in self.people} | {one.get("mail") for one in self.people}:
            return graph_error(404, "NotFound")
        if (user, app) in self.installed:
            return graph_error(409, "Conflict")
        self.installed.append((user, app))
        return web.Response(status=201)

    async def _moved(self, _: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"{self.address}/v1.0/users"})

    def _refused(self, request: web.Request) -> web.Response | None:
        self.calls.append((request.method, request.path_qs, None))
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return graph_error(401, "InvalidAuthenticationToken")
        if self.failing:
            return FAILURES[self.failing.pop(0)]()
        return None if self.consented else graph_error(403, "Authorization_RequestDenied")


def graph_error(status: int, code: str) -> web.Response:
    inner = {"request-id": "1", "client-request-id": "1", "date": "2026-11-23T09:00:00"}
    return web.json_response({"error": {"code": code, "message": "no", "innerError": inner}}, status=status)


FAILURES: dict[str, Callable[[], web.Response]] = {
    "throttled": lambda: web.Response(status=429, headers={"Retry-After": str(WAIT_S)}),
    "away": lambda: graph_error(503, "serviceNotAvailable"),
    "no_json": lambda: web.Response(text="<html>", content_type="text/html"),
}
