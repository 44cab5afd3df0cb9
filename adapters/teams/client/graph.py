"""How is Microsoft Graph asked? With permissions of the app's own, one request a call. Off unless TEAMS_GRAPH=on.

Each permission is consented by an administrator of the company; without it Graph answers 403.

Sources (November 2026): https://learn.microsoft.com/graph/auth-v2-service (client credentials),
https://learn.microsoft.com/graph/deployments (the service and its scopes have the same address in each cloud),
https://learn.microsoft.com/graph/errors, https://learn.microsoft.com/graph/throttling (429 and 503 with Retry-After).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp
import msgspec

from adapters.teams.client.errors import Answer, code
from adapters.teams.client.once import Request, answer_to
from adapters.teams.client.settings import TeamsSettings
from adapters.teams.client.tokens import NoToken, Tokens
from bot.runtime.errors import TryLater, Undeliverable

CALL_S = 20.0  # a page of a thousand people with their managers takes Graph a while
SLOW_S = 30.0
LONGEST_WAIT_S = 3600.0
NO_CONSENT = "Authorization_RequestDenied"  # the permission is not consented, or was taken back
OFF = "graph_off"


class Graph:
    """`place` is the tenant whose data it is. Raises TryLater, and Undeliverable with Graph's own word."""

    def __init__(self, settings: TeamsSettings) -> None:
        self._settings = settings
        self._tokens: dict[str, Tokens] = {}

    @property
    def is_on(self) -> bool:
        return self._settings.graph == "on"

    async def get(self, place: str, path: str) -> dict[str, Any]:
        """`path` begins with the version: v1.0/users?$top=1, encoded as it is to be sent."""
        return await self._asked(place, "GET", path, None)

    async def post(self, place: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What was made, nothing when Graph only says that it was."""
        return await self._asked(place, "POST", path, body)

    def path_of(self, link: str) -> str:
        """Of an address that Graph named, such as that of a next page. Raises TryLater for one elsewhere: our token
        must not go there, and a list that cannot be read on is not whole.
        """
        try:
            there, ours = urlsplit(link), urlsplit(self._settings.graph_url)
            is_ours = (there.scheme, there.netloc.casefold()) == (ours.scheme, ours.netloc.casefold())
        except ValueError:
            is_ours = False
        if not is_ours:
            raise TryLater("graph: the next page is said to be elsewhere", after_s=SLOW_S)
        return link.split("/", 3)[3] if link.count("/") > 2 else ""

    async def _asked(
        self, place: str, method: Literal["GET", "POST"], path: str, body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        if not self.is_on:
            raise Undeliverable(OFF)
        tokens = self._tokens_of(place)
        token = await tokens.token()
        answer = await self._made(method, path, body, token)
        if answer.status == 401 and token:
            answer = await self._made(method, path, body, await tokens.token(instead_of=token))
        if not answer.is_good:
            raise refusal(answer)
        return _record(answer)

    def _tokens_of(self, place: str) -> Tokens:
        tokens = self._tokens.get(place)
        if tokens is None:
            tokens = Tokens(self._settings, resource=self._settings.graph_url, tenant=place)
            self._tokens[place] = tokens
        return tokens

    async def _made(self, method: str, path: str, body: Mapping[str, Any] | None, token: str) -> Answer:
        address = f"{self._settings.graph_url}/{path}"
        try:
            return await answer_to(
                Request(method=method, address=address, body=body, token=token, within_s=CALL_S)
            )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TryLater(f"graph does not answer ({type(error).__name__})") from error


def refusal(answer: Answer) -> TryLater | Undeliverable:
    """429 and what is wrong at Graph's own side pass; anything else is said again tomorrow as it is today."""
    if answer.status == 429 or answer.status >= 500:
        return TryLater(f"graph: {code(answer)}", after_s=_after_s(answer))
    return Undeliverable(code(answer))


def _after_s(answer: Answer) -> float | None:
    header = answer.retry_after
    if header.isascii() and header.isdigit():
        return min(float(header), LONGEST_WAIT_S)
    return SLOW_S if answer.status == 429 else None


def _record(answer: Answer) -> dict[str, Any]:
    if not answer.body.strip():
        return {}
    try:
        return msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TryLater("graph: an answer that is none") from error


async def examine_graph(settings: TeamsSettings) -> list[tuple[str, str]]:
    """May we read the company's people there? (key, what is wrong and how to fix it); nothing with TEAMS_GRAPH=off."""
    found: list[tuple[str, str]] = []
    graph = Graph(settings)
    for tenant in sorted(settings.tenants) if graph.is_on else ():
        try:
            await graph.get(tenant, "v1.0/users?$select=id&$top=1")
        except NoToken as refused:
            found.append(
                ("TEAMS_GRAPH", f"the login refuses a token for Microsoft Graph ({refused.code}): {CURE}")
            )
        except TryLater as later:
            found.append(("TEAMS_GRAPH_URL", f"{later}: check the network, a proxy or a firewall"))
        except Undeliverable as refused:
            found.append(("TEAMS_GRAPH", f"Microsoft Graph refuses the list of people ({refused}): {CURE}"))
    return found


CURE = (
    "in the app registration open “API permissions”, add the application permission User.Read.All of Microsoft Graph "
    "and “Grant admin consent”; or set TEAMS_GRAPH=off"
)
