"""What does a failed call to the Bot Connector mean for the message: later, never, or nobody knows?

Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit and
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
(November 2026): 412, 429, 502 and 504 are to be tried again; 403 with `MessageWritesBlocked` is final.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from bot.runtime.errors import TryLater, Undeliverable

NOT_NOW = frozenset({412, 429})  # refused before anything was done
UNSURE = frozenset({408})  # and everything from 500 on: it may have been done behind a broken gateway
GONE = frozenset({404, 410})
# Whom one cannot write to, and where one cannot post, until somebody mends it; it then waits for that.
# Source: https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability (November 2026),
# "Status codes from bot conversational APIs"; a refusal of 403 that names nothing known is taken for the first.
APP_MISSING = frozenset(
    {"BotNotInConversationRoster", "ForbiddenOperationException", "Forbidden", "http_403"}
)
BLOCKED = frozenset({"MessageWritesBlocked", "ConversationBlockedByUser"})
TO_PERSON = {
    **dict.fromkeys(APP_MISSING, "app_missing"),
    **dict.fromkeys(BLOCKED, "app_blocked"),
    "BotDisabledByAdmin": "app_disabled",
}
IN_CHANNEL = {
    **dict.fromkeys(APP_MISSING, "not_in_channel"),
    **dict.fromkeys((*BLOCKED, "NotEnoughPermissions"), "posting_restricted"),
    "ConversationNotFound": "channel_not_found",
    "BotDisabledByAdmin": "app_disabled",
}
WAITS_S = {"person": 4 * 3600.0, "channel": 1800.0}  # until it is tried again, if nothing is heard before
NOT_REPLACEABLE = frozenset({400, 404, 405, 410})  # the message to be replaced is no more, or too old
SLOW_S = 30.0

_CODE = re.compile(r"[A-Za-z0-9_]{1,60}")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`retry_after` as the header has it."""

    status: int
    body: bytes = b""
    retry_after: str = ""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


class _Error(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    code: str = ""
    sub_code: str = ""


class _Body(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Teams' documentation names both places for what is meant more exactly."""

    error: _Error = _Error()
    sub_code: str = ""


def code(answer: Answer) -> str:
    """Teams' own word for what went wrong, else the number."""
    try:
        body = msgspec.json.decode(answer.body, type=_Body)
        found = body.sub_code or body.error.sub_code or body.error.code
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = ""
    return found if _CODE.fullmatch(found) else f"http_{answer.status}"


def refusal(answer: Answer, *, posting: bool) -> TryLater | Undeliverable:
    """`posting`: the call would have shown something, so that a broken answer leaves a doubt."""
    if answer.status == 429:
        return TryLater("teams: slow down", after_s=_retry_after_s(answer.retry_after))
    if answer.status in NOT_NOW:
        return TryLater(f"teams: {code(answer)}")
    if answer.status >= 500 or answer.status in UNSURE:
        return TryLater(f"teams: {code(answer)}", maybe_sent=posting)
    return Undeliverable(code(answer))


def waiting(refused: Undeliverable, to: Literal["person", "channel"]) -> TryLater | Undeliverable:
    """What somebody can mend is only put off."""
    mend = (TO_PERSON if to == "person" else IN_CHANNEL).get(str(refused))
    return TryLater(f"teams: {refused}", after_s=WAITS_S[to], mend=mend) if mend else refused


def _retry_after_s(header: str) -> float:
    return float(header) if header.isascii() and header.isdigit() else SLOW_S
