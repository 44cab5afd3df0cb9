"""The Teams route on loopback, the Bot Connector's double beside it, and a program that remembers what it was told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import msgspec

from adapters.teams.client import Needs, TeamsPart, TeamsSettings
from bot.events import ChannelSeen, Event
from bot.outcome import Reply
from bot.runtime.ports import Handled
from tests.contracts.messages import WORDS, PlainWords
from tests.serving import serving
from tests.teams.double import APP_ID, PASSWORD, FakeTeams, claims, signed
from tests.teams.requests import TENANT, Requests
from tests.teams.rules import Json


class Program:
    """Stands in for the service: remembers ids as the inbox does, can wait, fail and reply."""

    def __init__(self) -> None:
        self.handled: list[Event] = []
        self.seen: set[str] = set()
        self.broken = False
        self.reply: Reply | None = None
        self.language = ""
        self.spoken: list[str] = []
        self.begun = asyncio.Event()
        self.may_finish = asyncio.Event()
        self.may_finish.set()

    async def handle(self, event: Event) -> Handled:
        self.begun.set()
        await self.may_finish.wait()
        if self.broken:
            raise RuntimeError("the database is gone, with Ana's words in the statement")
        if event.id in self.seen:
            return Handled(status="duplicate")
        self.seen.add(event.id)
        self.handled.append(event)
        reply = None if isinstance(event, ChannelSeen) else self.reply
        return Handled(status="handled", reply=reply, language=self.language)

    def words(self, language: str, _timezone: str) -> PlainWords:
        self.spoken.append(language)
        return WORDS

    def now(self) -> datetime:
        return datetime(2026, 9, 1, 9, tzinfo=UTC)


def needs(settings: TeamsSettings, program: Program) -> Needs:
    return Needs(
        settings=settings,
        handle=program.handle,
        clock=program,
        words_for=program.words,
        count=lambda result: None,
    )


class Served(msgspec.Struct):
    """The route on loopback, and the Bot Connector beside it."""

    program: Program
    teams: FakeTeams
    part: TeamsPart
    settings: TeamsSettings
    address: str
    http: aiohttp.ClientSession
    requests: Requests

    @property
    def service_url(self) -> str:
        return f"{self.teams.address}/"

    async def send(self, made: Json, token: str | None = None) -> tuple[int, str]:
        """As Teams sends it; the answer's status and text."""
        token = signed(claims(self.service_url)) if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.send_bytes(json.dumps(made).encode(), headers)

    async def send_bytes(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        headers = {"Content-Type": "application/json"} | headers
        async with self.http.post(f"{self.address}/api/messages", data=body, headers=headers) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def running(**changes: str) -> AsyncIterator[Served]:
    program, teams = Program(), FakeTeams(with_tokens=changes.get("auth") != "off")
    async with teams.serving() as connector, aiohttp.ClientSession() as http:
        settings = msgspec.convert(
            {
                "app_id": APP_ID,
                "app_password": PASSWORD,
                "tenant_id": TENANT,
                "openid_metadata_url": f"{connector}/openid",
                "login_url": connector,
                "service_hosts": "127.0.0.1",
            }
            | changes,
            TeamsSettings,
        )
        part = TeamsPart(needs(settings, program))
        async with serving([*part.routes]) as address:
            yield Served(program, teams, part, settings, address, http, Requests(f"{connector}/"))
        await part.close()
