"""All that `app.py` needs to serve Teams: the adapter outwards, the routes inwards; whom Teams knows (`directory.py`)
and who has the app (`doors.py`). What comes in passes `Channels` and `Picked` before the program has it.
"""

from __future__ import annotations

import msgspec
from aiohttp import web

from adapters.teams.client.channels import Channels
from adapters.teams.client.directory import TeamsDirectory
from adapters.teams.client.doors import TeamsDoors
from adapters.teams.client.graph import Graph
from adapters.teams.client.keys import SigningKeys
from adapters.teams.client.picked import Picked
from adapters.teams.client.send import TeamsAdapter
from adapters.teams.client.settings import problems
from adapters.teams.client.web import Needs, TeamsWeb
from adapters.teams.payloads import PATH
from bot.runtime.errors import ConfigError


class TeamsPart:
    """One bot of one company, or of several (MultiTenant). Raises ConfigError."""

    def __init__(self, needs: Needs) -> None:
        found = problems(needs.settings)
        if found:
            raise ConfigError(found)
        self.adapter = TeamsAdapter(needs.settings, needs.words_for)
        self.keys = SigningKeys(needs.settings.openid_metadata_url)
        self.graph = Graph(needs.settings)
        self.directory = TeamsDirectory(
            needs.settings, self.adapter.connector, self.graph, needs.teams_at, needs.address_at
        )
        self.doors = TeamsDoors(needs.settings, self.adapter, self.graph)
        channels = Channels(self.adapter.connector, needs.handle)
        picked = Picked(channels.handle, self.directory)
        needs = msgspec.structs.replace(needs, handle=picked.handle)
        self.web = TeamsWeb(needs, self.keys, self.adapter, self.directory.hear)
        self._auth = needs.settings.auth
        self.routes = [web.post(PATH, self.web.receive)]

    async def open(self) -> None:
        """Nothing has to be ready before the first activity comes; the keys will be needed soon."""
        if self._auth == "on":
            self.keys.open()

    async def close(self) -> None:
        """No connection stays open between calls: one kept for long loses answers when it is cut."""
        await self.keys.close()
        await self.web.settled()
