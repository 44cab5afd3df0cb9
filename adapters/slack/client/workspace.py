"""Which workspace, or Grid organization, is the token for, and what may it do there? One `auth.test`."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.client.callers import web_client
from adapters.slack.client.errors import translated
from adapters.slack.client.settings import SlackSettings
from bot.runtime.errors import TryLater

SCOPES_HEADER = "x-oauth-scopes"


class Workspace(msgspec.Struct, frozen=True, kw_only=True):
    """Whose token ours is. `bot_user` is our own user id there; `scopes` what the token may do, none when Slack
    did not say.
    """

    place: str
    name: str
    bot_user: str
    scopes: frozenset[str]


async def ask_workspace(settings: SlackSettings) -> Workspace:
    """Ask Slack who we are. Raises TryLater, or Undeliverable when the token is no good for ever."""
    try:
        answer = await web_client(settings.api_url, settings.bot_token).auth_test()
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        raise translated(error, posting=False) from error
    whole = answer.get("is_enterprise_install") and answer.get("enterprise_id")
    place, user = whole or answer.get("team_id"), answer.get("user_id")
    if not isinstance(place, str) or not isinstance(user, str):
        raise TryLater("slack did not say which workspace the token is for")
    return Workspace(place=place, name=str(answer.get("team") or ""), bot_user=user, scopes=scopes_of(answer))


def scopes_of(answer: AsyncSlackResponse) -> frozenset[str]:
    """What the token of a call may do, none when Slack did not say."""
    return scopes_in({name.lower(): str(value) for name, value in answer.headers.items()})


def scopes_in(headers: Mapping[str, str]) -> frozenset[str]:
    """The same by an answer's headers, in lower case."""
    return frozenset(scope.strip() for scope in headers.get(SCOPES_HEADER, "").split(",")) - {""}
