"""All that `app.py` needs to serve Slack: the adapter outwards, the routes inwards."""

from __future__ import annotations

import aiohttp
import msgspec
from aiohttp import web
from slack_sdk.errors import SlackApiError

from adapters.slack.client.errors import translated
from adapters.slack.client.send import SlackAdapter, web_client
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.web import PATH, Reception, SlackWeb
from adapters.wording import WordsFor
from bot.runtime.ports import Clock, Handle


class Workspace(msgspec.Struct, frozen=True, kw_only=True):
    """Whose token ours is. `bot_user` is our own user id there; `scopes` what the token may do."""

    place: str
    name: str
    bot_user: str
    scopes: frozenset[str]


class SlackPart:
    """One workspace over signed HTTP."""

    def __init__(self, settings: SlackSettings, reception: Reception) -> None:
        self._settings = settings
        self._web = SlackWeb(reception)
        self.adapter = SlackAdapter(settings, reception.words_for)

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._web.receive)]

    async def workspace(self) -> Workspace:
        """Ask Slack who we are. Raises TryLater, or Undeliverable when the token is no good for ever."""
        try:
            answer = await web_client(self._settings.api_url, self._settings.bot_token).auth_test()
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            raise translated(error, posting=False) from error
        scopes = str(answer.headers.get("x-oauth-scopes", answer.headers.get("X-OAuth-Scopes", "")))
        return Workspace(
            place=answer["team_id"],
            name=answer.get("team", ""),
            bot_user=answer["user_id"],
            scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
        )

    async def close(self) -> None:
        """Nothing stays open between calls: a connection kept for long loses answers when it is cut."""


def make_slack(settings: SlackSettings, handle: Handle, clock: Clock, words_for: WordsFor) -> SlackPart:
    """`clock` is program time; `words_for` the catalog's."""
    return SlackPart(settings, Reception(settings=settings, handle=handle, clock=clock, words_for=words_for))
