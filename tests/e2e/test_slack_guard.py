"""Can a stranger, or a broken line, do any harm at the route where Slack's requests come in?

Whole requests byte by byte, so that nothing is tidied up on the way.
"""

from __future__ import annotations

import asyncio
import gzip
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from slack_sdk import signature

from adapters.slack.client.reception import Needs, Reception
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.web import PATH, SlackWeb
from bot.conversation.messages import Phrase
from bot.outcome import Reply
from tests.contracts.messages import WORDS
from tests.e2e.test_slack_http import SECRET, Program, Served, running
from tests.serving import serving
from tests.slack.requests import Json, Requests, encode, payload, signed

WORDS_OF_ANA = "my walrus words"
ODD: tuple[object, ...] = (None, 7, [], {}, "x", [{}], {"type": []})
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


async def exchange(address: str, *pieces: bytes, ends: bool = False, wait_s: float = 5.0) -> int:
    """The status of what is answered to these bytes; 0 when nothing is. `ends`: we hang up after them."""
    where = urlsplit(address)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if ends:
            writer.write_eof()
        line = await asyncio.wait_for(reader.readline(), wait_s)
    except ConnectionError:
        return 0
    finally:
        writer.close()
    return int(line.split()[1]) if line else 0


def head(headers: dict[str, str], *more: tuple[str, str]) -> bytes:
    lines = [f"POST {PATH} HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in more), "", ""]).encode()


def request(made: Json) -> tuple[bytes, dict[str, str]]:
    body, content_type = encode(made)
    return body, signed(body, content_type, secret=SECRET, at=time.time())


def length(body: bytes) -> tuple[str, str]:
    return "Content-Length", str(len(body))


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with running() as found:
        yield found


async def test_of_several_copies_of_a_header_none_counts(served: Served) -> None:
    body, headers = request(served.requests.say("hello", "U1ANA"))
    for name in ("X-Slack-Signature", "X-Slack-Request-Timestamp"):
        for copy in (headers[name], "v0=0", ""):
            whole = head(headers, (name, copy), length(body)) + body
            assert await exchange(served.address, whole) == 401
    assert await exchange(served.address, head(headers, length(body)) + body) == 200
    assert len(served.program.handled) == 1


async def test_a_large_body_is_refused_however_it_comes(served: Served) -> None:
    _, headers = request(served.requests.say("hello", "U1ANA"))
    begun = head(headers, ("Transfer-Encoding", "chunked"))
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    assert await exchange(served.address, begun, *[chunk] * 17, b"0\r\n\r\n") == 413
    packed = gzip.compress(b"x" * 30_000_000)
    whole = head(headers, ("Content-Encoding", "gzip"), length(packed)) + packed
    assert await exchange(served.address, whole) == 413
    assert served.program.handled == []


async def test_a_body_that_is_cut_off_or_badly_packed_changes_nothing(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body, headers = request(served.requests.say(WORDS_OF_ANA, "U1ANA"))
    half = head(headers, length(body)) + body[: len(body) // 2]
    assert await exchange(served.address, half, ends=True) in (0, 400)
    bad = head(headers, ("Content-Encoding", "gzip"), length(body)) + body
    assert await exchange(served.address, bad) in (400, 401)
    torn = head(headers, ("Transfer-Encoding", "chunked")) + b"zz\r\n" + body
    assert await exchange(served.address, torn) in (0, 400)
    assert served.program.handled == []
    assert WORDS_OF_ANA not in caplog.text


async def test_whoever_sends_too_slowly_is_not_waited_for() -> None:
    program = Program()
    settings = SlackSettings(bot_token="t", signing_secret=SECRET)
    needs = Needs(settings=settings, handle=program.handle, clock=program, words_for=lambda *_: WORDS)
    way = SlackWeb(settings, Reception(needs), needs.count)
    way.read_s = 0.2
    body, headers = request(Requests().say("hello", "U1ANA"))
    async with serving([web.post(PATH, way.receive)]) as address:
        assert await exchange(address, head(headers, length(body)), body[:10]) == 408
    assert program.handled == []


async def test_what_is_sent_again_within_its_time_has_one_effect(served: Served) -> None:
    shown = {"blocks": [{"type": "actions", "elements": [BUTTON]}]}
    made = [
        served.requests.say("hello", "U1ANA"),
        served.requests.command("help", "", "U1ANA"),
        served.requests.press(shown, "Help", "U1ANA"),
    ]
    wholes = [head(headers, length(body)) + body for body, headers in map(request, made)]
    for _ in range(3):
        statuses = await asyncio.gather(*(exchange(served.address, one) for one in wholes * 3))
        assert set(statuses) == {200}
    assert len(served.program.handled) == 3


async def test_a_reply_that_hangs_does_not_make_undone_what_is_stored(served: Served) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        shown = {"blocks": [{"type": "actions", "elements": [BUTTON]}]}
        made = served.requests.press(shown, "Help", "U1ANA")
        made["response_url"] = f"http://127.0.0.1:{port}/"
        served.program.reply = Reply(text=Phrase("platform.not_stored"))
        began = time.monotonic()
        assert await served.send(made) == (200, "")
        assert time.monotonic() - began < 3
    assert len(served.program.handled) == 1
    assert served.slack.replies == []


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("https://hooks.slack.com/actions/T1/2/x", True),
        ("https://hooks.slack-gov.com/commands/T1/2/x", True),
        ("http://hooks.slack.com/actions/T1/2/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://evilslack.com/x", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("https://evil.example/hooks.slack.com", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("http://127.0.0.1:8765/readyz", False),
        ("http://[::1]/", False),
        ("http://[::1", False),
        ("file:///etc/passwd", False),
        ("//hooks.slack.com/x", False),
        ("", False),
        (7, False),
    ],
)
def test_answers_go_to_slack_and_nowhere_else(address: object, ours: bool) -> None:
    assert SlackSettings().is_slacks(address) is ours


def test_what_stands_in_slacks_place_is_answered() -> None:
    beside = SlackSettings(api_url="http://127.0.0.1:9000/api/")
    assert beside.is_slacks("http://127.0.0.1:9000/reply/1")
    assert beside.is_slacks("http://localhost:9000/reply/1")
    assert beside.is_slacks("https://hooks.slack.com/actions/1")
    assert not beside.is_slacks("http://10.0.0.1/reply/1")
    assert not beside.is_slacks("ftp://127.0.0.1/reply/1")


async def test_a_foreign_address_is_not_asked_and_the_press_counts_all_the_same(served: Served) -> None:
    made = served.requests.press({"blocks": [{"type": "actions", "elements": [BUTTON]}]}, "Help", "U1ANA")
    served.program.reply = Reply(text=Phrase("platform.not_stored"))
    assert await served.send(made | {"response_url": "http://192.0.2.1/walrus"}) == (200, "")
    assert len(served.program.handled) == 1


async def test_two_hundred_at_once_ask_slack_nothing(served: Served) -> None:
    made = [served.requests.say(f"hello {number}", "U1ANA") for number in range(200)]
    answers = await asyncio.gather(*(served.send(one) for one in made))
    assert set(answers) == {(200, "")}
    assert len(served.program.handled) == 200
    assert served.slack.calls == []


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data", "application/xml", "x"])
async def test_the_type_it_says_it_has_decides_nothing_alone(served: Served, content_type: str) -> None:
    for made in (served.requests.say("hello", "U1ANA"), served.requests.command("help", "", "U1ANA")):
        body, headers = request(made)
        whole = head(headers | {"Content-Type": content_type}, length(body)) + body
        assert await exchange(served.address, whole) in (200, 400)


def odd() -> Iterator[tuple[bytes, str]]:
    """Signed requests that no Slack sends: each of its payloads with each part gone or of another type."""
    for name in ("message_im", "command", "block_actions", "app_home_opened", "url_verification"):
        made = payload(name)
        for part in made:
            for value in ODD:
                changed = made | {part: value}
                yield _raw(changed) if part in ("type", "command") else encode(changed)
            yield _raw({key: value for key, value in made.items() if key != part})
    for text in ("null", "1", "[]", '"x"', "{}", '{"type":null}', '{"ssl_check":1}', '{"command":[]}'):
        yield text.encode(), JSON
        yield b"payload=" + text.encode(), FORM
    for form in (
        b"",
        b"payload=",
        b"a=b",
        b"ssl_check=1",
        b"payload=%00",
        b"&&&",
        b"command",
        b"=;=",
        b"type=x",
    ):
        yield form, FORM


def _raw(made: Json) -> tuple[bytes, str]:
    return json.dumps(made).encode(), JSON


async def test_nothing_signed_is_answered_500(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    statuses = set()
    for body, content_type in odd():
        headers = signed(body, content_type, secret=SECRET, at=time.time())
        status, _ = await served.send_bytes(body, headers)
        statuses.add(status)
        assert status < 500, body[:200]
    assert {200, 400} <= statuses
    assert not any(record.exc_info for record in caplog.records)


async def test_an_unsigned_question_after_our_address_is_not_answered(served: Served) -> None:
    body, content_type = encode(payload("url_verification"))
    status, text = await served.send_bytes(body, {"Content-Type": content_type})
    assert (status, text) == (401, "")
    status, text = await served.send_bytes(b"ssl_check=1&token=x", {"Content-Type": FORM})
    assert (status, text) == (401, "")


def test_signatures_are_compared_in_constant_time() -> None:
    compares = signature.SignatureVerifier.is_valid.__code__.co_names
    assert {"hmac", "compare_digest"} <= set(compares)
    assert hmac.compare_digest("a", "a")


def test_an_empty_secret_is_refused() -> None:
    program = Program()
    settings = SlackSettings(bot_token="t", signing_secret="")
    needs = Needs(settings=settings, handle=program.handle, clock=program, words_for=lambda *_: WORDS)
    with pytest.raises(ValueError, match="signing_secret"):
        SlackWeb(settings, Reception(needs), needs.count)


BUTTON: Json = {
    "type": "button",
    "action_id": "press:1",
    "text": {"type": "plain_text", "text": "Help"},
    "value": '{"a": "command", "d": {"command": "help"}}',
}
