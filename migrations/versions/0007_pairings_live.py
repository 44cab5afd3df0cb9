"""What happens in a pairing after the introduction, what waits to be said, and who looked or acted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEW = ("agreement", "session", "attendance", "feedback", "check_in", "concern", "tray", "audit")
PAIRING = (
    "paused_until", "paused_by", "booked_at", "met_at", "held", "canceled_at", "one_way", "planned",
    "rhythm_weeks", "nudged",
)  # fmt: skip


def filled(column: sa.Column[object], value: str) -> sa.Column[object]:
    """A column that rows from before get a value for."""
    column.server_default = sa.DefaultClause(value)
    return column


def upgrade() -> None:
    op.add_column("person", filled(columns.text("delegate"), ""))
    op.add_column("person", columns.moment("paused_at"))
    op.create_index("person_delegate", "person", ["organization", "delegate"])
    op.add_column("talk", filled(columns.text("pairing"), ""))
    op.create_index("talk_pairing", "talk", ["organization", "pairing", "state"])
    op.add_column("pairing", columns.day("paused_until"))
    op.add_column("pairing", filled(columns.sealed("paused_by"), ""))
    op.add_column("pairing", columns.moment("booked_at"))
    op.add_column("pairing", columns.moment("met_at"))
    op.add_column("pairing", filled(columns.whole("held"), "0"))
    op.add_column("pairing", columns.moment("canceled_at"))
    op.add_column("pairing", filled(columns.whole("one_way"), "0"))
    op.add_column("pairing", filled(columns.whole("planned"), "6"))
    op.add_column("pairing", filled(columns.whole("rhythm_weeks"), "3"))
    op.add_column("pairing", filled(columns.packed("nudged"), "{}"))
    op.create_index("pairing_state", "pairing", ["organization", "state"])
    _pairs()
    _people()


def _record(name: str, *fields: sa.schema.SchemaItem) -> None:
    own = (columns.key(), columns.text("organization"), columns.whole("version"))
    op.create_table(name, *own, *fields)


def _pairs() -> None:
    _record(
        "agreement",
        columns.text("pairing"),
        columns.text("state"),
        columns.text("channel"),
        columns.whole("rhythm_weeks"),
        columns.text("reply"),
        columns.sealed("goals"),
        columns.sealed("stays"),
        columns.packed("confirmed"),
        columns.text("changed_by"),
        columns.moment("changed_at", nullable=False),
    )
    op.create_index("agreement_of", "agreement", ["organization", "pairing"])
    _record(
        "session",
        columns.text("pairing"),
        columns.whole("number"),
        columns.text("state"),
        columns.packed("slots"),
        columns.text("turn"),
        columns.moment("starts_at"),
        columns.whole("minutes"),
        columns.sealed("agenda"),
        columns.whole("changes"),
        columns.moment("over_at"),
    )
    op.create_index("session_of", "session", ["organization", "pairing", "number"])
    op.create_index("session_state", "session", ["organization", "state"])
    _record(
        "attendance",
        columns.text("session"),
        columns.text("pairing"),
        columns.text("person"),
        columns.moment("agenda_at"),
        columns.moment("ask_at"),
        columns.whole("asked"),
        columns.text("met"),
        columns.sealed("learned"),
        columns.sealed("taught"),
        columns.sealed("next_step"),
    )
    op.create_index("attendance_of", "attendance", ["organization", "pairing"])
    _record(
        "feedback",
        columns.text("session"),
        columns.text("pairing"),
        columns.text("person"),
        columns.sealed("useful"),
        columns.sealed("free"),
        columns.sealed("wish"),
        columns.moment("given_at", nullable=False),
        columns.moment("shared_at"),
    )
    op.create_index("feedback_of", "feedback", ["organization", "pairing"])
    _record(
        "check_in",
        columns.text("pairing"),
        columns.text("person"),
        columns.text("kind"),
        columns.sealed("answers"),
        columns.moment("given_at", nullable=False),
    )
    op.create_index("check_in_of", "check_in", ["organization", "pairing"])


def _people() -> None:
    _record(
        "concern",
        columns.text("by"),
        columns.text("pairing"),
        columns.sealed("text"),
        columns.text("state"),
        columns.text("contact"),
        columns.packed("contacts"),
        columns.text("next_contact"),
        columns.moment("sent_at", nullable=False),
        columns.moment("pass_on_at"),
        columns.moment("opened_at"),
        columns.moment("closed_at"),
    )
    op.create_index("concern_by", "concern", ["organization", "by"])
    op.create_index("concern_contact", "concern", ["organization", "contact"])
    op.create_index("concern_pairing", "concern", ["organization", "pairing"])
    _record(
        "tray",
        columns.text("person"),
        columns.packed("items"),
        columns.moment("open_at"),
        columns.packed("sent"),
        columns.whole("unanswered"),
        columns.packed("stopped"),
        columns.packed("later"),
        columns.moment("later_at"),
    )
    _record(
        "audit",
        columns.text("actor"),
        columns.text("action"),
        columns.text("subject"),
        columns.moment("at", nullable=False),
        columns.whole("saved"),
    )
    op.create_index("audit_at", "audit", ["organization", "saved"])


def downgrade() -> None:
    for table in reversed(NEW):
        op.drop_table(table)
    op.drop_index("pairing_state", "pairing")
    for column in reversed(PAIRING):
        op.drop_column("pairing", column)
    op.drop_index("talk_pairing", "talk")
    op.drop_column("talk", "pairing")
    op.drop_index("person_delegate", "person")
    op.drop_column("person", "paused_at")
    op.drop_column("person", "delegate")
