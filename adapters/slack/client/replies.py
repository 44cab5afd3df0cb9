"""What does the person see at once, in the answer to their very request? Never queued; losing it does no harm.

What is wrong in a form that was sent stands at its fields, in the answer itself; everything else is a line to the
person alone, at the address that came with the request.
"""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
from slack_bolt.response import BoltResponse

from adapters.slack.client.answering import post_answer
from adapters.slack.limits import escape
from adapters.slack.views import block_of, said, with_note
from adapters.wording import Wording, WordsFor
from bot.events import Event, FromPerson
from bot.outcome import Reply

SUBMISSION = "view_submission"

log = logging.getLogger(__name__)


class Replies:
    def __init__(self, words_for: WordsFor) -> None:
        self._words_for = words_for

    async def answer(self, body: dict[str, Any], event: Event, reply: Reply) -> BoltResponse | None:
        """Tell the person alone: in the form, in the answer to a command, or by its address; `None` when it failed."""
        language = event.sender.language if isinstance(event, FromPerson) else ""
        words = self._words_for(reply.language or language or "en", reply.timezone or "UTC")
        if body.get("type") == SUBMISSION:
            return _in_form(body["view"], words, reply)
        note = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": escape("\n".join(words.text(text) for text in reply.said)),
        }
        if "command" in body:
            return BoltResponse(status=200, body=note)
        return await self._by_address(body.get("response_url"), event, note)

    async def _by_address(self, address: object, event: Event, note: dict[str, Any]) -> BoltResponse | None:
        if not isinstance(address, str):
            return None
        try:
            answered = await post_answer(address, note)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("no reply to %s: %s", event.id, type(error).__name__)
            return None
        return BoltResponse(status=200, body="") if answered.taken else None


def _in_form(view: dict[str, Any], words: Wording, reply: Reply) -> BoltResponse:
    """The form stays open with all that was entered, and says what is wrong."""
    wrong = {reply.field: reply.text, **reply.others}
    errors = {block_of(view, field): said(words, text) for field, text in wrong.items() if field}
    errors.pop("", None)
    answer: dict[str, Any] = {"response_action": "errors", "errors": errors}
    if not errors:
        noted = with_note(view, said(words, reply.text))
        answer = {"response_action": "update", "view": noted}
    return BoltResponse(status=200, body=answer)
