"""Slack's Web API on this machine, as a real server: it refuses what Slack would refuse.

`fail` lets the next calls go wrong; `calls` has every call that arrived, with its arguments. `serving` ends with an
error where a call was made that no good client makes (`faults`). `seen_by` tells what a person sees.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import msgspec
from aiohttp import web

from tests.serving import serving
from tests.slack.answers import take_answer
from tests.slack.arguments import read_arguments, sent_with
from tests.slack.files import take_bytes
from tests.slack.limiting import Limits
from tests.slack.method import Method
from tests.slack.methods import METHODS
from tests.slack.reading import read_message, read_view
from tests.slack.workspace import BOT, RETRY_AFTER_S, Json, Message, RefusedError, Workspace

# A call that is answered so is a mistake of ours, wherever it is made.
FAULTS = frozenset(
    {"invalid_arguments", "missing_argument", "missing_scope", "not_allowed_token_type", "unknown_method"}
)

# How a call can go wrong, beside any error of Slack's own by its name:
#   rate_limited  429; server_error  503 and a page; broken  500 and a page; no_json  200 and half an answer
#   lost_answer   done, then the connection is reset; reset  reset before anything was done
#   late          done, and answered after LATE_S
LATE_S = 1.0
ANSWERING = "response_url"  # what answering at such an address is called in `fail`


EARLY_S = 0.1  # clocks of the two differ a little


class Failing(msgspec.Struct):
    """The next `times` calls of the method, or of any that people see something of."""

    how: str
    method: str = ""
    times: int = 1


class FakeSlack(Workspace):
    """With `limited` it counts calls and refuses what is too much, as Slack does. `oauth.py`, `socket.py` add to it."""

    def __init__(self) -> None:
        super().__init__()
        self.methods = METHODS
        self.failing: list[Failing] = []
        self.replies: list[Json] = []
        self.limited = False
        self.refused_for_now = 0  # how many calls were answered 429
        self._limits = Limits()
        self.keeps_time = False  # whoever calls has no clock of its own that a test moves
        self._asked_to_wait: dict[str, float] = {}  # until when, by method

    def fail(self, how: str, method: str = "", times: int = 1) -> None:
        self.failing.append(Failing(how, method, times))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._call),
            web.post("/upload/{file}", self._take_bytes),
            web.post("/reply", self._reply),
            web.post("/reply/{answer}", self._reply),
        ]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """While the block runs; gives the address, no slash at the end. Asserts that there was no fault."""
        async with serving(self.routes()) as address:
            self.address = address
            yield address
        assert self.faults == [], "calls that no good client makes"

    def seen_by(self, user: str, where: Literal["all", "chat"] = "all") -> str:
        """All that this person sees, in the order of time: their conversations, then their home page and form."""
        mine = {name for name, found in self.conversations.items() if user in found.members}
        shown = [message for message in (*self.messages, *self.typed) if message.channel in mine]
        shown += [message for message in self.ephemerals if message.to == user]
        lines = [line for message in sorted(shown, key=_moment) for line in self._drawn(message)]
        if where == "all" and user in self.homes:
            lines += ["-- Home --", *read_view(self.homes[user])]
        if where == "all" and self.modals.get(user):
            lines += ["-- Form --", *read_view(self.modals[user][-1])]
        return "\n".join(lines)

    def _drawn(self, message: Message) -> list[str]:
        kind = (
            self.conversations[message.channel].kind if message.channel in self.conversations else "channel"
        )
        place = "" if kind == "im" else f" in {self.conversations[message.channel].name or message.channel}"
        alone = " (only you)" if message.to else ""
        who = "Turnabout" if message.author == BOT else self.person(message.author)["real_name"]
        return [f"{who}{place}{alone}:", *(f"    {line}" for line in read_message(message.body))]

    async def _take_bytes(self, request: web.Request) -> web.Response:
        return await take_bytes(self, request)

    async def _reply(self, request: web.Request) -> web.Response:
        failure = self._failure(ANSWERING, None)
        if failure not in ("", "lost_answer"):
            return _failed(failure, request)
        if request.content_type != "application/json":
            self.fault(f"response_url: {request.content_type}")
        told = await request.json()
        self.replies.append(told)
        answered = take_answer(self, request.match_info.get("answer", ""), told)
        if failure:
            _reset(request)
        return answered

    def _failure(self, name: str, method: Method | None) -> str:
        for failing in self.failing:
            if failing.method == name or (not failing.method and method and method.shows):
                failing.times -= 1
                if not failing.times:
                    self.failing.remove(failing)
                return failing.how
        return ""

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        sent, how = await sent_with(request)
        method = self.methods.get(name)
        if self.keeps_time and self.now_s() < self._asked_to_wait.get(name, 0.0):
            self.fault(f"{name}: called again before the time of Retry-After was over")
        failure = self._failure(name, method)
        if failure == "rate_limited":
            self._asked_to_wait[name] = self.now_s() + RETRY_AFTER_S - EARLY_S
        if self.limited and method and (wait_s := self._limits.wait_s(name, method, sent, self.now_s())):
            self.refused_for_now += 1
            return _slow_down(wait_s)
        if failure and failure not in ("lost_answer", "late"):
            self.calls.append((name, sent))
            return _failed(failure, request)
        answer = self._answer(name, method, request.headers.get("Authorization", ""), (sent, how))
        if failure == "lost_answer":
            _reset(request)
        if failure == "late":
            await asyncio.sleep(LATE_S)
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(sorted(self.scopes))})

    def _answer(self, name: str, method: Method | None, header: str, given: tuple[Json, str]) -> Json:
        sent, how = given
        try:
            if not method:
                raise RefusedError("unknown_method", req_method=name)
            self._authorize(method, header)
            arguments = self._arguments(name, method, sent, how)
            self.calls.append((name, arguments))
            return {"ok": True} | method.answer(self, arguments)
        except RefusedError as refused:
            if str(refused) in FAULTS - self.forgiven:
                self.fault(f"{name}: {refused} {refused.more}")
            return {"ok": False, "error": str(refused)} | refused.more

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


def _moment(message: Message) -> str:
    return message.ts


def _slow_down(wait_s: int) -> web.Response:
    limited = {"ok": False, "error": "ratelimited"}
    return web.json_response(limited, status=429, headers={"Retry-After": str(wait_s)})


def _reset(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()


def _failed(how: str, request: web.Request) -> web.Response:
    page = "<html><body>Something went wrong</body></html>"
    match how:
        case "rate_limited":
            return _slow_down(RETRY_AFTER_S)
        case "server_error":
            return web.Response(status=503, text=page, content_type="text/html")
        case "broken":
            return web.Response(status=500, text=page, content_type="text/html")
        case "no_json":
            return web.Response(text='{"ok": tr', content_type="application/json")
        case "reset":
            _reset(request)
            return web.Response(status=503)
        case _:
            return web.json_response({"ok": False, "error": "user_not_found" if how == "gone" else how})
