"""What do all tables of records have?"""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import text, whole, words

METADATA = sa.MetaData()


def record_table(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(
        name,
        METADATA,
        sa.Column("id", words(), primary_key=True),
        text("organization"),
        whole("version"),
        *columns,
    )
