"""Why nothing can be posted in a channel; groups where mentors share advice and where mentees do, and who is in one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

NOTHING = "[]"


def upgrade() -> None:
    op.add_column("channel", sa.Column("away", sa.Text(), nullable=False, server_default=""))
    op.add_column("channel", columns.moment("changed_at"))
    op.add_column("cohort", sa.Column("groups", sa.Text(), nullable=False, server_default=NOTHING))
    op.create_table(
        "seat",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("cohort"),
        columns.text("side"),
        columns.text("person"),
        columns.text("state"),
        columns.moment("at", nullable=False),
    )
    op.create_index("seat_of", "seat", ["organization", "cohort", "side", "state"])
    op.create_index("seat_by", "seat", ["organization", "person"])


def downgrade() -> None:
    op.drop_table("seat")
    op.drop_column("cohort", "groups")
    op.drop_column("channel", "changed_at")
    op.drop_column("channel", "away")
