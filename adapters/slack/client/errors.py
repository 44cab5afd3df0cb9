"""What does a failed call to Slack mean for the message: later, never, or nobody knows?

Source: the error tables of https://docs.slack.dev/reference/methods/chat.postMessage, and of chat.update and
conversations.open beside it (November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.runtime.errors import TryLater, Undeliverable

SETUP_S = 300.0
TOKEN_S = 3.0  # until a token that is no good any more has been seen to
WAITS_S = 1800.0  # a channel is looked at again so often, until somebody has mended it
RETRY_S = 30.0  # when Slack says "slow down" and not for how long
LONGEST_S = 3600.0

# What an error means. `told` is the sentence that the admins read ("failed.reason." in the texts), once a day for a
# channel or a person:
#   unsure    Slack cannot say whether it did what was asked
#   limited   too often, or too much
#   token     that token is no good any more: another may be there by now, or soon (`lives.py`)
#   setup     ours to mend (a token, a scope): all messages are good and wait
#   waits     an admin can mend it, in that channel or in the app's settings: what is to go there waits
#   over      it will never work
#   mistake   what we sent was not right: the words go without the blocks
Does = Literal["unsure", "limited", "token", "setup", "waits", "over", "mistake"]


class Meaning(NamedTuple):
    does: Does
    told: str = ""


MEANINGS: Final[dict[str, Meaning]] = {
    **dict.fromkeys(
        ("internal_error", "fatal_error", "request_timeout", "service_unavailable", "no_answer"),
        Meaning("unsure"),
    ),
    **dict.fromkeys(("ratelimited", "rate_limited", "message_limit_exceeded"), Meaning("limited")),
    **dict.fromkeys(
        (
            "access_denied",
            "accesslimited",
            "ekm_access_denied",
            "invalid_auth",
            "missing_scope",
            "not_allowed_token_type",
            "not_authed",
            "org_login_required",
            "team_added_to_org",
            "two_factor_setup_required",
        ),
        Meaning("setup"),
    ),
    **dict.fromkeys(("account_inactive", "token_expired", "token_revoked"), Meaning("token")),
    "team_access_not_granted": Meaning("waits", "workspace_not_granted"),
    "messages_tab_disabled": Meaning("waits", "messages_tab_off"),
    "is_archived": Meaning("waits", "channel_archived"),
    "not_in_channel": Meaning("waits", "not_in_channel"),
    "channel_not_found": Meaning("waits", "channel_not_found"),
    **dict.fromkeys(
        (
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel",
            "restricted_action_non_threadable_channel",
            "restricted_action_thread_locked",
        ),
        Meaning("waits", "posting_restricted"),
    ),
    **dict.fromkeys(
        ("user_not_found", "user_disabled", "user_is_restricted"), Meaning("over", "person_gone")
    ),
    **dict.fromkeys(
        (
            "cannot_dm_bot",
            "user_not_visible",
            "no_permission",
            "users_list_not_supplied",
            "method_not_supported_for_channel_type",
        ),
        Meaning("over", "not_allowed_to_write"),
    ),
    **dict.fromkeys(
        (
            "block_mismatch",
            "invalid_blocks",
            "invalid_blocks_format",
            "invalid_metadata_format",
            "metadata_too_large",
            "msg_blocks_too_long",
            "msg_too_long",
            "no_text",
        ),
        Meaning("mistake", "mistake"),
    ),
}
UNSURE = frozenset(name for name, meaning in MEANINGS.items() if meaning.does == "unsure")
LIMITED = frozenset(name for name, meaning in MEANINGS.items() if meaning.does == "limited")
SETUP = frozenset(name for name, meaning in MEANINGS.items() if meaning.does == "setup")
OURS = frozenset(name for name, meaning in MEANINGS.items() if meaning.does == "mistake")
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
    meaning = MEANINGS.get(name, Meaning("over"))
    if status == 429 or meaning.does == "limited":
        return TryLater("slack: slow down", after_s=retry_after_s(answer), limited=_method(answer))
    if status >= 500 or meaning.does == "unsure":
        return TryLater(f"slack: {status} {name}", maybe_sent=posting)
    if meaning.does == "token":
        return TryLater(f"slack: {name}", after_s=TOKEN_S, held=True)
    if meaning.does == "setup":
        return TryLater(f"slack: {name}", after_s=SETUP_S, held=True)
    if meaning.does == "waits":
        return TryLater(f"slack: {name}", after_s=WAITS_S, mend=meaning.told)
    return Undeliverable(name, told=meaning.told)


def _method(answer: Any) -> str:
    return str(getattr(answer, "api_url", "") or getattr(answer, "url", "")).rpartition("/")[2]


def retry_after_s(answer: Any) -> float:
    """How long an answer says to wait; what is usual where it does not."""
    headers = {str(name).lower(): value for name, value in dict(getattr(answer, "headers", {})).items()}
    value = str(headers.get("retry-after", ""))
    seconds = float(value) if value.isascii() and value.isdigit() else RETRY_S
    return min(max(1.0, seconds), LONGEST_S)
