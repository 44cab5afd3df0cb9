"""What comes in from Teams over HTTP: one route for all activities.

An activity's shape is checked, then who sent it (`door.py`), then `inbound.py` and `handle` have it; Teams is
answered when `handle` has returned, that is when everything is stored. What could not be stored is answered
503, for the Bot Framework to send again, or where a card waits for an answer with a line that it did not work.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
from aiohttp import web

from adapters.teams.client.directory import AddressAt, TeamsAt, TeamsDirectory, no_address, no_teams
from adapters.teams.client.door import Stranger, admit
from adapters.teams.client.keys import KeysAway, SigningKeys
from adapters.teams.client.send import TeamsAdapter
from adapters.teams.client.settings import LOCAL_TENANT, TeamsSettings
from adapters.teams.inbound import Receipt, events_of
from adapters.teams.limits import harmless, unmarked
from adapters.teams.payloads import Activity, Payload, read_activity
from adapters.teams.render import CARD, render_card
from adapters.wording import WordsFor, clean
from bot.conversation.messages import Message, Phrase, Say
from bot.events import Event, FromPerson
from bot.outcome import Reply
from bot.runtime.errors import BadPayload, TryLater, Undeliverable
from bot.runtime.ports import Clock, Delivery, Handle

PATH = "/api/messages"
READ_S = 10.0
REPLY_S = 5.0
CARD_MESSAGE = "application/vnd.microsoft.activity.message"
DONE = "✓"  # a card that waits for an answer shows an error where there are no words at all
NOT_STORED = Phrase("platform.not_stored")

log = logging.getLogger(__name__)


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
    def __init__(
        self, needs: Needs, keys: SigningKeys, adapter: TeamsAdapter, directory: TeamsDirectory
    ) -> None:
        self._needs = needs
        self._keys = keys
        self._adapter = adapter
        self._directory = directory

    async def receive(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(READ_S):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        try:
            activity = read_activity(msgspec.json.decode(body))
            events = events_of(activity, self._receipt())
        except (BadPayload, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            reason = str(error) if isinstance(error, BadPayload) else type(error).__name__
            log.info("a request to %s could not be read: %s", PATH, reason)
            return web.Response(status=400)
        try:
            await admit(request, activity, self._needs.settings, self._keys)
        except Stranger as stranger:
            log.info("a request to %s was not let in: %s", PATH, stranger)
            self._needs.count("refused")
            return web.Response(status=401)
        except KeysAway as away:
            log.warning("the keys of the Bot Framework cannot be fetched: %s", away)
            return web.Response(status=503)
        self._needs.count("taken")
        return await self._take(activity, events)

    def _receipt(self) -> Receipt:
        local = self._needs.settings.auth == "off"
        return Receipt(at=self._needs.clock.now(), tenant=LOCAL_TENANT if local else "")

    async def _take(self, activity: Activity, events: Sequence[Event]) -> web.Response:
        asked = activity.type == "invoke"
        if asked and not events:
            return web.Response(status=501)  # a dialog or a search that we do not offer
        self._directory.hear(activity)
        try:
            replies = await self._handled(events)
        except Exception as error:
            # The border: whatever went wrong inside, Teams has to hear that nothing is stored. The error's
            # own words may be people's (a statement with its values): only its kind is logged.
            log.error("could not store %s: %s", ", ".join(event.id for event in events), type(error).__name__)
            return (
                self._card_answer(events[-1], Reply(text=NOT_STORED)) if asked else web.Response(status=503)
            )
        if asked:
            return self._card_answer(*replies[-1]) if replies else _card_message(DONE)
        for event, reply in replies:
            await self._reply(event, reply)
        return web.Response(status=200)

    async def _handled(self, events: Sequence[Event]) -> list[tuple[Event, Reply]]:
        replies = []
        for event in events:
            handled = await self._needs.handle(event)
            if handled.reply:
                replies.append((event, handled.reply))
        return replies

    def _card_answer(self, event: Event, reply: Reply) -> web.Response:
        words = self._needs.words_for(*_reader(event))
        if reply.card is not None:
            return _card(render_card(reply.card, words))
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
