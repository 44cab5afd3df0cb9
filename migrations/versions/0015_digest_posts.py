"""Where a line that two agreed to was told, and every post of a story: so that all of it can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NOWHERE = "[]"


def upgrade() -> None:
    op.add_column("change", sa.Column("told_in", sa.Text(), nullable=False, server_default=NOWHERE))
    op.add_column("story", sa.Column("copies", sa.Text(), nullable=False, server_default=NOWHERE))


def downgrade() -> None:
    op.drop_column("story", "copies")
    op.drop_column("change", "told_in")
