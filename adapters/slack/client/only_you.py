"""How is somebody answered in a channel so that nobody else sees it? With a message only they see, else in person.

Slack keeps no such message: it cannot be found again, and replaced only by who has the address of a press in it
(`answering.py`). Where it refuses one (the bot is not in that channel, or they are not) the same message goes to their
direct message, so that nothing is lost; a line that only points there goes nowhere. Read next: `send.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.client.answering import Originals
from adapters.slack.client.callers import Callers
from adapters.slack.client.errors import translated
from adapters.slack.render import render
from adapters.wording import WordsFor
from bot.runtime.errors import Undeliverable
from bot.runtime.ports import ChatAdapter, Delivered, Delivery

# Source: https://docs.slack.dev/reference/methods/chat.postEphemeral (November 2026): tier 4, 100 and more a minute.
RATE = (100 / 60, 10)
EACH = (0.5, 4)  # of one person, who asks again and again: what is there for all is not theirs alone


class OnlyYou:
    """In front of the adapter that posts where all of a conversation may read."""

    def __init__(
        self, callers: Callers, words_for: WordsFor, adapter: ChatAdapter, originals: Originals
    ) -> None:
        self._callers, self._words_for, self._adapter = callers, words_for, adapter
        self._originals = originals
        self.platform = adapter.platform

    async def deliver(self, delivery: Delivery) -> Delivered:
        shown = delivery.only_you and await self._shown(delivery)
        if shown or delivery.only_there:
            # There is nothing that could be replaced later, and where the two of us talk stays as it was.
            return Delivered(reference="", address=delivery.address)
        return await self._adapter.deliver(delivery)

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        found = await self._adapter.look_up(delivery)
        return "cannot" if found is None and delivery.only_you else found

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        if not delivery.only_you:
            return self._adapter.rates(delivery)
        here = f"{self.platform}:{delivery.address.place}"
        return (
            (f"{here}:{delivery.address.user}:only-you", *EACH),
            (f"{here}:chat.postEphemeral", *RATE),
        )

    async def _shown(self, delivery: Delivery) -> bool:
        """False when Slack will not show it there. Raises TryLater."""
        body = render(delivery.message, self._words_for(delivery.language, delivery.timezone), delivery.id)
        caller = await self._callers.caller(delivery.address.place)
        if await self._originals.replaced(delivery, body):
            return True
        try:
            await caller.chat_postEphemeral(
                channel=delivery.only_you,
                user=delivery.address.user,
                text=body["text"],
                blocks=body["blocks"],
            )
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            refused = translated(error, posting=True)
            if isinstance(refused, Undeliverable) or refused.mend:
                return False  # what an admin could mend in that channel is no reason to wait
            raise refused from error
        return True
