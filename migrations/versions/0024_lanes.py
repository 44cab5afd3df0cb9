"""Replies go before reminders: a lane for each message that waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# As they were when this was written; what waits already is a reply, for a few minutes after the update.
REPLIES = ("answer", "question", "closed", "apology", "admin", "safety", "report", "farewell")
HOMES = "home"
IS_OPEN = sa.text("state IN ('ready', 'leased', 'sending')")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("lane", sa.Integer(), nullable=False, server_default="0"))
    row = sa.table("outbox", sa.column("lane", sa.Integer()), sa.column("kind", sa.Text()))
    op.execute(sa.update(row).where(row.c.kind.in_(REPLIES)).values(lane=3))
    op.execute(sa.update(row).where(row.c.kind == HOMES).values(lane=1))
    op.drop_index("outbox_open", "outbox")
    columns = ["realm", "lane", "line_at", "sequence", "organization"]
    op.create_index("outbox_lane", "outbox", columns, postgresql_where=IS_OPEN, sqlite_where=IS_OPEN)


def downgrade() -> None:
    op.drop_index("outbox_lane", "outbox")
    columns = ["realm", "line_at", "sequence", "not_before"]
    op.create_index("outbox_open", "outbox", columns, postgresql_where=IS_OPEN, sqlite_where=IS_OPEN)
    op.drop_column("outbox", "lane")
