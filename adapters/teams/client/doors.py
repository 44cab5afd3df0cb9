"""Is the app there for somebody, and can it be installed for them? Whether it is, shows when their conversation is
opened: that shows nothing to them, and is refused where the app is not. Installing is asked of Microsoft Graph.

Sources (November 2026): https://learn.microsoft.com/graph/api/userteamwork-post-installedapps (permission
TeamsAppInstallation.ReadWriteSelfForUser.All; 409 where it is installed),
https://learn.microsoft.com/graph/api/appcatalogs-list-teamsapps (permission AppCatalog.Read.All).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from urllib.parse import quote

from adapters.teams.client.errors import APP_MISSING
from adapters.teams.client.graph import NO_CONSENT, OFF, Graph
from adapters.teams.client.rates import SECOND_CALL, TENANT
from adapters.teams.client.send import TeamsAdapter
from adapters.teams.client.settings import TeamsSettings
from adapters.teams.payloads import PLATFORM
from bot.conversation.messages import Address
from bot.runtime.errors import Undeliverable

NOT_THERE = "not_in_catalog"
THERE = frozenset({"Conflict", "http_409"})
# Source: https://learn.microsoft.com/graph/throttling-limits (November 2026): requests about Teams, an app and tenant.
GRAPH_RATE = (4.0, 4)


class TeamsDoors:
    hopeless = frozenset({OFF, NOT_THERE, NO_CONSENT, "service_host"})

    def __init__(self, settings: TeamsSettings, adapter: TeamsAdapter, graph: Graph) -> None:
        self._settings, self._adapter, self._graph = settings, adapter, graph
        self._apps: dict[str, str] = {}  # by tenant: what its catalog calls the app

    async def open(self, address: Address) -> Address | None:
        try:
            return await self._adapter.opened(address)
        except Undeliverable as refused:
            if str(refused) in APP_MISSING:
                return None
            raise

    async def install(self, place: str, user: str) -> None:
        app = await self._app(place)
        bound = f"{self._settings.graph_url}/v1.0/appCatalogs/teamsApps/{quote(app, safe='')}"
        path = f"v1.0/users/{quote(user, safe='')}/teamwork/installedApps"
        try:
            await self._graph.post(place, path, {"teamsApp@odata.bind": bound})
        except Undeliverable as refused:
            if str(refused) not in THERE:
                raise

    async def _app(self, place: str) -> str:
        """By the id in its manifest, which is that of the registration."""
        known = self._settings.catalog_app_id or self._apps.get(place, "")
        if not known:
            wanted = quote(f"externalId eq '{self._settings.app_id}'", safe="")
            found = await self._graph.get(place, f"v1.0/appCatalogs/teamsApps?$filter={wanted}")
            listed = found.get("value")
            first = listed[0] if isinstance(listed, list) and listed else {}
            known = str(first.get("id") or "") if isinstance(first, dict) else ""
            if not known:
                raise Undeliverable(NOT_THERE)
            self._apps[place] = known
        return known

    def rates(self, place: str, ask: Literal["open", "install"]) -> Sequence[tuple[str, float, int]]:
        name = f"{PLATFORM}:{place}"
        if ask == "install":
            return ((f"{name}:graph", *GRAPH_RATE),)
        return ((f"{name}:second-call", *SECOND_CALL), (name, *TENANT))
