"""Companies, the workspaces and tenants they are in, and their channels."""

from __future__ import annotations

from alembic import op

from migrations import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organization",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("name"),
        columns.text("realm"),
        columns.text("language"),
    )
    op.create_table(
        "place",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("platform"),
        columns.text("place"),
    )
    op.create_index("place_of", "place", ["organization"])
    op.create_table(
        "channel",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("name"),
        columns.packed("address"),
    )
    op.create_index("channel_of", "channel", ["organization", "name"])


def downgrade() -> None:
    op.drop_table("channel")
    op.drop_table("place")
    op.drop_table("organization")
