"""People, how to reach them, and the words they are found by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("external"),
        columns.text("name"),
        columns.sealed("email"),
        columns.text("title"),
        columns.text("department"),
        columns.text("site"),
        columns.whole("grade", nullable=True),
        columns.text("manager"),
        columns.day("start_date"),
        columns.packed("languages"),
        columns.text("fingerprint"),
        columns.text("slack_id"),
        columns.text("teams_id"),
        columns.flag("is_admin"),
        columns.flag("is_guest"),
        columns.flag("gone"),
        columns.flag("reachable"),
        columns.text("state"),
        columns.text("language"),
        columns.text("role"),
        columns.whole("capacity"),
        columns.sealed("teaches"),
        columns.sealed("wants"),
        columns.sealed("confidence"),
        columns.sealed("answers"),
        columns.text("timezone"),
        columns.packed("hours"),
        columns.packed("channels"),
        columns.sealed("never_with"),
        columns.flag("brokered"),
        columns.moment("pledged_at"),
        columns.moment("joined_at"),
        columns.day("paused_until"),
        columns.day("ask_again"),
        columns.moment("waiting_since"),
        columns.text("email_mark"),
    )
    op.create_index("person_admin", "person", ["organization", "is_admin"])
    op.create_index("person_email", "person", ["organization", "email_mark"])
    op.create_index("person_external", "person", ["organization", "external"])
    op.create_index("person_slack", "person", ["organization", "slack_id"])
    op.create_index("person_state", "person", ["organization", "state", "grade", "id"])
    op.create_index("person_teams", "person", ["organization", "teams_id"])
    op.create_table(
        "account",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("person"),
        columns.packed("address"),
        columns.whole("saved"),
    )
    op.create_index("account_of", "account", ["organization", "person"])
    op.create_table(
        "person_name",
        columns.text("organization"),
        columns.text("prefix"),
        columns.key("token"),
        sa.Column(
            "person", columns.words(), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
        ),
    )
    op.create_index("person_name_of", "person_name", ["person"])
    op.create_index("person_name_prefix", "person_name", ["organization", "prefix"])


def downgrade() -> None:
    op.drop_table("person_name")
    op.drop_table("account")
    op.drop_table("person")
