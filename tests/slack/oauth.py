"""Slack's side of an installation: the page where somebody agrees, oauth.v2.access and auth.revoke.

Several workspaces, each with its token; with `rotates` tokens expire. A refresh token is revoked "after a short grace
period", and of the tokens of a place no more than two work at a time: the oldest goes.
Source: https://docs.slack.dev/reference/methods/oauth.v2.access and
https://docs.slack.dev/authentication/using-token-rotation (November 2026).
"""

from __future__ import annotations

import base64
from itertools import count
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from tests.slack.arguments import TEXT
from tests.slack.double import FakeSlack
from tests.slack.method import Method
from tests.slack.methods import METHODS
from tests.slack.workspace import APP_ID, BASE_SCOPES, BOT, Json, RefusedError, Workspace

CLIENT_ID, CLIENT_SECRET = "111.222", "client-secret-for-tests"
HALF_A_DAY_S = 43_200
GRACE_S = 30.0  # Slack does not say how long "short" is
LIVE_TOKENS = 2


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """Who agrees to what on Slack's page: to a workspace, or with no team to a whole Grid organization."""

    user: str = "U1INES"
    team: str = "T1"
    enterprise: str = ""
    company: str = "Acme & Co"

    @property
    def place(self) -> str:
        return self.team or self.enterprise


class InstallingSlack(FakeSlack):
    def __init__(self) -> None:
        super().__init__()
        self.methods = {**METHODS, **OWN}
        self.agrees: Agreed | None = Agreed()  # whoever comes to the page; `None` says no
        self.redirect_uri = ""
        self.rotates = False
        self.expires_in = HALF_A_DAY_S
        self.codes: dict[str, Agreed] = {}
        self.refreshing: dict[str, Agreed] = {}  # by the refresh token that works
        self.used_at: dict[str, float] = {}  # when a refresh token was used
        self.token_of: dict[str, str] = {}  # the newest token of each place
        self.refreshes = 0
        self.called: list[tuple[str, str]] = []  # method and token of every call
        self.header = ""
        self.numbers = count(1)

    def routes(self) -> list[web.RouteDef]:
        return [*super().routes(), web.get("/oauth/v2/authorize", self._authorize_page)]

    async def _authorize_page(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        wanted = set(asked.get("scope", "").split(","))
        if asked.get("client_id") != CLIENT_ID or not asked.get("state"):
            self.fault(f"authorize: {sorted(asked)}")
        more = wanted - BASE_SCOPES
        if not wanted >= BASE_SCOPES or not more <= {"users.profile:read"} or asked.get("user_scope"):
            self.fault(f"authorize: scopes {sorted(wanted)}")
        self.scopes |= more  # "OAuth scopes are additive"
        self.redirect_uri = asked["redirect_uri"]
        if self.agrees is None:
            back = {"error": "access_denied", "state": asked["state"]}
        else:
            code = f"code-{next(self.numbers)}"
            self.codes[code] = self.agrees
            back = {"code": code, "state": asked["state"]}
        raise web.HTTPFound(f"{self.redirect_uri}?{urlencode(back)}")

    def _answer(self, name: str, method: Method | None, header: str, given: tuple[Json, str]) -> Json:
        self.header = header
        self.called.append((name, header.removeprefix("Bearer ")))
        return super()._answer(name, method, header, given)

    def issue(self, agreed: Agreed) -> Json:
        """A new token of a place."""
        token = f"xoxb-{agreed.place}-{next(self.numbers)}"
        self.tokens[token] = "bot"
        live = [one for one in self.tokens if f"-{agreed.place}-" in one]
        for old in live[:-LIVE_TOKENS] if self.rotates else ():
            del self.tokens[old]
        self.token_of[agreed.place] = token
        made: Json = {"access_token": token, "token_type": "bot", "scope": ",".join(sorted(BASE_SCOPES))}
        if self.rotates:
            refresh = f"xoxe-1-{agreed.place}-{next(self.numbers)}"
            self.refreshing[refresh] = agreed
            made |= {"refresh_token": refresh, "expires_in": self.expires_in}
        return made

    def uninstall(self, place: str) -> None:
        self.tokens = {token: kind for token, kind in self.tokens.items() if f"-{place}-" not in token}
        self.refreshing = {token: to for token, to in self.refreshing.items() if to.place != place}

    def whole(self) -> bool:
        return any(self.header.endswith(token) for place, token in self.token_of.items() if place[0] == "E")

    def use_up(self, place: str) -> None:
        """The refresh tokens of a place were used a while ago."""
        self.used_at |= {token: 0.0 for token, to in self.refreshing.items() if to.place == place}

    def calls_with(self, token: str) -> list[str]:
        return [name for name, used in self.called if used == token]


def access(slack: Workspace, arguments: Json) -> Json:
    if not isinstance(slack, InstallingSlack):
        raise RefusedError("invalid_client_id")
    basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    given = (arguments.get("client_id"), arguments.get("client_secret"))
    if slack.header != f"Basic {basic}" and given != (CLIENT_ID, CLIENT_SECRET):
        raise RefusedError("bad_client_secret")
    if arguments.get("grant_type") == "refresh_token":
        slack.refreshes += 1
        given = arguments.get("refresh_token", "")
        agreed = slack.refreshing.get(given)
        used_at = slack.used_at.setdefault(given, slack.now_s())
        if agreed is None or slack.now_s() - used_at > GRACE_S:
            raise RefusedError("invalid_refresh_token")
        return slack.issue(agreed) | said_of(agreed)
    agreed = slack.codes.pop(arguments.get("code", ""), None)
    if agreed is None:
        raise RefusedError("invalid_code")
    if arguments.get("redirect_uri") != slack.redirect_uri:
        raise RefusedError("bad_redirect_uri")
    return slack.issue(agreed) | said_of(agreed) | {"authed_user": {"id": agreed.user}}


def said_of(agreed: Agreed) -> Json:
    enterprise = {"id": agreed.enterprise, "name": agreed.company} if agreed.enterprise else None
    return {
        "app_id": APP_ID,
        "bot_user_id": BOT,
        "team": {"id": agreed.team, "name": agreed.company} if agreed.team else None,
        "enterprise": enterprise,
        "is_enterprise_install": not agreed.team,
    }


def revoke(slack: Workspace, arguments: Json) -> Json:
    if isinstance(slack, InstallingSlack):
        slack.tokens.pop(slack.header.removeprefix("Bearer "), None)
    return {"revoked": True}


_NAMES = ("client_id", "client_secret", "code", "redirect_uri", "grant_type", "refresh_token")
OWN = {
    "oauth.v2.access": Method(answer=access, arguments=dict.fromkeys(_NAMES, TEXT), tier="4", token="none"),
    "auth.revoke": Method(answer=revoke, arguments={"test": TEXT}, tier="3"),
}
