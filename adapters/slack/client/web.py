"""What comes in from Slack over HTTP: one signed route for events, commands and interactivity.

A request passes the guard (`guard.py`), then `reception.py`, which knows what becomes of it. Slack's library has no
part in it: what it makes for each request takes longer than all the rest.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from aiohttp import ClientError, web
from slack_sdk.signature import SignatureVerifier

from adapters.slack.client.guard import READ_S, is_genuine, read_body
from adapters.slack.client.reception import Count, Reception
from adapters.slack.client.settings import SlackSettings
from bot.runtime.errors import BadPayload

PATH = "/slack/events"
SIGNATURE = "X-Slack-Signature"
CHECKUP = "X-Turnabout-Checkup"  # a request of `app.py doctor`

log = logging.getLogger(__name__)


class SlackWeb:
    read_s = READ_S

    def __init__(self, settings: SlackSettings, reception: Reception, count: Count) -> None:
        """`count` hears of every request; of a question after our address only when it is refused."""
        self._reception = reception
        self._count = count
        self._verifier = SignatureVerifier(settings.signing_secret)

    async def receive(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(self.read_s):
                body = await read_body(request)
        except TimeoutError:
            return web.Response(status=408)
        except (web.RequestPayloadError, ClientError):
            return web.Response(status=400)  # cut off, or not packed as its headers say
        if not is_genuine(self._verifier, request, body):
            claims_to_be = SIGNATURE in request.headers and CHECKUP not in request.headers
            if claims_to_be:  # not any scanner's, nor our own
                self._count("refused")
            log.info("a request to %s was not signed by Slack", PATH)
            return web.Response(status=401)
        try:
            sent = _opened(request.content_type, body)
            events = self._reception.read(sent)
        except BadPayload as error:
            log.warning("a signed request to %s could not be read: %s", PATH, error)
            return web.Response(status=400)
        if sent.get("type") == "url_verification":  # `app.py doctor` asks, too
            return web.json_response({"challenge": sent.get("challenge")})
        self._count("taken")
        answer = await self._reception.take(sent, events)
        kind = (answer.headers.get("content-type") or ["text/plain"])[0].partition(";")[0]
        return web.Response(status=answer.status, text=answer.body, content_type=kind)


def _opened(content_type: str, body: bytes) -> dict[str, Any]:
    """Events are JSON, commands a form, and a form with JSON in it is whatever people click. Raises BadPayload."""
    try:
        if content_type == "application/json" or body.startswith(b"{"):
            found = msgspec.json.decode(body)
        else:
            found = dict(parse_qsl(body.decode(), keep_blank_values=True))
            if "payload" in found:
                found = msgspec.json.decode(found["payload"])
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BadPayload(f"not what its content type says ({type(error).__name__})") from error
    if not isinstance(found, dict):
        raise BadPayload("a Slack request is no object")
    return found
