"""Digests, what was published about answers, and where and when a cohort's digest comes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cohort", sa.Column("zone", columns.words(), nullable=False, server_default=""))
    op.add_column("cohort", columns.moment("digest_at"))
    _record(
        "digest",
        columns.text("cohort"),
        columns.day("day"),
        columns.text("state"),
        columns.text("asked_by"),
        columns.flag("to_channel"),
        columns.whole("held"),
        columns.whole("planned"),
        columns.whole("joined"),
        columns.moment("told"),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        columns.moment("made_at", nullable=False),
    )
    op.create_index("digest_of", "digest", ["organization", "cohort", "made_at"])
    _record(
        "release",
        columns.text("cohort"),
        columns.text("kind"),
        columns.moment("until", nullable=False),
        columns.packed("shares"),
        columns.packed("topics"),
    )
    op.create_index("release_of", "release", ["organization", "cohort", "until"])


def _record(name: str, *fields: sa.schema.SchemaItem) -> None:
    own = (columns.key(), columns.text("organization"), columns.whole("version"))
    op.create_table(name, *own, *fields)


def downgrade() -> None:
    op.drop_table("release")
    op.drop_table("digest")
    op.drop_column("cohort", "digest_at")
    op.drop_column("cohort", "zone")
