"""With what do we show Microsoft that it is us? One token for each of its services, renewed in time and by one at a
time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from urllib.parse import quote

import aiohttp
import msgspec

from adapters.teams.client.settings import TeamsSettings
from bot.runtime.errors import TryLater

RESOURCE = "https://api.botframework.com"
ANY_TENANT = "botframework.com"  # where an app of several tenants gets its token
# Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
MANAGED = "http://169.254.169.254/metadata/identity/oauth2/token"
EARLY_S = 300.0
FETCH_S = 5.0
SETUP_S = 300.0  # somebody has to mend the settings: the message is good and waits


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """As the login answers; `expires_in` is in seconds, and managed identities write it in quotes."""

    access_token: str
    expires_in: int | str


class _Asking(msgspec.Struct, frozen=True, kw_only=True):
    method: str
    address: str
    query: dict[str, str] = {}
    form: dict[str, str] | None = None
    headers: dict[str, str] = {}


class NoToken(TryLater):
    """The login refuses us; `code` is its own word for it."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"teams: no token ({code})", after_s=SETUP_S)


class Tokens:
    """Those for one service, the Bot Connector unless told; `tenant` is whose data it is to give, ours unless told.

    `now` is machine time in seconds that only moves forward.
    """

    def __init__(
        self,
        settings: TeamsSettings,
        now: Callable[[], float] = time.monotonic,
        *,
        resource: str = RESOURCE,
        tenant: str = "",
    ) -> None:
        self._settings = settings
        self._resource = resource
        self._tenant = tenant
        self._now = now
        self._token = ""
        self._renew_at = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def token(self, *, instead_of: str = "") -> str:
        """A good one, "" with authentication off; `instead_of` is one that was refused. Raises TryLater."""
        if self._settings.auth == "off":
            return ""
        async with self._one_at_a_time:
            if not self._token or self._now() >= self._renew_at or self._token == instead_of:
                await self._renew()
            return self._token

    async def _renew(self) -> None:
        asked_at = self._now()
        try:
            status, body = await _answer(self._asking())
            if status >= 500 or status == 429:
                raise TryLater(f"teams: no token just now ({status})")
            if status != 200:
                raise NoToken(_code(body, status))
            token = msgspec.json.decode(body, type=Token)
            lasts_s = float(token.expires_in)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TryLater(f"teams: the login cannot be reached ({type(error).__name__})") from error
        except (msgspec.DecodeError, ValueError) as error:
            raise TryLater("teams: the login answers what is no token") from error
        self._token = token.access_token
        self._renew_at = asked_at + max(lasts_s - EARLY_S, lasts_s / 2)

    def _asking(self) -> _Asking:
        settings = self._settings
        if settings.app_type == "UserAssignedMSI":
            query = {"api-version": "2018-02-01", "resource": self._resource, "client_id": settings.app_id}
            return _Asking(method="GET", address=MANAGED, query=query, headers={"Metadata": "true"})
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.app_id,
            "client_secret": settings.app_password,
            "scope": f"{self._resource}/.default",
        }
        address = f"{settings.login_url.rstrip('/')}/{self._at()}/oauth2/v2.0/token"
        return _Asking(method="POST", address=address, form=form)

    def _at(self) -> str:
        """In whose directory the token is asked for."""
        if self._tenant:
            return quote(self._tenant, safe="")
        if self._settings.app_type == "MultiTenant":
            return ANY_TENANT
        return self._settings.tenant_id.split(",")[0].strip()


async def _answer(asking: _Asking) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=FETCH_S)) as http,
        http.request(
            asking.method,
            asking.address,
            params=asking.query,
            data=asking.form,
            headers=asking.headers,
            allow_redirects=False,
        ) as answer,
    ):
        return answer.status, await answer.read()


class _Refusal(msgspec.Struct, frozen=True, kw_only=True):
    error: str = ""


def _code(body: bytes, status: int) -> str:
    try:
        code = msgspec.json.decode(body, type=_Refusal).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        code = ""
    return code if code.replace("_", "").isalnum() and len(code) < 60 else f"http_{status}"
