"""With authentication off: is only a client on this machine let in, and no start anywhere else?"""

from __future__ import annotations

import json

import pytest

from adapters.teams.client import TeamsPart, TeamsSettings
from bot.conversation.messages import Phrase
from bot.events import Said
from bot.outcome import Reply
from bot.runtime.errors import ConfigError
from tests.e2e.teams_route import Program, needs, running
from tests.teams.double import APP_ID, PASSWORD
from tests.teams.requests import TENANT


class TestWithoutAuthentication:
    async def test_a_client_on_this_machine_is_let_in(self) -> None:
        async with running(auth="off", app_id="", app_password="", tenant_id="") as served:
            served.program.reply = Reply(text=Phrase("hello"))
            made = served.requests.say("hello", "U1ANA")
            assert await served.send(made, "") == (200, "")
            assert len(served.teams.messages) == 1
            del made["channelData"], made["conversation"]["tenantId"]
            assert (await served.send(made | {"id": "2"}, ""))[0] == 200
            places = [event.sender.place for event in served.program.handled if isinstance(event, Said)]
            assert places == [TENANT, "local"]

    @pytest.mark.parametrize(
        "headers",
        [
            {"X-Forwarded-For": "127.0.0.1"},
            {"x-forwarded-proto": "https"},
            {"Forwarded": "for=127.0.0.1"},
            {"Via": "1.1 proxy"},
            {"X-Real-IP": "127.0.0.1"},
            {"X-Original-Host": "turnabout.example"},
            {"Host": "evil.example"},
            {"Host": "localhost.evil.example"},
            {"Host": "evil.example:8765"},
            {"Host": "[::1"},
            {"Host": ""},
            {"Origin": "http://localhost.evil.example:3000"},
            {"Origin": "x"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Content-Type": "text/plain"},
        ],
    )
    async def test_anybody_behind_a_proxy_or_a_page_is_not(self, headers: dict[str, str]) -> None:
        async with running(auth="off") as served:
            body = json.dumps(served.requests.say("hello", "U1ANA")).encode()
            assert await served.send_bytes(body, headers) == (401, "")
            assert served.program.handled == []

    async def test_a_service_address_elsewhere_is_not(self) -> None:
        async with running(auth="off") as served:
            for url in (
                "https://smba.trafficmanager.net/emea/",
                "http://10.0.0.1/",
                "http://localhost.evil.example/",
                "http://127.0.0.1@evil.example/",
            ):
                made = served.requests.say("hello", "U1ANA") | {"serviceUrl": url}
                assert (await served.send(made, ""))[0] == 403
            assert served.program.handled == []

    async def test_a_client_and_a_page_of_this_machine_are(self) -> None:
        async with running(auth="off") as served:
            for headers in (
                {"Origin": "http://localhost:3000"},
                {"Origin": "http://[::1]"},
                {"Host": "[::1]:8765"},
            ):
                body = json.dumps(served.requests.say("hello", "U1ANA")).encode()
                assert (await served.send_bytes(body, headers))[0] == 200


def refused(settings: TeamsSettings) -> list[str]:
    program = Program()
    with pytest.raises(ConfigError) as raised:
        TeamsPart(needs(settings, program))
    return [key for key, _ in raised.value.problems]


def test_no_start_without_authentication_where_others_can_reach_us() -> None:
    assert refused(TeamsSettings(app_id="", auth="off", host="0.0.0.0")) == ["TEAMS_AUTH"]
    assert refused(TeamsSettings(app_id=APP_ID, auth="off", host="turnabout.example.com")) == ["TEAMS_AUTH"]


def test_no_start_with_half_an_identity() -> None:
    keys = ["TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID"]
    assert refused(TeamsSettings(app_id="")) == keys
    settings = TeamsSettings(app_id="a", app_password="b", tenant_id="c", login_url="http://login.example")
    assert refused(settings) == ["TEAMS_LOGIN_URL"]


def test_settings_print_no_secret() -> None:
    assert PASSWORD not in repr(TeamsSettings(app_id=APP_ID, app_password=PASSWORD))
