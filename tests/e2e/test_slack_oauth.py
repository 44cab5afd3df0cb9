"""Can a workspace install the app by itself, be served with a token of its own, and remove it again?

The real application on a real database; Slack's pages and Web API beside it, and a client that keeps cookies.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import aiohttp.web
import msgspec
import pytest
import sqlalchemy as sa

from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.settings import SlackSettings
from app import Application
from bot.events import PlaceClosed
from bot.program.model import Organization, Person, Place
from bot.runtime.clocks import MovableClock
from bot.runtime.config import read_settings
from bot.runtime.errors import Undeliverable
from storage import open_storage
from storage.sql import SqlStorage
from tests.conftest import SECRET_KEY
from tests.e2e.process import free_port
from tests.slack.oauth import CLIENT_ID, CLIENT_SECRET, Agreed, InstallingSlack
from tests.slack.requests import Json, Requests, encode, payload, signed
from tests.slack.workspace import TEAM, TOKEN

SECRET = "walrus-signing-secret"


class Here(msgspec.Struct):
    """The bot at `address`, Slack beside it; `http` is a browser."""

    slack: InstallingSlack
    storage: SqlStorage
    application: Application
    clock: MovableClock
    address: str
    http: aiohttp.ClientSession
    database: str
    requests: Requests

    async def install(self, agreed: Agreed | None = None) -> tuple[int, str]:
        """As somebody does in the browser, following where they are sent."""
        self.slack.agrees = agreed or Agreed()
        return await self.visit("/slack/install")

    async def visit(self, path: str, language: str = "en-GB") -> tuple[int, str]:
        headers = {"Accept-Language": language}
        async with self.http.get(f"{self.address}{path}", headers=headers) as answer:
            return answer.status, await answer.text()

    async def send(self, made: Json, place: str = "T1", enterprise: str = "") -> tuple[int, str]:
        return await self.send_as_it_is(of_place(made, place, enterprise))

    async def send_as_it_is(self, made: Json) -> tuple[int, str]:
        body, content_type = encode(made)
        headers = signed(body, content_type, secret=SECRET, at=time.time())
        async with self.http.post(f"{self.address}/slack/events", data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def quiet(self) -> None:
        """Until nothing waits any more."""
        async with asyncio.timeout(15):
            while await asyncio.to_thread(self.storage.count_waiting):
                await asyncio.sleep(0.02)

    def people(self) -> dict[str, Person]:
        here = [person for one in self.storage.organizations() for person in self.storage.people_of(one.id)]
        return {person.slack_id: person for person in here}

    def places(self) -> dict[str, Place]:
        found = [
            place for one in self.storage.organizations() for place in self.storage.page_of(Place, one.id)
        ]
        return {place.place: place for place in found}

    def rows(self) -> list[sa.Row[tuple[object, ...]]]:
        engine = sa.create_engine(self.database)
        with engine.connect() as db:
            found = list(db.execute(sa.text("SELECT * FROM slack_bot")))
        engine.dispose()
        return found


def of_place(made: Json, place: str, enterprise: str = "") -> Json:
    """The same request, from this workspace, or from this Grid organization as a whole."""
    made = dict(made)
    if "command" in made:
        whole = {"enterprise_id": enterprise, "is_enterprise_install": "true"} if enterprise else {}
        return made | {"team_id": place} | whole
    if made.get("type") == "event_callback":
        ours = {"team_id": place, "enterprise_id": None, "is_enterprise_install": False}
        if enterprise:
            ours |= {"team_id": None, "enterprise_id": enterprise, "is_enterprise_install": True}
        return made | {"team_id": place, "authorizations": [ours]}
    return made | {"team": {"id": place, "domain": "removed"}}


def removed(kind: str, number: int = 1, at: float | None = None) -> Json:
    made = payload("message_im") | {"event_id": f"EvGONE{kind}{number}", "event": {"type": kind}}
    if kind == "tokens_revoked":
        made["event"]["tokens"] = {"oauth": [], "bot": ["U0BOT"]}
    return made | {"event_time": int(at or time.time())}


@asynccontextmanager
async def installing(database: str, home: Path, **more: str) -> AsyncIterator[Here]:
    slack, port = InstallingSlack(), free_port()
    async with (
        slack.serving() as api,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
    ):
        settings = read_settings(
            {
                "DATABASE_URL": database,
                "SECRET_KEYS": SECRET_KEY,
                "TURNABOUT_HOME": str(home),
                "SLACK_CLIENT_ID": CLIENT_ID,
                "SLACK_CLIENT_SECRET": CLIENT_SECRET,
                "SLACK_SIGNING_SECRET": SECRET,
                "SLACK_API_URL": f"{api}/api/",
                "SLACK_AUTHORIZE_URL": f"{api}/oauth/v2/authorize",
                "PUBLIC_URL": f"http://127.0.0.1:{port}",
                **more,
            },
            env_file=None,
        )
        storage = open_storage(database, SECRET_KEY, home=home)
        clock = MovableClock()
        application = Application(settings, storage, clock)
        async with application.running() as site:
            runner = aiohttp.web.AppRunner(site, shutdown_timeout=1.0)
            await runner.setup()
            await aiohttp.web.TCPSite(runner, "127.0.0.1", port).start()
            yield Here(
                slack=slack,
                storage=storage,
                application=application,
                clock=clock,
                address=f"http://127.0.0.1:{port}",
                http=http,
                database=database.replace("postgresql:", "postgresql+psycopg:"),
                requests=Requests(),
            )
            await runner.cleanup()
        storage.close()


@pytest.fixture(params=["sqlite", "postgres"])
async def here(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Here]:
    async with installing(request.getfixturevalue(f"{request.param}_url"), tmp_path) as found:
        yield found


@pytest.fixture
async def lite(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Here]:
    async with installing(sqlite_url, tmp_path) as found:
        yield found


class TestInstalling:
    async def test_whoever_installs_it_is_greeted_and_runs_the_program(self, here: Here) -> None:
        status, text = await here.install()
        assert status == 200
        assert "Turnabout is installed" in text
        assert "Acme &amp; Co" in text
        await here.quiet()
        assert "/rm-setup" in here.slack.seen_by("U1INES")
        assert here.people()["U1INES"].is_admin
        assert [one.name for one in here.storage.organizations()] == ["Acme & Co"]
        assert await here.send(here.requests.command("setup", "", "U1INES")) == (200, "")
        await here.quiet()
        assert len(here.slack.messages) == 2
        assert {token for name, token in here.slack.called if name == "chat.postMessage"} == {
            here.slack.token_of["T1"]
        }
        assert "auth.test" not in {name for name, _ in here.slack.called}

    async def test_tokens_are_sealed_and_one_row_stays(self, here: Here) -> None:
        for _ in range(3):
            assert (await here.install())[0] == 200
        ((row),) = here.rows()
        assert here.slack.token_of["T1"] not in str(row)
        assert "U1INES" not in str(row)
        await here.quiet()

    async def test_somebody_else_takes_nothing_away(self, here: Here) -> None:
        await here.install()
        await here.install(Agreed(user="U2TOM"))
        await here.quiet()
        assert (here.people()["U1INES"].is_admin, here.people()["U2TOM"].is_admin) == (True, False)
        assert "stays the same" in here.slack.seen_by("U2TOM")
        assert len(here.storage.organizations()) == 1

    async def test_two_workspaces_are_two_companies(self, here: Here) -> None:
        await here.install()
        await here.install(Agreed(user="U9ZOE", team="T9", company="Zebra"))
        await here.quiet()
        assert len(here.storage.organizations()) == 2
        posts = [(name, token) for name, token in here.slack.called if name == "chat.postMessage"]
        assert {token for _, token in posts} == set(here.slack.token_of.values())

    async def test_a_whole_grid_organization_is_one_place(self, here: Here) -> None:
        await here.install(Agreed(user="W1INES", team="", enterprise="E1", company="Grid"))
        await here.quiet()
        assert here.places().keys() == {"E1"}
        assert await here.send(here.requests.say("hello", "W1INES"), "T77", "E1") == (200, "")
        await here.quiet()
        assert len(here.slack.messages) == 2
        assert here.places().keys() == {"E1"}

    async def test_each_way_to_fail_has_a_kind_page_and_changes_nothing(self, lite: Here) -> None:
        lite.slack.agrees = None
        status, text = await lite.visit("/slack/install")
        assert (status, "You said no" in text) == (200, True)
        status, text = await lite.visit("/slack/oauth_redirect?code=c&state=made-up", "de-AT,en;q=0.5")
        assert (status, '<html lang="de">' in text, "Neu beginnen" in text) == (400, True, True)
        assert (await lite.visit("/slack/oauth_redirect"))[0] == 400
        status, text = await lite.visit("/slack/oauth_redirect?error=%3Cb%3Ex")
        assert "<b>" not in text
        lite.slack.agrees = Agreed()
        lite.slack.fail("server_error", "oauth.v2.access")
        status, text = await lite.visit("/slack/install")
        assert (status, "try again" in text.lower()) == (503, True)
        lite.slack.fail("invalid_code", "oauth.v2.access")
        assert (await lite.visit("/slack/install"))[0] == 401
        assert lite.storage.organizations() == ()
        assert lite.rows() == []

    async def test_another_browser_cannot_finish_it_nor_anybody_twice(self, lite: Here) -> None:
        begun = f"{lite.address}/slack/install?team=T1%26redirect_uri%3Dhttps://evil.example"
        async with lite.http.get(begun, allow_redirects=False) as answer:
            there = answer.headers["Location"]
        assert "evil" not in there
        async with lite.http.get(there, allow_redirects=False) as answer:
            back = answer.headers["Location"]
        async with aiohttp.ClientSession() as stranger, stranger.get(back) as answer:
            assert answer.status == 400
        async with lite.http.get(back) as answer:
            assert answer.status == 200
        async with lite.http.get(back) as answer:
            assert answer.status == 400
        assert len(lite.rows()) == 1

    async def test_admins_of_the_configuration_are_nobody_elsewhere(
        self, sqlite_url: str, tmp_path: Path
    ) -> None:
        more = {"SLACK_BOT_TOKEN": TOKEN, "ADMINS": "slack:U5EVE,eve@example.com"}
        async with installing(sqlite_url, tmp_path, **more) as here:
            await here.install()
            await here.send(here.requests.say("hello", "U5EVE"), "T1")
            await here.quiet()
            assert not here.people()["U5EVE"].is_admin
            await asyncio.gather(*(here.send(here.requests.say("hello", "U5EVE"), TEAM) for _ in range(5)))
            await here.quiet()
            everybody = [
                (person.slack_id, person.is_admin)
                for one in here.storage.organizations()
                for person in here.storage.people_of(one.id)
            ]
            assert sorted(everybody) == [("U1INES", True), ("U5EVE", False), ("U5EVE", True)]
            assert [name for name, _ in here.slack.called].count("auth.test") == 1
            posted = {token for name, token in here.slack.called if name == "chat.postMessage"}
            assert posted == {TOKEN, here.slack.token_of["T1"]}

    async def test_where_admins_are_named_whoever_installs_is_none(
        self, sqlite_url: str, tmp_path: Path
    ) -> None:
        """Anybody of the company may open that page: they would come before those the configuration names."""
        more = {"SLACK_BOT_TOKEN": TOKEN, "ADMINS": "slack:U5EVE"}
        async with installing(sqlite_url, tmp_path, **more) as here:
            assert (await here.install(Agreed(team=TEAM)))[0] == 200
            await here.quiet()
            assert not here.people()["U1INES"].is_admin
            assert any(
                "was chosen when I was set up" in said for said in here.slack.seen_by("U1INES").splitlines()
            )
            await here.send(here.requests.say("hello", "U5EVE"), TEAM)
            await here.quiet()
            assert (await here.install(Agreed(team=TEAM)))[0] == 200
            await here.quiet()
            assert {one.slack_id: one.is_admin for one in here.people().values()} == {
                "U1INES": False,
                "U5EVE": True,
            }

    async def test_what_another_workspace_removes_changes_nothing_in_ours(self) -> None:
        ours = OneWorkspace(SlackSettings(bot_token=TOKEN))
        ours.closed("T404")
        assert await ours.serves(TEAM)
        assert (await ours.caller(TEAM)).token == TOKEN
        ours.closed(TEAM)
        assert not await ours.serves(TEAM)
        with pytest.raises(Undeliverable):
            await ours.caller(TEAM)

    async def test_a_strange_workspace_is_answered_and_nothing_happens(self, here: Here) -> None:
        assert await here.send(here.requests.say("hello", "U1ANA"), "T404") == (200, "")
        assert await here.send(here.requests.command("join", "", "U1ANA"), "T404") == (200, "")
        assert here.storage.organizations() == ()
        assert here.slack.calls == []


class TestRemoved:
    @pytest.mark.parametrize(
        "order",
        [
            ("app_uninstalled", "tokens_revoked"),
            ("tokens_revoked", "app_uninstalled"),
            ("app_uninstalled", "app_uninstalled"),
            ("tokens_revoked",),
        ],
    )
    async def test_nothing_is_called_any_more_and_all_is_kept(
        self, here: Here, order: tuple[str, ...]
    ) -> None:
        await here.install()
        await here.quiet()
        here.slack.uninstall("T1")
        called = len(here.slack.called)
        for kind in order:
            assert await here.send(removed(kind)) == (200, "")
        assert here.rows() == []
        assert await here.send(here.requests.command("help", "", "U1INES")) == (200, "")
        await here.quiet()
        assert len(here.slack.called) == called
        assert here.people()["U1INES"].is_admin
        assert here.places()["T1"].closed_at is not None

    async def test_installed_again_it_goes_on_where_it_was(self, here: Here) -> None:
        await here.install()
        await here.quiet()
        here.slack.uninstall("T1")
        gone = removed("app_uninstalled")
        await here.send(gone)
        await here.install(Agreed(user="U2TOM"))
        await here.send(gone)  # Slack had not heard us, and sends it again
        await here.send(removed("tokens_revoked", at=time.time() - 30))  # it was on its way
        await here.quiet()
        assert here.places()["T1"].closed_at is None
        assert len(here.rows()) == 1
        assert (here.people()["U1INES"].is_admin, here.people()["U2TOM"].is_admin) == (True, False)
        await here.send(here.requests.command("help", "", "U1INES"))
        await here.quiet()
        assert len(here.slack.messages) == 3
        (organization,) = here.storage.organizations()
        assert isinstance(organization, Organization)
        assert organization.closed_at is None

    @pytest.mark.parametrize("kind", ["tokens_revoked", "app_uninstalled"])
    @pytest.mark.parametrize("late_s", [-1, 0, 30])
    async def test_what_comes_just_after_a_reinstallation_ends_the_old_one_only(
        self, here: Here, kind: str, late_s: int
    ) -> None:
        """Slack's clock and ours may differ: where nobody can tell, it is asked once whether the token works."""
        await here.install()
        await here.quiet()
        await here.install()
        await here.quiet()
        gone = removed(kind, at=time.time() + late_s)
        answers = await asyncio.gather(*(here.send(gone) for _ in range(3)))
        assert set(answers) == {(200, "")}
        assert here.places()["T1"].closed_at is None
        assert len(here.rows()) == 1
        assert {name for name, _ in here.slack.called} >= {"auth.test"}
        here.slack.uninstall("T1")
        await here.send(removed(kind, 2, at=time.time()))
        assert here.rows() == []
        assert here.places()["T1"].closed_at is not None

    async def test_the_token_of_another_user_is_not_ours(self, lite: Here) -> None:
        await lite.install()
        await lite.quiet()
        gone = removed("tokens_revoked")
        gone["event"]["tokens"]["bot"] = ["U0ELSE"]
        assert await lite.send(gone) == (200, "")
        assert len(lite.rows()) == 1
        lite.slack.uninstall("T1")
        gone["event_id"] = "EvGONE9"
        assert await lite.send(gone) == (200, "")
        assert lite.rows() == []

    async def test_long_after_a_reinstallation_nobody_is_asked(self, lite: Here) -> None:
        await lite.install()
        await lite.install()
        await lite.quiet()
        called = len(lite.slack.called)
        await lite.send(removed("app_uninstalled", at=time.time() + 3600))
        assert lite.rows() == []
        assert len(lite.slack.called) == called

    async def test_while_slack_cannot_say_the_event_comes_again(self, lite: Here) -> None:
        await lite.install()
        await lite.install()
        await lite.quiet()
        lite.slack.fail("server_error", "auth.test")
        assert (await lite.send(removed("tokens_revoked")))[0] == 503
        assert (await lite.send(removed("tokens_revoked")))[0] == 200
        assert len(lite.rows()) == 1

    async def test_an_installation_made_meanwhile_stays(self, here: Here) -> None:
        """Another copy of the bot is at the end of the old one while the new one is stored."""
        await here.install()
        await here.quiet()
        callers = here.application.slack.callers if here.application.slack else None
        assert callers is not None
        old = await callers.about("T1", time.time())
        await here.install()
        await here.quiet()
        over = PlaceClosed(id="late", at=here.clock.now(), platform="slack", place="T1", until_s=old.until_s)
        await here.application.service.handle(over)
        assert len(here.rows()) == 1
        assert here.places()["T1"].closed_at is not None
        lives = here.application.slack.lives if here.application.slack else None
        assert lives is not None
        await lives.closed("T1")
        assert here.places()["T1"].closed_at is None

    @pytest.mark.parametrize("refused", ["account_inactive", "token_revoked"])
    async def test_an_ordinary_call_that_is_refused_closes_it(self, here: Here, refused: str) -> None:
        await here.install()
        await here.quiet()
        here.slack.fail(refused, "chat.postMessage")
        await here.send(here.requests.command("help", "", "U1INES"))
        async with asyncio.timeout(10):
            while here.places()["T1"].closed_at is None:
                await asyncio.sleep(0.02)
        assert here.rows() == []
        called = len(here.slack.called)
        await here.send(here.requests.command("help", "", "U1INES"))
        await here.quiet()
        assert len(here.slack.called) == called

    async def test_a_month_later_everything_is_erased(self, here: Here) -> None:
        await here.install()
        await here.quiet()
        await here.send(removed("app_uninstalled"))
        here.clock.move_to(here.clock.now() + timedelta(days=31))
        async with asyncio.timeout(15):
            while here.storage.organizations():
                await asyncio.sleep(0.05)
        assert here.people() == {}
        await here.install()
        assert len(here.storage.organizations()) == 1
