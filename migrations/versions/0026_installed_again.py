"""An installation keeps whether the app was installed there before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    again = sa.Column("again", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("slack_bot", again)


def downgrade() -> None:
    op.drop_column("slack_bot", "again")
