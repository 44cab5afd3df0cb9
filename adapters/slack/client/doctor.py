"""Do the settings of Slack work? Each finding names its key, what is wrong and how to mend it.

Asked of Slack: whose the token is and what it may do, the token of Socket Mode, the credentials of OAuth, its clock.
How its requests reach us is looked into in `reach.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError

from adapters.network import clock_is_off, trouble
from adapters.slack.client.callers import web_client
from adapters.slack.client.errors import code
from adapters.slack.client.reach import Findings, examine_way
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.verdicts import PAGE, VERDICTS, fix_of
from adapters.slack.client.workspace import scopes_in
from adapters.slack.scopes import BASE

ABOUT_BOT: Final = "SLACK_BOT_TOKEN"
ABOUT_SOCKET: Final = "SLACK_APP_TOKEN"
COPY: Final = f"{PAGE}, “OAuth & Permissions”, and copy the Bot User OAuth Token (it begins with xoxb-)"
REINSTALL: Final = (
    f"{PAGE}, “OAuth & Permissions”, “Scopes”, “Bot Token Scopes”, “Add an OAuth Scope”, then “Reinstall” at the top "
    "of the page"
)
GENERATE: Final = (
    f"{PAGE}, “Basic Information”, “App-Level Tokens”, “Generate Token and Scopes”, add connections:write, and copy "
    "the token (it begins with xapp-)"
)
CREDENTIALS: Final = f"{PAGE}, “Basic Information”, “App Credentials”, and copy it again"

# What Slack says of the bot's token -> what to do.
# Source: https://docs.slack.dev/reference/methods/auth.test (November 2026)
TOKENS: Final = {
    "account_inactive": "the app was removed from the workspace: install it again and copy the new token",
    "invalid_auth": f"Slack does not know this token: {COPY}",
    "not_allowed_token_type": f"Slack takes no token of this kind here: {COPY}",
    "not_authed": f"no token reached Slack: {COPY}",
    "token_expired": "the token has expired: turn token rotation off for the app, or set SLACK_CLIENT_ID and "
    "SLACK_CLIENT_SECRET and install it through /slack/install",
    "token_revoked": "the token was revoked: install the app again and copy the new token",
}
# And of the token of Socket Mode. Source: https://docs.slack.dev/reference/methods/apps.connections.open
SOCKET_TOKENS: Final = {
    "invalid_auth": f"Slack does not know this token: {GENERATE}",
    "missing_scope": f"lacks the scope connections:write, without which nothing comes in: {GENERATE}",
    "not_allowed_token_type": f"is no app-level token: {GENERATE}",
    "not_authed": f"no token reached Slack: {GENERATE}",
    "token_revoked": f"the token was revoked: {GENERATE}",
}
# Of the credentials of OAuth, asked with a code that nobody was given.
# Source: https://docs.slack.dev/reference/methods/oauth.v2.access
CLIENTS: Final = {
    "invalid_client_id": ("SLACK_CLIENT_ID", f"Slack knows no app by it: {CREDENTIALS}"),
    "bad_client_secret": ("SLACK_CLIENT_SECRET", f"does not belong to SLACK_CLIENT_ID: {CREDENTIALS}"),
}


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a question to Slack: its `error`, or why it could not be asked; its headers in lower case."""

    error: str = ""
    unreachable: str = ""
    headers: Mapping[str, str] = {}


async def examine_slack(settings: SlackSettings) -> Findings:
    """(key, what is wrong and the fix); nothing when all is well."""
    found: Findings = []
    for asked in (_token, _socket, _client):
        found += await asked(settings)
        if any(key == "SLACK_API_URL" for key, _ in found):
            break  # the others would only say the same
    return [*found, *await examine_way(settings)]


async def _token(settings: SlackSettings) -> Findings:
    if not settings.bot_token:
        return []
    said = await _ask(settings, web_client(settings.api_url, settings.bot_token).auth_test)
    if said.unreachable:
        return [("SLACK_API_URL", said.unreachable)]
    if said.error:
        verdict = VERDICTS.get(said.error)
        known = f"Slack refuses it ({said.error}): {fix_of(settings, verdict)}" if verdict else ""
        told = TOKENS.get(said.error) or known or f"Slack refuses this token ({said.error}): {COPY}"
        return [(ABOUT_BOT, told), *_clock(said)]
    return [*_lacking(scopes_in(said.headers)), *_clock(said)]


def _lacking(scopes: frozenset[str]) -> Findings:
    """The scopes that are missing, with what does not work without each."""
    if not scopes:  # Slack did not say: a token without any scope does not exist
        return []
    lacking = [scope for scope in BASE if scope not in scopes]
    return [(ABOUT_BOT, f"lacks the scope {scope}, {BASE[scope]}: {REINSTALL}") for scope in lacking]


def _clock(said: Said) -> Findings:
    """Requests of Slack's are refused when they are five minutes old, by the clock of this machine."""
    objection = clock_is_off(said.headers.get("date", ""), "Slack's")
    return [("clock", objection)] if objection else []


async def _socket(settings: SlackSettings) -> Findings:
    """Would a connection of Socket Mode be opened? It is not."""
    if not settings.app_token:
        return []
    client = web_client(settings.api_url, None)
    said = await _ask(settings, lambda: client.apps_connections_open(app_token=settings.app_token))
    if said.unreachable:
        return [("SLACK_API_URL", said.unreachable)]
    if not said.error:
        return []
    usual = (
        f"Slack opens no connection ({said.error}): {PAGE}, “Socket Mode”, “Enable Socket Mode”, or leave this key "
        "empty to be reached over https"
    )
    return [(ABOUT_SOCKET, SOCKET_TOKENS.get(said.error, usual))]


async def _client(settings: SlackSettings) -> Findings:
    """Do id and secret of OAuth belong together? A code that nobody was given is refused last of all."""
    if not settings.client_id or not settings.client_secret:
        return []
    client = web_client(settings.api_url, None)
    said = await _ask(
        settings,
        lambda: client.oauth_v2_access(
            client_id=settings.client_id, client_secret=settings.client_secret, code="doctor"
        ),
    )
    if said.unreachable:
        return [("SLACK_API_URL", said.unreachable)]
    return [CLIENTS[said.error]] if said.error in CLIENTS else []


async def _ask(settings: SlackSettings, call: Callable[[], Awaitable[Any]]) -> Said:
    host = urlsplit(settings.api_url).netloc
    try:
        answer = await call()
    except SlackApiError as error:
        refused: Any = error.response
        headers = _headers(getattr(refused, "headers", {}))
        name = code(error)
        if name in ("no_answer", "ratelimited") or int(getattr(refused, "status_code", 200)) >= 500:
            return Said(
                unreachable=f"{host} gives no answer that is Slack's ({name}): is it Slack? try again"
            )
        return Said(error=name, headers=headers)
    except (aiohttp.ClientError, TimeoutError) as error:
        return Said(
            unreachable=f"{trouble(error, host)} Slack cannot be reached, so nothing is sent or checked"
        )
    return Said(headers=_headers(answer.headers))


def _headers(headers: Mapping[str, Any]) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in dict(headers).items()}
