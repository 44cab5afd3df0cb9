"""What does somebody get who asks for everything about them, and who is meant by an id or an address?"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.program.model import Person
from bot.runtime.ports import Kept
from storage.codecs import SENDS
from storage.lookups import Look, Reader
from storage.outbox import both_key
from storage.records import Rows
from storage.tables import outbox, pairing


def messages_to(db: Connection, rows: Rows, organization: str, person: str) -> tuple[Kept, ...]:
    """Oldest first; those whose words are gone are left out."""
    own = sa.select(pairing.c.id).where(
        pairing.c.organization == organization, (pairing.c.mentor == person) | (pairing.c.mentee == person)
    )
    shared = [both_key(one) for one in db.execute(own).scalars()]
    theirs = (
        sa.select(outbox.c.kind, outbox.c.body, outbox.c.sent_at, outbox.c.created_at)
        .where(outbox.c.organization == organization)
        .where((outbox.c.person == person) | outbox.c.address.in_(shared))
        .order_by(outbox.c.sequence)
    )
    found: list[Kept] = []
    for row in db.execute(theirs):
        try:
            message = SENDS.decode(rows.keys.open(row.body)).message
        except msgspec.DecodeError:  # of another release
            continue
        if message.blocks:
            found.append(Kept(at=row.sent_at or row.created_at, kind=row.kind, message=message))
    return tuple(found)


def find_people(reader: Reader, organization: str, said: str) -> tuple[Person, ...]:
    """Those whose id, HR id or e-mail address this is; each once."""
    if not said:
        return ()
    found = [
        *reader.find(Person, organization, Look(where={"id": (said,)})),
        *reader.find(Person, organization, Look(where={"external": (said,)})),
        *reader.by_email(organization, said),
    ]
    return tuple({person.id: person for person in found}.values())
