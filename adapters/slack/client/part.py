"""All that `app.py` needs to serve Slack: the adapter outwards, the routes inwards."""

from __future__ import annotations

from aiohttp import web

from adapters.slack.client.send import SlackAdapter
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.web import PATH, Reception, SlackWeb
from adapters.slack.client.workspace import Workspace, ask_workspace
from adapters.wording import WordsFor
from bot.runtime.ports import Clock, Handle


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
        return await ask_workspace(self._settings)

    async def close(self) -> None:
        """Nothing stays open between calls: a connection kept for long loses answers when it is cut."""


def make_slack(settings: SlackSettings, handle: Handle, clock: Clock, words_for: WordsFor) -> SlackPart:
    """`clock` is program time; `words_for` the catalog's."""
    return SlackPart(settings, Reception(settings=settings, handle=handle, clock=clock, words_for=words_for))
