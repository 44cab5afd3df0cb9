"""How do open pages hear of news? Every page keeps a WebSocket open, and all of them get all news.

A page that cannot keep up is let go: it connects again by itself and asks for the whole state. WebSockets
and not server-sent events, because a browser opens only six of those to one server, over all its tabs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from aiohttp import WSCloseCode, web

from adapters.playground.render import Json

WAITING = 1000  # news a page may be behind
HEARTBEAT_S = 25

News = asyncio.Queue[str | None]


class Live:
    """News to whoever listens; nothing is kept for those who do not."""

    def __init__(self) -> None:
        self._listeners: set[News] = set()
        self._closed = False

    def tell(self, news: Json) -> None:
        line = msgspec.json.encode(news).decode()
        for listener in tuple(self._listeners):
            if listener.qsize() >= WAITING:
                self._let_go(listener)
            else:
                listener.put_nowait(line)

    @contextmanager
    def listen(self) -> Iterator[News]:
        """News as JSON, from now on; `None` means that there will be no more."""
        news: News = asyncio.Queue()
        self._listeners.add(news)
        if self._closed:
            self._let_go(news)
        try:
            yield news
        finally:
            self._listeners.discard(news)

    def close(self) -> None:
        """No more news: open pages are let go, so that the server can end."""
        self._closed = True
        self.let_go()

    def let_go(self) -> None:
        """Pages connect again, and ask for everything anew."""
        for listener in tuple(self._listeners):
            self._let_go(listener)

    def _let_go(self, listener: News) -> None:
        self._listeners.discard(listener)
        listener.put_nowait(None)


async def serve(request: web.Request, live: Live) -> web.WebSocketResponse:
    """One page's connection, until either side ends it."""
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=1024)
    await socket.prepare(request)
    with live.listen() as news:
        writer = asyncio.create_task(_write(socket, news))
        try:
            async for _ in socket:
                pass  # the page says nothing here
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
    return socket


async def _write(socket: web.WebSocketResponse, news: News) -> None:
    while (line := await news.get()) is not None:
        try:
            await socket.send_str(line)
        except (ConnectionError, RuntimeError):
            return  # the page is gone; the reader sees it too
    await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
