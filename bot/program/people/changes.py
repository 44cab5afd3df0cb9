"""What would taking a file change, and may those who are missing from it be removed?"""

from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from bot.program.people.records import Changes, Known, PersonRow, Roster

_FORM = msgspec.json.Encoder(order="sorted")


def fingerprint(row: PersonRow) -> str:
    """What the file says about a person, as 32 hexadecimal digits; the line does not count."""
    # values at their defaults are left out, so a column added one day changes nobody who has nothing in it
    said = _FORM.encode(msgspec.structs.replace(row, line=0))
    return blake2b(said, digest_size=16).hexdigest()


def compare(roster: Roster, known: Mapping[str, Known]) -> Changes:
    """Ids in the order of the file, the missing ones sorted; someone on a refused row is not missing.

    `shrunken` when more than a tenth of the known people are missing, or when anybody is and the id of a
    row could not be read: it may be theirs.
    """
    added: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    for row in roster.rows:
        before = known.get(row.id)
        if before is None:
            added.append(row.id)
        else:
            (unchanged if before.fingerprint == fingerprint(row) else changed).append(row.id)
    seen = {row.id for row in roster.rows}.union(roster.refused)
    missing = sorted(person_id for person_id in known if person_id not in seen)
    return Changes(
        added=tuple(added),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        missing=tuple(missing),
        shrunken=len(missing) * 10 > len(known) or bool(missing and roster.unreadable),
    )
