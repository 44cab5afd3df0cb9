"""Is nobody let in at the Teams route but who is Teams', whatever they show, and everybody who is?"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from adapters.teams.client import TeamsSettings
from adapters.teams.client.door import Door
from adapters.teams.client.keys import LOOKS, Key, SigningKeys
from adapters.teams.client.strangers import Stranger
from adapters.web import LONGEST_HEADER
from bot.events import Said
from tests.e2e.teams_route import Served, running
from tests.teams.double import APP_ID, claims, public_key, signed
from tests.teams.forging import FORGED, HOUR_S
from tests.teams.requests import TENANT

BODIES = {"nothing": b"", "no JSON": b"{", "too much": b'"' + b"x" * (1024 * 1024) + b'"'}


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with running() as found:
        yield found


class Counting(SigningKeys):
    """How often was a signature looked at?"""

    asked = 0

    async def find(self, key_id: str) -> Key | None:
        self.asked += 1
        return await super().find(key_id)


def asking(token: str) -> web.Request:
    return make_mocked_request("POST", "/api/messages", {"Authorization": f"Bearer {token}"})


class TestTokens:
    async def test_a_signed_activity_is_let_in(self, served: Served) -> None:
        assert await served.send(served.requests.say("hello", "U1ANA")) == (200, "")
        assert [type(event) for event in served.program.handled] == [Said]

    async def test_a_clock_that_is_a_little_off_does_no_harm(self, served: Served) -> None:
        now = int(time.time())
        for changes in ({"exp": now - 200}, {"nbf": now + 200}, {"iat": now + 200}):
            token = signed(claims(served.service_url.rstrip("/"), **changes))
            assert (await served.send(served.requests.say("hello", "U1ANA"), token))[0] == 200

    async def test_what_the_documentation_allows_is_good(self, served: Served) -> None:
        url = served.service_url
        documented = {k: v for k, v in claims(url).items() if k != "serviceurl"} | {"serviceUrl": url}
        for made in (
            documented,
            claims(url.upper()),
            claims(url, aud=["another", APP_ID]),
            claims(url, exp=10**400),
        ):
            assert (await served.send(served.requests.say("hello", "U1ANA"), signed(made)))[0] == 200

    @pytest.mark.parametrize("name", FORGED)
    async def test_anybody_else_is_not(
        self, served: Served, caplog: pytest.LogCaptureFixture, name: str
    ) -> None:
        caplog.set_level(logging.DEBUG, logger="adapters")
        made = served.requests.say("my secret words", "U1ANA")
        assert await served.send(made, FORGED[name](served.service_url)) == (401, "")
        assert served.program.handled == []
        assert "secret words" not in caplog.text
        assert not any(record.exc_info for record in caplog.records)

    @pytest.mark.parametrize("name", BODIES)
    async def test_a_stranger_is_not_even_read(self, served: Served, name: str) -> None:
        forged = FORGED["another key under our key's id"](served.service_url)
        for headers in ({}, {"Authorization": f"Bearer {forged}"}):
            assert await served.send_bytes(BODIES[name], headers) == (401, "")

    async def test_a_huge_token_is_refused_like_any_other(self, served: Served) -> None:
        site = web.Application()
        site.add_routes(served.part.routes)
        runner = web.AppRunner(site, access_log=None, max_field_size=LONGEST_HEADER)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            for length in (9_000, 17_000, 100_000):
                headers = {"Authorization": f"Bearer {'x' * length}"}
                async with served.http.post(f"http://{host}:{port}/api/messages", headers=headers) as answer:
                    assert answer.status == 401
        finally:
            await runner.cleanup()

    async def test_of_several_tokens_none_counts(self, served: Served) -> None:
        token = signed(claims(served.service_url))
        made = json.dumps(served.requests.say("hello", "U1ANA")).encode()
        for other in (f"Bearer {token}", "Bearer x", ""):
            headers = CIMultiDict([("Authorization", f"Bearer {token}"), ("Authorization", other)])
            async with served.http.post(
                f"{served.address}/api/messages", data=made, headers=headers
            ) as answer:
                assert answer.status == 401
        assert served.program.handled == []

    async def test_another_scheme_is_not(self, served: Served) -> None:
        body = json.dumps(served.requests.say("hello", "U1ANA")).encode()
        token = signed(claims(served.service_url))
        for header in (token, f"Basic {token}", "Bearer", "", f"Bearer  {token}", f"Bearer {token} x"):
            assert (await served.send_bytes(body, {"Authorization": header}))[0] == 401
        assert (await served.send_bytes(body, {"Authorization": f"bearer {token}"}))[0] == 200

    async def test_a_token_is_looked_at_again_when_it_ends_or_its_key_is_gone(self, served: Served) -> None:
        keys, hand = Counting(served.settings.openid_metadata_url), [time.time()]
        door = Door(served.settings, keys, lambda: hand[0])
        made = signed(claims(served.service_url))
        for token, looks in (
            (made, 1),
            (made, 1),
            (signed(claims(served.service_url, more=1)), 2),
            (made, 2),
        ):
            await door.authenticate(asking(token))
            assert keys.asked == looks
        with pytest.raises(Stranger):
            await door.authenticate(asking(made[:-4] + "AAAA"))
        hand[0] += 2 * HOUR_S
        await door.authenticate(asking(made))
        assert keys.asked == 4
        hand[0] -= 2 * HOUR_S
        served.teams.keys = [public_key("key-2")]
        await door.authenticate(asking(signed(claims(served.service_url), key="key-2")))
        with pytest.raises(Stranger):
            await door.authenticate(asking(made))

    async def test_what_a_good_token_does_not_say_is_looked_at_each_time(self, served: Served) -> None:
        token = signed(claims(served.service_url))
        made = served.requests.say("hello", "U1ANA")
        foreign = json.loads(json.dumps(made | {"id": "2"}))
        foreign["channelData"]["tenant"]["id"] = foreign["conversation"]["tenantId"] = "another"
        other = made | {"serviceUrl": "https://smba.trafficmanager.net/emea/", "id": "3"}
        assert [(await served.send(one, token))[0] for one in (made, foreign, other)] == [200, 403, 401]
        assert len(served.program.handled) == 1


class TestWhoMayComeIn:
    async def test_another_tenant_is_not(self, served: Served) -> None:
        foreign, unclear, nowhere = (served.requests.say("hello", "U1ANA") for _ in range(3))
        for made in (foreign, unclear):
            made["channelData"]["tenant"]["id"] = "another"
        foreign["conversation"]["tenantId"] = "another"
        del nowhere["channelData"], nowhere["conversation"]["tenantId"]
        for made in (foreign, unclear, nowhere):
            assert await served.send(made) == (403, "")
        assert served.program.handled == []

    async def test_several_tenants_may_be_named(self) -> None:
        async with running(tenant_id=f"another, {TENANT.upper()}") as served:
            statuses = []
            for tenant in ("another", TENANT, "a third"):
                made = served.requests.say("hello", "U1ANA")
                made["channelData"]["tenant"]["id"] = made["conversation"]["tenantId"] = tenant
                statuses.append((await served.send(made))[0])
            assert statuses == [200, 200, 403]

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
            "https://[",
            "x",
        ):
            made = served.requests.say("hello", "U1ANA") | {"serviceUrl": url}
            assert (await served.send(made, signed(claims(url))))[0] == 403
        assert served.program.handled == []

    async def test_a_key_signs_for_its_channels_only(self, served: Served) -> None:
        served.teams.keys = [
            public_key("key-1", endorsements=["slack"]),
            public_key("key-2", endorsements=None),
        ]
        made = served.requests.say("hello", "U1ANA")
        assert (await served.send(made))[0] == 403
        assert (await served.send(made, signed(claims(served.service_url), key="key-2")))[0] == 200


def test_the_government_has_an_issuer_and_hosts_of_its_own() -> None:
    address = "https://login.botframework.azure.us/v1/.well-known/openidconfiguration"
    settings = TeamsSettings(app_id=APP_ID, openid_metadata_url=address)
    assert (settings.cloud.issuer, settings.cloud.resource) == ("https://api.botframework.us",) * 2
    assert settings.may_write_to(settings.cloud.anywhere)
    assert not settings.may_write_to("https://smba.trafficmanager.net/teams/")


class TestKeysAtTheDoor:
    async def test_keys_are_fetched_once(self, served: Served) -> None:
        made = [served.requests.say("hello", f"U{n}") for n in range(20)]
        answers = await asyncio.gather(*(served.send(one) for one in made))
        assert {status for status, _ in answers} == {200}
        assert served.teams.key_fetches == 1

    async def test_they_are_there_before_the_first_activity(self, served: Served) -> None:
        await served.part.open()
        async with asyncio.timeout(5):
            while not served.teams.key_fetches:
                await asyncio.sleep(0.01)
        assert (await served.send(served.requests.say("hello", "U1ANA")))[0] == 200
        assert served.teams.key_fetches == 1

    async def test_a_change_of_keys_is_noticed_at_once(self, served: Served) -> None:
        assert (await served.send(served.requests.say("one", "U1ANA")))[0] == 200
        unknown = signed(claims(served.service_url), key="key-2")
        assert (await served.send(served.requests.say("x", "U1ANA"), unknown))[0] == 401
        served.teams.keys = [public_key("key-2")]
        made = [served.requests.say("two", f"U{n}") for n in range(10)]
        answers = await asyncio.gather(*(served.send(one, unknown) for one in made))
        assert {status for status, _ in answers} == {200}
        assert served.teams.key_fetches == 3
        assert (await served.send(served.requests.say("three", "U1ANA")))[0] == 401  # of the key that is gone

    async def test_strangers_cannot_make_us_fetch_again_and_again(self, served: Served) -> None:
        assert (await served.send(served.requests.say("hello", "U1ANA")))[0] == 200
        for n in range(20):
            token = signed(claims(served.service_url), key="key-2", kid=f"made-up-{n}")
            assert (await served.send(served.requests.say("x", "U1"), token))[0] == 401
        assert served.teams.key_fetches == 1 + LOOKS

    async def test_nobody_is_asked_because_of_a_token_for_somebody_else(self, served: Served) -> None:
        for changes in ({"aud": "another"}, {"iss": "another"}, {"exp": 7}):
            token = signed(claims(served.service_url, **changes), kid="made-up")
            assert (await served.send(served.requests.say("x", "U1"), token))[0] == 401
        assert served.teams.key_fetches == 0

    async def test_without_keys_nobody_is_let_in(self, served: Served) -> None:
        served.part.keys.wait_s, served.part.keys.again_s = 0.3, 0.05
        served.teams.keys_away = True
        made = served.requests.say("hello", "U1ANA")
        assert await served.send(made) == (401, "")
        assert served.program.handled == []

    async def test_an_activity_waits_for_keys_that_come_in_time(self, served: Served) -> None:
        served.part.keys.again_s = 0.05
        served.teams.keys_away = True
        asked = asyncio.create_task(served.send(served.requests.say("hello", "U1ANA")))
        while served.teams.key_fetches < 3:
            await asyncio.sleep(0.01)
        assert not asked.done()
        served.teams.keys_away = False
        assert await asked == (200, "")
        assert len(served.program.handled) == 1
