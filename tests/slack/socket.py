"""Slack's side of Socket Mode: apps.connections.open, and a WebSocket that speaks its envelopes.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode (November 2026).
"""

from __future__ import annotations

import asyncio
import json
from itertools import count
from typing import Literal

from aiohttp import WSMsgType, web

from tests.slack.double import FakeSlack
from tests.slack.method import Method
from tests.slack.methods import METHODS
from tests.slack.workspace import APP_ID, Json, RefusedError, Workspace

APP_TOKEN = "xapp-for-tests"
MOST_LINES = 10
PATIENCE_S = 5.0

Reason = Literal["warning", "refresh_requested", "link_disabled"]


class Wire:
    """One WebSocket from the app."""

    def __init__(self, ws: web.WebSocketResponse) -> None:
        self.ws = ws
        self.acknowledged: dict[str, Json] = {}
        self.heard = asyncio.Event()


class SocketSlack(FakeSlack):
    """`wires` are open, the oldest first. Tickets work once."""

    def __init__(self) -> None:
        super().__init__()
        self.methods = {**METHODS, **OWN}
        self.tokens[APP_TOKEN] = "app"
        self.wires: list[Wire] = []
        self.tickets: set[str] = set()
        self.disabled = False
        self.changed = asyncio.Event()
        self._numbers = count(1)

    def routes(self) -> list[web.RouteDef]:
        return [*super().routes(), web.get("/link", self._link)]

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=403)
        self.tickets.remove(ticket)
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        wire = Wire(ws)
        self.wires.append(wire)
        await ws.send_json(
            {
                "type": "hello",
                "num_connections": len(self.wires),
                "connection_info": {"app_id": APP_ID},
                "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
            }
        )
        self.changed.set()
        async for message in ws:
            if message.type is WSMsgType.TEXT:
                self._hear(wire, json.loads(message.data))
        if wire in self.wires:
            self.wires.remove(wire)
        self.changed.set()
        return ws

    def _hear(self, wire: Wire, said: Json) -> None:
        if set(said) - {"envelope_id", "payload"} or not isinstance(said.get("envelope_id"), str):
            self.fault(f"no acknowledgement: {sorted(said)}")
        elif said["envelope_id"] in wire.acknowledged:
            self.fault("acknowledged twice")
        wire.acknowledged[said["envelope_id"]] = said
        wire.heard.set()

    async def until_wired(self, wires: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.wires) != wires:
                self.changed.clear()
                await self.changed.wait()

    async def send(self, payload: Json, on: Wire | None = None, retry: int = 0) -> tuple[Wire, str]:
        """In an envelope of its own; gives the wire and the envelope's id."""
        wire = on or self.wires[-1]
        envelope = f"envelope-{next(self._numbers)}"
        kind = _kind(payload)
        made: Json = {"type": kind, "envelope_id": envelope, "payload": payload}
        made["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            made |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        await wire.ws.send_json(made)
        return wire, envelope

    async def answer(self, payload: Json, on: Wire | None = None, retry: int = 0) -> Json:
        """The acknowledgement of a request."""
        return await self.acknowledgement(*await self.send(payload, on, retry))

    async def acknowledgement(self, wire: Wire, envelope: str, wait_s: float = PATIENCE_S) -> Json:
        """Raises TimeoutError when there is none."""
        async with asyncio.timeout(wait_s):
            while envelope not in wire.acknowledged:
                wire.heard.clear()
                await wire.heard.wait()
        return wire.acknowledged[envelope]

    def cut(self, wire: Wire) -> None:
        """The network breaks; nobody says goodbye."""
        self.wires.remove(wire)
        request = wire.ws._req
        assert request is not None
        assert request.transport is not None
        request.transport.abort()

    async def disconnect(self, wire: Wire, reason: Reason) -> None:
        await wire.ws.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})


def _kind(payload: Json) -> str:
    if "command" in payload:
        return "slash_commands"
    return "events_api" if payload["type"] == "event_callback" else "interactive"


def connections_open(slack: Workspace, arguments: Json) -> Json:
    if not isinstance(slack, SocketSlack) or slack.disabled:
        raise RefusedError("socket_mode_not_enabled")
    if len(slack.wires) >= MOST_LINES:
        slack.fault("too many connections")
    ticket = f"ticket-{next(slack._numbers)}"
    slack.tickets.add(ticket)
    return {"url": f"{slack.address.replace('http', 'ws', 1)}/link?ticket={ticket}&app_id={APP_ID}"}


OWN = {"apps.connections.open": Method(answer=connections_open, tier="1", token="app", json=True)}
