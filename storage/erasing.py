"""How does an organization vanish? Every row of it in every table; what arrived from its places, too."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import rates
from storage.tables import METADATA, inbox, place, set_aside


def erase_organization(db: Connection, organization: str) -> None:
    places = sa.select(place.c.id).where(place.c.organization == organization)
    for table in (inbox, set_aside):
        db.execute(sa.delete(table).where(table.c.place.in_(places)))
    for table in reversed(METADATA.sorted_tables):
        if table.name == "organization":
            db.execute(sa.delete(table).where(table.c.id == organization))
        elif "organization" in table.c:
            db.execute(sa.delete(table).where(table.c.organization == organization))
    rates.forget_idle(db)
