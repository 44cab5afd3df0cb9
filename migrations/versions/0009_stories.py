"""What two partners tell of themselves, what changed because of a session, and which messages are about a story."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TOLD = sa.text("story != ''")


def _pair() -> tuple[sa.schema.SchemaItem, ...]:
    """Of which cohort and pairing, of whom, and who began it."""
    return tuple(columns.text(name) for name in ("cohort", "pairing", "mentor", "mentee", "by"))


def upgrade() -> None:
    op.create_table(
        "story",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        *_pair(),
        columns.text("state"),
        columns.sealed("by_mentor"),
        columns.sealed("by_mentee"),
        columns.sealed("text"),
        columns.whole("edition"),
        columns.packed("approved"),
        columns.moment("begun_at", nullable=False),
        columns.moment("waits_since"),
        columns.moment("posted_at"),
        columns.text("channel"),
        columns.text("post"),
    )
    op.create_table(
        "change",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        *_pair(),
        columns.sealed("text"),
        columns.text("state"),
        columns.whole("edition"),
        columns.packed("approved"),
        columns.packed("names"),
        columns.flag("named"),
        columns.moment("proposed_at", nullable=False),
        columns.moment("agreed_at"),
    )
    for table in ("story", "change"):
        for side in ("pairing", "mentor", "mentee"):
            op.create_index(f"{table}_{side}", table, ["organization", side])
    op.create_index("story_state", "story", ["organization", "state"])
    op.create_index("change_cohort", "change", ["organization", "cohort", "state"])
    op.add_column("outbox", sa.Column("story", columns.words(), nullable=False, server_default=""))
    told = {"postgresql_where": TOLD, "sqlite_where": TOLD}
    op.create_index("outbox_story", "outbox", ["organization", "story"], **told)


def downgrade() -> None:
    op.drop_index("outbox_story", "outbox")
    op.drop_column("outbox", "story")
    op.drop_table("change")
    op.drop_table("story")
