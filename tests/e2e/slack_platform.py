"""Slack's Web API on this machine, as far as the adapter uses it; it refuses what Slack would refuse.

`failing` holds the failures of the next posting or updating calls; `calls` every call that arrived, with its
arguments.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.e2e.slack_rules import Json, broken_limits

TOKEN = "xoxb-for-tests"
TEAM = "T0COMPANY"
BOT = "U0BOT"
RETRY_AFTER_S = 7


class RefusedError(Exception):
    """Answered with `ok: false`."""


class Message:
    """One that people can see. `body` is what the last call put there."""

    def __init__(self, channel: str, ts: str, body: Json) -> None:
        self.channel = channel
        self.ts = ts
        self.body = body
        self.updates = 0


class FakeSlack:
    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.calls: list[tuple[str, Json]] = []
        self.failing: list[str] = []
        self.fetches_pictures = True
        self.replies: list[Json] = []
        self.opened: set[str] = set()
        self.channels = {"C1NEWS"}
        self.page = 100  # the most messages one page of a history holds
        self._methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.history": self._history,
            "conversations.open": self._open,
        }

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/api/{method}", self._call), web.post("/reply", self._reply)]

    async def _reply(self, request: web.Request) -> web.Response:
        self.replies.append(await request.json())
        return web.Response(text="ok")

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append((name, arguments))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _no("invalid_auth")
        shows = name in ("chat.postMessage", "chat.update")
        failure = self.failing.pop(0) if shows and self.failing else ""
        if failure and failure != "lost_answer":
            return FAILURES[failure]()
        try:
            answer = self._methods[name](arguments)
        except RefusedError as refused:
            return _no(str(refused))
        except KeyError as missing:
            return _no(f"invalid_arguments {missing}")
        if failure == "lost_answer":
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"ok": True} | answer, headers={"x-oauth-scopes": "chat:write,im:write"})

    def _auth_test(self, arguments: Json) -> Json:
        return {"team": "Company", "team_id": TEAM, "user_id": BOT, "url": "https://company.slack.example/"}

    def _open(self, arguments: Json) -> Json:
        user = arguments["users"]
        if user.startswith("UGONE"):
            raise RefusedError("user_not_found")
        self.opened.add(f"D{user}")
        return {"channel": {"id": f"D{user}"}}

    def _post(self, arguments: Json) -> Json:
        channel = arguments["channel"]
        if channel not in self.opened | self.channels:
            raise RefusedError("channel_not_found")
        if arguments.get("link_names") or arguments.get("parse") == "full":
            raise RefusedError("this would ping people named in passing")
        if arguments["unfurl_links"] or arguments["unfurl_media"]:
            raise RefusedError("this would show what is behind a link")
        _check(arguments)
        if not self.fetches_pictures and any(block["type"] == "image" for block in arguments["blocks"]):
            raise RefusedError("invalid_blocks")  # "downloading image failed"
        ts = f"1767225600.{len(self.messages) + 1:06}"
        self.messages.append(Message(channel, ts, arguments))
        return {"channel": channel, "ts": ts}

    def _update(self, arguments: Json) -> Json:
        _check(arguments)
        for message in self.messages:
            if (message.channel, message.ts) == (arguments["channel"], arguments["ts"]):
                message.body = message.body | arguments
                message.updates += 1
                return {"channel": message.channel, "ts": message.ts}
        raise RefusedError("message_not_found")

    def _history(self, arguments: Json) -> Json:
        if not arguments["channel"].startswith("D"):
            raise RefusedError("missing_scope")
        start = int(arguments.get("cursor") or 0)
        found = [message for message in reversed(self.messages) if message.channel == arguments["channel"]]
        end = start + min(int(arguments.get("limit", 100)), self.page)
        with_metadata = arguments.get("include_all_metadata") in ("1", "true", True)
        return {
            "messages": [_as_told(message, with_metadata=with_metadata) for message in found[start:end]],
            "has_more": end < len(found),
            "response_metadata": {"next_cursor": str(end) if end < len(found) else ""},
        }


def _as_told(message: Message, *, with_metadata: bool) -> Json:
    told: Json = {"type": "message", "user": BOT, "ts": message.ts, "text": message.body.get("text", "")}
    return told | (
        {"metadata": message.body["metadata"]} if with_metadata and "metadata" in message.body else {}
    )


def _check(arguments: Json) -> None:
    broken = broken_limits(arguments)
    if broken:
        raise RefusedError(f"invalid_blocks {broken}")


async def _arguments(request: web.Request) -> Json:
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        arguments |= await request.json()
    else:
        arguments |= {name: str(value) for name, value in (await request.post()).items()}
    for name in ("blocks", "metadata"):
        if isinstance(arguments.get(name), str):
            arguments[name] = json.loads(arguments[name])
    return arguments


def _no(error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error})


FAILURES: dict[str, Callable[[], web.Response]] = {
    "rate_limited": lambda: web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(RETRY_AFTER_S)}
    ),
    "server_error": lambda: web.Response(status=503, text="<html>try later</html>", content_type="text/html"),
    "gone": lambda: _no("is_archived"),
}


@asynccontextmanager
async def serving(routes: list[web.RouteDef]) -> AsyncIterator[str]:
    """A real server on loopback while the block runs; gives its address, no slash at the end."""
    app = web.Application()
    app.add_routes(routes)
    server = TestServer(app)
    await server.start_server()
    try:
        yield str(server.make_url("")).rstrip("/")
    finally:
        await server.close()
