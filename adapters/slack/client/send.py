"""How does a message get to somebody in Slack? The adapter, outwards. Read next: `errors.py`."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.callers import Callers
from adapters.slack.client.errors import (
    GONE,
    NOT_DELETABLE,
    NOT_REPLACEABLE,
    OURS,
    PICTURE_REFUSED,
    code,
    translated,
)
from adapters.slack.client.pictures import Pictures, delete_files, no_file
from adapters.slack.client.rates import rates_of
from adapters.slack.client.users import UsersAt, nobody, users_chosen
from adapters.slack.draft import Known
from adapters.slack.home import view
from adapters.slack.render import render
from adapters.slack.senders import PLATFORM
from adapters.wording import WordsFor
from bot.conversation.messages import Address
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import NOTHING, Delivered, Delivery

log = logging.getLogger(__name__)
METADATA = "turnabout_delivery"
PAGE = 100
PAGES = 5

_DELIVERIES = uuid.UUID("6ff9c3f0-3e0c-5d0c-9a53-0b5a0f7c2f0e")


class SlackAdapter:
    """Posts, replaces, takes away and finds again. A reference is the conversation, the message's time stamp there, and
    the files it shows.
    """

    platform = PLATFORM

    def __init__(
        self,
        callers: Callers,
        words_for: WordsFor,
        pictures: Pictures | None = None,
        users_at: UsersAt = nobody,
    ) -> None:
        self._callers = callers
        self._words_for = words_for
        self._pictures = pictures or Pictures(no_file)
        self._users_at = users_at

    async def deliver(self, delivery: Delivery) -> Delivered:
        caller = await self._callers.caller(delivery.address.place)
        if delivery.home:
            return await self._publish(caller, delivery)
        if delivery.removes and delivery.replaces and await _remove(caller, delivery.replaces):
            return Delivered(reference=delivery.replaces, address=delivery.address)
        address = await _opened(caller, delivery.address)
        words = self._words_for(delivery.language, delivery.timezone)
        uploaded = await self._pictures.uploaded(caller, delivery, words)
        users = await users_chosen(self._users_at, address.place, delivery.message.blocks)
        try:
            known = Known(files=uploaded, users=users)
            reference = await self._shown(caller, delivery, address, known)
        except Undeliverable as refused:
            if str(refused) != PICTURE_REFUSED or not uploaded:
                await self._pictures.given_up(caller, delivery)
                raise
            if self._pictures.not_shown(delivery):
                raise TryLater("slack cannot show a new picture yet") from refused
            await self._pictures.given_up(caller, delivery)
            reference = await self._shown(caller, delivery, address, Known(users=users))
        await self._pictures.shown(caller, delivery, _files_named(reference))
        return Delivered(reference=reference, address=address)

    async def _shown(self, caller: AsyncWebClient, delivery: Delivery, address: Address, known: Known) -> str:
        """The message's reference. Slack refuses a whole message when it cannot get a picture of it, and has shown
        nothing then: one from an address of ours goes without.
        """
        body = self._body(delivery, known)
        try:
            with self._pictures.kept_in_doubt(delivery):
                return await self._put(caller, delivery, address, body)
        except Undeliverable as refused:
            if str(refused) not in OURS or known.files:
                raise
            if str(refused) == PICTURE_REFUSED and _pictures(body):
                return await self._put(caller, delivery, address, _without_pictures(body))
            log.error(
                "delivery %s was refused for what we sent (%s): only its words go", delivery.id, refused
            )
            return await self._put(caller, delivery, address, _words_only(body))

    async def _put(
        self, caller: AsyncWebClient, delivery: Delivery, address: Address, body: dict[str, Any]
    ) -> str:
        """In the place of an earlier message, else as a new one."""
        old = delivery.replaces
        files = _files(body)
        if old and await _replace(caller, old, body, only=delivery.only_replaces):
            await delete_files(caller, set(_files_named(old)) - set(files))
            return "/".join((*old.split("/")[:2], *files))
        answer = await _post(caller, address.conversation, body)
        return "/".join((answer["channel"], answer["ts"], *files))

    async def _publish(self, caller: AsyncWebClient, delivery: Delivery) -> Delivered:
        """Somebody's own page, whatever stood there; their conversation is not opened for it. Shown twice it is the
        same, so that a lost answer leaves no doubt.
        """
        user = delivery.address.user
        shown = view(delivery.message, self._words_for(delivery.language, delivery.timezone))
        answer = await _call(lambda: caller.views_publish(user_id=user, view=shown), posting=False)
        return Delivered(reference=str(answer.get("view", {}).get("id", "")), address=delivery.address)

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        if delivery.home or not delivery.address.user:
            return "cannot"  # nothing but a person's conversation with us may be read
        caller = await self._callers.caller(delivery.address.place)
        address = await _opened(caller, delivery.address)
        cursor = ""
        for _ in range(PAGES):
            page = await _history(caller, address.conversation, cursor)
            for message in page.get("messages", []):
                if _delivery_of(message) == _public_id(delivery.id):
                    reference = "/".join((address.conversation, message["ts"], *_files(message)))
                    return Delivered(reference=reference, address=address)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        # Sent or not, it is further back than we read. To replace a message a second time does no harm.
        return None if delivery.replaces else "cannot"

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return rates_of(delivery)

    def _body(self, delivery: Delivery, known: Known) -> dict[str, Any]:
        words = self._words_for(delivery.language, delivery.timezone)
        payload = render(delivery.message, words, delivery.id, known)
        # Anyone in the workspace may read metadata: it names the delivery to us and says nothing to others.
        metadata = {"event_type": METADATA, "event_payload": {"delivery": _public_id(delivery.id)}}
        return payload | {"metadata": metadata}


async def _post(caller: AsyncWebClient, conversation: str, body: dict[str, Any]) -> dict[str, Any]:
    return await _call(
        lambda: caller.chat_postMessage(channel=conversation, unfurl_links=False, unfurl_media=False, **body),
        posting=True,
    )


async def _replace(caller: AsyncWebClient, reference: str, body: dict[str, Any], *, only: bool) -> bool:
    """False when the message to be replaced is no more; then nothing was shown. `only`: nothing else will be shown
    instead. Then one that is no more needs nothing, and one that stays is for somebody to see to.
    """
    channel, ts = reference.split("/")[:2]
    changes = {name: value for name, value in body.items() if name != "mrkdwn"}
    try:
        await caller.chat_update(channel=channel, ts=ts, **changes)
    except SlackApiError as error:
        if only and code(error) in NOT_REPLACEABLE - {GONE}:
            raise Undeliverable(NOTHING) from error
        if code(error) in NOT_REPLACEABLE:
            return only
        raise translated(error, posting=True) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise translated(error, posting=True) from error
    return True


async def _remove(caller: AsyncWebClient, reference: str) -> bool:
    """False when Slack does not let it go. A second time there is nothing left, which is as good."""
    channel, ts, *files = reference.split("/")
    try:
        await caller.chat_delete(channel=channel, ts=ts)
    except SlackApiError as error:
        if code(error) in NOT_DELETABLE:
            return False
        if code(error) != GONE:
            raise translated(error, posting=True) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise translated(error, posting=True) from error
    await delete_files(caller, files)
    return True


async def _opened(caller: AsyncWebClient, address: Address) -> Address:
    if address.conversation:
        return address
    users = [address.user] if address.user else list(address.together)
    if not users:
        raise Undeliverable("no_address")
    answer = await _call(lambda: caller.conversations_open(users=users), posting=False)
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


def _words_only(body: dict[str, Any]) -> dict[str, Any]:
    return body | {"blocks": []}


def _files(body: dict[str, Any]) -> list[str]:
    """The files of Slack's own that a message shows."""
    blocks = body.get("blocks") or []
    return [block["slack_file"]["id"] for block in blocks if block.get("slack_file", {}).get("id")]


def _files_named(reference: str) -> list[str]:
    return reference.split("/")[2:]


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
