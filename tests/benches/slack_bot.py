"""Slack's side of the bot: what it sends while people sign up, and a Web API that takes everything."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from pathlib import Path

import msgspec
from aiohttp import web

from adapters.slack.inbound import inbound
from adapters.slack.senders import Receipt
from bot.events import Event
from tests.benches.bot import Bot, Headers, Platform, Ready, Side, served
from tests.slack.requests import Json, Requests, encode, payload, signed

TEAM = "T0COMPANY"
SECRET, TOKEN = "bench-secret", "xoxb-bench"


class SlackSpeaker:
    place = f"slack:{TEAM}"

    def __init__(self) -> None:
        self._requests, self._clicks = Requests(), count(1)

    def known(self, user: str) -> dict[str, str]:
        return {"slack_id": user}

    def command(self, name: str, user: str) -> Json:
        return self._requests.command(name, "", user)

    def say(self, text: str, user: str) -> Json:
        return self._requests.say(text, user)

    def click(self, action: str, data: dict[str, str], user: str) -> Json:
        made = payload("block_actions")
        made["user"]["id"] = user
        made["container"] |= {"channel_id": f"D{user}"}
        pressed = {"action_id": "b", "type": "button", "value": json.dumps({"a": action, "d": data})}
        at = f"1767225601.{next(self._clicks):06}"
        made["actions"] = [pressed | {"block_id": "b", "action_ts": at}]
        return self._requests.answerable(made, user, f"D{user}")

    def events(self, body: Json, at: datetime) -> tuple[Event, ...]:
        return inbound(body, Receipt(at=at))


def _ready(made: Json) -> Ready:
    body, content_type = encode(made)

    def headers() -> Headers:
        return signed(body, content_type, secret=SECRET, at=time.time())

    return body, headers


@asynccontextmanager
async def _served(home: Path, database: str) -> AsyncIterator[Bot]:
    posted = Counter[str]()
    routes = [web.post("/api/{method}", _willing(count(1), posted))]
    side = Side(routes=routes, settings=_settings, path="/slack/events", ready=_ready, posted=posted)
    async with served(home, database, side) as bot:
        yield bot


def _settings(api: str) -> Mapping[str, str]:
    return {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": f"{api}/api/"}


SLACK = Platform(speaker=SlackSpeaker, served=_served)


async def arguments(request: web.Request) -> Mapping[str, object]:
    """Of a call: as JSON, or as a form."""
    if request.content_type == "application/json":
        sent: dict[str, object] = await request.json()
        return sent
    return dict(await request.post())


def _willing(numbers: count[int], posted: Counter[str]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def call(request: web.Request) -> web.Response:
        sent = await arguments(request)
        if request.match_info["method"] == "chat.postMessage":
            posted[str(sent.get("metadata"))] += 1  # it names the delivery
        channel = str(sent.get("channel") or f"D{sent.get('users', '')}")
        answer = {"ok": True, "ts": f"1767225600.{next(numbers):06}", "team_id": TEAM, "user_id": "UBOT"}
        return web.Response(
            body=msgspec.json.encode(
                {**answer, "channel": channel if "users" not in sent else {"id": channel}}
            ),
            content_type="application/json",
        )

    return call
