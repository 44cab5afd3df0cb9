"""Indexes for what a large directory would make slow: the account used last, the grade in the middle, what is due
next when much is due at the same moment.
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("account_saved", "account", ["organization", "saved"])
    op.create_index("person_grade", "person", ["organization", "gone", "grade"])
    op.drop_index("due_at", "due")
    op.create_index("due_at", "due", ["realm", "at", "organization", "rule", "subject"])


def downgrade() -> None:
    op.drop_index("due_at", "due")
    op.create_index("due_at", "due", ["realm", "at"])
    op.drop_index("person_grade", "person")
    op.drop_index("account_saved", "account")
