"""What too few can teach and too few ask for: the number beside each, and a picture of both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NO_NUMBERS = "{}"


def upgrade() -> None:
    op.add_column("awareness", columns.moment("looking"))
    op.add_column("awareness", sa.Column("beside", sa.Text(), nullable=False, server_default=NO_NUMBERS))
    no_bytes = sa.text("x''" if op.get_bind().dialect.name == "sqlite" else "''")
    op.add_column(
        "awareness", sa.Column("picture", sa.LargeBinary(), nullable=False, server_default=no_bytes)
    )


def downgrade() -> None:
    op.drop_column("awareness", "picture")
    op.drop_column("awareness", "beside")
    op.drop_column("awareness", "looking")
