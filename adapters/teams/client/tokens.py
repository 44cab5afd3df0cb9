"""With what do we show Microsoft that it is us? One token for each of its services, renewed in time and by one at a
time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import quote

import aiohttp
import msgspec

from adapters.teams.client.settings import TeamsSettings
from bot.runtime.clocks import since_1970_s
from bot.runtime.errors import TryLater
from bot.runtime.one_look import OneLook

# Sources (November 2026): https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
# on a machine of Azure's, and https://learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint
# reference", in its App Service and Container Apps, which say in the environment where to ask.
MACHINE = "http://169.254.169.254/metadata/identity/oauth2/token"
MACHINE_VERSION, APP_SERVICE_VERSION = "2018-02-01", "2019-08-01"
EARLY_S = 300.0
FETCH_S = 5.0
SETUP_S = 300.0  # somebody has to mend the settings: the message is good and waits


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """As the login answers; both in seconds, and managed identities write them in quotes. The App Service says only
    when it ends (since 1970), all others how long it lasts.
    """

    access_token: str
    expires_in: int | str | None = None
    expires_on: int | str | None = None

    def lasts_s(self, now_s: float) -> float:
        """Raises ValueError."""
        if self.expires_in is not None:
            return float(self.expires_in)
        return float(self.expires_on or "") - now_s


class _Asking(msgspec.Struct, frozen=True, kw_only=True):
    method: str
    address: str
    query: dict[str, str] = {}
    form: dict[str, str] | None = None
    headers: dict[str, str] = {}


class NoToken(TryLater):
    """The login refuses us; `code` is its own word for it, `numbers` say more exactly why."""

    def __init__(self, code: str, numbers: tuple[int, ...] = ()) -> None:
        self.code, self.numbers = code, numbers
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
        resource: str = "",
        tenant: str = "",
    ) -> None:
        self._settings = settings
        self._resource = resource or settings.cloud.resource
        self._tenant = tenant
        self._now = now
        self._token = ""
        self._renew_at = 0.0
        # For all who wait: where the login is away, they hear it together.
        self._renewed = OneLook(self._renew)

    async def token(self, *, instead_of: str = "") -> str:
        """A good one, "" with authentication off; `instead_of` is one that was refused. Raises TryLater."""
        if self._settings.auth == "off":
            return ""
        if not self._token or self._now() >= self._renew_at or self._token == instead_of:
            await self._renewed()
        return self._token

    async def _renew(self) -> None:
        asked_at = self._now()
        try:
            status, body = await _answer(self._asking())
            if status >= 500 or status == 429:
                raise TryLater(f"teams: no token just now ({status})")
            if status != 200:
                raise _refusal(body, status)
            token = msgspec.json.decode(body, type=Token)
            lasts_s = token.lasts_s(since_1970_s())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TryLater(f"teams: the login cannot be reached ({type(error).__name__})") from error
        except (msgspec.DecodeError, ValueError) as error:
            raise TryLater("teams: the login answers what is no token") from error
        self._token = token.access_token
        self._renew_at = asked_at + max(lasts_s - EARLY_S, lasts_s / 2)

    def _asking(self) -> _Asking:
        settings = self._settings
        if settings.app_type == "UserAssignedMSI":
            return self._asking_azure()
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.app_id,
            "client_secret": settings.app_password,
            "scope": f"{self._resource}/.default",
        }
        address = f"{settings.login_url.rstrip('/')}/{self._at()}/oauth2/v2.0/token"
        return _Asking(method="POST", address=address, form=form)

    def _asking_azure(self) -> _Asking:
        """A managed identity has no secret: whoever runs on the machine is it."""
        settings = self._settings
        address, version, headers = MACHINE, MACHINE_VERSION, {"Metadata": "true"}
        if settings.identity_endpoint and settings.identity_header:
            address, version = settings.identity_endpoint, APP_SERVICE_VERSION
            headers = {"X-IDENTITY-HEADER": settings.identity_header}
        query = {"api-version": version, "resource": self._resource, "client_id": settings.app_id}
        return _Asking(method="GET", address=address, query=query, headers=headers)

    def _at(self) -> str:
        """In whose directory the token is asked for."""
        if self._tenant:
            return quote(self._tenant, safe="")
        if self._settings.app_type == "MultiTenant":
            return self._settings.cloud.any_tenant
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


class _Refused(msgspec.Struct, frozen=True, kw_only=True):
    error: str = ""
    error_codes: tuple[int, ...] = ()


def _refusal(body: bytes, status: int) -> NoToken:
    try:
        refused = msgspec.json.decode(body, type=_Refused)
    except (msgspec.DecodeError, UnicodeDecodeError):
        refused = _Refused()
    is_word = refused.error.replace("_", "").isalnum() and len(refused.error) < 60
    return NoToken(refused.error if is_word else f"http_{status}", refused.error_codes)
