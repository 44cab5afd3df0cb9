"""What the pairs of a program should also do, and what people tell about themselves for that alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WORDS = ("aim", "aim_round")
MOMENTS = ("aim_since", "aim_due")


def upgrade() -> None:
    for name in WORDS:
        op.add_column("cohort", sa.Column(name, columns.words(), nullable=False, server_default=""))
    op.add_column("cohort", sa.Column("aim_page", sa.Integer(), nullable=False, server_default="1"))
    for name in MOMENTS:
        op.add_column("cohort", columns.moment(name))
    op.create_table(
        "background",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("person"),
        columns.sealed("answers"),
        columns.sealed("consents"),
        columns.moment("given_at", nullable=False),
    )
    op.create_index("background_of", "background", ["organization", "person"])
    op.create_index("background_given", "background", ["organization", "given_at"])


def downgrade() -> None:
    op.drop_table("background")
    for name in (*MOMENTS, "aim_page", *WORDS):
        op.drop_column("cohort", name)
