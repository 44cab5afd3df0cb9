"""What is a channel called that people named, or that we were invited to? Slack often tells its id alone.

Source: https://docs.slack.dev/reference/methods/conversations.info (November 2026).
"""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError

from adapters.slack.client.callers import Callers
from adapters.slack.client.errors import code, translated
from bot.events import ChannelSeen, Event
from bot.runtime.allowance import Allowance
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Handle, Handled

# No channel we may know of, or none any more: a conversation of several people, for one.
UNKNOWN = frozenset({"channel_not_found", "missing_scope"})

log = logging.getLogger(__name__)


def naming_channels(handle: Handle, callers: Callers) -> Handle:
    """`handle`, for events whose channels have names; a channel that has none is handed on to nobody, nor is one that
    is only written of by somebody who has had many looked up just now.

    Raises TryLater where Slack cannot say now.
    """
    allowance = Allowance()

    async def named(event: Event) -> Handled:
        if not isinstance(event, ChannelSeen) or event.name not in ("", event.channel.conversation):
            return await handle(event)
        may_ask = event.joined or allowance.take(f"{event.sender.place}:{event.sender.user}")
        name = await _name(callers, event) if may_ask else ""
        if not name:
            log.info("%s is about no channel that has a name", event.id)
            return Handled(status="handled")
        return await handle(msgspec.structs.replace(event, name=name))

    return named


async def _name(callers: Callers, event: ChannelSeen) -> str:
    try:
        caller = await callers.caller(event.channel.place)
        answer = await caller.conversations_info(channel=event.channel.conversation)
    except Undeliverable:  # the app is not there any more
        return ""
    except SlackApiError as error:
        if code(error) in UNKNOWN:
            return ""
        raise _later(error) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise _later(error) from error
    channel: Any = answer.get("channel")
    is_channel = isinstance(channel, dict) and not channel.get("is_mpim") and not channel.get("is_im")
    return str(channel.get("name") or "") if is_channel else ""


def _later(error: Exception) -> TryLater:
    wrong = translated(error, posting=False)
    return wrong if isinstance(wrong, TryLater) else TryLater(f"slack: {wrong}")
