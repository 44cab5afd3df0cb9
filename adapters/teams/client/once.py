"""How is one request made to Microsoft? Once, in a connection of its own: one kept for long loses answers when cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from yarl import URL

from adapters.teams.client.errors import Answer


class Once(aiohttp.TCPConnector):
    """For one request: aiohttp repeats a PUT by itself when its answer is lost, and that is ours to decide."""

    def __init__(self) -> None:
        super().__init__(force_close=True)
        self._is_used = False

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - the library's own argument
    ) -> Connection:
        if self._is_used:
            raise aiohttp.ServerDisconnectedError
        self._is_used = True
        return await super().connect(req, traces, timeout)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """`address` is encoded as it is to be sent. No `body`: none is sent; no `token`: authentication is off."""

    method: str
    address: str
    body: Mapping[str, Any] | None
    token: str
    within_s: float


async def answer_to(request: Request) -> Answer:
    """Whatever was answered. Raises what aiohttp raises, and TimeoutError."""
    headers = {} if request.body is None else {"Content-Type": "application/json; charset=utf-8"}
    if request.token:
        headers["Authorization"] = f"Bearer {request.token}"
    timeout = aiohttp.ClientTimeout(total=request.within_s)
    async with (
        aiohttp.ClientSession(connector=Once(), timeout=timeout) as http,
        http.request(
            request.method,
            URL(request.address, encoded=True),
            data=None if request.body is None else msgspec.json.encode(request.body),
            headers=headers,
            allow_redirects=False,
        ) as answer,
    ):
        return Answer(
            status=answer.status,
            body=await answer.read(),
            retry_after=answer.headers.get("Retry-After", ""),
            date=answer.headers.get("Date", ""),
        )
