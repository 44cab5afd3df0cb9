"""Messages to deliver, what falls due, jobs, and the rates of the platforms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("state IN ('ready', 'leased', 'sending')")


def upgrade() -> None:
    op.create_table(
        "outbox",
        columns.sequence(),
        columns.text("id"),
        columns.text("organization"),
        columns.text("realm"),
        columns.text("address"),
        columns.text("person"),
        columns.text("about_person"),
        columns.text("pairing"),
        columns.text("proposal"),
        columns.text("talk"),
        columns.text("kind"),
        columns.sealed("body"),
        columns.text("state"),
        columns.text("reason"),
        columns.moment("created_at", nullable=False),
        columns.moment("line_at", nullable=False),
        columns.moment("not_before"),
        columns.moment("expires"),
        columns.whole("lease"),
        columns.number("free_s"),
        columns.whole("attempts"),
        columns.text("reference"),
        sa.Column("sent_to", sa.Text(), nullable=True),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "outbox_line",
        "outbox",
        ["organization", "address", "line_at", "sequence"],
        postgresql_where=IS_OPEN,
        sqlite_where=IS_OPEN,
    )
    op.create_index(
        "outbox_open",
        "outbox",
        ["realm", "line_at", "sequence", "not_before"],
        postgresql_where=IS_OPEN,
        sqlite_where=IS_OPEN,
    )
    op.create_table(
        "due",
        columns.key("organization"),
        columns.key("subject"),
        columns.key("rule"),
        columns.text("realm"),
        columns.moment("at", nullable=False),
    )
    op.create_index("due_at", "due", ["realm", "at"])
    op.create_table(
        "job",
        columns.sequence(),
        columns.text("id"),
        columns.text("organization"),
        columns.text("realm"),
        columns.text("kind"),
        columns.text("subject"),
        columns.whole("attempts"),
        columns.number("free_s"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("job_realm", "job", ["realm", "sequence"])
    op.create_table(
        "rate",
        columns.key("name"),
        columns.number("full_s"),
        columns.number("closed_s"),
    )


def downgrade() -> None:
    op.drop_table("rate")
    op.drop_table("job")
    op.drop_table("due")
    op.drop_table("outbox")
