"""How does a message get to somebody in Teams? The adapter, outwards. Read next: `connector.py`, `errors.py`.

A person's conversation is opened when it is not known yet, which shows nothing; a channel post begins a
thread of its own. A reference is the conversation and the message's id there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from urllib.parse import quote

import msgspec

from adapters.teams.client.connector import Call, Connector
from adapters.teams.client.errors import GONE, NOT_DELETABLE, NOT_REPLACEABLE, Answer, refusal, waiting
from adapters.teams.client.rates import rates_of, where
from adapters.teams.client.settings import TeamsSettings
from adapters.teams.home import living
from adapters.teams.payloads import PLATFORM, Payload
from adapters.teams.render import render
from adapters.wording import WordsFor
from bot.conversation.messages import Address, Message, Phrase
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import NOTHING, Delivered, Delivery

SILENT = Message(blocks=(), summary=Phrase("bot.name"))  # nothing is said where only a conversation is opened


class Created(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A new conversation, or a message in it; `activity_id` is that of the first message of a thread."""

    id: str = ""
    activity_id: str = ""


class TeamsAdapter:
    """Posts and replaces. Nothing can be found again: bots may not read back."""

    platform = PLATFORM

    def __init__(self, settings: TeamsSettings, words_for: WordsFor) -> None:
        self._settings = settings
        self._words_for = words_for
        self.connector = Connector(settings)

    async def deliver(self, delivery: Delivery) -> Delivered:
        try:
            return await self._delivered(delivery)
        except Undeliverable as refused:
            in_person = bool(delivery.address.user) and not delivery.only_there
            raise waiting(refused, "person" if in_person else "channel") from refused

    async def _delivered(self, delivery: Delivery) -> Delivered:
        address = delivery.address
        if address.together:
            raise Undeliverable("no_group_chats")  # bots cannot make one
        words = self._words_for(delivery.language, delivery.timezone)
        activity = render(delivery.message, words, delivery.id) | {
            "from": {"id": self._settings.bot_id(address)}
        }
        if delivery.home:
            (attachment,) = activity["attachments"]
            attachment["content"] = living(attachment["content"], words, address, delivery.id)
        if delivery.only_there:
            return await self._in_thread(delivery, activity)
        if delivery.removes and await self._removed(delivery):
            return Delivered(reference=delivery.replaces, address=address)
        if delivery.replaces and await self._replaced(delivery, activity):
            return Delivered(reference=delivery.replaces, address=address)
        if delivery.only_replaces:
            raise Undeliverable(NOTHING)
        if not address.user:
            return await self._in_channel(delivery, activity)
        return await self._in_person(delivery, activity)

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        return "cannot"

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return rates_of(delivery)

    async def _replaced(self, delivery: Delivery, activity: Payload) -> bool:
        """False when the message to be replaced is no more; then nothing was shown."""
        path, message = _path(delivery.replaces)
        answer = await self._shown("PUT", delivery, path, activity | {"id": message})
        if answer.status in GONE and delivery.only_replaces:
            return True
        if answer.status in NOT_REPLACEABLE:
            return False
        if not answer.is_good:
            raise _refusal(answer, delivery, posting=True)
        return True

    async def _removed(self, delivery: Delivery) -> bool:
        """False when Teams does not let it go; a second time there is nothing left, which is as good."""
        path, _ = _path(delivery.replaces)
        answer = await self._shown("DELETE", delivery, path, None)
        if answer.is_good or answer.status in GONE:
            return True
        if answer.status in NOT_REPLACEABLE or answer.status in NOT_DELETABLE:
            return False
        raise _refusal(answer, delivery, posting=True)

    async def _in_channel(self, delivery: Delivery, activity: Payload) -> Delivered:
        address = delivery.address
        if not address.conversation:
            raise Undeliverable("no_address")
        body = {
            "isGroup": True,
            "channelData": {"channel": {"id": address.conversation}, "tenant": {"id": address.place}},
            "activity": activity,
        }
        answer = await self._shown("POST", delivery, "v3/conversations", body)
        made = _created(answer, delivery, posting=True)
        return Delivered(reference=_reference(made.id, made.activity_id), address=address)

    async def opened(self, address: Address) -> Address:
        """With its conversation, which shows nothing to anybody. Raises TryLater or Undeliverable."""
        silent = Delivery(id="", address=address, message=SILENT, language="en", timezone="UTC")
        return msgspec.structs.replace(address, conversation=await self._opened(silent))

    async def _in_thread(self, delivery: Delivery, activity: Payload) -> Delivered:
        """Beneath what they wrote there, for everybody: nothing can be shown to one of them alone."""
        if delivery.aloud and delivery.only_you:
            _created(await self._sent(delivery, delivery.only_you, activity), delivery, posting=True)
        return Delivered(reference="", address=delivery.address)

    async def _in_person(self, delivery: Delivery, activity: Payload) -> Delivered:
        """In the conversation that is known, opened anew where there is none or it is no more."""
        known = delivery.address.conversation
        answer = await self._sent(delivery, known, activity) if known else None
        if answer is None or answer.status in GONE:
            opened = await self._opened(delivery)
            if opened != known or answer is None:
                known, answer = opened, await self._sent(delivery, opened, activity)
        posted = _created(answer, delivery, posting=True)
        address = msgspec.structs.replace(delivery.address, conversation=known)
        return Delivered(reference=_reference(known, posted.id), address=address)

    async def _sent(self, delivery: Delivery, conversation: str, activity: Payload) -> Answer:
        path = f"v3/conversations/{quote(conversation, safe='')}/activities"
        return await self._shown("POST", delivery, path, activity)

    async def _opened(self, delivery: Delivery) -> str:
        """The conversation of the two of us; shows nothing, and Teams names the same one each time."""
        address = delivery.address
        body = {
            "isGroup": False,
            "bot": {"id": self._settings.bot_id(address)},
            "members": [{"id": address.extra.get("user_id") or address.user}],
            "tenantId": address.place,
            "channelData": {"tenant": {"id": address.place}},
        }
        service_url = self._settings.service_url(address)
        call = Call(method="POST", service_url=service_url, path="v3/conversations", body=body)
        answer = await self.connector.make(call)
        made = _created(answer, delivery, posting=False)
        if not made.id:
            raise TryLater("teams opened a conversation without a name")
        return made.id

    async def _shown(self, method: str, delivery: Delivery, path: str, body: Payload | None) -> Answer:
        """People see something of it when it works."""
        service_url = self._settings.service_url(delivery.address)
        call = Call(method=method, service_url=service_url, path=path, body=body, posting=True)
        return await self.connector.make(call)


def _path(reference: str) -> tuple[str, str]:
    """Where a message is to be replaced or deleted, and what it is called."""
    conversation, _, message = reference.rpartition("/")
    return f"v3/conversations/{quote(conversation, safe='')}/activities/{quote(message, safe='')}", message


def _reference(conversation: str, message: str) -> str:
    """ "" when Teams did not say what it is called."""
    return f"{conversation}/{message}" if conversation and message else ""


def _created(answer: Answer, delivery: Delivery, *, posting: bool) -> Created:
    if not answer.is_good:
        raise _refusal(answer, delivery, posting=posting)
    try:
        return msgspec.json.decode(answer.body, type=Created)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Created()  # it is posted; only its name is lost, so it will not be replaced


def _refusal(answer: Answer, delivery: Delivery, *, posting: bool) -> TryLater | Undeliverable:
    return refusal(answer, posting=posting, where=where(delivery))
