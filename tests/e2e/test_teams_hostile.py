"""Can a broken or hostile body do any harm at the Teams route? Whatever is signed may hold anything."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from bot.events import Commanded, Event, Said
from tests.e2e.teams_route import Served, running
from tests.teams.double import claims, signed
from tests.teams.requests import BOT, payload
from tests.teams.rules import Json

OVER_A_MIB = b'"' + b"x" * (1024 * 1024) + b'"'


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with running() as found:
        yield found


def token(served: Served) -> dict[str, str]:
    return {"Authorization": f"Bearer {signed(claims(served.service_url))}"}


async def said(served: Served, **changes: object) -> Event:
    """What the program hears of this message."""
    status, _ = await served.send(served.requests.say("hello", "U1ANA") | changes)
    assert status == 200
    return served.program.handled[-1]


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"null",
            b"[1]",
            b'"x"',
            b"{}",
            b"\xff\xfe",
            b"\x00",
            b"[" * 100_000,
            b'{"a":' * 50_000,
            b'{"type": 7}',
            b'{"type": "message"}',
            b'{"type": "message", "serviceUrl": "https://x", "channelId": "msteams"',
            b'{"type": "message", "serviceUrl": null, "channelId": "msteams"}',
            b'{"type": "message", "serviceUrl": "https://x", "channelId": ["msteams"]}',
            b'{"type": NaN, "serviceUrl": Infinity, "channelId": -Infinity}',
            b'{"type": ' + b"1" * 10_000 + b"}",
            b"a=b&c=d",
        ],
    )
    async def test_a_broken_one_is_refused_politely(self, served: Served, body: bytes) -> None:
        assert await served.send_bytes(body, token(served)) == (400, "")
        assert served.program.handled == []

    async def test_one_above_a_mib_is_refused(self, served: Served) -> None:
        assert (await served.send_bytes(OVER_A_MIB, token(served)))[0] == 413
        packed = gzip.compress(b"x" * 30_000_000)
        headers = token(served) | {"Content-Encoding": "gzip"}
        assert (await served.send_bytes(packed, headers))[0] == 413

    async def test_a_packed_one_is_read_and_a_badly_packed_one_refused(self, served: Served) -> None:
        body = json.dumps(served.requests.say("hello", "U1ANA")).encode()
        headers = token(served) | {"Content-Encoding": "gzip"}
        assert (await served.send_bytes(body, headers))[0] == 400
        assert (await served.send_bytes(gzip.compress(body), headers))[0] == 200

    async def test_one_that_is_cut_off_or_torn_changes_nothing(
        self, served: Served, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        body = json.dumps(served.requests.say("my walrus words", "U1ANA")).encode()
        where = urlsplit(served.address)
        head = (
            f"POST /api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: {token(served)['Authorization']}\r\n"
        )
        for rest in (
            b"Content-Length: %d\r\n\r\n" % len(body) + body[:100],
            b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + body,
        ):
            reader, writer = await asyncio.open_connection(where.hostname, where.port)
            writer.write(head.encode() + rest)
            writer.write_eof()
            answer = await reader.readline()
            writer.close()
            assert answer == b"" or answer.split()[1] == b"400"
        assert served.program.handled == []
        assert "walrus" not in caplog.text

    async def test_any_way_to_write_it_is_read(self, served: Served) -> None:
        for kind, encoding in (
            ("application/json; charset=utf-8", "utf-8"),
            ("application/json; charset=nonsense", "utf-8"),
            ("text/plain", "utf-8-sig"),
            ("", "utf-16"),
        ):
            body = json.dumps(served.requests.say("Grüße 👋", "U1ANA"), ensure_ascii=False).encode(encoding)
            assert (await served.send_bytes(body, token(served) | {"Content-Type": kind}))[0] == 200
        assert [event.text for event in served.program.handled if isinstance(event, Said)] == ["Grüße 👋"] * 4

    async def test_the_last_of_two_keys_counts_for_everybody(self, served: Served) -> None:
        made = json.dumps(served.requests.say("hello", "U1ANA"))
        twice = made[:-1] + ', "serviceUrl": "https://evil.example/"}'
        assert (await served.send_bytes(twice.encode(), token(served)))[0] == 401


class TestWords:
    async def test_half_a_character_costs_nobody_the_rest(self, served: Served) -> None:
        found = await said(served, text="well \ud83d then", value={"x": float("nan"), "y": float("inf")})
        assert isinstance(found, Said)
        assert found.text == "well  then"

    async def test_long_words_come_in_whole(self, served: Served) -> None:
        for length in (100_000, 1_000_000):
            found = await said(served, text="x" * length)
            assert isinstance(found, Said)
            assert len(found.text) == length

    @pytest.mark.parametrize(
        ("text", "mention"),
        [
            (" " * 400_000, "<at>x</at>"),
            ("<at>" * 200_000, "<at>x</at>"),
            ("<at " * 200_000, "<at>x</at>"),
            ("<" * 800_000, ".*"),
            ("&" * 800_000, "(a+)+$"),
            ("<at>x</at>" * 80_000, "<at>x</at>"),
            ("\n" * 400_000 + "rm-", "\n"),
        ],
    )
    async def test_no_words_keep_us_busy(self, served: Served, text: str, mention: str) -> None:
        """Each of these took minutes with a careless pattern; the server's own time limit would notice."""
        of_bot: Json = {"type": "mention", "text": mention, "mentioned": {"id": BOT, "name": "Turnabout"}}
        for text_format in ("plain", "xml"):
            made = served.requests.say("", "U1ANA") | {"text": text, "textFormat": text_format}
            async with asyncio.timeout(20):
                assert (await served.send(made | {"entities": [of_bot] * 100}))[0] == 200

    async def test_what_is_broken_beside_them_costs_nobody_their_words(self, served: Served) -> None:
        mention = payload("channel_message")["entities"][0]
        broken: list[dict[str, object]] = [
            {"entities": "x"},
            {"entities": [7, None, {"type": 7}, {"type": "mention"}, {"type": "clientInfo", "timezone": 7}]},
            {"entities": [{"type": "mention", "mentioned": {"id": 7}, "text": "x"}, mention]},
            {"locale": 7, "localTimezone": [], "recipient": 7, "textFormat": {}, "attachments": 7},
            {"membersAdded": 7, "action": 7, "name": [], "id": 7, "value": []},
            {"recipient": {"id": None}, "id": None},
            {"channelData": 7},
            {"channelData": {"tenant": {"id": 7}, "team": [], "channel": 7, "eventType": {}}},
        ]
        for changes in broken:
            made = served.requests.say("hello", "U1ANA")
            found = await said(served, **changes, text=made["text"], localTimestamp=made["id"])
            assert isinstance(found, Said)
            assert found.text == "hello"
        assert len(served.program.handled) == len(broken)

    async def test_whoever_is_nobody_says_nothing(self, served: Served) -> None:
        made = served.requests.say("hello", "U1ANA")
        odd: tuple[object, ...] = (7, "x", [], {}, {"id": None}, {"id": 7}, {"id": ""}, {"id": "a\0b"})
        for who in (*odd, {"id": "x" * 10_000}, {"id": "29:1", "aadObjectId": 7}):
            assert (await served.send(made | {"from": who}))[0] == 400
        for where in (None, *odd, {"id": "a:1", "tenantId": 7}):
            assert (await served.send(made | {"conversation": where}))[0] in (400, 403)
        wordless: tuple[object, ...] = (7, [], {})
        for text in wordless:
            assert (await served.send(made | {"text": text}))[0] == 400
        assert served.program.handled == []

    async def test_a_command_among_markup_is_one(self, served: Served) -> None:
        found = await said(served, text="<p>/rm-pause until<br>Friday &lt;b&gt;</p>", textFormat="xml")
        assert isinstance(found, Commanded)
        assert (found.command, found.text) == ("pause", "until\nFriday <b>")
