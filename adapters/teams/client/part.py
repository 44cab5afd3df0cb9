"""All that `app.py` needs to serve Teams: the adapter outwards, the routes inwards."""

from __future__ import annotations

import msgspec
from aiohttp import web

from adapters.teams.client.channels import Channels
from adapters.teams.client.directory import TeamsDirectory
from adapters.teams.client.doors import TeamsDoors
from adapters.teams.client.graph import Graph
from adapters.teams.client.keys import KeysAway, SigningKeys
from adapters.teams.client.send import TeamsAdapter
from adapters.teams.client.settings import TeamsSettings, problems
from adapters.teams.client.tokens import NoToken, Tokens
from adapters.teams.client.web import PATH, Needs, TeamsWeb
from bot.runtime.errors import ConfigError, TryLater


class TeamsPart:
    """One bot of one company, or of several (MultiTenant). Raises ConfigError."""

    def __init__(self, needs: Needs) -> None:
        found = problems(needs.settings)
        if found:
            raise ConfigError(found)
        self.adapter = TeamsAdapter(needs.settings, needs.words_for)
        self.graph = Graph(needs.settings)
        self.directory = TeamsDirectory(
            needs.settings, self.adapter.connector, self.graph, needs.teams_at, needs.address_at
        )
        self.doors = TeamsDoors(needs.settings, self.adapter, self.graph)
        channels = Channels(self.adapter.connector, needs.handle)
        needs = msgspec.structs.replace(needs, handle=channels.handle)
        keys = SigningKeys(needs.settings.openid_metadata_url)
        self.routes = [web.post(PATH, TeamsWeb(needs, keys, self.adapter, self.directory).receive)]

    async def open(self) -> None:
        """Nothing has to be ready before the first activity comes."""

    async def close(self) -> None:
        """Nothing stays open between calls: a connection kept for long loses answers when it is cut."""


async def examine_teams(settings: TeamsSettings) -> list[tuple[str, str]]:
    """Do the credentials work, and can the keys be fetched? (key, what is wrong and how to fix it)."""
    found = problems(settings)
    if found or settings.auth == "off":
        return found
    try:
        await Tokens(settings).token()
    except NoToken as refused:
        key = "TEAMS_APP_PASSWORD" if refused.code == "invalid_client" else "TEAMS_APP_ID"
        found.append((key, f"the login refuses it ({refused.code}): copy it from the app registration again"))
    except TryLater as later:
        found.append(("TEAMS_LOGIN_URL", f"{later}: check the network, a proxy or a firewall"))
    try:
        await SigningKeys(settings.openid_metadata_url).fetch()
    except KeysAway as away:
        advice = f"the keys cannot be fetched ({away}): check the network, a proxy or a firewall"
        found.append(("TEAMS_OPENID_METADATA_URL", advice))
    return found
