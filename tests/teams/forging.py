"""Tokens that are not the Bot Framework's, or not for us, each by what is wrong with it; made for a service address."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable

import jwt
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.teams.double import ISSUER, claims, private_key, signed
from tests.teams.rules import Json

HOUR_S = 3_600


def unsigned(made: Json) -> str:
    return jwt.encode(made, "", algorithm="none", headers={"kid": "key-1"})


def signed_with_the_public_key(made: Json) -> str:
    """The classic confusion: a shared secret that everybody knows."""
    public = private_key("key-1").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body = ({"alg": "HS256", "typ": "JWT", "kid": "key-1"}, made)
    parts = b".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, body)
    )
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(parts, public)
    return (parts + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def in_parts(head: object, made: object) -> str:
    """Signed with our key whatever it says."""
    parts = b".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, made)
    )
    signature = private_key("key-1").sign(parts, PKCS1v15(), SHA256())
    return (parts + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def with_head(made: Json, **head: object) -> str:
    return in_parts({"alg": "RS256", "typ": "JWT"} | head, made)


def deep() -> str:
    nested = base64.urlsafe_b64encode(b"[" * 3_000).rstrip(b"=").decode()
    head = base64.urlsafe_b64encode(b'{"alg":"RS256","kid":"key-1"}').rstrip(b"=").decode()
    return f"{head}.{nested}.{nested}"


FORGED: dict[str, Callable[[str], str]] = {
    "nothing": lambda url: "",
    "no token": lambda url: "x",
    "three parts of nothing": lambda url: "a.b.c",
    "beyond ascii": lambda url: "ä.ö.ü",
    "alg none": lambda url: unsigned(claims(url)),
    "hs256 with the public key": lambda url: signed_with_the_public_key(claims(url)),
    "another key under our key's id": lambda url: signed(claims(url), key="key-2", kid="key-1"),
    "a key nobody names": lambda url: signed(claims(url), key="key-2"),
    "no key id": lambda url: jwt.encode(claims(url), private_key("key-1"), algorithm="RS256"),
    "another bot": lambda url: signed(claims(url, aud="another")),
    "no audience": lambda url: signed({k: v for k, v in claims(url).items() if k != "aud"}),
    "another issuer": lambda url: signed(claims(url, iss="https://sts.windows.net/x/")),
    "no issuer": lambda url: signed({k: v for k, v in claims(url).items() if k != "iss"}),
    "expired": lambda url: signed(claims(url, exp=int(time.time()) - HOUR_S)),
    "never expires": lambda url: signed({k: v for k, v in claims(url).items() if k != "exp"}),
    "expires at no time": lambda url: signed(claims(url, exp="tomorrow")),
    "not yet": lambda url: signed(claims(url, nbf=int(time.time()) + HOUR_S)),
    "another service address": lambda url: signed(claims("https://smba.trafficmanager.net/emea/")),
    "a service address that is none": lambda url: signed(claims(url, serviceurl=[url])),
    "two service addresses": lambda url: signed(claims(url, serviceUrl="https://smba.trafficmanager.net/")),
    "a key id that is no text": lambda url: with_head(claims(url), kid=7),
    "a list for a key id": lambda url: with_head(claims(url), kid=["key-1"]),
    "no name for a key id": lambda url: with_head(claims(url), kid=""),
    "an algorithm that is no text": lambda url: with_head(claims(url), kid="key-1", alg=7),
    "another algorithm": lambda url: with_head(claims(url), kid="key-1", alg="RS512"),
    "a header that must be understood": lambda url: with_head(claims(url), kid="key-1", crit=["x"]),
    "a list for claims": lambda url: in_parts({"alg": "RS256", "kid": "key-1"}, [claims(url)]),
    "a list for a header": lambda url: in_parts(["RS256"], claims(url)),
    "deep claims": lambda url: deep(),
    "huge": lambda url: signed(claims(url, more="x" * 5_000)) + "x",
    "an audience that is no text": lambda url: signed(claims(url, aud=7)),
    "no audience of several": lambda url: signed(claims(url, aud=["another", "one"])),
    "an issuer that is no text": lambda url: with_head(claims(url, iss=[ISSUER]), kid="key-1"),
    "expires never": lambda url: signed(claims(url, exp=None)),
    "expires far from any time": lambda url: signed(claims(url, exp=-(10**300))),
    "begins at no time": lambda url: signed(claims(url, nbf="x")),
    "issued in the future": lambda url: signed(claims(url, iat=int(time.time()) + HOUR_S)),
    "no service address": lambda url: signed({k: v for k, v in claims(url).items() if k != "serviceurl"}),
}
