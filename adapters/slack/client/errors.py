"""What does a failed call to Slack mean for the message: later, never, or nobody knows?

Source: the error tables of https://docs.slack.dev/reference/methods/chat.postMessage, and of chat.update and
conversations.open beside it (November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.runtime.errors import TryLater, Undeliverable

# Slack cannot say whether it did what was asked.
UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable", "no_answer"})
LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# Ours to mend (a token, a scope, a move to another organization): the message is good and waits.
SETUP = frozenset(
    {
        "access_denied",
        "accesslimited",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_added_to_org",
        "team_access_not_granted",
        "token_expired",
    }
)
SETUP_S = 300.0
# The message to be replaced is no more, or too old to be changed.
PICTURE_REFUSED = "invalid_blocks"  # also said of a picture whose address Slack cannot fetch
GONE = "message_not_found"
NOT_REPLACEABLE = frozenset({"cant_update_message", "edit_window_closed", GONE})
# Uploads are not for this app, or not for anybody there: trying again does not help.
UPLOADS_REFUSED = frozenset(
    {
        "access_denied",
        "alt_txt_too_large",
        "file_type_not_allowed",
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "missing_scope",
        "not_allowed_token_type",
        "storage_limit_reached",
    }
)
NOT_DELETABLE = frozenset({"cant_delete_message", "compliance_exports_prevent_deletion"})


def code(error: SlackApiError) -> str:
    """Slack's own word for what went wrong, or `no_answer` where what came back was none of Slack's."""
    answer = error.response
    data = getattr(answer, "data", None)
    named = data.get("error") if isinstance(data, Mapping) else None
    return named if isinstance(named, str) and named else "no_answer"


def translated(error: Exception, *, posting: bool) -> TryLater | Undeliverable:
    """`posting`: the call would have shown something, so that a lost answer leaves a doubt."""
    if isinstance(error, SlackApiError):
        return _refusal(error, posting=posting)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return TryLater("slack cannot be reached")
    return TryLater("slack did not answer", maybe_sent=posting)


def _refusal(error: SlackApiError, *, posting: bool) -> TryLater | Undeliverable:
    answer: Any = error.response  # the library's own answer, or the network library's when that held no JSON
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0))
    name = code(error)
    if status == 429 or name in LIMITED:
        return TryLater("slack: slow down", after_s=_retry_after_s(answer))
    if status >= 500 or name in UNSURE:
        return TryLater(f"slack: {status} {name}", maybe_sent=posting)
    if name in SETUP:
        return TryLater(f"slack: {name}", after_s=SETUP_S)
    return Undeliverable(name)


def _retry_after_s(answer: Any) -> float:
    headers = {str(name).lower(): value for name, value in dict(getattr(answer, "headers", {})).items()}
    value = str(headers.get("retry-after", ""))
    return float(value) if value.isascii() and value.isdigit() else 30.0
