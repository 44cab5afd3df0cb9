"""When a message was sent, whether it counts for the two a week that nobody asked for, and which session it is
about; what waits is found by its pairing.
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
UNASKED = ("invitation", "nudge")  # the kinds nobody asked for, until now


def upgrade() -> None:
    op.add_column("outbox", columns.moment("sent_at"))
    op.add_column("outbox", sa.Column("unasked", sa.Boolean(), nullable=False, server_default=sa.false()))
    names = ("state", "kind", "line_at", "sent_at", "unasked")
    outbox = sa.table("outbox", *(sa.column(name) for name in names))
    op.execute(outbox.update().where(outbox.c.kind.in_(UNASKED)).values(unasked=sa.true()))
    # When exactly is not known any more; it was not before this.
    op.execute(outbox.update().where(outbox.c.state == "sent").values(sent_at=outbox.c.line_at))
    op.add_column("outbox", sa.Column("session", columns.words(), nullable=False, server_default=""))
    op.create_index(
        "outbox_pairing",
        "outbox",
        ["organization", "pairing"],
        postgresql_where=IS_OPEN,
        sqlite_where=IS_OPEN,
    )
    op.create_index(
        "outbox_unasked",
        "outbox",
        ["organization", "person", "sent_at"],
        postgresql_where=COUNTS,
        sqlite_where=COUNTS_SQLITE,
    )


def downgrade() -> None:
    op.drop_index("outbox_unasked", "outbox")
    op.drop_index("outbox_pairing", "outbox")
    op.drop_column("outbox", "session")
    op.drop_column("outbox", "unasked")
    op.drop_column("outbox", "sent_at")
