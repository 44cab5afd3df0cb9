"""What went wrong on the way to another machine, or on the way to ours, in words an operator can act on?

`app.py doctor` asks this for each platform that reaches us over https.
"""

from __future__ import annotations

import json
import re
from email.utils import mktime_tz, parsedate_tz
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import msgspec

from bot.runtime.clocks import SystemClock

CALL_S = 10.0
LATE_S: Final = 60
LATEST_S: Final = 300  # older requests are refused, of Slack's and of Teams'
ALIVE: Final = {"status": "alive"}


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How a platform's requests reach us: `public_url` by way of `local_url`, under `path`; no slash at their ends."""

    who: str
    public_url: str
    local_url: str
    path: str


async def is_alive(http: aiohttp.ClientSession, url: str) -> bool:
    """Does our server answer there?"""
    try:
        async with http.get(f"{url}/healthz") as answer:
            return _is_ours(answer.status, await answer.read())
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False


def _is_ours(status: int, body: bytes) -> bool:
    try:
        return status == 200 and json.loads(body) == ALIVE
    except ValueError:
        return False


async def objection_to_way(http: aiohttp.ClientSession, way: Way) -> str:
    """Why a request to the public address does not come to the server that runs; "" when it does."""
    url, host = way.public_url, urlsplit(way.public_url).netloc
    try:
        async with http.get(f"{url}/healthz", allow_redirects=False) as answer:
            return "" if _is_ours(answer.status, await answer.read()) else _not_ours(answer.status, way)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return f"cannot be reached from this machine: {trouble(error, host)}"


def _not_ours(status: int, way: Way) -> str:
    if 300 <= status < 400:
        return (
            f"{way.public_url} sends requests on to another address ({status}), and {way.who} does not follow: name "
            "that address"
        )
    if status in (502, 503, 504):
        return (
            f"a proxy answers at {way.public_url}, but not the server behind it ({status}): start it (app.py run), and "
            f"let the proxy pass requests to {way.local_url}"
        )
    return (
        f"another server answers at {way.public_url} (GET /healthz gives {status}): let the proxy pass /healthz and "
        f"everything under {way.path} to {way.local_url}"
    )


async def only_refused(http: aiohttp.ClientSession, url: str, platform: str) -> int:
    """How many requests of a platform the server that runs has refused since its start, if it has taken none."""
    pattern = rf'^turnabout_requests_total\{{platform="{platform}",result="(\w+)"\}} ([0-9.e+]+)'
    try:
        async with http.get(f"{url}/metrics") as answer:
            found = re.findall(pattern, await answer.text(), re.MULTILINE)
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return 0
    counted = {result: float(number) for result, number in found}
    return 0 if counted.get("taken") else int(counted.get("refused", 0))


def clock_is_off(date: str, whose: str) -> str:
    """What is wrong with this machine's clock, beside the `Date` header of an answer; "" when nothing is."""
    stamp = parsedate_tz(date)
    off_s = int(SystemClock().now().timestamp() - mktime_tz(stamp)) if stamp else 0
    if abs(off_s) < LATE_S:
        return ""
    way = "ahead of" if off_s > 0 else "behind"
    then = (
        f"every request of {whose} is refused"
        if abs(off_s) > LATEST_S
        else f"from {LATEST_S} on requests of {whose} are refused"
    )
    return f"this machine's clock is {abs(off_s)} seconds {way} {whose}, and {then}: let the network set it (NTP)"


def trouble(error: Exception, host: str) -> str:
    """`error` is one of the network library's, or TimeoutError; nothing of a request is repeated."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"the name {host} is not known (DNS): is it spelled right, and is the network up?"
        case aiohttp.ClientConnectorCertificateError():
            reason = getattr(error.certificate_error, "verify_message", "") or "not trusted"
            return f"the certificate of {host} is refused ({reason}): it has to be valid for this name, with its chain"
        case aiohttp.ClientSSLError():
            return f"{host} does not speak TLS there: is this the https port, and is its certificate set up?"
        case aiohttp.ClientConnectorError():
            reason = error.strerror or "refused"
            return f"no connection to {host} ({reason}): does it run, and may this machine reach it?"
        case TimeoutError():
            return f"{host} does not answer within {CALL_S:.0f} seconds: does a firewall stand between?"
        case _:
            return f"the connection to {host} broke ({type(error).__name__}): try again"
