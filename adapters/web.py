"""What every deployment serves beside its platforms: whether the process lives, whether it is ready, and
counts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

MOST_BYTES = 1024 * 1024


def make_web(
    routes: Iterable[web.AbstractRouteDef],
    is_ready: Callable[[], Awaitable[dict[str, bool]]],
    counts: Callable[[], Awaitable[bytes]],
) -> web.Application:
    """The web application.

    `is_ready` says for the database and each adapter whether it can be used; `counts` gives Prometheus' text.
    """

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_: web.Request) -> web.Response:
        parts = await is_ready()
        return web.json_response(parts, status=200 if all(parts.values()) else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=await counts(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    application = web.Application(client_max_size=MOST_BYTES)
    own = [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
    application.add_routes([*own, *routes])
    return application
