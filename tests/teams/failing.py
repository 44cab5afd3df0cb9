"""How can a call to the Bot Connector go wrong?

Source: https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability (November 2026),
"Status codes from agent conversational APIs"; errors are told as
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference says.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final, Literal

import msgspec
from aiohttp import web

RETRY_AFTER_S = 7
LATE_S = 1.0
PAGE = "<html><body>Something went wrong</body></html>"

# Beside those that are answered at once (`ANSWERS`): done, then the connection is reset; reset before anything was
# done; done, and half of the answer; done, and answered after LATE_S.
Odd = Literal["lost_answer", "dropped", "half", "late"]
DONE_ALL_THE_SAME: Final = ("lost_answer", "half", "late")


class Failing(msgspec.Struct):
    """The next `times` calls of the method ("" for any that people see something of)."""

    how: str
    method: str = ""
    times: int = 1


def no(status: int, code: str, **headers: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": "no"}}, status=status, headers=headers)


def slow_down(wait: str) -> web.Response:
    """ "Too many requests", and when to come again as the header has it."""
    return no(429, "Throttled", **({"Retry-After": wait} if wait else {}))


def _page(status: int) -> web.Response:
    return web.Response(status=status, text=PAGE, content_type="text/html")


def _at_a_time() -> web.Response:
    now = datetime.now(UTC).replace(microsecond=0)
    told = slow_down(format_datetime(now + timedelta(seconds=RETRY_AFTER_S), usegmt=True))
    told.headers["Date"] = format_datetime(now, usegmt=True)
    return told


def _blocked() -> web.Response:
    """As it has been seen: the word for it stands in words."""
    told = '{"subCode":"MessageWritesBlocked","details":"Thread is not writable","errorCode":null}'
    return web.json_response({"error": {"code": "Forbidden", "message": told}}, status=403)


ANSWERS: Final[dict[str, Callable[[], web.Response]]] = {
    "bad_request": lambda: no(400, "BadArgument"),
    "unauthorized": lambda: no(401, "AuthorizationError"),
    "gone": lambda: no(403, "MessageWritesBlocked"),
    "writes_blocked": _blocked,
    "blocked": lambda: no(403, "ConversationBlockedByUser"),
    "off_roster": lambda: no(403, "BotNotInConversationRoster"),
    "no_activity": lambda: no(404, "ActivityNotFoundInConversation"),
    "no_conversation": lambda: no(404, "ConversationNotFound"),
    "precondition": lambda: no(412, "PreconditionFailed"),
    "too_big": lambda: no(413, "MessageSizeTooBig"),
    "rate_limited": lambda: slow_down(str(RETRY_AFTER_S)),
    "rate_limited_briefly": lambda: slow_down("1"),
    "rate_limited_until": _at_a_time,
    "rate_limited_for_ever": lambda: slow_down("99999999"),
    "rate_limited_somehow": lambda: slow_down("soon"),
    "rate_limited_only": lambda: slow_down(""),
    "server_error": lambda: _page(500),
    "not_implemented": lambda: no(501, "NotImplemented"),
    "bad_gateway": lambda: _page(502),
    "unavailable": lambda: _page(503),
    "gateway_timeout": lambda: _page(504),
    "elsewhere": lambda: web.Response(status=307, headers={"Location": "https://evil.example/"}),
}
