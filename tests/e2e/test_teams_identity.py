"""Does the bot show itself to the Bot Connector as each kind of registration does, in each of Microsoft's clouds?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import msgspec
import pytest
from aiohttp import web

from adapters.teams.client import TeamsSettings
from adapters.teams.client.tokens import NoToken, Tokens
from bot.runtime.errors import TryLater
from tests.serving import serving
from tests.teams.double import APP_ID, PASSWORD
from tests.teams.requests import TENANT

GOVERNMENT = "https://login.botframework.azure.us/v1/.well-known/openidconfiguration"
HEADER = "a-header-for-tests"


class Login:
    """Whatever gives tokens: Entra's login, and what the App Service has on each of its machines."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.token: dict[str, object] = {"access_token": "a token", "expires_in": 3_600}
        self.status = 200
        self.settings = TeamsSettings(app_id=APP_ID)

    async def form(self, request: web.Request) -> web.Response:
        form = {name: values[0] for name, values in parse_qs(await request.text()).items()}
        self.asked.append(form | {"at": request.path})
        return web.json_response(self.token, status=self.status)

    async def machine(self, request: web.Request) -> web.Response:
        if request.headers.get("X-IDENTITY-HEADER") != HEADER:
            return web.json_response({"statusCode": 401, "message": "no"}, status=401)
        self.asked.append(dict(request.query))
        return web.json_response(self.token)


@pytest.fixture
async def login() -> AsyncIterator[Login]:
    made = Login()
    routes = [web.post("/{tenant}/oauth2/v2.0/token", made.form), web.get("/msi/token", made.machine)]
    async with serving(routes) as address:
        made.settings = TeamsSettings(
            app_id=APP_ID,
            app_password=PASSWORD,
            tenant_id=TENANT,
            login_url=address,
            identity_endpoint=f"{address}/msi/token",
            identity_header=HEADER,
        )
        yield made


def of(login: Login, **changes: object) -> Tokens:
    return Tokens(msgspec.structs.replace(login.settings, **changes))


async def test_one_of_one_tenant_asks_there(login: Login) -> None:
    for tenants in (TENANT, f" {TENANT} , another"):
        assert await of(login, tenant_id=tenants).token() == "a token"
        assert login.asked[-1]["at"] == f"/{TENANT}/oauth2/v2.0/token"
    assert login.asked[-1]["scope"] == "https://api.botframework.com/.default"


async def test_one_of_several_asks_where_all_do(login: Login) -> None:
    await of(login, app_type="MultiTenant").token()
    assert login.asked[-1]["at"] == "/botframework.com/oauth2/v2.0/token"


async def test_the_government_has_its_own_names(login: Login) -> None:
    await of(login, openid_metadata_url=GOVERNMENT).token()
    assert login.asked[-1]["scope"] == "https://api.botframework.us/.default"
    await of(login, openid_metadata_url=GOVERNMENT, app_type="MultiTenant").token()
    assert login.asked[-1]["at"] == "/MicrosoftServices.onmicrosoft.us/oauth2/v2.0/token"
    await of(login, openid_metadata_url=GOVERNMENT, app_type="UserAssignedMSI").token()
    assert login.asked[-1]["resource"] == "https://api.botframework.us"


async def test_a_managed_identity_asks_the_machine_and_needs_no_secret(login: Login) -> None:
    login.token = {"access_token": "a token", "expires_on": str(int(time.time()) + 86_400), "resource": "x"}
    tokens = of(login, app_type="UserAssignedMSI", app_password="")
    assert [await tokens.token() for _ in range(3)] == ["a token"] * 3
    assert login.asked == [
        {"api-version": "2019-08-01", "resource": "https://api.botframework.com", "client_id": APP_ID}
    ]
    with pytest.raises(NoToken, match="http_401"):
        await of(login, app_type="UserAssignedMSI", identity_header="another").token()


@pytest.mark.parametrize("ends", [{}, {"expires_on": "soon"}, {"expires_in": "soon"}, {"expires_on": None}])
async def test_a_token_that_ends_nobody_knows_when_is_none(login: Login, ends: dict[str, object]) -> None:
    login.token = {"access_token": "a token"} | ends
    with pytest.raises(TryLater):
        await of(login).token()


async def test_while_the_login_is_away_nobody_stands_in_line_for_it(login: Login) -> None:
    """Twenty messages at once wait for one answer, not for one each: the last of them would be taken for sent."""
    tokens = of(login)
    for again in (1, 2):
        login.status = 503
        found = await asyncio.gather(*(tokens.token() for _ in range(20)), return_exceptions=True)
        assert {type(one) for one in found} == {TryLater}
        assert len(login.asked) == again
    login.status = 200
    assert await asyncio.gather(*(tokens.token() for _ in range(20))) == ["a token"] * 20


def test_nothing_secret_is_printed(login: Login) -> None:
    assert HEADER not in repr(login.settings)
    assert PASSWORD not in repr(login.settings)
