"""With authentication off: is it a client on this machine, and no page in its browser and nobody behind a proxy?"""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from adapters.teams.client.settings import is_loopback
from adapters.teams.client.strangers import Stranger

# What proxies add to what they pass on.
PROXIED = ("forwarded", "via", "x-real-ip", "x-client-ip", "client-ip", "true-client-ip", "cf-connecting-ip")
PROXIED_BY = ("x-forwarded-", "x-original-")


def check_local(request: web.Request) -> None:
    """Raises Stranger."""
    if not is_loopback(request.remote or ""):
        raise Stranger("it comes from another machine, and authentication is off")
    names = [name.casefold() for name in request.headers]
    if any(name in PROXIED or name.startswith(PROXIED_BY) for name in names):
        raise Stranger("it comes by way of a proxy, and authentication is off")
    hosts = request.headers.getall("Host", [])
    if len(hosts) != 1 or not is_loopback(_host(f"//{hosts[0]}")):
        raise Stranger("it is for another host than this machine")
    if request.content_type != "application/json":
        raise Stranger("it is not what a client of the Bot Framework sends")
    if not all(is_loopback(_host(origin)) for origin in request.headers.getall("Origin", [])):
        raise Stranger("it comes from a web page")


def _host(address: str) -> str:
    """ "" where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
