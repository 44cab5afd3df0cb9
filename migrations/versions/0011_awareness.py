"""What a program's channel has been told about it, and who goes first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _record(name: str, *fields: sa.schema.SchemaItem) -> None:
    own = (columns.key(), columns.text("organization"), columns.whole("version"))
    op.create_table(name, *own, *fields)


def upgrade() -> None:
    _record(
        "awareness",
        columns.text("cohort"),
        columns.moment("next_at"),
        columns.flag("paused"),
        columns.packed("posted"),
        columns.text("sponsor"),
        columns.moment("look_at"),
        columns.packed("topics"),
        columns.moment("topics_at"),
        columns.packed("short"),
        columns.packed("surplus"),
        columns.moment("counted_at"),
    )
    _record(
        "sponsor",
        columns.text("person"),
        columns.text("named_by"),
        columns.text("state"),
        columns.sealed("sentence"),
        columns.text("draft"),
        columns.packed("posts"),
    )


def downgrade() -> None:
    op.drop_table("sponsor")
    op.drop_table("awareness")
