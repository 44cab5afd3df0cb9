"""All that `app.py` needs to serve Teams: the adapter outwards, the routes inwards."""

from __future__ import annotations

from aiohttp import web

from adapters.teams.client.keys import KeysAway, SigningKeys
from adapters.teams.client.send import TeamsAdapter
from adapters.teams.client.settings import TeamsSettings, problems
from adapters.teams.client.tokens import NoToken, Tokens
from adapters.teams.client.web import PATH, Reception, TeamsWeb
from adapters.wording import WordsFor
from bot.runtime.errors import ConfigError, TryLater
from bot.runtime.ports import Clock, Handle


class TeamsPart:
    """One bot of one company, or of several (MultiTenant)."""

    def __init__(self, settings: TeamsSettings, reception: Reception) -> None:
        self.adapter = TeamsAdapter(settings, reception.words_for)
        self._web = TeamsWeb(reception, SigningKeys(settings.openid_metadata_url), self.adapter)

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._web.receive)]

    async def close(self) -> None:
        """Nothing stays open between calls: a connection kept for long loses answers when it is cut."""


def make_teams(settings: TeamsSettings, handle: Handle, clock: Clock, words_for: WordsFor) -> TeamsPart:
    """`clock` is program time; `words_for` the catalog's. Raises ConfigError."""
    found = problems(settings)
    if found:
        raise ConfigError(found)
    return TeamsPart(settings, Reception(settings=settings, handle=handle, clock=clock, words_for=words_for))


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
