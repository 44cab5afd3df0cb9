"""Does the Teams route let in what is Teams', and answer only when everything is stored?

A real server on loopback with the real route; tokens are signed as the Bot Framework signs them.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import jwt
import msgspec
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.teams.client import Needs, TeamsPart, TeamsSettings
from adapters.teams.client.web import DONE
from adapters.teams.render import render
from bot.conversation.messages import Phrase
from bot.events import Arrived, ChannelSeen, Commanded, Event, Pressed, Said, Submitted
from bot.outcome import Reply
from bot.runtime.errors import ConfigError
from bot.runtime.ports import Handled
from tests.contracts.messages import SAMPLES, WORDS
from tests.serving import serving
from tests.teams.double import (
    APP_ID,
    PASSWORD,
    FakeTeams,
    claims,
    private_key,
    public_key,
    signed,
)
from tests.teams.requests import TENANT, Requests, payload, strange
from tests.teams.rules import Json

OVER_A_MIB = b'"' + b"x" * (1024 * 1024) + b'"'
HOUR_S = 3_600


class Program:
    """Stands in for the service: remembers ids as the inbox does, can wait, fail and reply."""

    def __init__(self) -> None:
        self.handled: list[Event] = []
        self.seen: set[str] = set()
        self.broken = False
        self.reply: Reply | None = None
        self.begun = asyncio.Event()
        self.may_finish = asyncio.Event()
        self.may_finish.set()

    async def handle(self, event: Event) -> Handled:
        self.begun.set()
        await self.may_finish.wait()
        if self.broken:
            raise RuntimeError("the database is gone, with Ana's words in the statement")
        if event.id in self.seen:
            return Handled(status="duplicate")
        self.seen.add(event.id)
        self.handled.append(event)
        return Handled(status="handled", reply=None if isinstance(event, ChannelSeen) else self.reply)

    def now(self) -> datetime:
        return datetime(2026, 9, 1, 9, tzinfo=UTC)


def needs(settings: TeamsSettings, program: Program) -> Needs:
    return Needs(
        settings=settings,
        handle=program.handle,
        clock=program,
        words_for=lambda language, timezone: WORDS,
        count=lambda result: None,
    )


class Served(msgspec.Struct):
    """The route on loopback, and the Bot Connector beside it."""

    program: Program
    teams: FakeTeams
    part: TeamsPart
    address: str
    http: aiohttp.ClientSession
    requests: Requests

    @property
    def service_url(self) -> str:
        return f"{self.teams.address}/"

    async def send(self, made: Json, token: str | None = None) -> tuple[int, str]:
        """As Teams sends it; the answer's status and text."""
        token = signed(claims(self.service_url)) if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.send_bytes(json.dumps(made).encode(), headers)

    async def send_bytes(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        headers = {"Content-Type": "application/json"} | headers
        async with self.http.post(f"{self.address}/api/messages", data=body, headers=headers) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def running(**changes: str) -> AsyncIterator[Served]:
    program, teams = Program(), FakeTeams(with_tokens=changes.get("auth") != "off")
    async with serving(teams.routes()) as connector, aiohttp.ClientSession() as http:
        teams.address = connector
        settings = msgspec.convert(
            {
                "app_id": APP_ID,
                "app_password": PASSWORD,
                "tenant_id": TENANT,
                "openid_metadata_url": f"{connector}/openid",
                "login_url": connector,
                "service_hosts": "127.0.0.1",
            }
            | changes,
            TeamsSettings,
        )
        part = TeamsPart(needs(settings, program))
        async with serving([*part.routes]) as address:
            yield Served(program, teams, part, address, http, Requests(f"{connector}/"))
        await part.close()


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with running() as found:
        yield found


def unsigned(made: Json) -> str:
    return jwt.encode(made, "", algorithm="none", headers={"kid": "key-1"})


def signed_with_the_public_key(made: Json) -> str:
    """The classic confusion: a shared secret that everybody knows."""
    public = private_key("key-1").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body = ({"alg": "HS256", "typ": "JWT", "kid": "key-1"}, made)
    parts = b".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, body)
    )
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(parts, public)
    return (parts + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


FORGED: dict[str, Callable[[str], str]] = {
    "nothing": lambda url: "",
    "no token": lambda url: "x",
    "three parts of nothing": lambda url: "a.b.c",
    "beyond ascii": lambda url: "ä.ö.ü",
    "alg none": lambda url: unsigned(claims(url)),
    "hs256 with the public key": lambda url: signed_with_the_public_key(claims(url)),
    "another key under our key's id": lambda url: signed(claims(url), key="key-2", kid="key-1"),
    "a key nobody names": lambda url: signed(claims(url), key="key-2"),
    "no key id": lambda url: jwt.encode(claims(url), private_key("key-1"), algorithm="RS256"),
    "another bot": lambda url: signed(claims(url, aud="another")),
    "no audience": lambda url: signed({k: v for k, v in claims(url).items() if k != "aud"}),
    "another issuer": lambda url: signed(claims(url, iss="https://sts.windows.net/x/")),
    "no issuer": lambda url: signed({k: v for k, v in claims(url).items() if k != "iss"}),
    "expired": lambda url: signed(claims(url, exp=int(time.time()) - HOUR_S)),
    "never expires": lambda url: signed({k: v for k, v in claims(url).items() if k != "exp"}),
    "expires at no time": lambda url: signed(claims(url, exp="tomorrow")),
    "not yet": lambda url: signed(claims(url, nbf=int(time.time()) + HOUR_S)),
    "another service address": lambda url: signed(claims("https://smba.trafficmanager.net/emea/")),
    "no service address": lambda url: signed({k: v for k, v in claims(url).items() if k != "serviceurl"}),
}


class TestDoor:
    async def test_a_signed_activity_is_let_in(self, served: Served) -> None:
        assert await served.send(served.requests.say("hello", "U1ANA")) == (200, "")
        assert [type(event) for event in served.program.handled] == [Said]

    async def test_a_clock_that_is_a_little_off_does_no_harm(self, served: Served) -> None:
        now = int(time.time())
        for changes in ({"exp": now - 200}, {"nbf": now + 200}):
            token = signed(claims(served.service_url.rstrip("/"), **changes))
            assert (await served.send(served.requests.say("hello", "U1ANA"), token))[0] == 200

    @pytest.mark.parametrize("name", FORGED)
    async def test_anybody_else_is_not(
        self, served: Served, caplog: pytest.LogCaptureFixture, name: str
    ) -> None:
        caplog.set_level(logging.DEBUG, logger="adapters")
        made = served.requests.say("my secret words", "U1ANA")
        assert await served.send(made, FORGED[name](served.service_url)) == (401, "")
        assert served.program.handled == []
        assert "secret words" not in caplog.text

    async def test_another_scheme_is_not(self, served: Served) -> None:
        body = json.dumps(served.requests.say("hello", "U1ANA")).encode()
        token = signed(claims(served.service_url))
        for header in (token, f"Basic {token}", "Bearer", ""):
            assert (await served.send_bytes(body, {"Authorization": header}))[0] == 401

    async def test_another_tenant_is_not(self, served: Served) -> None:
        foreign, unclear, nowhere = (served.requests.say("hello", "U1ANA") for _ in range(3))
        for made in (foreign, unclear):
            made["channelData"]["tenant"]["id"] = "another"
        foreign["conversation"]["tenantId"] = "another"
        assert (await served.send(foreign))[0] == 401
        assert (await served.send(unclear))[0] == 401
        del nowhere["channelData"], nowhere["conversation"]["tenantId"]
        assert (await served.send(nowhere))[0] in (400, 401)
        assert served.program.handled == []

    async def test_a_bot_of_several_tenants_lets_them_in(self) -> None:
        async with running(app_type="MultiTenant", tenant_id="") as served:
            made = served.requests.say("hello", "U1ANA")
            made["channelData"]["tenant"]["id"] = made["conversation"]["tenantId"] = "another"
            assert (await served.send(made))[0] == 200
            (said,) = served.program.handled
            assert isinstance(said, Said)
            assert said.sender.place == "another"

    async def test_a_service_address_that_nobody_vouches_for_is_not(self, served: Served) -> None:
        for url in (
            "https://evil.example/",
            "https://smba.trafficmanager.net.evil.example/",
            "http://smba.trafficmanager.net/",
        ):
            made = served.requests.say("hello", "U1ANA") | {"serviceUrl": url}
            assert (await served.send(made, signed(claims(url))))[0] == 401
        assert served.program.handled == []

    async def test_a_key_signs_for_its_channels_only(self, served: Served) -> None:
        served.teams.keys = [
            public_key("key-1", endorsements=["slack"]),
            public_key("key-2", endorsements=None),
        ]
        made = served.requests.say("hello", "U1ANA")
        assert (await served.send(made))[0] == 401
        assert (await served.send(made, signed(claims(served.service_url), key="key-2")))[0] == 200


class TestKeys:
    async def test_keys_are_fetched_once(self, served: Served) -> None:
        made = [served.requests.say("hello", f"U{n}") for n in range(20)]
        answers = await asyncio.gather(*(served.send(one) for one in made))
        assert {status for status, _ in answers} == {200}
        assert served.teams.key_fetches == 1

    async def test_strangers_cannot_make_us_fetch_again_and_again(self, served: Served) -> None:
        token = signed(claims(served.service_url), key="key-2")
        statuses = {(await served.send(served.requests.say("x", "U1"), token))[0] for _ in range(5)}
        assert statuses == {401}
        assert served.teams.key_fetches == 1

    async def test_without_keys_nobody_is_let_in_and_teams_sends_again(self, served: Served) -> None:
        served.teams.keys_away = True
        made = served.requests.say("hello", "U1ANA")
        assert [(await served.send(made))[0] for _ in range(3)] == [503, 503, 503]
        assert served.teams.key_fetches == 1
        assert served.program.handled == []


class TestShape:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[1]",
            b'"x"',
            b"{}",
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"type": 7}',
            b'{"type": "message"}',
            b'{"type": "message", "serviceUrl": "https://x", "channelId": "msteams"',
            b'{"type": "invoke", "name": "adaptiveCard/action", "serviceUrl": "x", "channelId": "msteams"}',
            b'{"type": "message", "serviceUrl": "x", "channelId": "msteams", "from": {"id": "29:1"}, "text": "x"}',
        ],
    )
    async def test_a_broken_body_is_refused_politely(self, served: Served, body: bytes) -> None:
        token = signed(claims(served.service_url))
        assert await served.send_bytes(body, {"Authorization": f"Bearer {token}"}) == (400, "")
        assert served.program.handled == []

    async def test_a_body_above_a_mib_is_refused(self, served: Served) -> None:
        assert (await served.send_bytes(OVER_A_MIB, {}))[0] == 413

    async def test_an_invoke_of_no_form_is_refused(self, served: Served) -> None:
        values: list[object] = [None, 7, [], {}, {"action": None}, {"action": {"data": []}}]
        for value in [*values, {"action": {"data": {}}}]:
            made = payload("execute") | {"value": value, "serviceUrl": served.service_url}
            assert (await served.send(made))[0] == 400


class TestAcknowledging:
    async def test_everything_of_teams_is_acknowledged(self, served: Served) -> None:
        made = strange() | {
            name: payload(name)
            for name in ("message", "submit", "bot_added", "installed", "team_joined", "channel_message")
        }
        statuses = {
            name: (await served.send(one | {"serviceUrl": served.service_url}))[0]
            for name, one in made.items()
        }
        assert statuses.pop("dialog") == 501  # somebody waits for a dialog that we do not have
        assert set(statuses.values()) == {200}
        assert [type(event) for event in served.program.handled] == [
            Said,
            Arrived,
            Arrived,
            ChannelSeen,
            ChannelSeen,
            Commanded,
        ]

    async def test_a_repeated_activity_is_handled_once(self, served: Served) -> None:
        card = render(SAMPLES["form"], WORDS, "o1")
        for made in (
            served.requests.say("hello", "U1ANA"),
            served.requests.command("help", "", "U1ANA"),
            served.requests.submit(card, "button.send", "U1ANA"),
            served.requests.execute(card, "button.send", "U1ANA"),
            served.requests.added(),
        ):
            answers = await asyncio.gather(served.send(made), served.send(made), served.send(made))
            assert [status for status, _ in answers] == [200, 200, 200]
        assert [type(event) for event in served.program.handled] == [
            Said,
            Commanded,
            Submitted,
            Submitted,
            Arrived,
        ]

    async def test_the_answer_waits_until_everything_is_stored(self, served: Served) -> None:
        served.program.may_finish.clear()
        asked = asyncio.create_task(served.send(served.requests.say("hello", "U1ANA")))
        await served.program.begun.wait()
        assert not asked.done()
        served.program.may_finish.set()
        assert (await asked)[0] == 200
        assert len(served.program.handled) == 1

    async def test_a_card_that_waits_is_answered_with_words(self, served: Served) -> None:
        card = render(SAMPLES["buttons"], WORDS, "o1")
        status, text = await served.send(served.requests.execute(card, "Yes", "U1ANA"))
        assert status == 200
        assert json.loads(text) == {
            "statusCode": 200,
            "type": "application/vnd.microsoft.activity.message",
            "value": DONE,
        }
        (pressed,) = served.program.handled
        assert isinstance(pressed, Pressed)
        assert (pressed.action, pressed.data, pressed.message) == ("join", {"cohort": "c1"}, "o1")


class TestNotStored:
    async def test_a_message_is_sent_again_by_the_bot_framework(
        self, served: Served, caplog: pytest.LogCaptureFixture
    ) -> None:
        served.program.broken = True
        made = served.requests.say("hello", "U1ANA")
        assert (await served.send(made))[0] == 503
        assert "Ana" not in caplog.text
        assert "could not store teams:" in caplog.text
        served.program.broken = False
        assert (await served.send(made))[0] == 200
        assert len(served.program.handled) == 1

    async def test_a_card_that_waits_says_that_it_did_not_work(self, served: Served) -> None:
        served.program.broken = True
        press = served.requests.execute(render(SAMPLES["buttons"], WORDS, "o1"), "Yes", "U1ANA")
        status, text = await served.send(press)
        assert (status, json.loads(text)["value"]) == (200, "platform.not\\_stored")


class TestReplying:
    async def test_a_reply_is_words_to_the_person_alone(self, served: Served) -> None:
        served.program.reply = Reply(text=Phrase("goal.long", {"words": "<at>All</at> *x*"}))
        assert (await served.send(served.requests.say("x", "U1ANA"))) == (200, "")
        (shown,) = served.teams.messages
        assert shown.conversation == "a:U1ANA"
        assert "<at>" not in json.dumps(shown.body)
        press = served.requests.execute(render(SAMPLES["form"], WORDS, "o1"), "button.send", "U1ANA")
        _, text = await served.send(press)
        assert json.loads(text)["value"] == "goal.long \\<\u2060at\\>All\\<\u2060/at\\> \\*x\\*"
        assert len(served.teams.messages) == 1

    async def test_what_was_asked_in_a_channel_is_answered_in_person(self, served: Served) -> None:
        served.program.reply = Reply(text=Phrase("goal.long"))
        made = payload("channel_message") | {"serviceUrl": served.service_url}
        assert (await served.send(made))[0] == 200
        (shown,) = served.teams.messages
        assert shown.conversation == "a:1anaRemoved"

    async def test_a_reply_that_cannot_be_sent_loses_nothing(self, served: Served) -> None:
        served.program.reply = Reply(text=Phrase("goal.long"))
        served.teams.failing.append("gone")
        assert (await served.send(served.requests.say("x", "U1ANA")))[0] == 200
        assert len(served.program.handled) == 1


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
            {"Host": "evil.example"},
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
                assert (await served.send(made, ""))[0] == 401
            assert served.program.handled == []


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


def test_only_one_route_is_needed() -> None:
    program = Program()
    settings = TeamsSettings(app_id=APP_ID, app_password=PASSWORD, tenant_id=TENANT)
    routes = TeamsPart(needs(settings, program)).routes
    assert [(route.method, route.path) for route in routes if isinstance(route, web.RouteDef)] == [
        ("POST", "/api/messages")
    ]
