"""A code that joins two places: how it is shown, how it is typed, and what is kept of it.

It is 60 bits by chance from the storage (`Snapshot.fresh_code`): the engine has none, and ids of events can be guessed.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

NEW_CODE: Final = "new"  # asks a query for one
# Without letters that look like digits, or like each other.
# Source: https://www.crockford.com/base32.html (November 2026)
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKS_LIKE: Final = str.maketrans("OIL", "011")
LENGTH: Final = 12
GROUP: Final = 4


def id_of(code: str) -> str:
    """What is kept of it: whoever reads that does not have the code."""
    return "code:" + blake2b(code.encode(), digest_size=20, person=b"join-code").hexdigest()


def shown(code: str) -> str:
    """In groups, as it is read and typed."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def typed(text: str) -> str:
    """The code that was meant, whatever its case, its blanks and its dashes."""
    return "".join(one for one in text.upper().translate(LOOKS_LIKE) if one in ALPHABET)
