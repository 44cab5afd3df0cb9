"""Is this request Teams', and is it of our company? Asked before anything is done with it.

First the token, before the body is looked at; then what the activity says against the token and the settings.
Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
(November 2026), "Authenticate requests from the Bot Connector service to your bot". A refusal says nothing about why
to the caller. With authentication off read `local.py`.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import jwt
import msgspec
from aiohttp import web

from adapters.teams.client.keys import Key, SigningKeys
from adapters.teams.client.local import check_local
from adapters.teams.client.settings import TeamsSettings
from adapters.teams.client.strangers import Foreign, Stranger
from adapters.teams.payloads import Activity
from bot.runtime.clocks import since_1970_s

ALGORITHM = "RS256"
LEEWAY_S = 300
LONGEST = 16 * 1024  # of a token: they have some 2 KB
FOREVER = 2**40
REMEMBERED = 500  # tokens: the Bot Framework sends the same one with many activities


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What a good token says: the service addresses it was made for, and when it ends (seconds since 1970)."""

    key: Key
    service_urls: frozenset[str]
    ends_at: int


class Door:
    """`now` is machine time in seconds since 1970, as tokens tell it."""

    def __init__(
        self, settings: TeamsSettings, keys: SigningKeys, now: Callable[[], float] = since_1970_s
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._now = now
        self._good: OrderedDict[bytes, tuple[str, Proof]] = OrderedDict()

    async def authenticate(self, request: web.Request) -> Proof | None:
        """What the request proves by its headers, `None` with authentication off. Raises Stranger."""
        if self._settings.auth == "off":
            check_local(request)
            return None
        token = _token(request)
        digest = hashlib.sha256(token.encode()).digest()
        known = self._good.get(digest)
        if known is not None and known[1].ends_at > self._now() and self._keys.still(known[0], known[1].key):
            return known[1]
        key_id = _key_id(token)
        self._could_be_ours(token)
        key = await self._keys.find(key_id)
        if key is None:
            raise Stranger("its token is signed with a key the Bot Framework does not name")
        proof = _proof(self._claims(token, key.key), key)
        self._remember(digest, key_id, proof)
        return proof

    def check(self, proof: Proof | None, activity: Activity) -> None:
        """Raises Stranger, or Foreign for somebody who is known and may not come in."""
        if proof is not None:
            if proof.service_urls != {_address(activity.service_url)}:
                raise Stranger("its token was made for another service address")
            endorsed = proof.key.endorsements
            if endorsed is not None and activity.channel_id not in endorsed:
                raise Foreign("its key may not sign for this channel")
        if not self._settings.may_write_to(activity.service_url):
            raise Foreign("its service address is none we may answer to; see TEAMS_SERVICE_HOSTS")
        named, ours = activity.tenants, self._settings.tenants
        if proof is not None and (len(named) != 1 or (ours and not named <= ours)):
            raise Foreign("it is of a tenant that is not ours")

    def _could_be_ours(self, token: str) -> None:
        """Nobody's keys are asked for because of a token that would be refused whoever signed it."""
        self._claims(token, None)

    def _claims(self, token: str, key: jwt.PyJWK | None) -> dict[str, Any]:
        """Without a key the signature is not looked at."""
        options: dict[str, Any] = {"require": ["exp", "iss", "aud"], "verify_signature": key is not None}
        options |= dict.fromkeys(("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss"), True)
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key if key is not None else "",
                algorithms=[ALGORITHM],
                audience=self._settings.app_id,
                issuer=self._settings.cloud.issuer,
                leeway=LEEWAY_S,
                options=options,  # type: ignore[arg-type]
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise Stranger(f"its token is not good: {type(error).__name__}") from error
        return claims

    def _remember(self, digest: bytes, key_id: str, proof: Proof) -> None:
        """Of a token nothing but its hash; it proves the same until it ends, or its key is withdrawn."""
        self._good[digest] = (key_id, proof)
        while len(self._good) > REMEMBERED:
            self._good.popitem(last=False)


def _token(request: web.Request) -> str:
    """Of several nobody can tell which is the Bot Framework's."""
    headers = request.headers.getall("Authorization", [])
    scheme, _, token = (headers[0] if len(headers) == 1 else "").partition(" ")
    if scheme.casefold() != "bearer" or not token or not token.isascii() or len(token) > LONGEST:
        raise Stranger("it carries no token")
    return token


def _key_id(token: str) -> str:
    try:
        head = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise Stranger("its token cannot be read") from error
    key_id = head.get("kid")
    if head.get("alg") != ALGORITHM or not isinstance(key_id, str) or not key_id:
        raise Stranger("its token is not signed as the Bot Framework signs")
    return key_id


def _proof(claims: dict[str, Any], key: Key) -> Proof:
    """The claim is written `serviceUrl` in the documentation and `serviceurl` in tokens."""
    named = frozenset(_address(value) for name, value in claims.items() if name.casefold() == "serviceurl")
    return Proof(key=key, service_urls=named, ends_at=min(int(claims["exp"]), FOREVER) + LEEWAY_S)


def _address(address: object) -> str:
    """ "none" never equals an activity's, which has always a scheme."""
    return address.rstrip("/").casefold() if isinstance(address, str) and address else "none"
