"""All that `app.py` needs to serve Slack: the adapter outwards, the ways inwards.

Which credentials are there says how. Inwards: signed HTTP with a signing secret, Socket Mode with an app token.
Outwards: one workspace with a bot token, those that installed the app by OAuth with a client id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from aiohttp import web

from adapters.slack.client.answering import Originals
from adapters.slack.client.callers import Callers, OneWorkspace
from adapters.slack.client.channels import naming_channels
from adapters.slack.client.directory import SlackDirectory
from adapters.slack.client.lives import Lives
from adapters.slack.client.only_you import OnlyYou
from adapters.slack.client.pictures import Pictures
from adapters.slack.client.reception import Needs, Reception
from adapters.slack.client.rooms import SlackRooms
from adapters.slack.client.send import SlackAdapter
from adapters.slack.client.web import PATH, SlackWeb
from adapters.slack.client.workspace import Workspace, ask_workspace

if TYPE_CHECKING:
    from adapters.slack.client.installed import Installed, Shared
    from adapters.slack.client.socket import SlackSocket


class SlackPart:
    """`shared` is needed with a client id."""

    def __init__(self, needs: Needs, shared: Shared | None = None) -> None:
        self._needs, self._settings = needs, needs.settings
        self._installed: Installed | None = None
        self._socket: SlackSocket | None = None
        self.routes: list[web.RouteDef] = []
        self.lives = Lives(needs.settings, needs.handle, needs.clock)
        self.callers: Callers = OneWorkspace(needs.settings, self.lives)
        if shared is not None:
            self._add_installations(shared)
        self.lives.tokens = self.callers
        posting = SlackAdapter(self.callers, needs.words_for, Pictures(needs.read_file), needs.users_at)
        self._originals = Originals()
        self.adapter = OnlyYou(self.callers, needs.words_for, posting, self._originals)
        self.directory = SlackDirectory(self.callers)
        self.rooms = SlackRooms(self.callers)
        named = msgspec.structs.replace(needs, handle=naming_channels(needs.handle, self.callers))
        self._reception = reception = Reception(named, self.callers, self.lives, self._originals)
        if needs.settings.signing_secret:
            self.routes.append(web.post(PATH, SlackWeb(needs.settings, reception, needs.count).receive))
        if needs.settings.app_token:
            from adapters.slack.client.socket import SlackSocket  # not imported unless configured

            self._socket = SlackSocket(needs.settings, reception)

    def _add_installations(self, shared: Shared) -> None:
        from adapters.slack.client.install import SlackInstall
        from adapters.slack.client.installed import Both, Installed

        self._installed = Installed(self._settings, shared, self.lives)
        self.routes += SlackInstall(self._needs, shared.rows).routes
        has_one = bool(self._settings.bot_token)
        self.callers = Both(self._settings, self._installed, self.lives) if has_one else self._installed

    @property
    def trouble(self) -> str:
        """Why Slack does not reach us, or we not the workspace of the configuration; "" when all is well. Over HTTP
        only Slack can tell whether it reaches us.
        """
        if self._socket is not None and not self._socket.is_connected:
            return self._socket.trouble
        return self.lives.trouble

    async def workspace(self) -> Workspace:
        """Ask Slack who we are. Raises TryLater, or Undeliverable when the token is no good for ever."""
        return await ask_workspace(self._settings)

    async def open(self) -> None:
        if self._socket is not None:
            self._socket.open()

    async def settled(self) -> None:
        """Until all forms that were asked for are shown."""
        await self._reception.settled()
        await self.lives.settled()

    async def close(self) -> None:
        """No call to Slack's Web API stays open: a connection kept for long loses answers when it is cut."""
        await self.settled()
        if self._socket is not None:
            await self._socket.close()
        await self._originals.close()
        await self.lives.end()
        if self._installed is not None:
            await self._installed.close()
