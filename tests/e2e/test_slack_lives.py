"""What becomes of an installation that Slack refuses: nothing is lost, somebody hears, and it goes on by itself.

Source of the errors: https://docs.slack.dev/reference/methods/chat.postMessage (November 2026).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.client import examine_places
from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.lives import Lives
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.verdicts import TOKENS, VERDICTS
from bot.events import Event, PlaceClosed, PlaceRefused
from bot.program.snapshot import Query
from bot.runtime.clocks import SystemClock
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Handled
from bot.text.catalog import has
from storage.installs import open_installs
from tests.e2e.test_application import get, send, serving_slack
from tests.e2e.test_slack_oauth import Here, installing
from tests.slack import TEAM, TOKEN, FakeSlack
from tests.slack.oauth import CLIENT_ID, CLIENT_SECRET
from tests.slack.requests import Requests


class One(msgspec.Struct):
    """The workspace of the configuration."""

    slack: FakeSlack
    lives: Lives
    callers: OneWorkspace
    events: list[Event]

    async def ask(self) -> None:
        caller = await self.callers.caller(TEAM)
        try:
            await caller.users_info(user="U1ANA")
        except SlackApiError:
            await asyncio.sleep(0)


@pytest.fixture
async def one() -> AsyncIterator[One]:
    slack, events = FakeSlack(), list[Event]()

    async def handle(event: Event) -> Handled:
        events.append(event)
        return Handled(status="handled")

    async with slack.serving() as api:
        settings = SlackSettings(bot_token=TOKEN, api_url=f"{api}/api/")
        lives = Lives(settings, handle, SystemClock())
        lives.probe_s = 0.02
        lives.tokens = callers = OneWorkspace(settings, lives)
        yield One(slack, lives, callers, events)
        await lives.end()


@pytest.mark.parametrize("name", sorted(VERDICTS))
async def test_each_refusal_has_an_end_of_its_own(one: One, name: str) -> None:
    one.slack.forgiven.add("missing_scope")
    if name == "missing_scope":
        one.slack.scopes.discard("users:read")
    else:
        one.slack.fail(name, "users.info")
    await one.ask()
    await one.lives.settled()
    (event,) = one.events
    if VERDICTS[name].does == "over":
        assert isinstance(event, PlaceClosed)
        with pytest.raises(Undeliverable, match="not_installed"):
            await one.callers.caller(TEAM)
    else:
        assert isinstance(event, PlaceRefused)
        assert (event.place, event.reason) == (TEAM, name)
        assert event.needed == ("users:read" if name == "missing_scope" else "")
        assert has(f"place.why.{name}") or name == "not_authed" or name == "not_allowed_token_type"
    assert bool(one.lives.trouble) == (name in TOKENS)


async def test_with_an_expired_token_that_nobody_renews_nothing_more_is_called(one: One) -> None:
    one.slack.fail("token_expired", "users.info")
    await one.ask()
    await one.lives.settled()
    called = len(one.slack.calls)
    with pytest.raises(TryLater) as later:
        await one.callers.caller(TEAM)
    assert later.value.held
    assert len(one.slack.calls) == called


async def test_it_is_told_once_and_over_when_slack_takes_calls_again(one: One) -> None:
    one.slack.fail("invalid_auth", "users.info", times=2)
    one.slack.fail("invalid_auth", "auth.test", times=2)
    await one.ask()
    await one.lives.settled()
    await one.ask()
    await one.lives.settled()
    assert len({event.id for event in one.events}) == 1, (
        "a day, a cause: one event, however often it is refused"
    )
    async with asyncio.timeout(5):
        while one.lives.trouble:
            await asyncio.sleep(0.01)
    assert one.slack.failing == []


async def test_what_one_method_is_refused_for_is_not_over_with_another(one: One) -> None:
    one.slack.fail("ekm_access_denied", "users.info")
    await one.ask()
    await (await one.callers.caller(TEAM)).auth_test()
    assert TEAM in one.lives.held
    await one.ask()
    assert TEAM not in one.lives.held


async def test_messages_wait_for_as_long_as_it_takes_and_the_server_says_why(tmp_path: Path) -> None:
    async with serving_slack(tmp_path) as (address, slack):
        slack.fail("invalid_auth", "chat.postMessage")
        assert await send(address, Requests().command("help", "", "U1ANA")) == 200
        async with asyncio.timeout(10):
            while (await get(address, "/readyz"))[0] == 200:
                await asyncio.sleep(0.02)
        told = json.loads((await get(address, "/readyz"))[1])
        assert told["slack"] is False
        assert told["why"]["slack"].startswith("invalid_auth: ")
        assert TOKEN not in str(told)


class TestDoctor:
    @pytest.fixture
    async def here(self, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Here]:
        async with installing(sqlite_url, tmp_path) as found:
            await found.install()
            await found.quiet()
            yield found

    async def found(self, here: Here) -> list[tuple[str, str]]:
        kept = open_installs(here.database, here.storage.sealer)
        settings = SlackSettings(
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            api_url=f"{here.slack.address}/api/",
            public_url="https://bot.example",
        )
        try:
            return await examine_places(settings, kept)
        finally:
            await kept.close()

    async def test_all_is_well(self, here: Here) -> None:
        assert await self.found(here) == []

    @pytest.mark.parametrize(
        "refused", ["account_inactive", "token_revoked", "invalid_auth", "access_denied"]
    )
    async def test_what_an_installation_is_refused_for(self, here: Here, refused: str) -> None:
        here.slack.fail(refused, "auth.test")
        ((key, said),) = await self.found(here)
        assert key == "slack:T1"
        assert said.startswith(f"{refused}: ")
        assert "https://bot.example/slack/install" in said or refused == "access_denied"

    async def test_a_scope_that_is_missing(self, here: Here) -> None:
        here.slack.scopes.discard("im:write")
        ((key, said),) = await self.found(here)
        assert key == "slack:T1"
        assert "lacks the scope im:write, to begin the conversation with a person" in said
        assert "“Add an OAuth Scope”, then open https://bot.example/slack/install" in said

    async def test_the_scope_of_a_feature_in_use(self, here: Here) -> None:
        (organization,) = here.storage.organizations()
        await until_read(here)
        with here.storage.begin() as work:
            snapshot = work.load(Query(organization=organization.id, roster="slack:T1"))
            work.save([msgspec.structs.replace(snapshot.readings[0], fields={"title": "Xf1"})])
        ((key, said),) = await self.found(here)
        assert key == "slack:T1"
        assert "lacks the scope users.profile:read" in said
        assert said.endswith("then open https://bot.example/slack/install?with=profile")
        assert (await here.visit("/slack/install?with=profile&with=walrus"))[0] == 200
        assert await self.found(here) == []


async def until_read(here: Here) -> None:
    (organization,) = here.storage.organizations()
    async with asyncio.timeout(15):
        while True:
            with here.storage.begin() as work:
                found = work.load(Query(organization=organization.id, roster="slack:T1")).readings
            if found and found[0].read_at:
                return
            await asyncio.sleep(0.05)
