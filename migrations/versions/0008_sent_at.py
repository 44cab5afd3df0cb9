"""When a message was sent or given up, whether it counts for the two a week that nobody asked for, and which
session it is about; what waits is found by its pairing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNTS = sa.text("unasked AND sent_at IS NOT NULL")
COUNTS_SQLITE = sa.text("unasked = 1 AND sent_at IS NOT NULL")  # only in the words of the query it is used
IS_OPEN = sa.text("state IN ('ready', 'leased', 'sending')")
IS_FAILED = sa.text("state IN ('failed', 'doubt')")
UNASKED = ("invitation", "nudge")  # the kinds nobody asked for, until now


def upgrade() -> None:
    op.add_column("outbox", columns.moment("sent_at"))
    op.add_column("outbox", columns.moment("over_at"))
    op.add_column("outbox", sa.Column("session", columns.words(), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("unasked", sa.Boolean(), nullable=False, server_default=sa.false()))
    _fill()
    _index("outbox_failed", ["organization", "over_at", "sequence"], IS_FAILED)
    _index("outbox_pairing", ["organization", "pairing"], IS_OPEN)
    _index("outbox_unasked", ["organization", "person", "sent_at"], COUNTS, COUNTS_SQLITE)


def _fill() -> None:
    """When exactly is not known any more; it was not before a row stood in line."""
    names = ("state", "kind", "line_at", "sent_at", "over_at", "unasked")
    outbox = sa.table("outbox", *(sa.column(name) for name in names))
    sent, failed = outbox.c.state == "sent", outbox.c.state.in_(("failed", "doubt"))
    op.execute(outbox.update().where(sent).values(sent_at=outbox.c.line_at))
    op.execute(outbox.update().where(failed).values(over_at=outbox.c.line_at))
    op.execute(outbox.update().where(outbox.c.kind.in_(UNASKED)).values(unasked=sa.true()))


def _index(
    name: str, names: list[str], part: sa.TextClause, sqlite_part: sa.TextClause | None = None
) -> None:
    sqlite_where = part if sqlite_part is None else sqlite_part
    op.create_index(name, "outbox", names, postgresql_where=part, sqlite_where=sqlite_where)


def downgrade() -> None:
    op.drop_index("outbox_unasked", "outbox")
    op.drop_index("outbox_pairing", "outbox")
    op.drop_index("outbox_failed", "outbox")
    op.drop_column("outbox", "session")
    op.drop_column("outbox", "unasked")
    op.drop_column("outbox", "over_at")
    op.drop_column("outbox", "sent_at")
