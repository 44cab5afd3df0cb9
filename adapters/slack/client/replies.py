"""What does the person see at once, in the answer to their very request? Never queued; losing it does no harm."""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.client.settings import library_log
from adapters.slack.limits import escape
from adapters.wording import WordsFor
from bot.conversation.messages import Phrase
from bot.events import Event, FromPerson

REPLY_S = 2  # Slack waits three seconds in all

log = logging.getLogger(__name__)


class Replies:
    def __init__(self, words_for: WordsFor) -> None:
        self._words_for = words_for

    async def say(self, body: dict[str, Any], event: Event, text: Phrase) -> BoltResponse | None:
        """Tell the person alone: in the answer to a command or by its address; `None` when it failed."""
        language = event.sender.language if isinstance(event, FromPerson) else ""
        words = self._words_for(language or "en", "UTC")
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
