"""How does a message get to somebody in Teams? The adapter, outwards. Read next: `connector.py`, `errors.py`.

A person's conversation is opened when it is not known yet, which shows nothing; a channel post begins a
thread of its own. A reference is the conversation and the message's id there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from adapters.teams.client.connector import Call, Connector
from adapters.teams.client.errors import GONE, NOT_REPLACEABLE, Answer, refusal, waiting
from adapters.teams.client.settings import ANYWHERE, TeamsSettings
from adapters.teams.payloads import PLATFORM, Payload
from adapters.teams.render import render
from adapters.wording import WordsFor
from bot.conversation.messages import Address
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import NOTHING, Delivered, Delivery

# Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit (November 2026): in one
# conversation 7 in a second, 8 in 2, 60 in 30, 1,800 in an hour; 50 requests a second for an app and tenant.
# A rate lets through its burst and then so many a second, so that burst + seconds x rate stays below each.
NOW_RATE = (2.0, 4)
HOUR_RATE = (0.49, 30)
TENANT_RATE = (35.0, 7)
SECOND_CALL_RATE = (5.0, 3)  # deliveries that may need two requests


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
            raise waiting(refused, "person" if delivery.address.user else "channel") from refused

    async def _delivered(self, delivery: Delivery) -> Delivered:
        address = delivery.address
        if address.together:
            raise Undeliverable("no_group_chats")  # bots cannot make one
        words = self._words_for(delivery.language, delivery.timezone)
        activity = render(delivery.message, words, delivery.id) | {"from": {"id": self._bot(address)}}
        if delivery.removes and await self._removed(delivery):
            return Delivered(reference=delivery.replaces, address=address)
        if delivery.replaces and await self._replaced(delivery, activity):
            return Delivered(reference=delivery.replaces, address=address)
        if delivery.only_replaces:
            raise Undeliverable(NOTHING)
        if not address.user:
            return await self._in_channel(address, activity)
        address = await self.opened(address)
        path = f"v3/conversations/{quote(address.conversation, safe='')}/activities"
        posted = await self._post(address, path, activity, posting=True)
        return Delivered(reference=_reference(address.conversation, posted.id), address=address)

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        return "cannot"

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        address = delivery.address
        name = f"{PLATFORM}:{address.place}"
        where = address.conversation or address.user
        rates = [(f"{name}:{where}:now", *NOW_RATE), (f"{name}:{where}:hour", *HOUR_RATE)]
        if delivery.replaces or not address.conversation:
            rates.append((f"{name}:second-call", *SECOND_CALL_RATE))
        return (*rates, (name, *TENANT_RATE))

    async def _replaced(self, delivery: Delivery, activity: Payload) -> bool:
        """False when the message to be replaced is no more; then nothing was shown."""
        path, message = _path(delivery.replaces)
        body = activity | {"id": message}
        answer = await self._make("PUT", delivery.address, path, body, posting=True)
        if answer.status in GONE and delivery.only_replaces:
            return True
        if answer.status in NOT_REPLACEABLE:
            return False
        if not answer.is_good:
            raise refusal(answer, posting=True)
        return True

    async def _removed(self, delivery: Delivery) -> bool:
        """False when Teams does not let it go; a second time there is nothing left, which is as good."""
        path, _ = _path(delivery.replaces)
        answer = await self._make("DELETE", delivery.address, path, {}, posting=True)
        if answer.is_good or answer.status in GONE:
            return True
        if answer.status in NOT_REPLACEABLE or answer.status == 403:
            return False
        raise refusal(answer, posting=True)

    async def _in_channel(self, address: Address, activity: Payload) -> Delivered:
        if not address.conversation:
            raise Undeliverable("no_address")
        body = {
            "isGroup": True,
            "channelData": {"channel": {"id": address.conversation}, "tenant": {"id": address.place}},
            "activity": activity,
        }
        made = await self._post(address, "v3/conversations", body, posting=True)
        return Delivered(reference=_reference(made.id, made.activity_id), address=address)

    async def opened(self, address: Address) -> Address:
        """With its conversation, which shows nothing to anybody. Raises TryLater or Undeliverable."""
        if address.conversation:
            return address
        body = {
            "isGroup": False,
            "bot": {"id": self._bot(address)},
            "members": [{"id": address.extra.get("user_id") or address.user}],
            "tenantId": address.place,
            "channelData": {"tenant": {"id": address.place}},
        }
        made = await self._post(address, "v3/conversations", body, posting=False)
        if not made.id:
            raise TryLater("teams opened a conversation without a name")
        return msgspec.structs.replace(address, conversation=made.id)

    async def _post(self, address: Address, path: str, body: dict[str, Any], *, posting: bool) -> Created:
        answer = await self._make("POST", address, path, body, posting=posting)
        if not answer.is_good:
            raise refusal(answer, posting=posting)
        try:
            return msgspec.json.decode(answer.body, type=Created)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return Created()  # it is posted; only its name is lost, so it will not be replaced

    async def _make(
        self, method: str, address: Address, path: str, body: dict[str, Any], *, posting: bool
    ) -> Answer:
        service_url = address.extra.get("service_url") or ANYWHERE
        call = Call(method=method, service_url=service_url, path=path, body=body, posting=posting)
        return await self.connector.make(call)

    def _bot(self, address: Address) -> str:
        return address.extra.get("bot_id") or f"28:{self._settings.app_id}"


def _path(reference: str) -> tuple[str, str]:
    """Where a message is to be replaced or deleted, and what it is called."""
    conversation, _, message = reference.rpartition("/")
    return f"v3/conversations/{quote(conversation, safe='')}/activities/{quote(message, safe='')}", message


def _reference(conversation: str, message: str) -> str:
    """ "" when Teams did not say what it is called."""
    return f"{conversation}/{message}" if conversation and message else ""
