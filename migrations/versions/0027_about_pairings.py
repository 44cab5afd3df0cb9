"""The index of messages about a pairing has no others: a line of messages is never looked for there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

IS_OPEN = "state IN ('ready', 'leased', 'sending')"
IS_ABOUT = "pairing != ''"


def upgrade() -> None:
    _made_anew(f"{IS_OPEN} AND {IS_ABOUT}")


def downgrade() -> None:
    _made_anew(IS_OPEN)


def _made_anew(where: str) -> None:
    op.drop_index("outbox_pairing", "outbox")
    columns, these = ["organization", "pairing"], sa.text(where)
    op.create_index("outbox_pairing", "outbox", columns, postgresql_where=these, sqlite_where=these)
