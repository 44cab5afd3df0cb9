"""Rules that are changed in chat, changes of a proposal that can be taken back, and who joins while pairs meet.

What a proposal that waits adds up to is counted here: it is read from there from now on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENTS = ("began_at", "late_at", "recheck_at")
COUNTED = {"people": sa.Integer(), "two_way": sa.Integer(), "fit": sa.Double()}
BEGAN = """
    UPDATE cohort SET began_at = (SELECT MIN(introduced_at) FROM pairing WHERE pairing.cohort = cohort.id)
"""
# What each teaches is sealed where there is anything, and "[]" where there is nothing.
COUNT = """
    UPDATE proposal SET
        two_way = (SELECT COUNT(*) FROM line WHERE line.proposal = proposal.id AND line.state = 'proposed'
                   AND line.mentor_teaches <> '[]' AND line.mentee_teaches <> '[]'),
        fit = (SELECT COALESCE(SUM(line.fit), 0) FROM line
               WHERE line.proposal = proposal.id AND line.state = 'proposed'),
        people = (SELECT COUNT(*) FROM (
            SELECT proposal AS whose, mentor AS person FROM line WHERE state = 'proposed'
            UNION SELECT proposal AS whose, mentee AS person FROM line WHERE state = 'proposed'
        ) AS placed WHERE placed.whose = proposal.id)
"""


def upgrade() -> None:
    op.add_column("cohort", sa.Column("rules", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("cohort", sa.Column("trial", sa.Text(), nullable=False, server_default="[]"))
    for name in MOMENTS:
        op.add_column("cohort", columns.moment(name))
    op.add_column(
        "cohort",
        sa.Column("recheck_after", columns.words(), nullable=False, server_default=""),
    )
    found = sa.Column("recheck_found", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("cohort", found)
    for name, kind in COUNTED.items():
        op.add_column("proposal", sa.Column(name, kind, nullable=False, server_default="0"))
    op.add_column("proposal", sa.Column("steps", sa.Text(), nullable=False, server_default="[]"))
    op.execute(sa.text(BEGAN))
    op.execute(sa.text(COUNT))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM ruling WHERE kind = 'lifted'"))
    for name in ("steps", *COUNTED):
        op.drop_column("proposal", name)
    for name in ("recheck_found", "recheck_after", *MOMENTS, "trial", "rules"):
        op.drop_column("cohort", name)
