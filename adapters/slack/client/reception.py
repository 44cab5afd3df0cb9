"""What becomes of a request of Slack's, whichever way it came in?

Payload to events (`inbound.py`), events to `handle`; Slack is answered when `handle` has returned, that is when
everything is stored. What could not be stored is answered 503, for Slack to send again, or where Slack never repeats
(commands and clicks) with a line to the person that it did not work. Read next: `replies.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import msgspec
from slack_bolt.response import BoltResponse

from adapters.slack.client.callers import Callers
from adapters.slack.client.modals import NOT_STORED, Modals
from adapters.slack.client.replies import SUBMISSION, Replies
from adapters.slack.client.settings import SlackSettings
from adapters.slack.inbound import Receipt, inbound
from adapters.wording import WordsFor
from bot.events import Event
from bot.outcome import Reply
from bot.runtime.ports import Clock, Handle

log = logging.getLogger(__name__)


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to take a request in."""

    settings: SlackSettings
    handle: Handle
    clock: Clock
    words_for: WordsFor


class Reception:
    """The one way in, for HTTP and for whatever else brings Slack's requests."""

    def __init__(self, needs: Needs, callers: Callers) -> None:
        self._needs = needs
        self._replies = Replies(needs.words_for)
        self._modals = Modals(callers, needs.words_for, needs.handle)

    def read(self, body: dict[str, Any]) -> tuple[Event, ...]:
        """Raises BadPayload, and what Slack's library stumbles over."""
        if "ssl_check" in body:
            return ()  # Slack looks at our certificate; its library answers
        return inbound(body, Receipt(at=self._needs.clock.now(), admins=self._needs.settings.admins))

    async def take(self, body: dict[str, Any], events: Sequence[Event]) -> BoltResponse:
        """The answer to the request, once everything is stored or certainly not."""
        try:
            return await self._handled(body, events)
        except Exception as error:
            # The border: whatever went wrong inside, Slack has to hear that nothing is stored. The error's
            # own words may be people's (a statement with its values): only its kind is logged.
            log.error("could not store %s: %s", ", ".join(event.id for event in events), type(error).__name__)
            return await self._not_stored(body, events)

    async def _handled(self, body: dict[str, Any], events: Sequence[Event]) -> BoltResponse:
        answer = BoltResponse(status=200, body="")
        opening = {event.id: self._modals.begin(body, event) for event in events}
        for event in events:
            handled = await self._modals.handled(body, event, opening[event.id])
            if handled.reply and handled.reply.form is None:
                answer = await self._replies.answer(body, event, handled.reply) or answer
        return answer

    async def _not_stored(self, body: dict[str, Any], events: Sequence[Event]) -> BoltResponse:
        unanswered = BoltResponse(status=503, body="")
        if "response_url" not in body and body.get("type") != SUBMISSION:
            return unanswered
        return await self._replies.answer(body, events[-1], Reply(text=NOT_STORED)) or unanswered

    async def settled(self) -> None:
        await self._modals.settled()
