"""What comes in from Slack over HTTP: one signed route for events, commands and interactivity.

A request passes the guard (`guard.py`), then Slack's library, then `reception.py`, which knows what becomes of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from aiohttp import ClientError, web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.payload_utils import to_action
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from adapters.slack.client.callers import web_client
from adapters.slack.client.guard import READ_S, is_genuine, read_body
from adapters.slack.client.reception import Count, Reception
from adapters.slack.client.settings import SlackSettings, library_log
from bot.events import Event
from bot.runtime.errors import BadPayload

PATH = "/slack/events"
SIGNATURE = "X-Slack-Signature"
CHECKUP = "X-Turnabout-Checkup"  # a request of `app.py doctor`
EVENTS = "turnabout_events"  # their place in what Slack's library carries along with a request

log = logging.getLogger(__name__)


class SlackWeb:
    read_s = READ_S

    def __init__(self, settings: SlackSettings, reception: Reception, count: Count) -> None:
        """`count` hears of every request; of a question after our address only when it is refused."""
        self._reception = reception
        self._count = count
        self._verifier = SignatureVerifier(settings.signing_secret)
        self._bolt = _bolt(settings)
        self._bolt.middleware(self._take)

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
            headers: dict[str, str | Sequence[str]] = dict(request.headers)
            asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=headers)
            asked.context[EVENTS] = self._reception.read(asked.body)
            to_action(asked.body)  # the library will; it raises where there is none
        except (BadPayload, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
            # The library reads fields unchecked: what it stumbles over is a request of no form we know.
            reason = str(error) if isinstance(error, BadPayload) else type(error).__name__
            log.warning("a signed request to %s could not be read: %s", PATH, reason)
            return web.Response(status=400)
        if asked.body.get("type") != "url_verification":  # `app.py doctor` asks, too
            self._count("taken")
        answer = await self._bolt.async_dispatch(asked)
        kind = (answer.headers.get("content-type") or ["text/plain"])[0].partition(";")[0]
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    async def _take(self, req: AsyncBoltRequest) -> BoltResponse:
        """All that Slack's library does not answer by itself ends here: nothing is answered 404."""
        events: tuple[Event, ...] = req.context[EVENTS]
        return await self._reception.take(req.body, events)


def _bolt(settings: SlackSettings) -> AsyncApp:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # No call to Slack, which the library's own way makes again and again; nothing is called with a token from here.
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="")

    return AsyncApp(
        name="turnabout",
        logger=library_log(),
        signing_secret=settings.signing_secret,
        client=web_client(settings.api_url, None),
        authorize=authorize,
        process_before_response=True,
        # The guard has done it, without the library's 500 to strangers and its log of their bodies.
        request_verification_enabled=False,
        # It would need to ask who we are; `inbound.py` drops what bots say.
        ignoring_self_events_enabled=False,
    )
