"""How is one call to the Bot Connector made? Once (`once.py`), within its time, to an allowed address only."""

from __future__ import annotations

from typing import Any

import aiohttp
import msgspec

from adapters.teams.client.errors import Answer
from adapters.teams.client.once import Request, answer_to
from adapters.teams.client.settings import TeamsSettings
from adapters.teams.client.tokens import Tokens
from bot.runtime.errors import TryLater, Undeliverable

CALL_S = 10.0  # of the 20 s that delivery gives to all calls of a message


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """`posting`: people see something when it works, so that a lost answer leaves a doubt. No `body`: none is sent."""

    method: str = "GET"
    service_url: str
    path: str
    body: dict[str, Any] | None = None
    posting: bool = False


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
    address = f"{call.service_url.rstrip('/')}/{call.path}"
    request = Request(method=call.method, address=address, body=call.body, token=token, within_s=CALL_S)
    try:
        return await answer_to(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise TryLater("teams cannot be reached") from error
    except aiohttp.InvalidURL as error:
        raise Undeliverable("service_url") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TryLater("teams did not answer", maybe_sent=call.posting) from error
