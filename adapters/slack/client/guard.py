"""Is this request Slack's, and may it be read at all? Asked before any library touches it.

A refusal says nothing about why to the caller, and nothing of the body to the log.
"""

from __future__ import annotations

import re

from aiohttp import web
from slack_sdk.signature import SignatureVerifier

LARGEST_BODY = 1024 * 1024
READ_S = 10.0

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


async def read_body(request: web.Request) -> bytes:
    """All of it; raises HTTPRequestEntityTooLarge before more than the limit is held."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(max_size=LARGEST_BODY, actual_size=len(body))
    return bytes(body)


def is_genuine(verifier: SignatureVerifier, request: web.Request, body: bytes) -> bool:
    """Signed by Slack within the last five minutes (machine time)?"""
    timestamp = _only(request, "X-Slack-Request-Timestamp")
    signature = _only(request, "X-Slack-Signature")
    # The library raises on a time stamp that is no number, a signature beyond ASCII and a body beyond UTF-8.
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature) or not _is_text(body):
        return False
    return verifier.is_valid(body, timestamp, signature)


def _only(request: web.Request, header: str) -> str:
    """A header that stands there once; of several nobody can tell which is Slack's."""
    values = request.headers.getall(header, [])
    return values[0] if len(values) == 1 else ""


def _is_text(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
