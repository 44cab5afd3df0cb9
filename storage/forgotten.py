"""Who was forgotten, so that a file of the HR system does not bring them back? Marks that nobody can read back.

A mark is a keyed hash of an id or an address. Its key is made once and kept sealed among the settings: so it lasts
while the deployment's own keys change (`rotating.py` seals it anew).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from bot.program.model import Person
from bot.program.snapshot import Identity

KEY = "forgotten"  # the setting


def new_key() -> str:
    return secrets.token_hex(32)


def identity_of(person: Person) -> Identity:
    return Identity(
        external=person.external, email=person.email, slack_id=person.slack_id, teams_id=person.teams_id
    )


def marks(key: str, organization: str, one: Identity) -> frozenset[str]:
    """One for each thing that somebody is known by."""
    known = {"hr": one.external, "email": one.email.casefold(), "slack": one.slack_id, "teams": one.teams_id}
    return frozenset(
        hmac.new(bytes.fromhex(key), f"{organization}/{kind}/{text}".encode(), hashlib.sha256).hexdigest()
        for kind, text in known.items()
        if text
    )


def among(
    key: str | None, organization: str, marked: frozenset[str], identities: Iterable[Identity]
) -> frozenset[str]:
    """The HR ids of those who were forgotten; `marked` are all marks of the organization."""
    if key is None or not marked:
        return frozenset()
    return frozenset(one.external for one in identities if marks(key, organization, one) & marked)
