"""The Bot Connector, its login and its keys on this machine, as a real server: it refuses what Teams would refuse.

`fail` lets the next calls go wrong; `calls` has every call that arrived. `serving` ends with an error where a call was
made that no good client makes (`faults`). `plugged` takes routes that others add to it.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from tests.serving import serving
from tests.teams.checking import done_where, read_body, wrong_call
from tests.teams.failing import ANSWERS, DONE_ALL_THE_SAME, LATE_S, RETRY_AFTER_S, Failing, no, slow_down
from tests.teams.limiting import Limits
from tests.teams.requests import BOT, TENANT
from tests.teams.roster import Roster
from tests.teams.rules import Json, broken_limits
from tests.teams.signing import APP_ID, ISSUER, PASSWORD, claims, private_key, public_key, signed

CHANNEL = "19:news@thread.tacv2"
EARLY_S = 0.05  # clocks of the two differ a little
__all__ = [
    "APP_ID",
    "CHANNEL",
    "ISSUER",
    "PASSWORD",
    "RETRY_AFTER_S",
    "FakeTeams",
    "Message",
    "RefusedError",
    "claims",
    "private_key",
    "public_key",
    "signed",
]


class Message:
    """One that people can see. `body` is what the last call put there, `before` what stood there until then."""

    def __init__(self, conversation: str, name: str, body: Json) -> None:
        self.conversation = conversation
        self.name = name
        self.body = body
        self.before: list[Json] = []
        self.updates = 0


class RefusedError(Exception):
    def __init__(self, status: int, code: str) -> None:
        self.status, self.code = status, code
        super().__init__(code)


def settings_at(address: str) -> dict[str, str]:
    """Of a bot to which the double at this address (no slash at the end) is Teams, and its login."""
    return {
        "teams_app_id": APP_ID,
        "teams_app_password": PASSWORD,
        "teams_tenant_id": TENANT,
        "teams_openid_metadata_url": f"{address}/openid",
        "teams_login_url": address,
        "teams_service_hosts": address.removeprefix("http://"),
    }


class FakeTeams:
    """With `limited` it counts calls and refuses what is too much; with `keeps_time` it is a fault to come again before
    the time of Retry-After is over.
    """

    def __init__(self, *, with_tokens: bool = True, faster: float = 1.0) -> None:
        self.address = ""
        self.messages: list[Message] = []
        self.deleted: list[Message] = []
        self.calls: list[tuple[str, str, Json]] = []
        self.faults: list[str] = []
        self.failing: list[str | Failing] = []
        self.conversations = {"a:U1ANA"}
        self.channels = {CHANNEL}
        self.teams: dict[str, list[Json]] = {}  # the channels of a team, as Teams lists them
        self.gone: set[str] = set()  # who took the app away: ids of the channel, or of the directory
        self.keys: list[Json] = [public_key("key-1")]
        self.keys_away = False
        self.key_fetches = 0
        self.logins: list[dict[str, list[str]]] = []
        self.good_tokens: set[str] = set()
        self.token_lasts_s: Any = 3599
        self.plugged: list[web.RouteDef] = []
        self.roster = Roster(self.refuses, self.faults)
        self.limited = False
        self.keeps_time = False
        self.refused_for_now = 0  # how many calls were too many
        self._limits = Limits(faster)
        self._asked_to_wait: dict[tuple[str, str], float] = {}  # until when, by what is done where
        self._with_tokens = with_tokens
        self._names = 0

    def fail(self, how: str, method: str = "", times: int = 1) -> None:
        """A row of `ANSWERS`, or one of `Odd`."""
        self.failing.append(Failing(how, method, times))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/openid", self._metadata),
            web.get("/keys", self._keys),
            web.post("/{tenant}/oauth2/v2.0/token", self._login),
            *self.plugged,
            web.get("/v3/teams/{team}/conversations", self._team),
            *self.roster.routes(),
            web.post("/v3/conversations", self._call),
            web.post("/v3/conversations/{conversation}/activities", self._call),
            web.put("/v3/conversations/{conversation}/activities/{activity}", self._call),
            web.delete("/v3/conversations/{conversation}/activities/{activity}", self._call),
            web.route("*", "/{anything:.*}", self._unknown),
        ]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """While the block runs; gives the address, no slash at the end. Asserts that there was no fault."""
        async with serving(self.routes()) as address:
            self.address = address
            yield address
        assert not self.faults, self.faults

    def refuses(self, request: web.Request) -> web.Response | None:
        """The answer to a call whose token is none that was given out."""
        if not self._with_tokens:
            if "Authorization" not in request.headers:
                return None
            self.faults.append(f"{request.method} {request.path}: a token in clear")
            return no(400, "TokenSentInClear")
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return None if scheme == "Bearer" and token in self.good_tokens else no(401, "AuthorizationError")

    async def _unknown(self, request: web.Request) -> web.Response:
        self.faults.append(f"no such call: {request.method} {request.path}")
        return no(404, "NotFound")

    async def _metadata(self, _: web.Request) -> web.Response:
        self.key_fetches += 1
        if self.keys_away:
            return web.Response(status=503)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.address}/keys"})

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})

    async def _login(self, request: web.Request) -> web.Response:
        form = parse_qs(await request.text())
        self.logins.append(form | {"tenant": [request.match_info["tenant"]]})
        expected = {"client_credentials", APP_ID, PASSWORD, "https://api.botframework.com/.default"}
        if {value for values in form.values() for value in values} != expected:
            return web.json_response({"error": "invalid_client", "error_description": "no"}, status=401)
        token = f"token-{len(self.logins)}"
        self.good_tokens.add(token)
        return web.json_response({"access_token": token, "expires_in": self.token_lasts_s})

    async def _team(self, request: web.Request) -> web.Response:
        self.calls.append((request.method, request.path, {}))
        if refused := self.refuses(request):
            return refused
        listed = self.teams.get(request.match_info["team"])
        return no(404, "NotFound") if listed is None else web.json_response({"conversations": listed})

    async def _call(self, request: web.Request) -> web.StreamResponse:
        body, broken = await read_body(request)
        self.calls.append((request.method, request.path, body))
        if refused := self.refuses(request):
            return refused
        if broken := broken + wrong_call(request, body):
            self.faults.append(f"{request.method} {request.path}: {broken}")
            return no(400, "BadSyntax")
        if too_much := self._too_much(request, body):
            return too_much
        failure = self._failure(request, body)
        if failure in ANSWERS:
            return self._failed(failure, request, body)
        if failure == "dropped":
            _reset(request)
        if failure and failure not in DONE_ALL_THE_SAME:
            return web.Response(status=503)
        try:
            answer = self._done(request, body)
        except RefusedError as refusal:
            return no(refusal.status, refusal.code)
        return await self._told(request, answer, failure)

    async def _told(self, request: web.Request, answer: Json, failure: str) -> web.StreamResponse:
        """That it is done, unless that goes wrong."""
        if failure == "lost_answer":
            _reset(request)
        if failure == "late":
            await asyncio.sleep(LATE_S)
        if failure == "half":
            half = web.StreamResponse(status=201, headers={"Content-Length": "1000"})
            await half.prepare(request)
            await half.write(b'{"id": "17')
            _reset(request)
            return half
        if request.method == "DELETE":
            return web.Response(status=200)
        return web.json_response(answer, status=200 if request.method == "PUT" else 201)

    def _failure(self, request: web.Request, body: Json) -> str:
        shows = request.match_info.get("conversation") is not None or "activity" in body
        for failing in self.failing:
            found = Failing(failing) if isinstance(failing, str) else failing
            if found.method == request.method or (not found.method and shows):
                found.times -= 1
                if found.times <= 0:
                    self.failing.remove(failing)
                return found.how
        return ""

    def _failed(self, how: str, request: web.Request, body: Json) -> web.Response:
        if how in ("rate_limited", "rate_limited_until"):
            until_s = time.monotonic() + RETRY_AFTER_S
            self._asked_to_wait[done_where(request, body)] = until_s
        return ANSWERS[how]()

    def _too_much(self, request: web.Request, body: Json) -> web.Response | None:
        where, now_s = done_where(request, body), time.monotonic()
        if self.keeps_time and now_s < self._asked_to_wait.get(where, 0.0) - EARLY_S:
            self.faults.append(f"{where}: called again before the time of Retry-After was over")
        if not self.limited or (wait_s := self._limits.wait_s(*where, now_s)) <= 0.0:
            return None
        self.refused_for_now += 1
        self._asked_to_wait[where] = now_s + math.ceil(wait_s)
        return slow_down(str(math.ceil(wait_s)))

    def _done(self, request: web.Request, body: Json) -> Json:
        conversation = request.match_info.get("conversation", "")
        if request.method == "PUT":
            return self._update(conversation, request.match_info["activity"], body)
        if request.method == "DELETE":
            return self._delete(conversation, request.match_info["activity"])
        if conversation:
            return {"id": self._post(conversation, body).name}
        return self._create(body)

    def _create(self, body: Json) -> Json:
        if body["isGroup"]:
            channel = body["channelData"]["channel"]["id"]
            if channel not in self.channels:
                raise RefusedError(404, "ConversationNotFound")
            thread = f"{channel};messageid={self._next_name()}"
            self.conversations.add(thread)
            message = self._post(thread, body["activity"], thread.rpartition("=")[2])
            return {"id": message.conversation, "activityId": message.name}
        (member,) = body["members"]
        if body["bot"]["id"] != BOT or body["channelData"]["tenant"]["id"] != TENANT:
            raise RefusedError(400, "BadArgument")
        user = member["id"].removeprefix("29:")
        if user.endswith("UGONE") or user in self.gone:
            raise RefusedError(403, "BotNotInConversationRoster")
        self.conversations.add(f"a:{user}")
        return {"id": f"a:{user}"}

    def _post(self, conversation: str, body: Json, name: str = "") -> Message:
        self._check(conversation, body)
        message = Message(conversation, name or self._next_name(), body)
        self.messages.append(message)
        return message

    def _update(self, conversation: str, name: str, body: Json) -> Json:
        self._check(conversation, body)
        message = self._found(conversation, name)
        message.before.append(message.body)
        message.body = body
        message.updates += 1
        return {"id": name}

    def _delete(self, conversation: str, name: str) -> Json:
        self._check(conversation, None)
        message = self._found(conversation, name)
        self.messages.remove(message)
        self.deleted.append(message)
        return {}

    def _found(self, conversation: str, name: str) -> Message:
        for message in self.messages:
            if (message.conversation, message.name) == (conversation, name):
                return message
        raise RefusedError(404, "ActivityNotFoundInConversation")

    def _next_name(self) -> str:
        self._names += 1
        return str(1767225600000 + self._names)

    def _check(self, conversation: str, body: Json | None) -> None:
        """May the bot write there, and does Teams take it?"""
        if conversation.partition(";")[0] not in self.conversations | self.channels:
            raise RefusedError(404, "ConversationNotFound")
        if conversation.removeprefix("a:") in self.gone:
            raise RefusedError(403, "MessageWritesBlocked")
        broken = broken_limits(body) if body is not None else []
        if broken:
            self.faults.append(f"{conversation}: {broken}")
            raise RefusedError(413 if "MessageSizeTooBig" in broken[0] else 400, "BadSyntax")


def _reset(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()
