"""Which events were handled, and which were set aside."""

from __future__ import annotations

from alembic import op

from migrations import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        columns.key("event"),
        columns.text("organization"),
        columns.text("place"),
        columns.moment("at", nullable=False),
    )
    op.create_table(
        "set_aside",
        columns.key("event"),
        columns.text("organization"),
        columns.text("place"),
        columns.moment("at", nullable=False),
        columns.text("error"),
        columns.sealed("body"),
    )


def downgrade() -> None:
    op.drop_table("set_aside")
    op.drop_table("inbox")
