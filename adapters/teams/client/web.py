"""What comes in from Teams over HTTP: one route for all activities.

Who sent it is asked first (`door.py`), then what it says; then `inbound.py` and `handle` have it. Teams is answered
when `handle` has returned, that is when everything is stored. What could not be stored is answered 503, for the Bot
Framework to send again, or where a card waits for an answer with a line that it did not work.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import msgspec
from aiohttp import web

from adapters.teams.client.body import opened, read_body
from adapters.teams.client.directory import AddressAt, TeamsAt, no_address, no_teams
from adapters.teams.client.door import Door
from adapters.teams.client.handling import Handling
from adapters.teams.client.keys import SigningKeys
from adapters.teams.client.send import TeamsAdapter
from adapters.teams.client.settings import TeamsSettings
from adapters.teams.client.strangers import Stranger
from adapters.teams.home import living
from adapters.teams.inbound import CARD_ACTION, Receipt, events_of
from adapters.teams.limits import harmless, unmarked
from adapters.teams.payloads import PATH, Activity, Payload, read_activity
from adapters.teams.render import CARD, render_card
from adapters.wording import WordsFor, clean
from bot.conversation.messages import Message, Phrase, Say
from bot.events import Event, FromPerson, HomeOpened, Pressed, Submitted
from bot.outcome import Reply
from bot.runtime.errors import BadPayload, TryLater, Undeliverable
from bot.runtime.ports import Clock, Delivery, Handle, Handled

READ_S = 10.0
# The Bot Framework waits for 15 seconds, and a card that was pressed for about ten; from the first byte.
MESSAGE_S = 12.0
INVOKE_S = 8.5
LEAST_S = 1.0  # to store it, however long the rest took
REPLY_S = 5.0
LOCAL_TENANT = "local"  # of a client on this machine that names none
# Source: https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model (November 2026), "Response
# format": whatever it is about, the answer's own status is 200.
CARD_MESSAGE = "application/vnd.microsoft.activity.message"
CARD_ERROR = "application/vnd.microsoft.error"
DONE = "✓"  # a card that waits for an answer shows an error where there are no words at all
BELOW = Phrase("platform.below")
IN_CHAT = Phrase("platform.in_our_chat", {"app": Phrase("bot.name")})
NOT_STORED = Phrase("platform.not_stored")
GOES_ON = Phrase("platform.goes_on")

log = logging.getLogger(__name__)

Hear = Callable[[Activity, str], None]  # before it is handled; the tenant where it names none


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What of the program Teams is served with. `clock` is program time, `count` counts requests by their outcome."""

    settings: TeamsSettings
    handle: Handle
    clock: Clock
    words_for: WordsFor
    count: Callable[[Literal["taken", "refused"]], None]
    teams_at: TeamsAt = no_teams
    address_at: AddressAt = no_address


class TeamsWeb:
    message_s, invoke_s = MESSAGE_S, INVOKE_S

    def __init__(self, needs: Needs, keys: SigningKeys, adapter: TeamsAdapter, hear: Hear) -> None:
        self._needs = needs
        self._door = Door(needs.settings, keys)
        self._handling = Handling(needs.handle)
        self._adapter = adapter
        self._hear = hear

    async def receive(self, request: web.Request) -> web.Response:
        began_s = time.monotonic()
        try:
            proof = await self._door.authenticate(request)
            async with asyncio.timeout(READ_S):
                body = await read_body(request)
            activity = read_activity(opened(body))
            self._door.check(proof, activity)
        except Stranger as stranger:
            log.info("a request to %s was not let in: %s", PATH, stranger)
            self._needs.count("refused")
            return web.Response(status=stranger.status)
        except TimeoutError:
            return web.Response(status=408)
        except BadPayload as error:
            log.warning("a request to %s could not be read: %s", PATH, error)
            return _unread()
        self._needs.count("taken")
        return await self._take(activity, began_s)

    async def settled(self) -> None:
        """Until what has begun is stored, or for a little while."""
        await self._handling.settled()

    async def _take(self, activity: Activity, began_s: float) -> web.Response:
        asked, receipt = activity.type == "invoke", self._receipt()
        try:
            events = events_of(activity, receipt)
        except BadPayload as error:
            log.warning("an activity could not be read: %s", error)
            return _card_error() if asked and activity.name == CARD_ACTION else web.Response(status=400)
        if asked and not events:
            return web.json_response({})  # a dialog or a search that we do not offer
        if events:
            self._hear(activity, receipt.tenant)
        ends_s = began_s + (self.invoke_s if asked else self.message_s)
        try:
            late = _told if asked else partial(self._tell, events)
            handled = await self._handling.done(events, max(LEAST_S, ends_s - time.monotonic()), late)
        except Exception as error:
            return self._not_stored(events, error, asked=asked)
        try:
            return self._answered(events, handled) if asked else await self._acknowledged(events, handled)
        except Exception as error:
            log.error("%s is stored, its reply was lost: %s", events[-1].id, type(error).__name__)
            return _card_message(DONE) if asked else web.Response(status=200)

    def _receipt(self) -> Receipt:
        local = self._needs.settings.auth == "off"
        return Receipt(at=self._needs.clock.now(), tenant=LOCAL_TENANT if local else "")

    def _not_stored(self, events: Sequence[Event], error: Exception, *, asked: bool) -> web.Response:
        """The border: whatever went wrong inside, Teams has to hear that nothing is stored (yet). The error's own words
        may be people's (a statement with its values): only its kind is logged.
        """
        ids = ", ".join(event.id for event in events)
        log.error("could not store %s: %s", ids, type(error).__name__)
        if not asked:
            return web.Response(status=503)
        words = GOES_ON if isinstance(error, TimeoutError) else NOT_STORED
        return self._card_answer(events[-1], Reply(text=words))

    def _answered(self, events: Sequence[Event], handled: Sequence[Handled]) -> web.Response:
        replies = [(event, one.reply) for event, one in zip(events, handled, strict=True) if one.reply]
        return self._card_answer(
            *(replies[-1] if replies else (events[-1], _elsewhere(events[-1], handled[-1])))
        )

    async def _acknowledged(self, events: Sequence[Event], handled: Sequence[Handled]) -> web.Response:
        await self._tell(events, handled)
        return web.Response(status=200)

    async def _tell(self, events: Sequence[Event], handled: Sequence[Handled]) -> None:
        for event, one in zip(events, handled, strict=True):
            if one.reply and one.status != "duplicate":  # what is sent again has no second effect
                await self._reply(event, one.reply)

    def _card_answer(self, event: Event, reply: Reply) -> web.Response:
        language, timezone = _reader(event)
        words = self._needs.words_for(reply.language or language, reply.timezone or timezone)
        if reply.card is not None and isinstance(event, HomeOpened | Pressed | Submitted):
            shown = render_card(reply.card, words, event.message)
            is_page = isinstance(event, HomeOpened)
            return _card(living(shown, words, event.sender.address, event.message) if is_page else shown)
        said = " ".join(words.text(text) for text in reply.said)
        return _card_message(unmarked(harmless(clean(said))))

    async def _reply(self, event: Event, reply: Reply) -> None:
        """Tell the person alone, now or not at all."""
        if not isinstance(event, FromPerson):
            return
        language, timezone = _reader(event)
        message = Message(blocks=tuple(Say(text=text) for text in reply.said), summary=reply.text)
        delivery = Delivery(
            id=event.id,
            address=event.sender.address,
            message=message,
            language=language,
            timezone=timezone,
        )
        try:
            async with asyncio.timeout(REPLY_S):
                await self._adapter.deliver(delivery)
        except (TryLater, Undeliverable, TimeoutError) as error:
            log.warning("no reply to %s: %s", event.id, type(error).__name__)


async def _told(_: Sequence[Handled]) -> None:
    """Whose card waited for its answer has been told to press once more."""


def _elsewhere(event: Event, handled: Handled) -> Reply:
    """Where the answer is, when it does not stand in the card."""
    in_person = isinstance(event, FromPerson) and event.sender.in_person
    return Reply(text=BELOW if in_person else IN_CHAT, language=handled.language)


def _reader(event: Event) -> tuple[str, str]:
    """Language and time zone of whoever did it."""
    sender = event.sender if isinstance(event, FromPerson) else None
    return (sender.language or "en", sender.timezone or "UTC") if sender else ("en", "UTC")


def _card(card: Payload) -> web.Response:
    """What stands in place of the card, for the one who pressed."""
    return web.json_response({"statusCode": 200, "type": CARD, "value": card})


def _card_message(words: str) -> web.Response:
    """What the card says to the one who pressed, and to nobody else."""
    return web.json_response({"statusCode": 200, "type": CARD_MESSAGE, "value": words})


def _card_error() -> web.Response:
    """What was pressed is no button of ours; nothing of it is said back."""
    error = {"code": "BadRequest", "message": "This is not a button of this app."}
    return web.json_response({"statusCode": 400, "type": CARD_ERROR, "value": error})


def _unread() -> web.Response:
    """The connection ends with it: nobody knows where the next request in it would begin."""
    response = web.Response(status=400)
    response.force_close()
    return response
