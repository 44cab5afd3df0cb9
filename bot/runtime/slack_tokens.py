"""Is each of Slack's credentials of the kind that belongs there? Tokens tell by how they begin.

Source: https://docs.slack.dev/authentication/tokens (November 2026).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from bot.runtime.settings import Settings

BOT: Final = (
    "at https://api.slack.com/apps open the app, “OAuth & Permissions”, and copy the Bot User OAuth Token, which "
    "begins with xoxb-"
)
APP: Final = (
    "at https://api.slack.com/apps open the app, “Basic Information”, “App-Level Tokens”, “Generate Token and Scopes” "
    "with connections:write, and copy the token, which begins with xapp-"
)
# (how a token begins, what it is), the first that fits; "" for anything else
KINDS: Final = (
    ("xoxb-", "is a bot token and belongs in SLACK_BOT_TOKEN"),
    ("xoxp-", "is a user token, which speaks for one person"),
    ("xapp-", "is an app-level token and belongs in SLACK_APP_TOKEN"),
    (
        "xoxe.xoxb-",
        "is a bot token that rotates, and those come by OAuth alone (SLACK_CLIENT_ID, /slack/install)",
    ),
    ("xoxe", "is a token for refreshing or configuring"),
    ("", "does not look like a token of Slack's"),
)
SIGNING: Final = re.compile(r"[0-9a-f]{32}")


def _is(field: str, begins: str, settings: Settings) -> bool:
    token: str = getattr(settings, field).get_secret_value()
    return bool(token) and next(known for known, _ in KINDS if token.startswith(known)) == begins


def _checks(field: str, right: str, mend: str) -> tuple[tuple[str, Callable[[Settings], bool], str], ...]:
    return tuple(
        (field.upper(), partial(_is, field, begins), f"{kind}: {mend}")
        for begins, kind in KINDS
        if begins != right
    )


# Rows for the table of `config_checks.py`
TOKEN_CHECKS: Final = (
    *_checks("slack_bot_token", "xoxb-", BOT),
    *_checks("slack_app_token", "xapp-", APP),
)


def odd_secret(settings: Settings) -> bool:
    """Has the signing secret another form than Slack's have?"""
    secret = settings.slack_signing_secret.get_secret_value()
    return bool(secret) and not SIGNING.fullmatch(secret)
