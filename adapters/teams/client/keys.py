"""Which keys does the Bot Framework sign with just now?

They are fetched when we start, kept for a day, and fetched anew when a token names one we do not know, which happens
after a change of keys. Whoever needs them waits a while for them; when their server is away, those we know count on.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
import jwt
import msgspec

from adapters.teams.client.settings import is_loopback

Read = TypeVar("Read")

FETCH_S = 5.0
WAIT_S = 8.0  # Teams waits for about ten seconds, and there is more to do
DAY_S = 24 * 60 * 60.0
MINUTE_S = 60.0
LOOKS, LOOK_S = 5, 10.0  # for keys we do not know: a few at once, and in the long run one in so many seconds
AGAIN_S = 1.0  # between two attempts while there are no keys at all
LARGEST = 1024 * 1024

log = logging.getLogger(__name__)


class KeysAway(Exception):
    """The server with the keys cannot be asked."""


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

    wait_s = WAIT_S
    again_s = AGAIN_S

    def __init__(self, metadata_url: str, now: Callable[[], float] = time.monotonic) -> None:
        self._metadata_url = metadata_url
        self._now = now
        self._keys: dict[str, Key] = {}
        self._fetched_at = float("-inf")
        self._failed_at = float("-inf")
        self._looks: deque[float] = deque(maxlen=LOOKS)
        self._fetching: asyncio.Task[None] | None = None  # one at a time, for all that wait

    def open(self) -> asyncio.Task[None]:
        """Fetch them in the background, so that the first activity need not wait."""
        self._fetching = self._fetching or asyncio.create_task(self._fetch())
        return self._fetching

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    async def find(self, key_id: str) -> Key | None:
        """The key of that id; `None` when there is none, or nobody can say in time."""
        try:
            async with asyncio.timeout(self.wait_s):
                await self._look_for(key_id)
        except TimeoutError:
            log.warning("the keys of the Bot Framework were not there in time")
        return self._keys.get(key_id)

    def still(self, key_id: str, key: Key) -> bool:
        """Is this the key of that id, as far as we know today?"""
        return self._keys.get(key_id) is key and self._now() - self._fetched_at <= DAY_S

    async def read(self) -> dict[str, Key]:
        """Fetch them now, and for this once. Raises KeysAway."""
        try:
            return await self._read()
        except (
            aiohttp.ClientError,
            OSError,
            ValueError,
            RecursionError,
        ) as error:  # OSError: no answer in time, too
            raise KeysAway(type(error).__name__) from error

    async def _look_for(self, key_id: str) -> None:
        fetched_at = self._fetched_at
        while not self._keys:
            await self._fetched()
            if not self._keys:
                await asyncio.sleep(self.again_s)
        now = self._now()
        if now - self._fetched_at > DAY_S and now - self._failed_at > MINUTE_S:
            await self._fetched()
        if key_id not in self._keys and self._fetched_at == fetched_at and self._may_look():
            await self._fetched()

    def _may_look(self) -> bool:
        """A stranger who makes up names of keys must not make us ask again and again."""
        if self._fetching is not None:
            return True
        now = self._now()
        if len(self._looks) == LOOKS and now - self._looks[0] < LOOKS * LOOK_S:
            return False
        self._looks.append(now)
        return True

    async def _fetched(self) -> None:
        """Until the fetch that is under way is over, or a new one; whoever stops waiting does not stop it."""
        await asyncio.shield(self.open())

    async def _fetch(self) -> None:
        try:
            self._keys = await self.read()
            self._fetched_at = self._now()
        except KeysAway as away:
            self._failed_at = self._now()
            log.warning("the keys of the Bot Framework cannot be fetched: %s", away)
        finally:
            self._fetching = None

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
