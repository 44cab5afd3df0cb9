"""How is one call to the Bot Connector made? Once, within its time, to an allowed address only."""

from __future__ import annotations

from typing import Any

import aiohttp
import msgspec
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from yarl import URL

from adapters.teams.client.errors import Answer
from adapters.teams.client.settings import TeamsSettings
from adapters.teams.client.tokens import Tokens
from bot.runtime.errors import TryLater, Undeliverable

CALL_S = 10.0  # at most three calls and two tokens make one delivery, and its lease holds 60 s


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """`posting`: people see something when it works, so that a lost answer leaves a doubt. No `body`: none is sent."""

    method: str = "GET"
    service_url: str
    path: str
    body: dict[str, Any] | None = None
    posting: bool = False


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


class Connector:
    def __init__(self, settings: TeamsSettings) -> None:
        self._settings = settings
        self.tokens = Tokens(settings)

    async def make(self, call: Call) -> Answer:
        """Whatever was answered. Raises TryLater when nothing was, Undeliverable for a foreign address."""
        if not self._settings.may_write_to(call.service_url):
            raise Undeliverable("service_host")
        token = await self.tokens.token()
        answer = await _made(call, token)
        if answer.status == 401 and token:
            # Refused, so surely not posted: once more with a new token.
            answer = await _made(call, await self.tokens.token(instead_of=token))
        return answer


async def _made(call: Call, token: str) -> Answer:
    headers = {} if call.body is None else {"Content-Type": "application/json; charset=utf-8"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    address = f"{call.service_url.rstrip('/')}/{call.path}"
    timeout = aiohttp.ClientTimeout(total=CALL_S)
    try:
        # A connection of its own. Over TLS on one machine it costs 2.5 ms of processor time, both ends together, and at
        # most 20 a second are made. Of 300 calls over one that was kept, and idle for about as long as the other side
        # has patience, 148 lost their answer: each a doubt, and a second copy for somebody. (November 2026)
        async with (
            aiohttp.ClientSession(connector=Once(), timeout=timeout) as http,
            http.request(
                call.method,
                URL(address, encoded=True),
                data=None if call.body is None else msgspec.json.encode(call.body),
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
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise TryLater("teams cannot be reached") from error
    except aiohttp.InvalidURL as error:
        raise Undeliverable("service_url") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TryLater("teams did not answer", maybe_sent=call.posting) from error
