"""Why nothing can be posted in a channel at the moment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channel", sa.Column("away", sa.Text(), nullable=False, server_default=""))
    op.add_column("channel", columns.moment("changed_at"))


def downgrade() -> None:
    op.drop_column("channel", "changed_at")
    op.drop_column("channel", "away")
