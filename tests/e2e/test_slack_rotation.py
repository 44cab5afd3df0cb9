"""Is a token that expires refreshed in time and once, however many call and however many copies run?

Two copies on one PostgreSQL are two of everything but the database; the clock of tokens is moved by their expiry.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore

from adapters.slack.client.install import installation_of
from adapters.slack.client.installed import Installed, Shared
from adapters.slack.client.lives import Lives
from adapters.slack.client.rotation import TRIES
from adapters.slack.client.settings import SlackSettings
from bot.events import Event, PlaceClosed, PlaceRefused
from bot.runtime.clocks import SystemClock
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Handled
from bot.runtime.service import Service
from storage import open_storage
from storage.installs import Installs, open_installs
from tests.conftest import SECRET_KEY
from tests.slack.oauth import CLIENT_ID, CLIENT_SECRET, Agreed, InstallingSlack, said_of

PUBLIC = "https://bot.example"
INSTALL = f"{PUBLIC}/slack/install"


class Copy(msgspec.Struct):
    """One copy of the bot, as far as tokens go."""

    installed: Installed
    lives: Lives
    rows: Installs
    events: list[Event]

    @property
    def closed(self) -> list[str]:
        return [event.place for event in self.events if isinstance(event, PlaceClosed)]

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(event.reason, event.link) for event in self.events if isinstance(event, PlaceRefused)]


async def put(rows: Installs, answer: dict[str, Any]) -> None:
    """As an installation leaves it."""
    made = installation_of(answer)
    assert made is not None
    store = AsyncSQLAlchemyInstallationStore(client_id=CLIENT_ID, engine=rows.writing)
    store.bots = rows.bots
    await store.async_save_bot(made.to_bot())


@asynccontextmanager
async def copy(database: str, home: Path, api: str) -> AsyncIterator[Copy]:
    storage = open_storage(database, SECRET_KEY, home=home)
    service = Service(storage)

    async def turn(name: str, every_s: float) -> float:
        refused = await service.call(lambda: storage.take_turn([(name, 1 / every_s, 1)]))
        return refused.wait_s if refused else 0.0

    events: list[Event] = []

    async def handle(event: Event) -> Handled:
        events.append(event)
        return await service.handle(event)

    rows = open_installs(database, storage.sealer)
    settings = SlackSettings(
        client_id=CLIENT_ID, client_secret=CLIENT_SECRET, api_url=f"{api}/api/", public_url=PUBLIC
    )
    lives = Lives(settings, handle, SystemClock())
    installed = Installed(settings, Shared(rows=rows, turn=turn), lives)
    lives.tokens = installed
    try:
        yield Copy(installed, lives, rows, events)
    finally:
        await lives.settled()
        await installed.close()
        service.close()
        storage.close()


class Here(msgspec.Struct):
    slack: InstallingSlack
    copies: list[Copy]

    async def installed(self, expires_in: int) -> None:
        self.slack.rotates, self.slack.expires_in = True, expires_in
        await put(
            self.copies[0].rows,
            self.slack.issue(Agreed()) | said_of(Agreed()) | {"authed_user": {"id": "U1"}},
        )
        self.slack.expires_in = 43_200

    async def settled(self) -> None:
        for one in self.copies:
            await one.lives.settled()

    async def tokens(self, calls: int) -> list[str | None]:
        """So many callers on each copy at once."""
        asked = (one.installed.caller("T1") for _ in range(calls) for one in self.copies)
        return [client.token for client in await asyncio.gather(*asked)]


@pytest.fixture(params=["sqlite", "postgres"])
async def here(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Here]:
    slack = InstallingSlack()
    async with slack.serving() as api, AsyncExitStack() as stack:
        url = request.getfixturevalue(f"{request.param}_url")
        copies = 2 if request.param == "postgres" else 1
        made = [await stack.enter_async_context(copy(url, tmp_path, api)) for _ in range(copies)]
        yield Here(slack, made)


async def test_two_hundred_calls_make_one_refresh(here: Here) -> None:
    await here.installed(expires_in=600)
    tokens = await here.tokens(200)
    assert here.slack.refreshes == 1
    assert here.slack.token_of["T1"] in tokens
    again = await here.tokens(20)
    assert set(again) == {here.slack.token_of["T1"]}
    assert here.slack.refreshes == 1


async def test_with_an_expired_token_all_wait_for_the_new_one(here: Here) -> None:
    await here.installed(expires_in=-5)
    here.slack.fail("late", "oauth.v2.access")
    assert set(await here.tokens(50)) == {here.slack.token_of["T1"]}
    assert here.slack.refreshes == 1


async def test_one_that_lasts_is_left_alone(here: Here) -> None:
    await here.installed(expires_in=3 * 3600)
    await here.tokens(5)
    assert here.slack.refreshes == 0


def asked(here: Here) -> int:
    return len([name for name, _ in here.slack.calls if name == "oauth.v2.access"])


@pytest.mark.parametrize(
    ("how", "times"), [("server_error", TRIES), ("reset", TRIES), ("no_json", TRIES), ("rate_limited", 1)]
)
async def test_what_fails_keeps_the_old_token_while_it_lasts(here: Here, how: str, times: int) -> None:
    await here.installed(expires_in=600)
    old = here.slack.token_of["T1"]
    here.slack.fail(how, "oauth.v2.access", times=99)
    assert set(await here.tokens(10)) == {old}
    assert asked(here) == times  # then not again before the next turn


@pytest.mark.parametrize("lost", [1, 2])
@pytest.mark.parametrize("expires_in", [600, -5])
async def test_a_lost_answer_costs_nothing(here: Here, lost: int, expires_in: int) -> None:
    """Slack has made new tokens that nobody got. The refresh token works a little longer, and of the tokens the two
    newest.
    """
    await here.installed(expires_in=expires_in)
    here.slack.fail("lost_answer", "oauth.v2.access", times=lost)
    tokens = await here.tokens(20)
    newest = here.slack.token_of["T1"]
    assert newest in tokens
    assert here.slack.refreshes == lost + 1
    assert set(await here.tokens(5)) == {newest}
    for one in here.copies:
        await (await one.installed.caller("T1")).auth_test()
        assert one.events == []


async def test_what_the_dead_had_asked_for_is_asked_for_again_or_told(here: Here) -> None:
    """A copy dies with the answer in its hands. Soon enough the same refresh token does; later the old token serves on,
    and whoever installed the app reads where it is installed again.
    """
    await here.installed(expires_in=600)
    old = here.slack.token_of["T1"]
    here.slack.use_up("T1")
    assert set(await here.tokens(5)) == {old}
    assert [told for one in here.copies for told in one.told] == [("refresh_refused", INSTALL)]
    assert here.slack.refreshes == 1
    assert set(await here.tokens(5)) == {old}
    assert here.slack.refreshes == 1, "it is not asked for what it has refused"
    assert [place for one in here.copies for place in one.closed] == []


async def test_one_that_is_not_renewed_ends_when_it_expires(here: Here) -> None:
    await here.installed(expires_in=-5)
    here.slack.use_up("T1")
    for one in here.copies:
        with pytest.raises(Undeliverable, match="not_installed"):
            await one.installed.caller("T1")
    closed = [event for one in here.copies for event in one.events if isinstance(event, PlaceClosed)]
    assert [(event.place, event.link) for event in closed] == [("T1", INSTALL)]


@pytest.mark.parametrize("refused", ["token_revoked", "account_inactive", "token_expired"])
async def test_a_token_that_is_refused_is_renewed_where_the_app_is_there(here: Here, refused: str) -> None:
    """`auth.revoke` takes one token of an installation away, and no more than that."""
    await here.installed(expires_in=3 * 3600)
    client = await here.copies[0].installed.caller("T1")
    here.slack.fail(refused, "users.info")
    with pytest.raises(SlackApiError):
        await client.users_info(user="U1INES")
    await here.settled()
    new = here.slack.token_of["T1"]
    assert new != client.token
    assert set(await here.tokens(3)) == {new}
    assert [event for one in here.copies for event in one.events] == []


@pytest.mark.parametrize("refused", ["token_revoked", "account_inactive"])
async def test_where_the_app_is_gone_nothing_more_is_called(here: Here, refused: str) -> None:
    await here.installed(expires_in=3 * 3600)
    client = await here.copies[0].installed.caller("T1")
    here.slack.uninstall("T1")
    here.slack.fail(refused, "users.info")
    with pytest.raises(SlackApiError):
        await client.users_info(user="U1INES")
    await here.settled()
    assert here.copies[0].closed == ["T1"]
    called = len(here.slack.called)
    for one in here.copies:
        with pytest.raises(Undeliverable, match="not_installed"):
            await one.installed.caller("T1")
    assert len(here.slack.called) == called


async def test_what_fails_with_an_expired_token_is_for_later(here: Here) -> None:
    await here.installed(expires_in=-5)
    here.slack.fail("server_error", "oauth.v2.access", times=9)
    with pytest.raises(TryLater):
        await here.copies[0].installed.caller("T1")


async def test_a_refused_refresh_closes_the_place(here: Here) -> None:
    await here.installed(expires_in=600)
    here.slack.uninstall("T1")
    for one in here.copies:
        with pytest.raises(Undeliverable, match="not_installed"):
            await one.installed.caller("T1")
    assert [place for one in here.copies for place in one.closed] == ["T1"]
    assert here.slack.refreshes == 1


async def test_a_caller_that_goes_away_does_not_take_the_refresh_along(here: Here) -> None:
    await here.installed(expires_in=600)
    here.slack.fail("late", "oauth.v2.access")
    first = asyncio.create_task(here.copies[0].installed.caller("T1"))
    async with asyncio.timeout(5):
        while not here.slack.refreshes:
            await asyncio.sleep(0.01)
    first.cancel()
    assert set(await here.tokens(5)) <= set(here.slack.tokens)
    assert (await here.copies[0].installed.caller("T1")).token == here.slack.token_of["T1"]
    assert here.slack.refreshes == 1


async def test_what_was_removed_meanwhile_does_not_come_back(here: Here) -> None:
    await here.installed(expires_in=-5)
    here.slack.fail("late", "oauth.v2.access")
    calling = asyncio.create_task(here.copies[0].installed.caller("T1"))
    async with asyncio.timeout(5):
        while not here.slack.refreshes:
            await asyncio.sleep(0.01)
    async with here.copies[0].rows.writing.begin() as db:
        await db.execute(here.copies[0].rows.bots.delete())
    with pytest.raises(Undeliverable):
        await calling
    assert await here.copies[0].installed.find("T1") is None
