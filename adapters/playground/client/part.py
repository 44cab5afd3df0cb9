"""All that `app.py` needs to serve the playground: the adapter outwards, the routes inwards."""

from __future__ import annotations

from aiohttp import web

from adapters.playground.client.acts import Acts
from adapters.playground.client.live import Live
from adapters.playground.client.posts import Ground, Posts
from adapters.playground.client.send import PlaygroundAdapter
from adapters.playground.client.web import Playground
from adapters.playground.client.world import World
from bot.runtime.ports import Handle, Post

__all__ = ["Ground", "PlaygroundPart"]


class PlaygroundPart:
    """One company being played. Serve it on a loopback address only (`requires_loopback` in `guard.py`)."""

    def __init__(self, ground: Ground, world: World, handle: Handle) -> None:
        self._live = Live()
        self._posts = Posts(ground, self._live)
        acts = Acts(world, handle, self._posts)
        self._playground = Playground(ground, world, acts, self._live)
        self.adapter = PlaygroundAdapter(ground, self._posts)

    @property
    def routes(self) -> list[web.RouteDef]:
        return self._playground.routes()

    async def put(self, post: Post) -> None:
        """Keep and show what somebody said elsewhere than on the page (an autopilot)."""
        await self._posts.put(post)

    def let_go(self) -> None:
        """End the connections of open pages; they come back by themselves."""
        self._live.let_go()

    async def close(self) -> None:
        """Let open pages go, before the server waits for its connections to end."""
        self._live.close()
