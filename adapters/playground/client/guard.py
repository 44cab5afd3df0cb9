"""Who may ask the playground anything? This machine's own browser, on the page this process served.

Anybody else's page could reach a loopback address too: by a name that turns to 127.0.0.1 (so the `Host`
is checked), by a form or a script on a foreign page (so the `Origin` and the page's token are).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any

import msgspec
from aiohttp import web

from bot.runtime.errors import BadPayload, ConfigError

LARGEST_BODY = 1024 * 1024  # bytes
TOKEN_HEADER = "X-Playground-Token"  # noqa: S105
PROXIED = ("forwarded", "via", "x-forwarded-", "x-real-ip")  # a proxy that passes on what comes from outside
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)


class Refused(Exception):
    """The request is not answered; `status` and a line for whoever is at the browser."""

    def __init__(self, status: int, line: str) -> None:
        self.status = status
        super().__init__(line)


def requires_loopback(host: str) -> None:
    """Raises ConfigError when others than this machine could reach the address."""
    try:
        reachable = host != "localhost" and not ip_address(host.strip("[]")).is_loopback
    except ValueError:
        reachable = True
    if reachable:
        fix = "the playground is for this machine only: set HOST=127.0.0.1, or PLAYGROUND=off"
        raise ConfigError([("HOST", fix)])


class Guard:
    """Wraps handlers. `token` is new with every process;

    The page carries it and sends it with every post.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)

    def page(self, handler: Handler) -> Handler:
        """For what a browser may open by itself: this host's names only."""
        return _answering(handler, self._check_host)

    def reading(self, handler: Handler) -> Handler:
        """For what the page asks for: not for other pages."""
        return _answering(handler, self._check_page)

    def writing(self, handler: Handler) -> Handler:
        """For what changes something: the page's token as well."""
        return _answering(handler, self._check_token)

    def _check_host(self, request: web.Request) -> None:
        if any(name.casefold().startswith(PROXIED) for name in request.headers):
            raise Refused(403, "The playground does not answer by way of a proxy.")
        port = _own_port(request)
        if request.host.lower() not in {f"{name}:{port}" for name in LOOPBACK_HOSTS}:
            raise Refused(403, f"The playground answers at http://localhost:{port} only.")

    def _check_page(self, request: web.Request) -> None:
        self._check_host(request)
        own = {f"http://{request.host}".lower()}
        origin = request.headers.get("Origin")
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        if (origin is not None and origin.lower() not in own) or site not in ("same-origin", "none"):
            raise Refused(403, "Only the playground's own page may ask this.")

    def _check_token(self, request: web.Request) -> None:
        self._check_page(request)
        given = request.headers.get(TOKEN_HEADER, "")
        if not secrets.compare_digest(given.encode("utf-8", "replace"), self.token.encode()):
            raise Refused(403, "This page is from before the last start. Reload it to go on.")
        if request.content_type != "application/json":
            raise Refused(415, "Posts to the playground are JSON.")


def policy_for(host: str) -> str:
    """The Content-Security-Policy of the page; `host` has passed the guard."""
    return POLICY.format(host=host)


def _own_port(request: web.Request) -> int:
    address = request.transport.get_extra_info("sockname") if request.transport else None
    return int(address[1]) if isinstance(address, tuple) else 0


def _answering(handler: Handler, check: Callable[[web.Request], None]) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            check(request)
            return await handler(request)
        except Refused as refused:
            return error(refused.status, str(refused))
        except BadPayload as bad:
            return error(400, str(bad))
        except Exception as failed:
            # The border: its words may be people's, so only its kind is logged.
            log.error("%s %s failed: %s", request.method, request.path, type(failed).__name__)
            return error(500, "Something went wrong. Reload the page to see how things stand.")

    return answer


def error(status: int, line: str) -> web.Response:
    """A clear line instead of an answer; the page shows it as it is."""
    return json_response({"error": line}, status=status)


def json_response(answer: object, status: int = 200) -> web.Response:
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-store"}
    body = msgspec.json.encode(answer)
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)


async def read_json(request: web.Request) -> dict[str, Any]:
    """The body. Raises Refused (413) when it is too large and BadPayload when it is no JSON object."""
    too_large = Refused(413, "This is larger than a megabyte. Please make it shorter.")
    if (request.content_length or 0) > LARGEST_BODY:
        raise too_large
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > LARGEST_BODY:
            raise too_large
    try:
        payload = msgspec.json.decode(bytes(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise BadPayload("The playground cannot read this request: it is not JSON.") from broken
    if not isinstance(payload, dict):
        raise BadPayload("The playground cannot read this request: it is not a JSON object.")
    return payload
