"""When the app was added for somebody, or removed, so that what comes in late does not undo what came after it."""

from __future__ import annotations

from alembic import op

from migrations import columns

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", columns.moment("changed_at"))


def downgrade() -> None:
    op.drop_column("account", "changed_at")
