"""What every deployment serves beside its platforms: whether the process lives, whether it is ready, counts, and
files behind signed links.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from urllib.parse import quote

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

MOST_BYTES = 1024 * 1024
# A token far longer than a good one is refused by whoever reads it, not by the server; with fewer headers instead.
LONGEST_HEADER, MOST_HEADERS = 128 * 1024, 64
PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
GONE = "This link does not work, or not any more. Go back to the chat and ask for the file again.\n"


def make_web(
    routes: Iterable[web.AbstractRouteDef],
    is_ready: Callable[[], Awaitable[dict[str, bool]]],
    counts: Callable[[], Awaitable[bytes]],
    read_file: Callable[[str], Awaitable[tuple[str, str, bytes | AsyncIterator[bytes]] | None]],
    troubles: Callable[[], dict[str, str]] = dict,
) -> web.Application:
    """The web application.

    `is_ready` says for the database and each adapter whether it can be used, `troubles` why one cannot; `counts` gives
    Prometheus' text.
    `read_file` gives name, content type and bytes (or pieces of them) for the token of a link, `None` whatever is
    wrong with it.
    """

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_: web.Request) -> web.Response:
        parts = await is_ready()
        why = {name: said for name, said in troubles().items() if not parts.get(name, True)}
        told = parts | ({"why": why} if why else {})
        return web.json_response(told, status=200 if all(parts.values()) else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=await counts(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def file(request: web.Request) -> web.StreamResponse:
        found = await read_file(request.match_info["token"])
        if found is None:
            return web.Response(status=404, text=GONE, headers=PRIVATE)
        name, content_type, body = found
        disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        headers = {**PRIVATE, "Content-Type": content_type, "Content-Disposition": disposition}
        if isinstance(body, bytes):
            return web.Response(body=body, headers=headers)
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        async for piece in body:
            await response.write(piece)
        await response.write_eof()
        return response

    application = web.Application(client_max_size=MOST_BYTES)
    own = [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
    own.append(web.get("/files/{token}", file))
    application.add_routes([*own, *routes])
    return application
