"""All that `app.py` needs to serve the playground: the adapter outwards, the routes inwards."""

from __future__ import annotations

from aiohttp import web

from adapters.playground.client.posts import Ground
from adapters.playground.client.send import PlaygroundAdapter
from adapters.playground.client.web import Playground
from adapters.playground.client.world import World
from bot.runtime.ports import Handle


class PlaygroundPart:
    """`act` lets somebody else than the page (an autopilot) do what people do."""

    def __init__(self, ground: Ground, world: World, handle: Handle) -> None:
        self._playground = Playground(ground, world, handle)
        self.act = self._playground.acts.act
        self.adapter = PlaygroundAdapter(ground, self._playground.posts)

    @property
    def routes(self) -> list[web.RouteDef]:
        return self._playground.routes()

    async def close(self) -> None:
        """Let open pages go, before the server waits for its connections to end."""
        self._playground.close()
