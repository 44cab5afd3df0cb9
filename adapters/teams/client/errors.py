"""What does a failed call to the Bot Connector mean for the message: later, never, or nobody knows?

Source: https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability (November 2026),
"Status codes from agent conversational APIs": 412, 429, 502, 503 and 504 are to be tried again, none else; 403 is final
until somebody acts. A 500 says nothing about what was done before it.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Literal

import msgspec

from bot.runtime.errors import TryLater, Undeliverable

# "Retry with exponential backoff": the platform says it was not done.
NOT_NOW = frozenset({412, 502, 503, 504})
UNSURE = frozenset({408})  # and all else from 500 on
GONE = frozenset({404, 410})
# Whom one cannot write to, and where one cannot post, until somebody mends it; it then waits for that.
# A refusal of 403 that names nothing known is taken for the first.
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
WAITS_S = {"person": 24 * 3600.0, "channel": 1800.0}  # until it is tried again, if nothing is heard before
NOT_REPLACEABLE = frozenset({400, 404, 405, 410})  # the message to be replaced is no more, or too old
NOT_DELETABLE = frozenset({403, 501})  # not allowed, or not known: local clients delete nothing
LONGEST_S = 600.0  # what is asked for beyond that is a mistake of somebody's

_SUB_CODE = re.compile(rb"MessageWritesBlocked")  # told beside the code, or in words
_CODE = re.compile(r"[A-Za-z0-9_]{1,60}")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`retry_after` and `date` as the headers have them."""

    status: int
    body: bytes = b""
    retry_after: str = ""
    date: str = ""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


class _Error(msgspec.Struct, frozen=True, kw_only=True):
    code: str = ""


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    error: _Error = _Error()


def code(answer: Answer) -> str:
    """Teams' own word for what went wrong, else the number."""
    if answer.status == 403 and (told := _SUB_CODE.search(answer.body)):
        return told[0].decode()
    try:
        found = msgspec.json.decode(answer.body, type=_Body).error.code
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = ""
    return found if _CODE.fullmatch(found) else f"http_{answer.status}"


def refusal(answer: Answer, *, posting: bool, where: str = "") -> TryLater | Undeliverable:
    """`posting`: the call would have shown something, so that a broken answer leaves a doubt. `where`: the conversation
    as `rates.py` knows it.
    """
    if answer.status == 429:
        return TryLater("teams: slow down", after_s=_retry_after_s(answer), limited=f"{where}:now")
    if answer.status in NOT_NOW:
        return TryLater(f"teams: {code(answer)}", after_s=_retry_after_s(answer), limited=f"{where}:now")
    if answer.status >= 500 or answer.status in UNSURE:
        return TryLater(f"teams: {code(answer)}", maybe_sent=posting)
    return Undeliverable(code(answer))


def waiting(refused: Undeliverable, to: Literal["person", "channel"]) -> TryLater | Undeliverable:
    """What somebody can mend is only put off."""
    mend = (TO_PERSON if to == "person" else IN_CHANNEL).get(str(refused))
    return TryLater(str(refused), after_s=WAITS_S[to], mend=mend) if mend else refused


def _retry_after_s(answer: Answer) -> float | None:
    """Seconds, within reason; `None` for the usual backoff. A moment is told by the clock of Teams, as is now."""
    told = answer.retry_after.strip()
    if told.isascii() and told.isdigit():
        return float(min(LONGEST_S, int(told[:9])))
    try:
        wait = parsedate_to_datetime(told) - parsedate_to_datetime(answer.date)
    except (ValueError, TypeError):
        return None
    return min(LONGEST_S, max(0.0, wait.total_seconds()))
