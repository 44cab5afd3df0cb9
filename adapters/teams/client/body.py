"""What stands in a request's body? JSON, and where a client writes what JSON has no word for, all the rest of it.

Half an emoji, a number that is none or another encoding of Unicode must not cost somebody the words around it.
"""

from __future__ import annotations

import json

import msgspec
from aiohttp import ClientError, web

from bot.runtime.errors import BadPayload


async def read_body(request: web.Request) -> bytes:
    """Raises BadPayload when it is cut off or not packed as its headers say, HTTPRequestEntityTooLarge above 1 MiB."""
    try:
        return await request.read()
    except (web.RequestPayloadError, ClientError) as error:
        raise BadPayload(f"its body cannot be read ({type(error).__name__})") from error


def opened(body: bytes) -> object:
    """Raises BadPayload."""
    try:
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return msgspec.json.decode(_tidied(body))
    except (ValueError, RecursionError) as error:
        raise BadPayload(f"its body is not JSON ({type(error).__name__})") from error


def _tidied(body: bytes) -> bytes:
    """Written anew, without half characters and numbers that are none."""
    found = json.loads(body, parse_constant=lambda _: None, parse_float=_finite)
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "ignore")


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if abs(number) != float("inf") else None
