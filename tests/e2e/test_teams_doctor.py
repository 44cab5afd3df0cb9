"""Does `app.py doctor` find what is wrong with Teams, name the key and say how to mend it?

The login, the keys, the server that runs and a proxy before it are real servers on loopback.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email.utils import formatdate
from time import time

import msgspec
import pytest
from aiohttp import web

from adapters.teams.client import Needs, TeamsPart, TeamsSettings, examine_teams, teams_settings
from adapters.teams.client.doctor import REFUSALS, without_token
from adapters.teams.client.tokens import NoToken
from bot.events import Event
from bot.runtime import cli
from bot.runtime.clocks import SystemClock
from bot.runtime.counts import Counts
from bot.runtime.errors import TryLater
from bot.runtime.ports import Handled
from bot.runtime.settings import Settings
from bot.text.catalog import words_for
from storage import MemoryStorage
from tests.e2e.test_cli_manifest import TOOLS
from tests.serving import serving
from tests.teams.double import APP_ID, public_key
from tests.teams.requests import TENANT

SECRET = "walrus-of-a-secret"
Findings = list[tuple[str, str]]
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Microsoft:
    """The login and the keys. `refusal` is what the login says instead of a token."""

    def __init__(self) -> None:
        self.refusal: dict[str, object] = {}
        self.off_s = 0
        self.asked: list[str] = []

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/{tenant}/oauth2/v2.0/token", self._login),
            web.get("/metadata", self._metadata),
            web.get("/keys", self._keys),
        ]

    async def _login(self, request: web.Request) -> web.Response:
        self.asked.append(request.match_info["tenant"])
        if self.refusal:
            return web.json_response(self.refusal, status=401)
        return web.json_response({"access_token": "t", "expires_in": 3599})

    async def _metadata(self, request: web.Request) -> web.Response:
        headers = {"Date": formatdate(time() + self.off_s, usegmt=True)}
        return web.json_response({"jwks_uri": f"http://{request.host}/keys"}, headers=headers)

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [public_key("key-1")]})


@asynccontextmanager
async def examined(**changes: object) -> AsyncIterator[tuple[Microsoft, TeamsSettings]]:
    microsoft = Microsoft()
    async with serving(microsoft.routes()) as address:
        usual = TeamsSettings(
            app_id=APP_ID,
            app_password=SECRET,
            tenant_id=TENANT,
            login_url=address,
            openid_metadata_url=f"{address}/metadata",
        )
        yield microsoft, msgspec.structs.replace(usual, **changes)


def keys(found: Findings) -> list[str]:
    assert SECRET not in str(found)
    return [key for key, _ in found]


def refusal(*numbers: int, code: str = "invalid_client") -> dict[str, object]:
    """As the login says it."""
    said = f"AADSTS{numbers[0]}: words of theirs. Trace ID: 1" if numbers else ""
    return {"error": code, "error_description": said, "error_codes": list(numbers)}


class TestCredentials:
    async def test_good_ones_have_no_problem(self) -> None:
        async with examined() as (microsoft, settings):
            assert await examine_teams(settings) == []
            assert microsoft.asked == [TENANT]

    @pytest.mark.parametrize("number", REFUSALS)
    async def test_a_number_of_the_login_names_the_key_and_the_way_out(self, number: int) -> None:
        async with examined() as (microsoft, settings):
            microsoft.refusal = refusal(number)
            [(key, said)] = await examine_teams(settings)
            assert key == REFUSALS[number][0]
            assert said.endswith(f"(AADSTS{number})")
            assert keys([(key, said)])

    @pytest.mark.parametrize(
        ("code", "key"),
        [
            ("invalid_client", "TEAMS_APP_PASSWORD"),
            ("unauthorized_client", "TEAMS_APP_ID"),
            ("x", "TEAMS_APP_ID"),
        ],
    )
    async def test_an_unknown_number_is_told_with_where_it_is_explained(self, code: str, key: str) -> None:
        async with examined() as (microsoft, settings):
            microsoft.refusal = refusal(123456, code=code)
            [found] = await examine_teams(settings)
            assert found[0] == key
            assert f"{code}, AADSTS123456; https://login.microsoftonline.com/error" in found[1]

    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"app_id": "turnabout"}, "TEAMS_APP_ID"),
            ({"tenant_id": "company.onmicrosoft.com"}, "TEAMS_TENANT_ID"),
            ({"tenant_id": f"{TENANT},company"}, "TEAMS_TENANT_ID"),
        ],
    )
    async def test_ids_of_another_form_are_not_even_tried(self, changes: dict[str, str], key: str) -> None:
        async with examined(**changes) as (microsoft, settings):
            assert keys(await examine_teams(settings)) == [key]
            assert microsoft.asked == []

    @pytest.mark.parametrize("error", [NoToken("http_404"), TryLater("teams: the login cannot be reached")])
    def test_a_managed_identity_is_there_on_azures_machines_only(self, error: TryLater) -> None:
        key, said = without_token(error, managed=True)
        assert key == "TEAMS_APP_TYPE"
        assert str(error) in said
        assert "anywhere else set SingleTenant" in said

    async def test_a_login_that_is_away_is_said(self) -> None:
        async with examined(login_url="http://127.0.0.1:1") as (_, settings):
            assert keys(await examine_teams(settings)) == ["TEAMS_LOGIN_URL"]

    async def test_keys_that_cannot_be_fetched_are_said(self) -> None:
        async with examined(openid_metadata_url="http://127.0.0.1:1") as (_, settings):
            assert keys(await examine_teams(settings)) == ["TEAMS_OPENID_METADATA_URL"]

    @pytest.mark.parametrize(
        ("off_s", "said"), [(400, " seconds behind Microsoft"), (-400, " seconds ahead of Microsoft")]
    )
    async def test_a_clock_that_is_off_is_said(self, off_s: int, said: str) -> None:
        async with examined() as (microsoft, settings):
            microsoft.off_s = off_s
            [(key, told)] = await examine_teams(settings)
            assert key == "clock"
            assert said in told
            assert "every request of Microsoft's is refused" in told


def bot(settings: TeamsSettings, counts: Counts) -> list[web.RouteDef]:
    """The routes of the server that runs."""

    async def handle(_: Event) -> Handled:
        raise AssertionError("nothing is handled here")

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=counts.text(None))

    part = TeamsPart(
        Needs(
            settings=settings,
            handle=handle,
            clock=SystemClock(),
            words_for=words_for,
            count=lambda result: counts.request("teams", result),
        )
    )
    return [*part.routes, web.get("/healthz", healthz), web.get("/metrics", metrics)]


def answering(status: int, **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers=headers)

    return answer


class TestTheWay:
    async def test_a_server_behind_its_address_is_well(self) -> None:
        counts = Counts()
        async with examined() as (_, settings), serving(bot(settings, counts)) as address:
            there = msgspec.structs.replace(settings, public_url=address, local_url=address)
            assert await examine_teams(there) == []

    @pytest.mark.parametrize(
        ("status", "said"),
        [(302, "sends requests on"), (502, "not the server behind it"), (200, "another server answers")],
    )
    async def test_another_server_there_is_told_apart(self, status: int, said: str) -> None:
        routes = [web.route("*", "/{rest:.*}", answering(status, Location="/x"))]
        async with examined() as (_, settings), serving(routes) as address:
            there = msgspec.structs.replace(settings, public_url=address, local_url="http://127.0.0.1:1")
            [(key, told)] = await examine_teams(there)
            assert key == "PUBLIC_URL"
            assert said in told

    async def test_a_proxy_that_keeps_the_messages_is_said(self) -> None:
        async def healthz(_: web.Request) -> web.Response:
            return web.json_response({"status": "alive"})

        async with examined() as (_, settings), serving([web.get("/healthz", healthz)]) as address:
            [(key, told)] = await examine_teams(msgspec.structs.replace(settings, public_url=address))
            assert key == "PUBLIC_URL"
            assert (
                f"POST {address}/api/messages, the messaging endpoint that Azure needs, is answered 404"
                in told
            )

    async def test_a_server_that_refused_all_it_got_is_said(self) -> None:
        counts = Counts()
        counts.request("teams", "refused")
        async with examined() as (_, settings), serving(bot(settings, counts)) as address:
            there = msgspec.structs.replace(settings, local_url=address)
            [(key, told)] = await examine_teams(there)
            assert key == "TEAMS_APP_ID"
            assert "has refused the one request of Teams" in told
            counts.request("teams", "taken")
            assert await examine_teams(there) == []

    async def test_microsoft_reaches_https_only(self) -> None:
        settings = TeamsSettings(
            app_id="x",
            app_password=SECRET,
            tenant_id=TENANT,
            openid_metadata_url="https://127.0.0.1.invalid/metadata",
            public_url="http://127.0.0.1:9",
        )
        found = dict(await examine_teams(settings))
        assert "https addresses only" in found["PUBLIC_URL"]


def test_the_settings_say_where_it_is_served() -> None:
    given = Settings(
        teams_app_id=APP_ID, public_url="https://turnabout.example.com/", host="0.0.0.0", port=80
    )
    read = teams_settings(given)
    assert (read.public_url, read.local_url) == ("https://turnabout.example.com", "http://127.0.0.1:80")


def test_doctor_says_what_azure_has_to_have(capsys: pytest.CaptureFixture[str]) -> None:
    async def nobody(_: Settings) -> Findings:
        return []

    tools = msgspec.structs.replace(TOOLS, examine=nobody, open_storage=lambda _: MemoryStorage())
    environment = {
        "TEAMS_APP_ID": APP_ID,
        "TEAMS_APP_PASSWORD": SECRET,
        "TEAMS_TENANT_ID": TENANT,
        "PUBLIC_URL": "https://turnabout.example.com",
        "ADMINS": "ines@example.com",
    }
    assert cli.main(["doctor", "--json"], tools, environment=environment, env_file=None) == 0
    notes = json.loads(capsys.readouterr().out)["notes"]
    said = "the Azure Bot's messaging endpoint has to be https://turnabout.example.com/api/messages"
    assert {"key": "TEAMS_APP_ID", "note": said} in notes
