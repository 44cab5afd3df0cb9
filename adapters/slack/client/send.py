"""How does a message get to somebody in Slack? The adapter, outwards. Read next: `errors.py`."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.callers import Callers
from adapters.slack.client.errors import NOT_REPLACEABLE, PICTURE_REFUSED, code, translated
from adapters.slack.client.rates import rates_of
from adapters.slack.inbound import PLATFORM
from adapters.slack.render import render
from adapters.wording import WordsFor
from bot.conversation.messages import Address
from bot.runtime.errors import Undeliverable
from bot.runtime.ports import Delivered, Delivery

METADATA = "turnabout_delivery"
PAGE = 100
PAGES = 5

_DELIVERIES = uuid.UUID("6ff9c3f0-3e0c-5d0c-9a53-0b5a0f7c2f0e")


class SlackAdapter:
    """Posts, replaces and finds again. A reference is the conversation and the message's time stamp there."""

    platform = PLATFORM

    def __init__(self, callers: Callers, words_for: WordsFor) -> None:
        self._callers = callers
        self._words_for = words_for

    async def deliver(self, delivery: Delivery) -> Delivered:
        caller = await self._callers.caller(delivery.address.place)
        address = await _opened(caller, delivery.address)
        body = self._body(delivery)
        if delivery.replaces:
            replaced = await _replace(caller, delivery.replaces, body)
            if replaced:
                return Delivered(reference=delivery.replaces, address=address)
        try:
            answer = await _post(caller, address.conversation, body)
        except Undeliverable as refused:
            if str(refused) != PICTURE_REFUSED or not _pictures(body):
                raise
            # Slack refuses a whole message when it cannot fetch a picture of it, and has shown nothing then.
            answer = await _post(caller, address.conversation, _without_pictures(body))
        return Delivered(reference=f"{answer['channel']}/{answer['ts']}", address=address)

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        if not delivery.address.user:
            return "cannot"  # nobody's conversation but a person's own with us may be read
        caller = await self._callers.caller(delivery.address.place)
        address = await _opened(caller, delivery.address)
        cursor = ""
        for _ in range(PAGES):
            page = await _history(caller, address.conversation, cursor)
            for message in page.get("messages", []):
                if _delivery_of(message) == _public_id(delivery.id):
                    return Delivered(reference=f"{address.conversation}/{message['ts']}", address=address)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        # Sent or not, it is further back than we read. To replace a message a second time does no harm.
        return None if delivery.replaces else "cannot"

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return rates_of(delivery)

    def _body(self, delivery: Delivery) -> dict[str, Any]:
        words = self._words_for(delivery.language, delivery.timezone)
        payload = render(delivery.message, words, delivery.id)
        # Anyone in the workspace may read metadata: it names the delivery to us and says nothing to others.
        metadata = {"event_type": METADATA, "event_payload": {"delivery": _public_id(delivery.id)}}
        return payload | {"metadata": metadata}


async def _post(caller: AsyncWebClient, conversation: str, body: dict[str, Any]) -> dict[str, Any]:
    return await _call(
        lambda: caller.chat_postMessage(channel=conversation, unfurl_links=False, unfurl_media=False, **body),
        posting=True,
    )


async def _replace(caller: AsyncWebClient, reference: str, body: dict[str, Any]) -> bool:
    """False when the message to be replaced is no more; then nothing was shown."""
    channel, _, ts = reference.partition("/")
    changes = {name: value for name, value in body.items() if name != "mrkdwn"}
    try:
        await caller.chat_update(channel=channel, ts=ts, **changes)
    except SlackApiError as error:
        if code(error) in NOT_REPLACEABLE:
            return False
        raise translated(error, posting=True) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise translated(error, posting=True) from error
    return True


async def _opened(caller: AsyncWebClient, address: Address) -> Address:
    if address.conversation:
        return address
    if not address.user:
        raise Undeliverable("no_address")
    answer = await _call(lambda: caller.conversations_open(users=address.user), posting=False)
    return msgspec.structs.replace(address, conversation=answer["channel"]["id"])


async def _history(caller: AsyncWebClient, conversation: str, cursor: str) -> dict[str, Any]:
    return await _call(
        lambda: caller.conversations_history(
            channel=conversation, limit=PAGE, cursor=cursor or None, include_all_metadata=True
        ),
        posting=False,
    )


async def _call(call: Callable[[], Awaitable[Any]], *, posting: bool) -> dict[str, Any]:
    """Slack's answer. Raises TryLater or Undeliverable."""
    try:
        answer = await call()
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        raise translated(error, posting=posting) from error
    data: dict[str, Any] = answer.data
    return data


def _pictures(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in body["blocks"] if block["type"] == "image"]


def _without_pictures(body: dict[str, Any]) -> dict[str, Any]:
    return body | {"blocks": [block for block in body["blocks"] if block["type"] != "image"]}


def _public_id(delivery_id: str) -> str:
    return str(uuid.uuid5(_DELIVERIES, delivery_id))


def _delivery_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != METADATA:
        return None
    found = (metadata.get("event_payload") or {}).get("delivery")
    return found if isinstance(found, str) else None
