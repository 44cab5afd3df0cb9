"""What does the playground's page ask for, and what does it get? JSON, and news over a WebSocket.

What somebody does on the page is kept as a line of the conversation, becomes an event (`inbound.py`) and
goes through `handle`; the page is answered when that has returned. What only the application can do
(people, the clock, starting over) comes through `World`.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated, Any, TypeVar, get_args

import msgspec
from aiohttp import web

from adapters.playground.client import live
from adapters.playground.client.acts import Acts
from adapters.playground.client.guard import Guard, Refused, error, json_response, read_json
from adapters.playground.client.live import Live
from adapters.playground.client.pages import Pages
from adapters.playground.client.posts import Ground
from adapters.playground.client.world import Source, Step, World
from adapters.playground.view import latest_json, moment, page_of, person_json, post_json
from adapters.wording import one_line
from bot.runtime.errors import BadPayload

SOURCES: tuple[Source, ...] = get_args(Source)

T = TypeVar("T")
log = logging.getLogger(__name__)


class Moving(msgspec.Struct, frozen=True, kw_only=True):
    step: Step


class Switching(msgspec.Struct, frozen=True, kw_only=True):
    people: Annotated[list[str], msgspec.Meta(max_length=1000)]
    on: bool


class Playground:
    """The server's side of the page."""

    def __init__(self, ground: Ground, world: World, acts: Acts, live: Live) -> None:
        self._words_for = ground.words_for
        self._world = world
        self._acts = acts
        self._posts = acts.posts
        self._live = live
        self._moving = asyncio.Lock()
        self._greeted: set[tuple[str, str]] = set()

    def routes(self) -> list[web.RouteDef]:
        guard = Guard()
        pages = Pages(guard.token)
        doings = ("say", "press", "submit", "command", "open", "home")
        return [
            web.get("/", guard.page(pages.index)),
            web.get("/playground/state", guard.reading(self._state)),
            web.get("/playground/conversations/{id}", guard.reading(self._conversation)),
            web.get("/playground/commands", guard.reading(self._commands)),
            web.get("/playground/search", guard.reading(self._search)),
            web.get("/playground/live", guard.reading(self._news)),
            *(web.post(f"/playground/{doing}", guard.writing(self._doing(doing))) for doing in doings),
            web.post("/playground/clock", guard.writing(self._clock)),
            web.post("/playground/autopilot", guard.writing(self._autopilot)),
            web.post("/playground/start-over", guard.writing(self._start_over)),
            web.get("/playground/{name}", guard.page(pages.asset)),
        ]

    async def _state(self, _request: web.Request) -> web.Response:
        people = await self._world.people()
        autopiloted = self._world.autopiloted()
        return json_response(
            {
                "organization": self._world.organization(),
                "company": one_line(self._world.company()),
                "now": moment(self._world.now()),
                "moving": self._moving.locked(),
                "people": [person_json(person, autopiloted) for person in people],
                "channels": [{"id": f"#{name}", "name": name} for name in self._world.channels()],
                "latest": latest_json(await self._posts.latest()),
            }
        )

    async def _conversation(self, request: web.Request) -> web.Response:
        before = request.query.get("before")
        if before is not None and not (before.isascii() and before.isdecimal() and len(before) < 10):
            raise BadPayload("`before` is the number of a post.")
        posts = await self._posts.read(request.match_info["id"])
        shown, older = page_of(posts, int(before) if before else None)
        lines = [post_json(post, self._words_for) for post in shown]
        return json_response({"posts": lines, "older": older})

    async def _commands(self, request: web.Request) -> web.Response:
        person = await self._acts.person(request.query.get("person"))
        rows = [{"name": f"/rm-{name}", "help": help_} for name, help_ in self._world.commands(person)]
        return json_response({"commands": rows})

    async def _search(self, request: web.Request) -> web.Response:
        source = next((one for one in SOURCES if one == request.query.get("source")), None)
        if source is None:
            raise BadPayload("Only people and skills can be searched.")
        person = await self._acts.person(request.query.get("person"))
        words = self._words_for(person.language, person.timezone)
        found = await self._world.search(source, request.query.get("q", "")[:200])
        options = [{"value": option.value, "label": one_line(words.text(option.label))} for option in found]
        return json_response({"options": options})

    async def _news(self, request: web.Request) -> web.StreamResponse:
        return await live.serve(request, self._live)

    def _doing(self, kind: str) -> Any:
        async def do(request: web.Request) -> web.StreamResponse:
            payload = {**await read_json(request), "kind": kind}
            if kind == "open":
                return await self._opened(payload)
            return await self._done(payload)

        return do

    async def _done(self, payload: dict[str, Any]) -> web.Response:
        try:
            handled = await self._acts.act(payload)
        except BadPayload:
            raise
        except Exception as failed:
            # The border: whatever went wrong inside, the page has to hear that nothing was stored. The
            # error's own words may be people's: only its kind is logged.
            log.error("could not handle a %s of the playground: %s", payload["kind"], type(failed).__name__)
            return error(503, "That could not be stored, so nothing has changed. Please try again.")
        if handled is None:
            return json_response({"status": "unread", "reply": None})
        reply = None
        if handled.reply is not None:
            person = await self._acts.person(payload.get("person"))
            words = self._words_for(person.language, person.timezone)
            others = {field: words.text(text) for field, text in handled.reply.others.items()}
            reply = {"text": words.text(handled.reply.text), "field": handled.reply.field, "others": others}
        return json_response({"status": handled.status, "reply": reply})

    async def _opened(self, payload: dict[str, Any]) -> web.Response:
        """Somebody looks at an empty conversation: the bot says hello, once, however many pages ask."""
        visit = (self._world.organization(), str(payload.get("person")))
        first = visit not in self._greeted
        self._greeted.add(visit)
        if not first or await self._posts.read(visit[1]):
            return json_response({"status": "duplicate", "reply": None})
        answer = await self._done(payload)
        if answer.status != 200:
            self._greeted.discard(visit)
        return answer

    async def _clock(self, request: web.Request) -> web.Response:
        step = _read(await read_json(request), Moving).step
        if self._moving.locked():
            raise Refused(409, "The clock is already moving.")
        async with self._moving:
            self._tell_clock(moving=True)
            try:
                report = await self._world.move_clock(step)
            finally:
                self._tell_clock(moving=False)
        return json_response(
            {"now": moment(report.now), "happened": report.happened, "waiting": report.waiting}
        )

    def _tell_clock(self, *, moving: bool) -> None:
        self._live.tell({"kind": "clock", "now": moment(self._world.now()), "moving": moving})

    async def _autopilot(self, request: web.Request) -> web.Response:
        asked = _read(await read_json(request), Switching)
        known = {person.external for person in await self._world.people()}
        await self._world.autopilot([external for external in asked.people if external in known], asked.on)
        self._live.tell({"kind": "people"})
        return json_response({"autopiloted": sorted(self._world.autopiloted())})

    async def _start_over(self, request: web.Request) -> web.Response:
        await read_json(request)
        if self._moving.locked():
            raise Refused(409, "The clock is moving. Wait until it stands still, then start over.")
        async with self._moving:
            await self._world.start_over()
            self._greeted.clear()
        self._live.tell({"kind": "started_over", "now": moment(self._world.now())})
        return json_response({"organization": self._world.organization()})


def _read(payload: dict[str, Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(payload, kind)
    except msgspec.ValidationError as broken:
        raise BadPayload(f"The playground cannot read this request: {broken}.") from broken
