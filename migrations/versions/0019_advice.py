"""What would help those whom a proposal leaves over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NOTHING = "[]"


def upgrade() -> None:
    op.add_column("proposal", sa.Column("advice", sa.Text(), nullable=False, server_default=NOTHING))


def downgrade() -> None:
    op.drop_column("proposal", "advice")
