"""What the playground has shown, and settings."""

from __future__ import annotations

from alembic import op

from migrations import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post",
        columns.key("organization"),
        columns.key(),
        columns.text("conversation"),
        columns.whole("number"),
        columns.moment("at", nullable=False),
        columns.sealed("body"),
    )
    op.create_index("post_of", "post", ["organization", "conversation", "number"])
    op.create_table(
        "setting",
        columns.key("name"),
        columns.sealed("value"),
    )


def downgrade() -> None:
    op.drop_table("setting")
    op.drop_table("post")
