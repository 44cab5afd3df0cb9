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
MADE_IN = ":"  # between the organization that a mark was made in and the mark, where that is not this one


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


def moved(mark: str, organization: str) -> str:
    """The same mark in another organization: it still says with which one it was made."""
    return mark if MADE_IN in mark else f"{organization}{MADE_IN}{mark}"


def all_marks(key: str, organization: str, marked: Iterable[str], one: Identity) -> frozenset[str]:
    """Those of the organization, and of others that became part of it; `marked` are all it has."""
    before = {mark.partition(MADE_IN)[0] for mark in marked if MADE_IN in mark}
    old = (moved(mark, made_in) for made_in in before for mark in marks(key, made_in, one))
    return marks(key, organization, one).union(old)


def among(
    key: str | None, organization: str, marked: frozenset[str], identities: Iterable[Identity]
) -> frozenset[str]:
    """The HR ids of those who were forgotten; `marked` are all marks of the organization."""
    if key is None or not marked:
        return frozenset()
    return frozenset(one.external for one in identities if all_marks(key, organization, marked, one) & marked)
