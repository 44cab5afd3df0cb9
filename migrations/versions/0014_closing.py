"""A program that comes to its end: until when, what people say of it then, and reports beside the weekly digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WORDS = ("closed_by", "round")
NUMBERS = {"round_page": "1", "joined": "0"}
MOMENTS = ("closes_at", "round_at")


def upgrade() -> None:
    for name in WORDS:
        op.add_column("cohort", sa.Column(name, columns.words(), nullable=False, server_default=""))
    op.add_column("cohort", sa.Column("adjusted", sa.Text(), nullable=False, server_default=""))
    for name, default in NUMBERS.items():
        op.add_column("cohort", sa.Column(name, sa.Integer(), nullable=False, server_default=default))
    for name in MOMENTS:
        op.add_column("cohort", columns.moment(name))
    op.add_column("cohort", sa.Column("quietly", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("digest", sa.Column("kind", columns.words(), nullable=False, server_default="week"))
    op.create_table(
        "survey",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("cohort"),
        columns.text("pairing"),
        columns.text("person"),
        columns.text("kind"),
        columns.sealed("answers"),
        columns.moment("given_at", nullable=False),
    )
    op.create_index("survey_of", "survey", ["organization", "cohort"])
    op.create_index("survey_by", "survey", ["organization", "person"])
    op.create_index("survey_pairing", "survey", ["organization", "pairing"])


def downgrade() -> None:
    op.drop_table("survey")
    op.drop_column("digest", "kind")
    for name in ("quietly", *MOMENTS, *NUMBERS, "adjusted", *WORDS):
        op.drop_column("cohort", name)
