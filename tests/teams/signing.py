"""Who the bot is in Teams, and how what Teams sends to it is signed.

Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication (November
2026), "Authenticate requests from the Bot Connector service to your bot".
"""

from __future__ import annotations

import time
from functools import cache

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from tests.teams.requests import BOT
from tests.teams.rules import Json

APP_ID = BOT.removeprefix("28:")
PASSWORD = "a-secret-for-tests"
ISSUER = "https://api.botframework.com"


@cache
def private_key(name: str) -> RSAPrivateKey:
    """Made once for all tests: it takes a tenth of a second."""
    return generate_private_key(65537, 2048)


def public_key(name: str, **more: object) -> Json:
    made: Json = jwt.algorithms.RSAAlgorithm.to_jwk(private_key(name).public_key(), as_dict=True)
    return made | {"kid": name, "use": "sig", "alg": "RS256", "endorsements": ["msteams"]} | more


def claims(service_url: str, **more: object) -> Json:
    now = int(time.time())
    made: Json = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 300, "exp": now + 3_300}
    return made | {"serviceurl": service_url} | more


def signed(made: Json, *, key: str = "key-1", kid: str | None = None) -> str:
    return jwt.encode(made, private_key(key), algorithm="RS256", headers={"kid": kid or key})
