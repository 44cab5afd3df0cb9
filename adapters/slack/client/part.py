"""All that `app.py` needs to serve Slack: the adapter outwards, the routes inwards."""

from __future__ import annotations

from aiohttp import web

from adapters.slack.client.callers import Callers, OneWorkspace
from adapters.slack.client.directory import SlackDirectory
from adapters.slack.client.pictures import Pictures, ReadFile, no_file
from adapters.slack.client.reception import Needs, Reception
from adapters.slack.client.send import SlackAdapter
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.web import PATH, SlackWeb
from adapters.slack.client.workspace import Workspace, ask_workspace
from adapters.wording import WordsFor
from bot.runtime.ports import Clock, Handle


class SlackPart:
    """One workspace over signed HTTP."""

    def __init__(self, needs: Needs, read_file: ReadFile) -> None:
        self._settings = needs.settings
        self._web = SlackWeb(needs.settings, Reception(needs))
        self._callers: Callers = OneWorkspace(needs.settings)
        self.adapter = SlackAdapter(self._callers, needs.words_for, Pictures(read_file))
        self.directory = SlackDirectory(self._callers)

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._web.receive)]

    async def workspace(self) -> Workspace:
        """Ask Slack who we are. Raises TryLater, or Undeliverable when the token is no good for ever."""
        return await ask_workspace(self._settings)

    async def close(self) -> None:
        """Nothing stays open between calls: a connection kept for long loses answers when it is cut."""


def make_slack(
    settings: SlackSettings,
    handle: Handle,
    clock: Clock,
    words_for: WordsFor,
    read_file: ReadFile = no_file,
) -> SlackPart:
    """`clock` is program time; `words_for` the catalog's; `read_file` gives the pictures that are to be uploaded."""
    return SlackPart(Needs(settings=settings, handle=handle, clock=clock, words_for=words_for), read_file)
