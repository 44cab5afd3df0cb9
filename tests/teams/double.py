"""The Bot Connector, its login and its keys on this machine, as far as the adapter uses them; it refuses what
Teams would refuse.

`failing` holds the failures of the next posting or updating calls; `calls` every call that arrived.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from tests.teams.requests import BOT, TENANT
from tests.teams.rules import Json, broken_limits

APP_ID = BOT.removeprefix("28:")
PASSWORD = "a-secret-for-tests"
ISSUER = "https://api.botframework.com"
CHANNEL = "19:news@thread.tacv2"
RETRY_AFTER_S = 7


@cache
def private_key(name: str) -> RSAPrivateKey:
    """Made once for all tests: it takes a tenth of a second."""
    return generate_private_key(65537, 2048)


def public_key(name: str, **more: object) -> Json:
    made: Json = jwt.algorithms.RSAAlgorithm.to_jwk(private_key(name).public_key(), as_dict=True)
    return made | {"kid": name, "use": "sig", "alg": "RS256", "endorsements": ["msteams"]} | more


def claims(service_url: str, **more: object) -> Json:
    now = int(time.time())
    made: Json = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 300, "exp": now + 3_300}
    return made | {"serviceurl": service_url} | more


def signed(made: Json, *, key: str = "key-1", kid: str | None = None) -> str:
    return jwt.encode(made, private_key(key), algorithm="RS256", headers={"kid": kid or key})


class Message:
    """One that people can see. `body` is what the last call put there."""

    def __init__(self, conversation: str, name: str, body: Json) -> None:
        self.conversation = conversation
        self.name = name
        self.body = body
        self.updates = 0


class RefusedError(Exception):
    def __init__(self, status: int, code: str) -> None:
        self.status, self.code = status, code
        super().__init__(code)


class FakeTeams:
    def __init__(self, *, with_tokens: bool = True) -> None:
        self.address = ""
        self.messages: list[Message] = []
        self.calls: list[tuple[str, str, Json]] = []
        self.failing: list[str] = []
        self.conversations = {"a:U1ANA"}
        self.channels = {CHANNEL}
        self.keys: list[Json] = [public_key("key-1")]
        self.keys_away = False
        self.key_fetches = 0
        self.logins: list[dict[str, list[str]]] = []
        self.good_tokens: set[str] = set()
        self.token_lasts_s: Any = 3599
        self._with_tokens = with_tokens

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/openid", self._metadata),
            web.get("/keys", self._keys),
            web.post("/{tenant}/oauth2/v2.0/token", self._login),
            web.post("/v3/conversations", self._call),
            web.post("/v3/conversations/{conversation}/activities", self._call),
            web.put("/v3/conversations/{conversation}/activities/{activity}", self._call),
            web.delete("/v3/conversations/{conversation}/activities/{activity}", self._call),
        ]

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

    async def _call(self, request: web.Request) -> web.StreamResponse:
        body: Json = json.loads(await request.text())
        self.calls.append((request.method, request.path, body))
        if self._with_tokens:
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if token not in self.good_tokens:
                return _no(401, "AuthorizationError")
        elif "Authorization" in request.headers:
            return _no(400, "TokenSentInClear")
        shows = request.match_info.get("conversation") is not None or "activity" in body
        failure = self.failing.pop(0) if shows and self.failing else ""
        if failure and failure != "lost_answer":
            return FAILURES[failure]()
        try:
            answer = self._done(request, body)
        except RefusedError as refused:
            return _no(refused.status, refused.code)
        if failure == "lost_answer":
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(answer, status=201)

    def _done(self, request: web.Request, body: Json) -> Json:
        conversation = request.match_info.get("conversation", "")
        if request.method == "PUT":
            return self._update(conversation, request.match_info["activity"], body)
        if request.method == "DELETE":
            return self._delete(conversation, request.match_info["activity"])
        if conversation:
            if conversation not in self.conversations:
                raise RefusedError(404, "ConversationNotFound")
            return {"id": self._post(conversation, body).name}
        return self._create(body)

    def _create(self, body: Json) -> Json:
        if body["isGroup"]:
            channel = body["channelData"]["channel"]["id"]
            if channel not in self.channels:
                raise RefusedError(404, "ConversationNotFound")
            name = str(1767225600000 + len(self.messages))
            message = self._post(f"{channel};messageid={name}", body["activity"])
            return {"id": message.conversation, "activityId": message.name}
        (member,) = body["members"]
        tenants = {body["tenantId"], body["channelData"]["tenant"]["id"]}
        if body["bot"]["id"] != BOT or tenants != {TENANT}:
            raise RefusedError(400, "BadArgument")
        if member["id"].endswith("UGONE"):
            raise RefusedError(403, "BotNotInConversationRoster")
        conversation = f"a:{member['id'].removeprefix('29:')}"
        self.conversations.add(conversation)
        return {"id": conversation}

    def _post(self, conversation: str, body: Json) -> Message:
        _check(body)
        message = Message(conversation, str(1767225600000 + len(self.messages)), body)
        self.messages.append(message)
        return message

    def _update(self, conversation: str, name: str, body: Json) -> Json:
        _check(body)
        for message in self.messages:
            if (message.conversation, message.name) == (conversation, name) and body["id"] == name:
                message.body = body
                message.updates += 1
                return {"id": name}
        raise RefusedError(404, "ActivityNotFoundInConversation")

    def _delete(self, conversation: str, name: str) -> Json:
        found = [one for one in self.messages if (one.conversation, one.name) == (conversation, name)]
        if not found:
            raise RefusedError(404, "ActivityNotFoundInConversation")
        self.messages.remove(found[0])
        return {}


def _check(body: Json) -> None:
    broken = broken_limits(body)
    if body.get("from") != {"id": BOT}:
        broken.append(f"from {body.get('from')}")
    if broken:
        raise RefusedError(413 if "MessageSizeTooBig" in broken[0] else 400, "BadSyntax")


def _no(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": "no"}}, status=status)


FAILURES: dict[str, Callable[[], web.Response]] = {
    "rate_limited": lambda: web.Response(status=429, headers={"Retry-After": str(RETRY_AFTER_S)}),
    "server_error": lambda: web.Response(status=502, text="<html>", content_type="text/html"),
    "precondition": lambda: _no(412, "PreconditionFailed"),
    "unauthorized": lambda: _no(401, "AuthorizationError"),
    "gone": lambda: _no(403, "MessageWritesBlocked"),
}
