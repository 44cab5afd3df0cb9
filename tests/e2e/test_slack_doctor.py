"""Does `app.py doctor` find what is wrong with Slack, name the key and say how to mend it?

Slack's Web API, the server that runs and a proxy before it are real servers on loopback.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email.utils import formatdate
from time import time

import aiohttp
import msgspec
import pytest
from aiohttp import web

import app
from adapters.network import trouble
from adapters.slack.client import examine_slack
from adapters.slack.client.part import SlackPart
from adapters.slack.client.reception import Needs
from adapters.slack.client.settings import SlackSettings, slack_settings
from adapters.slack.scopes import BASE
from adapters.web import make_web
from bot.events import Event
from bot.runtime.clocks import SystemClock
from bot.runtime.counts import Counts
from bot.runtime.ports import Handled
from bot.runtime.settings import Settings
from bot.text.catalog import words_for
from tests.serving import serving
from tests.slack import TOKEN, FakeSlack

SECRET, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2
NOBODY = "http://127.0.0.1:1"
APP, ID, CLIENT_SECRET = "xapp-1-A-1-abc", "1.2", "c" * 32
Findings = list[tuple[str, str]]
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def settings(api: str, **changes: object) -> SlackSettings:
    usual = SlackSettings(
        bot_token=TOKEN, signing_secret=SECRET, api_url=f"{api}/api/", local_url=NOBODY, public_url=""
    )
    return msgspec.structs.replace(usual, **changes)


def keys(found: Findings) -> list[str]:
    return [key for key, _ in found]


async def _connection(request: web.Request) -> web.Response:
    """apps.connections.open takes the app's token alone."""
    right = request.headers.get("Authorization") == f"Bearer {APP}" and not await request.read()
    return web.json_response(
        {"ok": True, "url": "wss://x"} if right else {"ok": False, "error": "invalid_auth"}
    )


async def _exchange(request: web.Request) -> web.Response:
    """oauth.v2.access looks at the client first, then at the code."""
    named = aiohttp.BasicAuth.decode(request.headers["Authorization"])
    assert dict(await request.post()) == {"code": "doctor"}
    error = "invalid_client_id" if named.login != ID else "bad_client_secret"
    return web.json_response(
        {
            "ok": False,
            "error": "invalid_code" if (named.login, named.password) == (ID, CLIENT_SECRET) else error,
        }
    )


@asynccontextmanager
async def slack(workspace: FakeSlack | None = None) -> AsyncIterator[str]:
    workspace = workspace or FakeSlack()
    workspace.forgiven |= {"not_allowed_token_type"}
    own = [web.post("/api/apps.connections.open", _connection), web.post("/api/oauth.v2.access", _exchange)]
    async with serving([*own, *workspace.routes()]) as address:
        yield address


async def _handle(_: Event) -> Handled:
    return Handled(status="handled")


@asynccontextmanager
async def server(secret: str = SECRET) -> AsyncIterator[str]:
    """The program's own server, as far as Slack and the doctor see it."""
    counts = Counts()
    given = SlackSettings(bot_token=TOKEN, signing_secret=secret)
    needs = Needs(
        settings=given,
        handle=_handle,
        clock=SystemClock(),
        words_for=words_for,
        count=lambda result: counts.request("slack", result),
    )
    part = SlackPart(needs)

    async def ready() -> dict[str, bool]:
        return {"database": True}

    async def text() -> bytes:
        return counts.text(0)

    async def no_file(_: str) -> None:
        return None

    site = make_web(part.routes, ready, text, no_file)
    async with serving_site(site) as address:
        yield address


@asynccontextmanager
async def serving_site(site: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def proxy(behind: str, change: Callable[[bytes], bytes] = lambda body: body) -> AsyncIterator[str]:
    """Passes everything on, with bodies changed on their way in."""

    async def passed(request: web.Request) -> web.Response:
        kept = {k: v for k, v in request.headers.items() if k.startswith("X-Slack") or k == "Content-Type"}
        body = change(await request.read())
        async with (
            aiohttp.ClientSession() as http,
            http.request(request.method, f"{behind}{request.path}", data=body, headers=kept) as answer,
        ):
            return web.Response(status=answer.status, body=await answer.read())

    async with serving([web.route("*", "/{path:.*}", passed)]) as address:
        yield address


class TestToken:
    async def test_all_is_well(self) -> None:
        async with slack() as api:
            assert await examine_slack(settings(api)) == []

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ("invalid_auth", "Bot User OAuth Token"),
            ("account_inactive", "install it again"),
            ("token_revoked", "install the app again"),
            ("token_expired", "SLACK_CLIENT_ID"),
            ("not_allowed_token_type", "begins with xoxb-"),
            ("something_new", "something_new"),
        ],
    )
    async def test_a_token_that_slack_refuses(self, said: str, told: str) -> None:
        workspace = FakeSlack()
        workspace.fail(said, "auth.test")
        async with slack(workspace) as api:
            ((key, text),) = await examine_slack(settings(api))
        assert key == "SLACK_BOT_TOKEN"
        assert told in text

    async def test_a_token_of_another_kind_is_no_bot_token_for_slack(self) -> None:
        workspace = FakeSlack()
        workspace.tokens[APP] = "app"
        async with slack(workspace) as api:
            ((key, text),) = await examine_slack(settings(api, bot_token=APP))
        assert (key, "no token of this kind" in text) == ("SLACK_BOT_TOKEN", True)

    @pytest.mark.parametrize("missing", BASE)
    async def test_each_scope_that_is_missing_with_what_it_is_for(self, missing: str) -> None:
        workspace = FakeSlack()
        workspace.scopes -= {missing}
        async with slack(workspace) as api:
            ((key, text),) = await examine_slack(settings(api))
        assert key == "SLACK_BOT_TOKEN"
        assert text.startswith(f"lacks the scope {missing}, {BASE[missing]}")
        assert "“Add an OAuth Scope”" in text

    @pytest.mark.parametrize("how", ["server_error", "no_json", "reset", "rate_limited"])
    async def test_slack_in_trouble_is_not_our_tokens_fault(self, how: str) -> None:
        workspace = FakeSlack()
        workspace.fail(how, "auth.test")
        async with slack(workspace) as api:
            assert keys(await examine_slack(settings(api))) == ["SLACK_API_URL"]

    async def test_slack_out_of_reach_is_said_once(self) -> None:
        found = await examine_slack(
            settings(NOBODY, app_token=APP, client_id=ID, client_secret=CLIENT_SECRET)
        )
        assert keys(found) == ["SLACK_API_URL"]


class TestClock:
    @pytest.mark.parametrize(("off_s", "told"), [(-400, "ahead of"), (400, "behind"), (100, "from 300 on")])
    async def test_a_clock_that_is_off_is_found(self, off_s: int, told: str) -> None:
        async def late(_: web.Request) -> web.Response:
            answer = {"ok": True, "team_id": "T1", "user_id": "U1"}
            return web.json_response(answer, headers={"Date": formatdate(time() + off_s, usegmt=True)})

        async with serving([web.post("/api/auth.test", late)]) as api:
            ((key, text),) = await examine_slack(settings(api))
        assert key == "clock"
        assert told in text
        assert "NTP" in text


class TestSocketMode:
    async def test_its_token_works(self) -> None:
        async with slack() as api:
            assert await examine_slack(settings(api, app_token=APP)) == []

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ("missing_scope", "connections:write"),
            ("not_allowed_token_type", "no app-level token"),
            ("token_revoked", "revoked"),
            ("forbidden_team", "“Enable Socket Mode”"),
        ],
    )
    async def test_its_token_does_not_work(self, said: str, told: str) -> None:
        async def refused(_: web.Request) -> web.Response:
            return web.json_response({"ok": False, "error": said})

        own = [web.post("/api/apps.connections.open", refused)]
        async with serving([*own, *FakeSlack().routes()]) as api:
            ((key, text),) = await examine_slack(settings(api, app_token=APP))
        assert key == "SLACK_APP_TOKEN"
        assert told in text

    async def test_an_unknown_token(self) -> None:
        async with slack() as api:
            assert keys(await examine_slack(settings(api, app_token="xapp-2"))) == ["SLACK_APP_TOKEN"]

    async def test_no_address_is_looked_at(self) -> None:
        async with slack() as api:
            assert await examine_slack(settings(api, app_token=APP, public_url=NOBODY)) == []


class TestOAuth:
    @pytest.mark.parametrize(
        ("client", "found"),
        [
            ((ID, CLIENT_SECRET), []),
            ((ID, "walrus"), ["SLACK_CLIENT_SECRET"]),
            (("9.9", CLIENT_SECRET), ["SLACK_CLIENT_ID"]),
        ],
    )
    async def test_id_and_secret_belong_together(self, client: tuple[str, str], found: list[str]) -> None:
        async with slack() as api:
            told = await examine_slack(
                settings(api, bot_token="", app_token=APP, client_id=client[0], client_secret=client[1])
            )
        assert keys(told) == found
        assert "walrus" not in str(told)

    @pytest.mark.parametrize(("status", "found"), [(302, []), (200, []), (404, ["PUBLIC_URL"])])
    async def test_the_page_where_people_install_it(self, status: int, found: list[str]) -> None:
        async def alive(_: web.Request) -> web.Response:
            return web.json_response({"status": "alive"})

        async def page(_: web.Request) -> web.Response:
            return web.Response(status=status, headers={"Location": "https://slack.com/"})

        served = [web.get("/healthz", alive), web.get("/slack/install", page)]
        async with slack() as api, serving(served) as public:
            given = settings(api, app_token=APP, client_id=ID, client_secret=CLIENT_SECRET, public_url=public)
            assert keys(await examine_slack(given)) == found


class TestAddress:
    async def found(self, **changes: object) -> Findings:
        async with slack() as api:
            return await examine_slack(settings(api, **changes))

    async def test_requests_come_through(self) -> None:
        async with server() as running, proxy(running) as public:
            assert await self.found(public_url=public, local_url=running) == []

    async def test_nobody_is_there(self) -> None:
        ((key, text),) = await self.found(public_url=NOBODY)
        assert (key, "no connection to 127.0.0.1:1" in text) == ("PUBLIC_URL", True)

    async def test_an_unknown_name(self) -> None:
        ((key, text),) = await self.found(public_url="https://turnabout.invalid")
        assert (key, "the name turnabout.invalid is not known (DNS)" in text) == ("PUBLIC_URL", True)

    async def test_no_tls_there(self) -> None:
        async with server() as running:
            ((key, text),) = await self.found(public_url=running.replace("http:", "https:"))
        assert (key, "does not speak TLS" in text) == ("PUBLIC_URL", True)

    @pytest.mark.parametrize(
        ("status", "told"),
        [
            (502, "not the server behind it (502)"),
            (404, "another server"),
            (200, "another server"),
            (301, "301"),
        ],
    )
    async def test_something_else_answers(self, status: int, told: str) -> None:
        async def other(_: web.Request) -> web.Response:
            return web.Response(status=status, text="<html>hello</html>", headers={"Location": "/"})

        async with serving([web.get("/healthz", other)]) as public:
            ((key, text),) = await self.found(public_url=public)
        assert key == "PUBLIC_URL"
        assert told in text

    @pytest.mark.parametrize(
        ("status", "body", "told"),
        [
            (404, "", "let the proxy pass it"),
            (405, "", "let the proxy pass it"),
            (302, "", "Slack does not follow"),
            (403, "", "is answered 403"),
            (200, "ok", "comes back changed"),
        ],
    )
    async def test_the_proxy_does_not_pass_slacks_path(self, status: int, body: str, told: str) -> None:
        async def alive(_: web.Request) -> web.Response:
            return web.json_response({"status": "alive"})

        async def other(_: web.Request) -> web.Response:
            return web.Response(status=status, text=body, headers={"Location": "/login"})

        async with serving([web.get("/healthz", alive), web.post("/slack/events", other)]) as public:
            ((key, text),) = await self.found(public_url=public)
        assert key == "PUBLIC_URL"
        assert told in text

    async def test_the_proxy_changes_what_it_passes(self) -> None:
        async with server() as running, proxy(running, lambda body: body.replace(b": ", b":")) as public:
            ((key, text),) = await self.found(public_url=public)
        assert (key, "changes the body" in text) == ("SLACK_SIGNING_SECRET", True)


class TestSecret:
    @pytest.mark.parametrize("public", [True, False])
    async def test_the_server_was_started_with_another(self, public: bool) -> None:
        async with server(OTHER) as running, slack() as api:
            given = settings(api, local_url=running, public_url=running if public else "")
            ((key, text),) = await examine_slack(given)
        assert (key, "another secret" in text) == ("SLACK_SIGNING_SECRET", True)
        assert SECRET not in text

    async def test_a_server_that_refused_everything_has_the_wrong_one(self) -> None:
        async with server() as running, slack() as api, aiohttp.ClientSession() as http:
            scanner: dict[str, str] = {}
            slacks = {"X-Slack-Signature": f"v0={'0' * 64}", "X-Slack-Request-Timestamp": str(int(time()))}
            for headers in (scanner, slacks, slacks, slacks):
                async with http.post(f"{running}/slack/events", data=b"{}", headers=headers) as answer:
                    assert answer.status == 401
            for _ in range(2):  # our own look at it is no request of Slack's
                ((key, text),) = await examine_slack(settings(api, local_url=running, public_url=running))
                assert key == "SLACK_SIGNING_SECRET"
                assert "refused all 3 requests" in text
                assert "“Signing Secret”" in text

    async def test_a_look_with_another_secret_leaves_nothing_behind(self) -> None:
        async with server() as running, slack() as api:
            given = settings(api, local_url=running, public_url=running)
            assert keys(await examine_slack(msgspec.structs.replace(given, signing_secret=OTHER))) == [
                "SLACK_SIGNING_SECRET"
            ]
            assert await examine_slack(given) == []

    async def test_another_server_on_the_port_is_no_finding(self) -> None:
        async def other(_: web.Request) -> web.Response:
            return web.json_response({"status": "alive"})

        async with serving([web.get("/healthz", other)]) as running, slack() as api:
            assert await examine_slack(settings(api, local_url=running)) == []


def test_what_went_wrong_is_told_without_more() -> None:
    assert "within 10 seconds" in trouble(TimeoutError(), "host")
    assert "broke (ServerDisconnectedError)" in trouble(aiohttp.ServerDisconnectedError(), "host")


@pytest.mark.parametrize(
    ("host", "url"),
    [("0.0.0.0", "http://127.0.0.1:9"), ("::", "http://[::1]:9"), ("10.0.0.7", "http://10.0.0.7:9")],
)
def test_the_server_that_runs_is_looked_for_where_it_listens(host: str, url: str) -> None:
    assert slack_settings(Settings(host=host, port=9)).local_url == url


async def test_the_command_asks_all_this() -> None:
    workspace = FakeSlack()
    workspace.scopes -= {"files:write"}
    async with slack(workspace) as api:
        given = {
            "slack_bot_token": TOKEN,
            "slack_signing_secret": SECRET,
            "slack_api_url": f"{api}/api/",
            "port": 1,
        }
        found = await app.examine(Settings.model_validate(given))
    assert keys(found) == ["SLACK_BOT_TOKEN"]
