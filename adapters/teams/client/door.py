"""Is this activity Teams', and is it of our company? Asked before anything is done with it.

Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
(November 2026), "Authenticate requests from the Bot Connector service to your bot". A refusal says nothing
about why to the caller.
"""

from __future__ import annotations

from typing import Any

import jwt
from aiohttp import web

from adapters.teams.client.keys import SigningKeys
from adapters.teams.client.settings import TeamsSettings, is_loopback
from adapters.teams.payloads import Activity

ISSUER = "https://api.botframework.com"
ALGORITHM = "RS256"
LEEWAY_S = 300
PROXIED = ("Forwarded", "X-Real-IP", "Via")  # and all that begin with X-Forwarded-


class Stranger(Exception):
    """Not let in; the message says why in words for the log."""


async def admit(request: web.Request, activity: Activity, settings: TeamsSettings, keys: SigningKeys) -> None:
    """Raises Stranger, or KeysAway when nobody can be let in."""
    if settings.auth == "off":
        _admit_local(request)
    else:
        await _admit_signed(request.headers.get("Authorization", ""), activity, settings, keys)
        _check_tenant(activity, settings)
    if not settings.may_write_to(activity.service_url):
        raise Stranger("its service address is none we may answer to; see TEAMS_SERVICE_HOSTS")


def _admit_local(request: web.Request) -> None:
    """A client on this machine, and no page in its browser and nobody behind a proxy."""
    if not is_loopback(request.remote or ""):
        raise Stranger("it comes from another machine, and authentication is off")
    if any(name.casefold().startswith("x-forwarded-") for name in request.headers):
        raise Stranger("it comes by way of a proxy, and authentication is off")
    if any(name in request.headers for name in PROXIED):
        raise Stranger("it comes by way of a proxy, and authentication is off")
    if not is_loopback(request.url.host or "") or request.content_type != "application/json":
        raise Stranger("it is not what a client on this machine sends")
    origin = request.headers.get("Origin")
    if origin is not None and not is_loopback(origin.partition("://")[2].rpartition(":")[0] or origin):
        raise Stranger("it comes from a web page")


async def _admit_signed(header: str, activity: Activity, settings: TeamsSettings, keys: SigningKeys) -> None:
    scheme, _, token = header.partition(" ")
    if scheme.casefold() != "bearer" or not token:
        raise Stranger("it carries no token")
    try:
        head = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError) as error:
        raise Stranger("its token cannot be read") from error
    if head.get("alg") != ALGORITHM or not isinstance(head.get("kid"), str):
        raise Stranger("its token is not signed as the Bot Framework signs")
    key = await keys.find(head["kid"])
    if key is None:
        raise Stranger("its token is signed with a key the Bot Framework does not name")
    if key.endorsements is not None and activity.channel_id not in key.endorsements:
        raise Stranger("its key may not sign for this channel")
    claims = _claims(token, key.key, settings.app_id)
    if _same_address(claims.get("serviceurl")) != _same_address(activity.service_url):
        raise Stranger("its token was made for another service address")


def _claims(token: str, key: jwt.PyJWK, app_id: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=app_id,
            issuer=ISSUER,
            leeway=LEEWAY_S,
            options={"require": ["exp", "iss", "aud"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        raise Stranger(f"its token is not good: {type(error).__name__}") from error
    return claims


def _check_tenant(activity: Activity, settings: TeamsSettings) -> None:
    named, ours = activity.tenants, settings.tenants
    if len(named) != 1 or (ours and not named <= ours):
        raise Stranger("it is of a tenant that is not ours")


def _same_address(address: object) -> str:
    return address.rstrip("/").casefold() if isinstance(address, str) and address else "none"
