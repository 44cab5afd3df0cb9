"""Does the Slack route let in what is Slack's, and answer only when everything is stored?

A real server on loopback with the real route; requests are signed as Slack signs them.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import msgspec
import pytest
from aiohttp import web

from adapters.slack.client.part import SlackPart
from adapters.slack.client.reception import Needs
from adapters.slack.client.settings import SlackSettings
from adapters.slack.render import render
from bot.conversation.messages import Phrase
from bot.events import Arrived, Commanded, Event, Said, Submitted
from bot.outcome import Reply
from bot.runtime.admitting import Admitting
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Handled
from bot.runtime.settings import Settings
from tests.contracts.messages import SAMPLES, WORDS
from tests.serving import serving
from tests.slack import TEAM, TOKEN, FakeSlack
from tests.slack.requests import Json, Requests, all_payloads, encode, payload, signed, strange
from tests.slack.workspace import BASE_SCOPES

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
OVER_A_MIB = b"x" * (1024 * 1024 + 1)


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

    def needs(self, settings: SlackSettings) -> Needs:
        handle = Admitting(Settings(admins="slack:U9ADMIN"), self.handle, {}).handle
        return Needs(settings=settings, handle=handle, clock=self, words_for=lambda language, timezone: WORDS)

    async def handle(self, event: Event) -> Handled:
        self.begun.set()
        await self.may_finish.wait()
        if self.broken:
            raise RuntimeError("the database is gone, with Ana's words in the statement")
        if event.id in self.seen:
            return Handled(status="duplicate")
        self.seen.add(event.id)
        self.handled.append(event)
        return Handled(status="handled", reply=self.reply)

    def now(self) -> datetime:
        return datetime(2026, 9, 1, 9, tzinfo=UTC)


class Served(msgspec.Struct):
    """The route on loopback, and Slack's Web API beside it."""

    program: Program
    slack: FakeSlack
    part: SlackPart
    address: str
    http: aiohttp.ClientSession
    requests: Requests

    async def send(self, made: Json, *, at: float | None = None) -> tuple[int, str]:
        """As Slack sends it; the answer's status and text."""
        body, content_type = encode(made)
        return await self.send_bytes(body, signed(body, content_type, secret=SECRET, at=at or time.time()))

    async def send_bytes(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        async with self.http.post(f"{self.address}/slack/events", data=body, headers=headers) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def running(token: str = TOKEN) -> AsyncIterator[Served]:
    program, slack = Program(), FakeSlack()
    async with slack.serving() as web_api, aiohttp.ClientSession() as http:
        settings = SlackSettings(bot_token=token, signing_secret=SECRET, api_url=f"{web_api}/api/")
        part = SlackPart(program.needs(settings))
        async with serving([*part.routes]) as address:
            yield Served(program, slack, part, address, http, Requests(f"{web_api}/reply"))
        await part.close()


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with running() as found:
        yield found


class TestGuard:
    async def test_a_signed_request_is_let_in(self, served: Served) -> None:
        assert await served.send(served.requests.say("hello", "U1ANA")) == (200, "")
        assert [type(event) for event in served.program.handled] == [Said]

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda headers: headers | {"X-Slack-Signature": "v0=" + "0" * 64},
            lambda headers: headers | {"X-Slack-Signature": "v0=ä" + "0" * 63},
            lambda headers: headers | {"X-Slack-Signature": ""},
            lambda headers: headers | {"X-Slack-Request-Timestamp": "soon"},
            lambda headers: headers | {"X-Slack-Request-Timestamp": "-1"},
            lambda headers: headers | {"X-Slack-Request-Timestamp": "9" * 400},
            lambda headers: headers | {"X-Slack-Request-Timestamp": "١٢٣"},
            lambda headers: {"Content-Type": headers["Content-Type"]},
        ],
    )
    async def test_anybody_else_is_not(
        self,
        served: Served,
        caplog: pytest.LogCaptureFixture,
        spoil: Callable[[dict[str, str]], dict[str, str]],
    ) -> None:
        caplog.set_level(logging.DEBUG)
        body, content_type = encode(served.requests.say("my secret words", "U1ANA"))
        headers = spoil(signed(body, content_type, secret=SECRET, at=time.time()))
        assert await served.send_bytes(body, headers) == (401, "")
        assert served.program.handled == []
        assert "secret words" not in caplog.text

    async def test_a_foreign_secret_a_changed_body_and_old_requests_are_not(self, served: Served) -> None:
        made = served.requests.say("hello", "U1ANA")
        body, content_type = encode(made)
        now = time.time()
        foreign = signed(body, content_type, secret="another", at=now)
        ours = signed(body, content_type, secret=SECRET, at=now)
        assert (await served.send_bytes(body, foreign))[0] == 401
        assert (await served.send_bytes(body.replace(b"hello", b"hullo"), ours))[0] == 401
        assert (
            await served.send_bytes(b"\xff\xfe", signed(b"\xff\xfe", content_type, secret=SECRET, at=now))
        )[0] == 401
        assert (await served.send(made, at=now - 600))[0] == 401
        assert (await served.send(made, at=now + 600))[0] == 401
        assert served.program.handled == []

    async def test_a_body_above_a_mib_is_refused(self, served: Served) -> None:
        headers = signed(OVER_A_MIB, "application/json", secret=SECRET, at=time.time())
        assert (await served.send_bytes(OVER_A_MIB, headers))[0] == 413

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"", "application/json"),
            (b"{", "application/json"),
            (b"[1]", "application/json"),
            (b'"x"', "application/json"),
            (b"{}", "application/json"),
            (b'{"type": 7}', "application/json"),
            (b"[" * 100_000, "application/json"),
            (b'{"type": "event_callback", "a": ' + b"[" * 900 + b"]" * 900 + b"}", "application/json"),
            (b'{"type": "event_callback", "a": NaN}', "application/json"),
            (b'{"type": "event_callback", "a": "\\ud83d"}', "application/json"),
            (b'{"type": "event_callback"}', "application/json"),
            (b'{"type": "event_callback", "event": [], "team_id": "T", "event_id": "E"}', "application/json"),
            (b"payload=%7B", "application/x-www-form-urlencoded"),
            (b"payload=%5B%5D", "application/x-www-form-urlencoded"),
            (b"payload=%7B%22type%22%3A%22block_actions%22%7D", "application/x-www-form-urlencoded"),
            (b"command=%2Frm-help", "application/x-www-form-urlencoded"),
        ],
    )
    async def test_a_broken_body_is_refused_politely(
        self, served: Served, body: bytes, content_type: str
    ) -> None:
        headers = signed(body, content_type, secret=SECRET, at=time.time())
        status, _ = await served.send_bytes(body, headers)
        assert status == 400
        assert served.program.handled == []


class TestAcknowledging:
    async def test_the_address_is_confirmed(self, served: Served) -> None:
        made = payload("url_verification")
        status, text = await served.send(made)
        assert status == 200
        assert made["challenge"] in text

    async def test_words_of_a_command_are_no_part_of_its_form(self, served: Served) -> None:
        status, _ = await served.send(served.requests.command("pair", "payload=1&command=x", "U1ANA"))
        assert status == 200
        (event,) = served.program.handled
        assert isinstance(event, Commanded)
        assert (event.command, event.text) == ("pair", "payload=1&command=x")

    async def test_nothing_is_answered_404(self, served: Served) -> None:
        made = strange() | {name: payload(name) for name in ("app_home_opened", "command", "block_actions")}
        statuses = {name: (await served.send(one))[0] for name, one in made.items()}
        assert set(statuses.values()) == {200}
        assert [type(event).__name__ for event in served.program.handled] == [
            "Arrived",
            "Commanded",
            "Pressed",
        ]

    async def test_all_that_slack_sends_is_acknowledged(
        self, served: Served, caplog: pytest.LogCaptureFixture
    ) -> None:
        statuses = {name: (await served.send(payload(name)))[0] for name in all_payloads()}
        assert set(statuses.values()) == {200}, statuses
        assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []

    async def test_no_call_is_made_to_slack_while_a_request_waits(self, served: Served) -> None:
        made = [served.requests.say("hello", f"U{n}") for n in range(20)]
        answers = await asyncio.gather(*(served.send(one) for one in made))
        assert {status for status, _ in answers} == {200}
        assert served.slack.calls == []

    async def test_a_repeated_request_is_handled_once(self, served: Served) -> None:
        for made in (
            served.requests.say("hello", "U1ANA"),
            served.requests.command("help", "", "U1ANA"),
            served.requests.press(render(SAMPLES["buttons"], WORDS, "o1"), "Yes", "U1ANA"),
        ):
            answers = await asyncio.gather(served.send(made), served.send(made), served.send(made))
            assert [status for status, _ in answers] == [200, 200, 200]
        assert len(served.program.handled) == 3

    async def test_the_answer_waits_until_everything_is_stored(self, served: Served) -> None:
        served.program.may_finish.clear()
        asked = asyncio.create_task(served.send(served.requests.say("hello", "U1ANA")))
        await served.program.begun.wait()
        assert not asked.done()
        served.program.may_finish.set()
        assert (await asked)[0] == 200
        assert len(served.program.handled) == 1


class TestNotStored:
    async def test_an_event_is_sent_again_by_slack(
        self, served: Served, caplog: pytest.LogCaptureFixture
    ) -> None:
        served.program.broken = True
        made = served.requests.say("hello", "U1ANA")
        assert (await served.send(made))[0] == 503
        assert "Ana" not in caplog.text.replace("U1ANA", "")
        assert made["event_id"] in caplog.text
        served.program.broken = False
        assert (await served.send(made))[0] == 200
        assert len(served.program.handled) == 1

    async def test_a_command_is_answered_that_it_did_not_work(self, served: Served) -> None:
        served.program.broken = True
        status, text = await served.send(served.requests.command("pair", "x", "U1ANA"))
        told = json.loads(text)
        assert (status, told["response_type"], told["text"]) == (200, "ephemeral", "platform.not_stored")

    async def test_a_click_is_answered_where_slack_says(self, served: Served) -> None:
        served.program.broken = True
        press = served.requests.press(render(SAMPLES["buttons"], WORDS, "o1"), "Yes", "U1ANA")
        assert (await served.send(press))[0] == 200
        (told,) = served.slack.replies
        assert told == {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": "platform.not_stored",
        }

    async def test_a_click_that_cannot_even_be_answered_shows_as_failed(self, served: Served) -> None:
        served.program.broken = True
        press = served.requests.press(render(SAMPLES["buttons"], WORDS, "o1"), "Yes", "U1ANA")
        gone = served.address.rpartition(":")[0] + ":1/reply"
        assert (await served.send(press | {"response_url": gone}))[0] == 503


class TestReplying:
    async def test_the_person_alone_reads_a_reply(self, served: Served) -> None:
        served.program.reply = Reply(text=Phrase("goal.too_long", {"words": "<!channel> & more"}))
        status, text = await served.send(served.requests.command("goal", "x", "U1ANA"))
        escaped = "goal.too_long &lt;!channel&gt; &amp; more"
        assert (status, json.loads(text)["text"]) == (200, escaped)
        press = served.requests.press(render(SAMPLES["form"], WORDS, "o1"), "button.send", "U1ANA")
        assert await served.send(press) == (200, "")
        assert [told["text"] for told in served.slack.replies] == [escaped]
        assert [type(event) for event in served.program.handled] == [Commanded, Submitted]


class TestWhoIsWho:
    async def test_admins_are_those_that_the_deployment_names(self, served: Served) -> None:
        for user in ("U9ADMIN", "U1ANA"):
            await served.send(served.requests.command("setup", "", user))
        senders = [event.sender for event in served.program.handled if isinstance(event, Commanded)]
        assert [(sender.user, sender.is_admin) for sender in senders] == [("U9ADMIN", True), ("U1ANA", False)]

    async def test_times_are_those_of_the_program(self, served: Served) -> None:
        await served.send(payload("app_home_opened"))
        (event,) = served.program.handled
        assert isinstance(event, Arrived)
        assert event.at == served.program.now()

    async def test_slack_tells_whose_token_it_is(self, served: Served) -> None:
        workspace = await served.part.workspace()
        assert (workspace.place, workspace.bot_user) == (TEAM, "U0BOT")
        assert workspace.scopes == BASE_SCOPES

    async def test_a_wrong_token_is_said(self) -> None:
        async with running(token="xoxb-wrong") as served:
            with pytest.raises((TryLater, Undeliverable), match="invalid_auth") as raised:
                await served.part.workspace()
            assert "xoxb-wrong" not in str(raised.value)


def test_settings_print_no_secret() -> None:
    settings = SlackSettings(bot_token=TOKEN, signing_secret=SECRET)
    assert TOKEN not in repr(settings)
    assert SECRET not in f"{settings}"


def test_only_one_route_is_needed() -> None:
    program = Program()
    settings = SlackSettings(bot_token=TOKEN, signing_secret=SECRET)
    routes = SlackPart(
        Needs(
            settings=settings,
            handle=program.handle,
            clock=program,
            words_for=lambda language, timezone: WORDS,
        )
    ).routes
    assert [(route.method, route.path) for route in routes if isinstance(route, web.RouteDef)] == [
        ("POST", "/slack/events")
    ]
