"""How far the list of people of a place is read, and what of a person comes from such a list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NOTHING = "[]"


def upgrade() -> None:
    op.add_column("person", sa.Column("listed", sa.Text(), nullable=False, server_default=NOTHING))
    op.create_table(
        "reading",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("place"),
        columns.moment("next_at"),
        columns.moment("begun_at"),
        columns.text("cursor"),
        columns.whole("page"),
        columns.whole("seen"),
        columns.packed("left"),
        columns.packed("outside"),
        columns.whole("changed"),
        columns.whole("found"),
        columns.packed("asked_by"),
        columns.moment("out_at"),
        columns.moment("read_at"),
        columns.whole("people"),
        columns.whole("told_changed"),
        columns.whole("told_found"),
        columns.whole("told_left"),
        columns.flag("short"),
        columns.flag("trusted"),
        columns.flag("troubled"),
        columns.packed("fields"),
        columns.packed("offered"),
        columns.text("fields_for"),
        columns.text("profiles_after"),
        columns.moment("fields_off_at"),
    )
    op.create_index("reading_of", "reading", ["organization", "place"])


def downgrade() -> None:
    op.drop_table("reading")
    op.drop_column("person", "listed")
