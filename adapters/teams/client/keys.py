"""Which keys does the Bot Framework sign with just now?

They are fetched when first needed, kept for a day, and fetched anew when a token names one we do not know,
which happens after a change of keys; a stranger cannot make us do that more than once a minute.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
import jwt
import msgspec

from adapters.teams.client.settings import is_loopback

Read = TypeVar("Read")

FETCH_S = 5.0
DAY_S = 24 * 60 * 60.0
AGAIN_S = 60.0  # between two fetches for a key we do not know
RETRY_S = 5.0  # after a fetch that failed
LARGEST = 1024 * 1024


class KeysAway(Exception):
    """The server with the keys cannot be asked; nobody can be let in."""


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """`endorsements` are the channels it may sign for, `None` where it says nothing about that."""

    key: jwt.PyJWK
    endorsements: frozenset[str] | None


class _Metadata(msgspec.Struct, frozen=True, kw_only=True):
    jwks_uri: str


class _KeySet(msgspec.Struct, frozen=True, kw_only=True):
    keys: list[dict[str, Any]]


class SigningKeys:
    """`now` is machine time in seconds that only moves forward."""

    def __init__(self, metadata_url: str, now: Callable[[], float] = time.monotonic) -> None:
        self._metadata_url = metadata_url
        self._now = now
        self._keys: dict[str, Key] = {}
        self._fetched: float | None = None
        self._failed: float | None = None
        self._one_at_a_time = asyncio.Lock()

    async def find(self, key_id: str) -> Key | None:
        """The key of that id, `None` when there surely is none. Raises KeysAway."""
        if self._is_good(key_id):
            return self._keys[key_id]
        async with self._one_at_a_time:
            if not self._is_good(key_id) and self._age() > AGAIN_S:
                await self._fetch()
        return self._keys.get(key_id)

    async def fetch(self) -> None:
        """Raises KeysAway."""
        async with self._one_at_a_time:
            await self._fetch()

    def _is_good(self, key_id: str) -> bool:
        return key_id in self._keys and self._age() < DAY_S

    def _age(self) -> float:
        return float("inf") if self._fetched is None else self._now() - self._fetched

    async def _fetch(self) -> None:
        if self._failed is not None and self._now() - self._failed < RETRY_S:
            raise KeysAway("asked a moment ago, in vain")
        try:
            keys = await self._read()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            self._failed = self._now()
            raise KeysAway(type(error).__name__) from error
        self._keys, self._fetched, self._failed = keys, self._now(), None

    async def _read(self) -> dict[str, Key]:
        timeout = aiohttp.ClientTimeout(total=FETCH_S)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            metadata = await _read_as(http, self._metadata_url, _Metadata)
            address = metadata.jwks_uri
            parts = urlsplit(address)
            if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
                raise ValueError("the keys are not at a safe address")
            found = await _read_as(http, address, _KeySet)
        keys = {key_id: key for key_id, key in map(_key, found.keys) if key is not None}
        if not keys:
            raise ValueError("no keys")
        return keys


def _key(one: dict[str, Any]) -> tuple[str, Key | None]:
    """One that we cannot use harms no other."""
    named = one.get("endorsements")
    endorsements = frozenset(map(str, named)) if isinstance(named, list) else None
    try:
        key = jwt.PyJWK(one, algorithm="RS256") if one.get("kty") == "RSA" else None
    except (jwt.PyJWTError, ValueError, TypeError):
        key = None
    return str(one.get("kid")), Key(key=key, endorsements=endorsements) if key else None


async def _read_as(http: aiohttp.ClientSession, address: str, shape: type[Read]) -> Read:
    async with http.get(address, allow_redirects=False) as answer:
        if answer.status != 200:
            raise ValueError(f"status {answer.status}")
        body = bytearray()
        async for chunk in answer.content.iter_any():
            body += chunk
            if len(body) > LARGEST:
                raise ValueError("too much")
    return msgspec.json.decode(bytes(body), type=shape)
