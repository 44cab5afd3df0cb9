"""Do the settings of Slack work? One question to Slack, and each finding with its fix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.workspace import Workspace, ask_workspace
from bot.runtime.errors import TryLater, Undeliverable

# Without them the bot cannot do what it does for everybody.
SCOPES: Final = {
    "chat:write": "to write to people and to channels it was invited to",
    "commands": "for /rm-join and all the others",
    "im:history": "to hear what a person types to it, and nothing else",
    "im:write": "to begin the conversation with a person",
    "users:read": "for names and time zones, and to leave guests out",
}
REINSTALL: Final = "add it under OAuth & Permissions, then install the app to the workspace again"

# What Slack says of a token -> what to do
TOKENS: Final = {
    "account_inactive": "the app was removed from the workspace: install it again and copy the new token",
    "invalid_auth": "Slack does not know this token: copy the Bot User OAuth Token from OAuth & Permissions",
    "not_authed": "no token reached Slack: copy the Bot User OAuth Token from OAuth & Permissions",
    "token_expired": "the token has expired: turn token rotation off for the app, install it again and copy the token",
    "token_revoked": "the token was revoked: install the app again and copy the new token",
}


async def examine_slack(settings: SlackSettings) -> list[tuple[str, str]]:
    """(key, what is wrong and the fix); nothing when all is well."""
    try:
        workspace = await ask_workspace(settings)
    except Undeliverable as refused:
        return [("SLACK_BOT_TOKEN", _told(str(refused)))]
    except TryLater as later:
        refusal = str(later).rpartition(" ")[2]
        if refusal in TOKENS:
            return [("SLACK_BOT_TOKEN", TOKENS[refusal])]
        return [
            ("SLACK_API_URL", f"{later}; is the network up, and may this machine reach Slack over https?")
        ]
    return [_missing(scope) for scope in _lacking(workspace)]


def _told(refusal: str) -> str:
    return TOKENS.get(refusal, f"Slack refuses this token ({refusal}): copy the Bot User OAuth Token again")


def _lacking(workspace: Workspace) -> Sequence[str]:
    if not workspace.scopes:  # Slack did not say: a token without any scope does not exist
        return ()
    return [scope for scope in SCOPES if scope not in workspace.scopes]


def _missing(scope: str) -> tuple[str, str]:
    return "SLACK_BOT_TOKEN", f"lacks the scope {scope}, {SCOPES[scope]}: {REINSTALL}"
