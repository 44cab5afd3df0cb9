"""Which files make the page? Read once, served with an ETag; the page itself gets the process's token."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from aiohttp import web

from adapters.playground.client.guard import SECURITY_HEADERS, policy_for

FOLDER = Path(__file__).parent.parent / "page"
TOKEN_PLACE = "%TOKEN%"  # noqa: S105
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    body: bytes
    kind: str
    etag: str


def load_assets() -> dict[str, Asset]:
    """All files of the page but the page itself, by name."""
    return {
        path.name: Asset(
            body=path.read_bytes(),
            kind=KINDS[path.suffix],
            etag=hashlib.sha256(path.read_bytes()).hexdigest()[:20],
        )
        for path in sorted(FOLDER.iterdir())
        if path.suffix in KINDS
    }


class Pages:
    def __init__(self, token: str) -> None:
        self._assets = load_assets()
        self._index = (FOLDER / "index.html").read_text("utf-8").replace(TOKEN_PLACE, token)

    async def index(self, request: web.Request) -> web.Response:
        headers = {
            **SECURITY_HEADERS,
            "Content-Security-Policy": policy_for(request.host),
            "Cache-Control": "no-store",
        }
        return web.Response(text=self._index, content_type="text/html", headers=headers)

    async def asset(self, request: web.Request) -> web.Response:
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            return web.Response(status=404, text="There is no such file.", headers=SECURITY_HEADERS)
        headers = {**SECURITY_HEADERS, "Cache-Control": "no-cache", "ETag": f'"{asset.etag}"'}
        if request.headers.get("If-None-Match") == f'"{asset.etag}"':
            return web.Response(status=304, headers=headers)
        return web.Response(body=asset.body, content_type=asset.kind, charset="utf-8", headers=headers)
