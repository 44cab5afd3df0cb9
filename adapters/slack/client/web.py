"""What comes in from Slack over HTTP: one signed route for events, commands and interactivity.

A request passes the guard (`guard.py`), then Slack's library, then `inbound.py`, then `handle`; Slack is
answered when `handle` has returned, that is when everything is stored. What could not be stored is answered
503, for Slack to send again, or where Slack never repeats (commands and clicks) with a line to the person
that it did not work.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import aiohttp
import msgspec
from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.client.guard import READ_S, is_genuine, read_body
from adapters.slack.client.send import web_client
from adapters.slack.client.settings import SlackSettings, library_log
from adapters.slack.inbound import Receipt, inbound
from adapters.slack.limits import escape
from adapters.wording import WordsFor
from bot.conversation.messages import Phrase
from bot.events import Event, FromPerson
from bot.runtime.errors import BadPayload
from bot.runtime.ports import Clock, Handle

PATH = "/slack/events"
EVENTS = "turnabout_events"  # their place in what Slack's library carries along with a request
REPLY_S = 2  # Slack waits three seconds in all
NOT_STORED = Phrase("platform.not_stored")

log = logging.getLogger(__name__)


class Reception(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to take a request in."""

    settings: SlackSettings
    handle: Handle
    clock: Clock
    words_for: WordsFor


class SlackWeb:
    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._verifier = SignatureVerifier(reception.settings.signing_secret)
        self._bolt = _bolt(reception.settings)
        self._bolt.middleware(self._take)

    async def receive(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(READ_S):
                body = await read_body(request)
        except TimeoutError:
            return web.Response(status=408)
        if not is_genuine(self._verifier, request, body):
            log.info("a request to %s was not signed by Slack", PATH)
            return web.Response(status=401)
        try:
            headers: dict[str, str | Sequence[str]] = dict(request.headers)
            asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=headers)
            asked.context[EVENTS] = self._events(asked.body)
        except (BadPayload, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
            # The library reads fields unchecked: what it stumbles over is a request of no form we know.
            reason = str(error) if isinstance(error, BadPayload) else type(error).__name__
            log.warning("a signed request to %s could not be read: %s", PATH, reason)
            return web.Response(status=400)
        answer = await self._bolt.async_dispatch(asked)
        kind = (answer.headers.get("content-type") or ["text/plain"])[0].partition(";")[0]
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    def _events(self, body: dict[str, Any]) -> tuple[Event, ...]:
        if "ssl_check" in body:
            return ()  # Slack looks at our certificate; its library answers
        reception = self._reception
        return inbound(body, Receipt(at=reception.clock.now(), admins=reception.settings.admins))

    async def _take(self, req: AsyncBoltRequest) -> BoltResponse:
        """All that Slack's library does not answer by itself ends here: nothing is answered 404."""
        events: tuple[Event, ...] = req.context[EVENTS]
        try:
            return await self._handled(req.body, events)
        except Exception as error:
            # The border: whatever went wrong inside, Slack has to hear that nothing is stored. The error's
            # own words may be people's (a statement with its values): only its kind is logged.
            log.error("could not store %s: %s", ", ".join(event.id for event in events), type(error).__name__)
            return await self._not_stored(req.body, events)

    async def _handled(self, body: dict[str, Any], events: Sequence[Event]) -> BoltResponse:
        answer = BoltResponse(status=200, body="")
        for event in events:
            handled = await self._reception.handle(event)
            if handled.reply:
                answer = await self._reply(body, event, handled.reply.text) or answer
        return answer

    async def _not_stored(self, body: dict[str, Any], events: Sequence[Event]) -> BoltResponse:
        unanswered = BoltResponse(status=503, body="")
        if "response_url" not in body:
            return unanswered
        return await self._reply(body, events[-1], NOT_STORED) or unanswered

    async def _reply(self, body: dict[str, Any], event: Event, text: Phrase) -> BoltResponse | None:
        """Tell the person alone: in the answer to a command or by its address; `None` when it failed."""
        language = event.sender.language if isinstance(event, FromPerson) else ""
        words = self._reception.words_for(language or "en", "UTC")
        note = {"response_type": "ephemeral", "replace_original": False, "text": escape(words.text(text))}
        if "command" in body:
            return BoltResponse(status=200, body=note)
        address = body.get("response_url")
        if not isinstance(address, str):
            return None
        try:
            webhook = AsyncWebhookClient(address, timeout=REPLY_S, retry_handlers=[], logger=library_log())
            sent = await webhook.send_dict(note)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("no reply to %s: %s", event.id, type(error).__name__)
            return None
        return BoltResponse(status=200, body="") if sent.status_code == 200 else None


def _bolt(settings: SlackSettings) -> AsyncApp:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # One workspace, one token, no call to Slack; the library's own way asks `auth.test` again and again.
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=settings.bot_token)

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
