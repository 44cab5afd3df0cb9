"""How does somebody's own page look in Slack? A view for the Home tab, of the same blocks as a message. Pure.

Source: https://docs.slack.dev/surfaces/app-home and https://docs.slack.dev/reference/methods/views.publish (November
2026): 100 blocks, 250 KB. What all texts may count together is only known of messages, and kept here as well.
"""

from __future__ import annotations

from typing import Any

from adapters.slack.limits import VIEW_BLOCKS
from adapters.slack.render import fitting
from adapters.wording import Wording
from bot.conversation.messages import Message


def view(message: Message, words: Wording) -> dict[str, Any]:
    """The same for the same message: to publish it twice changes nothing."""
    return {"type": "home", "blocks": fitting(message, words, most=VIEW_BLOCKS)}
