"""What does a platform's own list of people say about one of them?"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Standing = Literal["member", "guest", "stranger", "foreign", "bot", "deactivated"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
OUTSIDE: frozenset[str] = frozenset(
    {"guest", "stranger", "foreign"}
)  # real people, and none of the company's
TAKING_PART = frozenset({"joined", "onboarding"})
NOBODY: frozenset[str] = frozenset({"bot", "deactivated"})  # nobody who could take part


def folded(email: str) -> str:
    """How two e-mail addresses are compared: in any case, but no letter counts as another that looks like it ("ß" and
    "ss", the kelvin sign and "k"): those are other people's addresses.
    """
    return "".join(_lower(one) for one in email)


def _lower(letter: str) -> str:
    low = letter.lower()
    return low if low == letter.casefold() and (letter.isascii() or not low.isascii()) else letter


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One entry, in the platform's own ids. What it does not say is "".

    `timezone` is an IANA name, `language` a code like "en". `department` and `above` are there only where the company
    has fields for them and an admin has named these; `above` are the managers, nearest first, by their id on the
    platform or their e-mail address. `is_admin`: named by the deployment's configuration.
    `reachable` is false where standing in the list does not mean that the bot may write to them; `extra` is what an
    address needs for it beside their id.
    """

    user: str
    standing: Standing = "member"
    name: str = ""
    email: str = ""
    timezone: str = ""
    language: str = ""
    title: str = ""
    department: str = ""
    above: tuple[str, ...] = ()
    is_admin: bool = False
    reachable: bool = True
    extra: dict[str, str] = {}
