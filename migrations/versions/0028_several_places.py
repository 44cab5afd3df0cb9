"""Codes with which a place joins an organization; people in several places, and who was asked about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

NOTHING = "[]"
OF_PERSON = ("writes_in", "last_in", "link")


def upgrade() -> None:
    op.add_column("place", sa.Column("tries", sa.Text(), nullable=False, server_default=NOTHING))
    for name in OF_PERSON:
        op.add_column("person", sa.Column(name, columns.words(), nullable=False, server_default=""))
    op.create_table(
        "join_code",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("place"),
        columns.text("by"),
        columns.moment("expires_at", nullable=False),
    )
    op.create_index("join_code_of", "join_code", ["organization", "place"])
    op.create_table(
        "link",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("account"),
        columns.text("person"),
        columns.text("newcomer"),
        columns.text("state"),
        columns.moment("at", nullable=False),
    )
    op.create_index("link_of", "link", ["organization", "person"])
    op.create_index("link_newcomer", "link", ["organization", "newcomer"])


def downgrade() -> None:
    op.drop_table("link")
    op.drop_table("join_code")
    for name in reversed(OF_PERSON):
        op.drop_column("person", name)
    op.drop_column("place", "tries")
