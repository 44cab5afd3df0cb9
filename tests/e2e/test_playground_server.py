"""The playground's server as a browser, and as somebody who should not, would use it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import msgspec
import pytest

from adapters.playground.client.guard import LARGEST_BODY, TOKEN_HEADER, requires_loopback
from bot.conversation.messages import Button, Buttons, Message, Option, Phrase, Pick, Say
from bot.events import Arrived, Commanded, Said
from bot.outcome import Reply
from bot.runtime.errors import ConfigError
from tests.e2e.playground_stage import Stage, staged


class Client:
    """One browser page without the browser."""

    def __init__(self, stage: Stage, session: aiohttp.ClientSession, token: str) -> None:
        self.stage, self.session, self.token = stage, session, token

    async def get(self, path: str, **headers: str) -> tuple[int, Any]:
        async with self.session.get(f"{self.stage.address}/playground/{path}", headers=headers) as response:
            return response.status, await response.json()

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        all_headers = {TOKEN_HEADER: self.token, "Content-Type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        data = body if isinstance(body, bytes) else msgspec.json.encode(body)
        address = f"{self.stage.address}/playground/{path}"
        async with self.session.post(address, data=data, headers=all_headers) as response:
            return response.status, await response.json()

    async def say(self, text: str, nonce: str = "nonce-0001", **rest: str) -> tuple[int, Any]:
        return await self.post("say", {"person": "E000", "nonce": nonce, "text": text, **rest})

    async def lines(self, conversation: str) -> list[str]:
        _, answer = await self.get(f"conversations/{conversation.replace('#', '%23')}")
        return [post.get("text") or post["message"]["summary"] for post in answer["posts"]]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with staged() as stage, aiohttp.ClientSession() as session:
        async with session.get(stage.address) as response:
            found = re.search(r'name="playground-token" content="([\w-]{30,})"', await response.text())
        assert found is not None
        yield Client(stage, session, found[1])


def hello(text: str = "Hello!") -> Message:
    return Message(summary=text, blocks=(Say(text=text),))


class TestGuard:
    async def test_the_page_may_load_from_this_server_only(self, client: Client) -> None:
        async with client.session.get(client.stage.address) as response:
            policy = response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"https?:", policy)

    async def test_no_file_of_the_page_names_another_server_or_markup(self, client: Client) -> None:
        index = await (await client.session.get(client.stage.address)).text()
        names = {"app.js", *re.findall(r'/playground/([\w.-]+\.\w+)"', index)}
        for name in sorted(names):
            text = await (await client.session.get(f"{client.stage.address}/playground/{name}")).text()
            names |= set(re.findall(r'from "\./([\w.-]+)"', text))
            assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), name
            assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), name
        assert len(names) > 3
        assert "style=" not in index
        assert not re.search(r"<script(?![^>]* src=)", index)

    @pytest.mark.parametrize(
        "host", ["evil.example", "127.0.0.1.evil.example:{port}", "localhost", "127.0.0.1:1"]
    )
    async def test_a_foreign_host_gets_nothing(self, client: Client, host: str) -> None:
        named = host.format(port=client.stage.port)
        for path in ("", "playground/state", "playground/app.js"):
            headers = {"Host": named}
            async with client.session.get(f"{client.stage.address}/{path}", headers=headers) as response:
                assert response.status == 403
                assert "Quillhaven" not in await response.text()

    @pytest.mark.parametrize("name", ["X-Forwarded-For", "x-forwarded-host", "X-Real-IP", "Forwarded", "Via"])
    async def test_who_comes_by_way_of_a_proxy_gets_nothing(self, client: Client, name: str) -> None:
        """Many a proxy calls us by our own name, and passes on what anybody in the world asks."""
        assert (await client.get("state", **{name: "203.0.113.7"}))[0] == 403

    async def test_every_name_of_this_machine_is_served(self, client: Client) -> None:
        for name in ("localhost", "127.0.0.1", "[::1]"):
            status, _ = await client.get("state", Host=f"{name}:{client.stage.port}")
            assert status == 200

    async def test_a_foreign_page_may_not_read_or_post(self, client: Client) -> None:
        for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
            assert (await client.get("state", Origin=origin))[0] == 403
            body = {"person": "E000", "nonce": "nonce-0001", "text": "hi"}
            assert (await client.post("say", body, Origin=origin))[0] == 403
        async with client.session.get(
            f"{client.stage.address}/playground/state", headers={"Sec-Fetch-Site": "cross-site"}
        ) as response:
            assert response.status == 403
        assert client.stage.events == []

    async def test_a_foreign_page_hears_no_news(self, client: Client) -> None:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await client.session.ws_connect(
                f"{client.stage.address}/playground/live", origin="http://evil.example"
            )

    async def test_posts_need_the_token_of_the_page(self, client: Client) -> None:
        for token in ("", "wrong", client.token + "x", "é"):
            client_with = Client(client.stage, client.session, token)
            status, answer = await client_with.say("hi")
            assert status == 403
            assert "Reload" in answer["error"]
        assert client.stage.events == []

    async def test_only_json_is_read(self, client: Client) -> None:
        status, _ = await client.post("say", b"person=E000", Content_Type="application/x-www-form-urlencoded")
        assert status == 415

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'"\\ud800"', b"\xff\xfe", b"[" * 200_000])
    async def test_a_broken_body_is_told_in_words(self, client: Client, body: bytes) -> None:
        for path in ("say", "press", "submit", "command", "open", "home", "clock", "autopilot", "start-over"):
            status, answer = await client.post(path, body)
            assert status == 400, path
            assert len(answer["error"]) > 10

    async def test_a_body_over_a_megabyte_is_too_large(self, client: Client) -> None:
        assert (await client.post("say", b" " * (LARGEST_BODY + 1)))[0] == 413

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(20):
                yield b" " * 65_536

        headers = {TOKEN_HEADER: client.token, "Content-Type": "application/json"}
        address = f"{client.stage.address}/playground/say"
        async with client.session.post(address, data=pieces(), headers=headers) as response:
            assert response.status == 413

    async def test_what_there_is_not(self, client: Client) -> None:
        for path in ("nothing.js", "..%2Fclient%2Fweb.py", "..%5Cinbound.py", "index.html"):
            async with client.session.get(f"{client.stage.address}/playground/{path}") as response:
                assert response.status == 404

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
    def test_loopback_may_serve(self, host: str) -> None:
        requires_loopback(host)

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
    def test_nothing_else_may(self, host: str) -> None:
        with pytest.raises(ConfigError, match="HOST"):
            requires_loopback(host)


class TestDoing:
    async def test_fifty_thousand_characters_reach_the_engine(self, client: Client) -> None:
        text = "Ünïcode " * 6_250
        assert (await client.say(text))[0] == 200
        assert [said.text for said in client.stage.heard(Said)] == [text]

    async def test_what_is_said_stands_before_what_is_answered(self, client: Client) -> None:
        client.stage.answers = lambda _event: (hello("Nice to meet you"),)
        await client.say("Good morning")
        assert await client.lines("E000") == ["Good morning", "Nice to meet you"]

    async def test_a_doubled_click_is_one_event(self, client: Client) -> None:
        client.stage.answers = lambda _event: (hello(),)
        answers = await asyncio.gather(*(client.say("hi") for _ in range(5)))
        assert sorted(answer["status"] for _, answer in answers) == ["duplicate"] * 4 + ["handled"]
        assert await client.lines("E000") == ["hi", "Hello!"]

    async def test_what_could_not_be_stored_is_not_shown_and_can_be_tried_again(self, client: Client) -> None:
        client.stage.failing = 1
        status, answer = await client.say("Keep this")
        assert (status, "try again" in answer["error"]) == (503, True)
        assert await client.lines("E000") == []
        assert (await client.say("Keep this"))[0] == 200
        assert await client.lines("E000") == ["Keep this"]

    async def test_a_form_that_was_not_taken_is_no_line(self, client: Client) -> None:
        client.stage.reply = Reply(text=Phrase("platform.not_stored"), field="until")
        body = {"person": "E000", "nonce": "nonce-0001", "action": "goal", "values": {"until": ["yesterday"]}}
        status, answer = await client.post("submit", body | {"said": "Until: yesterday"})
        assert status == 200
        assert answer["reply"]["field"] == "until"
        assert answer["reply"]["text"] == "platform.not_stored"
        assert await client.lines("E000") == []

    async def test_the_bot_says_hello_once_however_many_pages_look(self, client: Client) -> None:
        client.stage.answers = lambda _event: (hello(),)
        bodies = [{"person": "E001", "nonce": f"nonce-000{n}"} for n in range(4)]
        await asyncio.gather(*(client.post("open", body) for body in bodies))
        assert len(client.stage.heard(Arrived)) == 1
        assert await client.lines("E001") == ["Hello!"]

    async def test_a_hello_that_failed_is_said_the_next_time(self, client: Client) -> None:
        client.stage.failing = 1
        assert (await client.post("open", {"person": "E001", "nonce": "nonce-0001"}))[0] == 503
        assert (await client.post("open", {"person": "E001", "nonce": "nonce-0002"}))[0] == 200
        assert len(client.stage.heard(Arrived)) == 1

    async def test_channels_carry_talk_and_commands(self, client: Client) -> None:
        status, answer = await client.say("Lunch?", conversation="#general")
        assert (status, answer["status"]) == (200, "unread")
        body = {"person": "E000", "nonce": "nonce-0002", "conversation": "#general", "command": "/rm-join"}
        await client.post("command", body)
        assert await client.lines("#general") == ["Lunch?", "/rm-join"]
        (commanded,) = client.stage.heard(Commanded)
        assert not commanded.sender.in_person
        assert client.stage.heard(Said) == []

    async def test_nobody_writes_as_a_stranger_or_in_no_channel(self, client: Client) -> None:
        body = {"person": "E999", "nonce": "nonce-0001", "text": "hi"}
        assert (await client.post("say", body))[0] == 400
        assert (await client.say("hi", conversation="#secret"))[0] == 400
        assert client.stage.events == []

    async def test_commands_are_those_of_the_person(self, client: Client) -> None:
        _, admin = await client.get("commands?person=E000")
        _, other = await client.get("commands?person=E001")
        assert "/rm-setup" in [row["name"] for row in admin["commands"]]
        assert "/rm-setup" not in [row["name"] for row in other["commands"]]

    async def test_people_are_found_by_typing(self, client: Client) -> None:
        _, found = await client.get("search?source=people&q=lind&person=E000")
        assert found["options"][0] == {"value": "p1", "label": "Bo Lindqvist"}
        assert (await client.get("search?source=secrets&q=&person=E000"))[0] == 400

    async def test_earlier_posts_are_asked_for_by_number(self, client: Client) -> None:
        for wrong in ("x", "-1", "1e3", "²", "9" * 30):
            assert (await client.get(f"conversations/E000?before={wrong}"))[0] == 400


class TestLive:
    async def test_every_open_page_hears_of_a_message_and_of_its_change(self, client: Client) -> None:
        address = f"{client.stage.address}/playground/live"
        async with client.session.ws_connect(address) as one, client.session.ws_connect(address) as other:
            buttons = Message(
                summary="Join?", blocks=(Buttons(items=(Button(label="Join", action="join"),)),)
            )
            reference = await client.stage.deliver(buttons, "E002")
            await client.stage.deliver(hello("You are in"), "E002", replaces=reference)
            for page in (one, other):
                first, second = await page.receive_json(timeout=5), await page.receive_json(timeout=5)
                assert first["post"]["id"] == second["post"]["id"] == reference
                assert first["post"]["number"] == second["post"]["number"]
                assert second["post"]["message"]["summary"] == "You are in"

    async def test_a_message_sent_again_is_no_second_one(self, client: Client) -> None:
        pick = Message(
            summary="Which?",
            blocks=(Pick(name="x", label="x", action="x", options=(Option(value="1", label="One"),)),),
        )
        reference = await client.stage.deliver(pick, "E002")
        found = client.stage.kept(reference)
        assert await client.stage.deliver_again(reference, pick) == reference
        assert client.stage.kept(reference) == found
        assert await client.lines("E002") == ["Which?"]

    async def test_moving_the_clock_is_told_and_done_once_at_a_time(self, client: Client) -> None:
        async with client.session.ws_connect(f"{client.stage.address}/playground/live") as page:
            client.stage.gate.clear()
            first = asyncio.create_task(client.post("clock", {"step": "week"}))
            assert (await page.receive_json(timeout=5))["moving"] is True
            assert (await client.get("state"))[1]["moving"] is True
            assert (await client.post("clock", {"step": "day"}))[0] == 409
            assert (await client.post("start-over", {}))[0] == 409
            assert (await client.say("still here"))[0] == 200
            client.stage.gate.set()
            status, report = await first
            assert (status, report["happened"]) == (200, 3)
            assert report["now"].startswith("2026-12-01T11:00")
            assert (await page.receive_json(timeout=5))["kind"] == "post"
            assert (await page.receive_json(timeout=5))["moving"] is False
        assert (await client.post("clock", {"step": "year"}))[0] == 400

    async def test_autopilot_is_for_people_of_this_company(self, client: Client) -> None:
        _, answer = await client.post("autopilot", {"people": ["E001", "E002", "E999"], "on": True})
        assert answer["autopiloted"] == ["E001", "E002"]
        _, answer = await client.post("autopilot", {"people": ["E001"], "on": False})
        assert answer["autopiloted"] == ["E002"]

    async def test_starting_over_is_told_and_the_bot_says_hello_again(self, client: Client) -> None:
        client.stage.answers = lambda _event: (hello(),)
        await client.post("open", {"person": "E001", "nonce": "nonce-0001"})
        async with client.session.ws_connect(f"{client.stage.address}/playground/live") as page:
            assert (await client.post("start-over", {}))[0] == 200
            assert (await page.receive_json(timeout=5))["kind"] == "started_over"
        assert await client.lines("E001") == []
        await client.post("open", {"person": "E001", "nonce": "nonce-0002"})
        assert await client.lines("E001") == ["Hello!"]

    async def test_open_pages_are_let_go_at_the_end(self, client: Client) -> None:
        async with client.session.ws_connect(f"{client.stage.address}/playground/live") as page:
            await client.stage.part.close()
            assert (await page.receive(timeout=5)).type == aiohttp.WSMsgType.CLOSE
