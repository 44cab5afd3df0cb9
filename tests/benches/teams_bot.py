"""Teams' side of the bot: what it sends while people sign up, and a Bot Connector that takes everything."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from pathlib import Path

from aiohttp import web

from adapters.teams.inbound import Receipt, inbound
from bot.events import Event
from tests.benches.bot import Bot, Headers, Platform, Ready, Side, served
from tests.teams.double import APP_ID, PASSWORD, FakeTeams, claims, signed
from tests.teams.requests import TENANT, Requests
from tests.teams.rules import Json


class TeamsSpeaker:
    place = f"teams:{TENANT}"

    def __init__(self) -> None:
        self._requests, self._presses = Requests(), count(1)

    def known(self, user: str) -> dict[str, str]:
        return {"teams_id": user}

    def command(self, name: str, user: str) -> Json:
        return self._requests.command(name, "", user)

    def say(self, text: str, user: str) -> Json:
        return self._requests.say(text, user)

    def click(self, action: str, data: dict[str, str], user: str) -> Json:
        made = self._requests.say("", user)
        del made["text"]
        return made | {"value": {"action": action, "data": data, "message": f"press-{next(self._presses)}"}}

    def events(self, body: Json, at: datetime) -> tuple[Event, ...]:
        return inbound(body, Receipt(at=at))


class Willing(FakeTeams):
    """Counts what is posted to whom, and checks nothing."""

    def __init__(self, posted: Counter[str]) -> None:
        super().__init__()
        self._posted, self._ids = posted, count(1767225600000)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        sent = await request.json() if request.can_read_body else {}
        conversation = request.match_info.get("conversation", "")
        if request.method == "POST" and conversation:
            self._posted[conversation] += 1
        opened = "".join(f"a:{member['id'].removeprefix('29:')}" for member in sent.get("members", ()))
        return web.json_response({"id": opened or str(next(self._ids))}, status=201)

    def ready(self, made: Json) -> Ready:
        body, headers = signed_request(made | {"serviceUrl": f"{self.address}/"})
        return body, lambda: headers

    def settings(self, api: str) -> Mapping[str, str]:
        self.address = api
        return settings(api)


def signed_request(made: Json) -> tuple[bytes, Headers]:
    """Each has a token of its own, as if Teams asked for a new one each time: the dearest case."""
    token = signed(claims(made["serviceUrl"]))
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    return json.dumps(made, ensure_ascii=False).encode(), headers


def settings(api: str) -> Mapping[str, str]:
    return {
        "TEAMS_APP_ID": APP_ID,
        "TEAMS_APP_PASSWORD": PASSWORD,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_OPENID_METADATA_URL": f"{api}/openid",
        "TEAMS_LOGIN_URL": api,
        "TEAMS_SERVICE_HOSTS": "127.0.0.1",
    }


@asynccontextmanager
async def _served(home: Path, database: str) -> AsyncIterator[Bot]:
    posted = Counter[str]()
    teams = Willing(posted)
    routes, ready = teams.routes(), teams.ready
    side = Side(routes=routes, settings=teams.settings, path="/api/messages", ready=ready, posted=posted)
    async with served(home, database, side) as bot:
        yield bot


TEAMS = Platform(speaker=TeamsSpeaker, served=_served)
