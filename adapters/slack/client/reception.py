"""What becomes of a request of Slack's, whichever way it came in?

Payload to events (`inbound.py`), events to `handle`; Slack is answered when `handle` has returned, that is when
everything is stored. What could not be stored is answered 503, for Slack to send again, or where Slack never repeats
(commands and clicks) with a line to the person that it did not work. The answer does not wait for a database that is
slow or gone: what has begun may yet be stored, and is known again when it is repeated. Read next: `replies.py`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec
from slack_bolt.response import BoltResponse

from adapters.slack.client.admission import Admission
from adapters.slack.client.answering import Originals
from adapters.slack.client.callers import Callers, OneWorkspace
from adapters.slack.client.lives import Lives
from adapters.slack.client.modals import NOT_STORED, Modals
from adapters.slack.client.pictures import ReadFile, no_file
from adapters.slack.client.replies import SUBMISSION, Replies
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.users import UsersAt, nobody
from adapters.slack.client.verdicts import install_page
from adapters.slack.client.waiting import Waiting
from adapters.slack.inbound import inbound
from adapters.slack.senders import Receipt
from adapters.wording import WordsFor
from bot.events import Event
from bot.outcome import Reply
from bot.runtime.ports import Clock, Handle

# Slack waits three seconds in all. An event it sends again: while nothing is stored any more, it soon hears that.
STALLED_S = 0.9
EVENT_S = 2.5
PERSON_S = 1.8  # then there is time for a word to the person
SORRY_S = 0.9  # to say that it did not work

Count = Callable[[Literal["taken", "refused"]], None]

log = logging.getLogger(__name__)


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What Slack's part is made of. `clock` is program time, `words_for` the catalog's, `read_file` gives the pictures
    that are to be uploaded, `users_at` the users of people in a place, `count` hears of every request. `owes_since_s`
    says since when (`time.monotonic`) the storage gives no answer, `None` when it does.
    """

    settings: SlackSettings
    handle: Handle
    clock: Clock
    words_for: WordsFor
    read_file: ReadFile = no_file
    users_at: UsersAt = nobody
    count: Count = lambda _: None
    owes_since_s: Callable[[], float | None] = lambda: None


class Reception:
    """The one way in, for HTTP and for whatever else brings Slack's requests."""

    def __init__(
        self,
        needs: Needs,
        callers: Callers | None = None,
        lives: Lives | None = None,
        originals: Originals | None = None,
    ) -> None:
        """`callers` know where the app is installed; without them it is the one workspace. `originals` hear of what is
        pressed where one person alone sees it.
        """
        self._needs = needs
        self._originals = originals or Originals()
        callers = callers or OneWorkspace(needs.settings)
        self._admission = Admission(callers, lives, install_page(needs.settings))
        self._replies = Replies(needs.words_for)
        self._modals = Modals(callers, needs.words_for, needs.handle, needs.users_at)

    def read(self, body: dict[str, Any]) -> tuple[Event, ...]:
        """Raises BadPayload, and what Slack's library stumbles over."""
        if "response_url" in body and not self._needs.settings.is_slacks(body["response_url"]):
            body["response_url"] = ""
            log.info("an address to answer at is not Slack's: nothing is sent there")
        if "ssl_check" in body:
            return ()  # Slack looks at our certificate; its library answers
        return inbound(body, Receipt(at=self._needs.clock.now()))

    async def take(self, body: dict[str, Any], events: Sequence[Event]) -> BoltResponse:
        """The answer to the request, once everything is stored or certainly not."""
        is_event = body.get("type") == "event_callback"
        waiting = Waiting(EVENT_S, STALLED_S) if is_event else Waiting(PERSON_S, PERSON_S)
        stored: set[str] = set()
        try:
            return await waiting.until(self._handled(body, events, stored), self._needs.owes_since_s)
        except Exception as error:
            if events and events[-1].id in stored:
                log.warning("%s is stored, its reply was lost: %s", events[-1].id, type(error).__name__)
                return BoltResponse(status=200, body="")
            # The border: whatever went wrong inside, Slack has to hear that nothing is stored. The error's
            # own words may be people's (a statement with its values): only its kind is logged.
            log.error("could not store %s: %s", ", ".join(event.id for event in events), type(error).__name__)
            return await self._not_stored(body, events)

    async def _handled(self, body: dict[str, Any], events: Sequence[Event], stored: set[str]) -> BoltResponse:
        """`stored` gets the ids of what is: losing a reply after that does no harm."""
        answer = BoltResponse(status=200, body="")
        for event in await self._admission.admitted(body, events):
            self._originals.remember(body, event)
            handled = await self._modals.handled(body, event)
            self._originals.settled(event, handled)
            stored.add(event.id)
            await self._admission.done(event)
            if handled.reply and handled.reply.form is None:
                answer = await self._replies.answer(body, event, handled.reply) or answer
        return answer

    async def _not_stored(self, body: dict[str, Any], events: Sequence[Event]) -> BoltResponse:
        unanswered = BoltResponse(status=503, body="")
        if "response_url" not in body and body.get("type") != SUBMISSION:
            return unanswered
        try:
            async with asyncio.timeout(SORRY_S):
                return await self._replies.answer(body, events[-1], Reply(text=NOT_STORED)) or unanswered
        except TimeoutError:
            return unanswered

    async def settled(self) -> None:
        """Until all forms that were asked for are shown."""
        await self._modals.settled()
