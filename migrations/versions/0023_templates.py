"""What a template has replaced in a program, to get it back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NOTHING = "[]"


def upgrade() -> None:
    op.add_column("cohort", sa.Column("reshaped", sa.Text(), nullable=False, server_default=NOTHING))


def downgrade() -> None:
    op.drop_column("cohort", "reshaped")
