"""All that `app.py` needs to serve Slack: the adapter outwards, the routes inwards."""

from __future__ import annotations

import msgspec
from aiohttp import web

from adapters.slack.client.callers import Callers, OneWorkspace
from adapters.slack.client.channels import naming_channels
from adapters.slack.client.directory import SlackDirectory
from adapters.slack.client.pictures import Pictures
from adapters.slack.client.reception import Needs, Reception
from adapters.slack.client.send import SlackAdapter
from adapters.slack.client.web import PATH, SlackWeb
from adapters.slack.client.workspace import Workspace, ask_workspace


class SlackPart:
    """One workspace over signed HTTP."""

    def __init__(self, needs: Needs) -> None:
        self._settings = needs.settings
        self._callers: Callers = OneWorkspace(needs.settings)
        needs = msgspec.structs.replace(needs, handle=naming_channels(needs.handle, self._callers))
        self._web = SlackWeb(needs.settings, Reception(needs), needs.count)
        self.adapter = SlackAdapter(self._callers, needs.words_for, Pictures(needs.read_file))
        self.directory = SlackDirectory(self._callers)

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._web.receive)]

    async def workspace(self) -> Workspace:
        """Ask Slack who we are. Raises TryLater, or Undeliverable when the token is no good for ever."""
        return await ask_workspace(self._settings)

    async def close(self) -> None:
        """Nothing stays open between calls: a connection kept for long loses answers when it is cut."""
