"""Does a message go to an address that somebody vouches for, with a good token, and are keys fetched in time?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from adapters.teams.client import TeamsSettings, examine_teams
from adapters.teams.client.tokens import Tokens
from bot.runtime.errors import TryLater, Undeliverable
from tests.e2e.teams_sending import Served, running
from tests.teams.requests import TENANT


class Hand:
    """A clock that is moved by hand, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with running() as found:
        yield found


class TestTokens:
    async def test_one_token_serves_many_messages(self, served: Served) -> None:
        await asyncio.gather(*(served.adapter.deliver(served.delivery()) for _ in range(10)))
        assert len(served.teams.messages) == 10
        (login,) = served.teams.logins
        assert login["tenant"] == [TENANT]

    async def test_a_bot_of_several_tenants_asks_elsewhere(self) -> None:
        async with running(app_type="MultiTenant", tenant_id="") as served:
            await served.adapter.deliver(served.delivery())
            assert served.teams.logins[0]["tenant"] == ["botframework.com"]

    async def test_a_token_is_renewed_five_minutes_early(self, served: Served) -> None:
        hand = Hand()
        tokens = Tokens(served.settings, hand.now)
        first = await tokens.token()
        hand.seconds = 3599 - 301
        assert await tokens.token() == first
        hand.seconds = 3599 - 299
        assert await tokens.token() != first
        assert len(served.teams.logins) == 2

    async def test_a_refused_token_is_renewed_once(self, served: Served) -> None:
        await served.adapter.deliver(served.delivery())
        served.teams.good_tokens.clear()
        await asyncio.gather(*(served.adapter.deliver(served.delivery()) for _ in range(5)))
        assert len(served.teams.messages) == 6
        assert len(served.teams.logins) == 2

    async def test_a_bot_that_is_refused_all_the_same_gives_up(self, served: Served) -> None:
        served.teams.failing += ["unauthorized", "unauthorized"]
        served.teams.good_tokens = Everything()
        with pytest.raises(Undeliverable, match="AuthorizationError"):
            await served.adapter.deliver(served.delivery())
        assert served.teams.messages == []

    async def test_a_wrong_secret_keeps_the_message(self) -> None:
        async with running(app_password="wrong") as served:
            with pytest.raises(TryLater, match="invalid_client") as raised:
                await served.adapter.deliver(served.delivery())
            assert (raised.value.maybe_sent, raised.value.after_s) == (False, 300.0)
            assert served.teams.calls == []

    @pytest.mark.parametrize("lasts", ["soon", None, [], {}])
    async def test_an_answer_that_is_no_token_keeps_the_message(self, served: Served, lasts: object) -> None:
        served.teams.token_lasts_s = lasts
        with pytest.raises(TryLater) as raised:
            await served.adapter.deliver(served.delivery())
        assert not raised.value.maybe_sent

    async def test_no_token_is_sent_without_authentication(self) -> None:
        async with running(auth="off", app_id="") as served:
            await served.adapter.deliver(served.delivery(conversation="a:U1ANA"))
            assert served.teams.logins == []
            assert len(served.teams.messages) == 1


class Everything(set[str]):
    def __contains__(self, _: object) -> bool:
        return True


class TestAddresses:
    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.example/",
            "http://smba.trafficmanager.net/emea/",
            "https://smba.trafficmanager.net@evil.example/",
            "https://botframework.com.evil.example/",
            "http://localhost:1/",
            "file:///etc/passwd",
            "https://",
            "https://[::1",
            "https://smba.trafficmanager.net:1/",
            "https://smba.trafficmanager.net/\r\nX: y",
            "https://smba.trafficmanager.net\\@evil.example/",
            "https://evil.example\\.botframework.com/",
        ],
    )
    async def test_nothing_goes_to_addresses_that_nobody_vouches_for(self, served: Served, url: str) -> None:
        with pytest.raises(Undeliverable, match="service_host"):
            await served.adapter.deliver(served.delivery(url=url))
        assert served.teams.logins == []

    async def test_a_channel_post_of_nowhere_has_no_address(self, served: Served) -> None:
        with pytest.raises(Undeliverable, match="no_address"):
            await served.adapter.deliver(served.delivery(user="", conversation=""))


class TestExamining:
    async def test_good_credentials_have_no_problems(self, served: Served) -> None:
        assert await examine_teams(served.settings) == []

    async def test_each_problem_names_its_key(self) -> None:
        async with running(app_password="wrong") as served:
            served.teams.keys_away = True
            found = await examine_teams(served.settings)
            assert [key for key, _ in found] == ["TEAMS_APP_PASSWORD", "TEAMS_OPENID_METADATA_URL"]
            assert "wrong" not in str(found)

    async def test_a_login_that_cannot_be_reached_is_said(self, served: Served) -> None:
        away = msgspec.structs.replace(served.settings, login_url="http://127.0.0.1:1")
        assert [key for key, _ in await examine_teams(away)] == ["TEAMS_LOGIN_URL"]

    async def test_without_authentication_there_is_nothing_to_ask(self) -> None:
        assert await examine_teams(TeamsSettings(app_id="", auth="off")) == []
