"""Slack's Web API on this machine, as a real server: it refuses what Slack would refuse.

`failing` holds the failures of the next posting or updating calls; `calls` every call that arrived, with its
arguments. `serving` ends with an error where a call was made that no good client makes (`faults`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from tests.serving import serving
from tests.slack.arguments import read_arguments, sent_with
from tests.slack.method import Method
from tests.slack.methods import METHODS
from tests.slack.workspace import RETRY_AFTER_S, Json, RefusedError, Workspace

# A call that is answered so is a mistake of ours, wherever it is made.
FAULTS = frozenset({"invalid_arguments", "missing_scope", "unknown_method"})


class FakeSlack(Workspace):
    def __init__(self) -> None:
        super().__init__()
        self.failing: list[str] = []
        self.replies: list[Json] = []

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/api/{method}", self._call), web.post("/reply", self._reply)]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """While the block runs; gives the address, no slash at the end. Asserts that there was no fault."""
        async with serving(self.routes()) as address:
            yield address
        assert self.faults == [], "calls that no good client makes"

    async def _reply(self, request: web.Request) -> web.Response:
        self.replies.append(await request.json())
        return web.Response(text="ok")

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        sent, how = await sent_with(request)
        method = METHODS.get(name)
        failure = self.failing.pop(0) if method and method.shows and self.failing else ""
        answer: Json
        if failure and failure != "lost_answer":
            self.calls.append((name, sent))
            return FAILURES[failure]()
        try:
            if not method:
                raise RefusedError("unknown_method", req_method=name)
            self._authorize(method, request.headers.get("Authorization", ""))
            arguments = self._arguments(name, method, sent, how)
            self.calls.append((name, arguments))
            answer = {"ok": True} | method.answer(self, arguments)
        except RefusedError as refused:
            if str(refused) in FAULTS - self.forgiven:
                self.fault(f"{name}: {refused} {refused.more}")
            answer = {"ok": False, "error": str(refused)} | refused.more
        if failure == "lost_answer":
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(sorted(self.scopes))})

    def _authorize(self, method: Method, header: str) -> None:
        if method.token == "none":
            return
        if not header:
            raise RefusedError("not_authed")
        kind = self.tokens.get(header.removeprefix("Bearer "))
        if not kind:
            raise RefusedError("invalid_auth")
        if kind != method.token:
            raise RefusedError("not_allowed_token_type")
        if method.scopes and kind == "bot" and not self.scopes & set(method.scopes):
            needed, provided = ",".join(method.scopes), ",".join(sorted(self.scopes))
            raise RefusedError("missing_scope", needed=needed, provided=provided)

    def _arguments(self, name: str, method: Method, sent: Json, how: str) -> Json:
        if how == "json" and not method.json:
            raise RefusedError("invalid_arguments", response_metadata={"messages": ["no JSON here"]})
        arguments, wrong = read_arguments(sent, method.arguments)
        if wrong:
            self.calls.append((name, sent))
            raise RefusedError("invalid_arguments", response_metadata={"messages": wrong})
        return arguments


FAILURES: dict[str, Callable[[], web.Response]] = {
    "rate_limited": lambda: web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(RETRY_AFTER_S)}
    ),
    "server_error": lambda: web.Response(status=503, text="<html>try later</html>", content_type="text/html"),
    "gone": lambda: web.json_response({"ok": False, "error": "is_archived"}),
}
