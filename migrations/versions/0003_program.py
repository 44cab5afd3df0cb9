"""Cohorts, talks, proposals, pairings and rulings."""

from __future__ import annotations

from alembic import op

from migrations import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohort",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("state"),
        columns.text("name"),
        columns.sealed("objective"),
        columns.sealed("measure"),
        columns.text("template"),
        columns.whole("size"),
        columns.whole("rhythm_weeks"),
        columns.whole("sessions"),
        columns.whole("minutes"),
        columns.whole("min_seniority_gap"),
        columns.text("channel"),
        columns.packed("safe_contacts"),
        columns.moment("invite_at"),
        columns.moment("opened_at", nullable=False),
        columns.text("opened_by"),
    )
    op.create_index("cohort_state", "cohort", ["organization", "state"])
    op.create_table(
        "talk",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("person"),
        columns.text("flow"),
        columns.text("about"),
        columns.text("state"),
        columns.sealed("progress"),
        columns.moment("asked_at", nullable=False),
        columns.text("asked_in"),
        columns.moment("offered"),
    )
    op.create_index("talk_of", "talk", ["organization", "person", "state"])
    op.create_table(
        "proposal",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("cohort"),
        columns.text("state"),
        columns.text("asked_by"),
        columns.whole("pairs"),
        columns.whole("leftovers"),
        columns.moment("announce_at"),
        columns.whole("saved"),
    )
    op.create_index("proposal_state", "proposal", ["organization", "state"])
    op.create_table(
        "line",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("proposal"),
        columns.whole("number"),
        columns.text("mentor"),
        columns.text("mentee"),
        columns.number("fit"),
        columns.sealed("mentor_teaches"),
        columns.sealed("mentee_teaches"),
        columns.number("overlap_hours"),
        columns.sealed("reasons"),
        columns.flag("locked"),
        columns.flag("hand"),
        columns.text("state"),
    )
    op.create_index("line_of", "line", ["organization", "proposal", "state", "number"])
    op.create_table(
        "leftover",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("proposal"),
        columns.whole("number"),
        columns.text("person"),
        columns.text("reason"),
        columns.packed("closest"),
        columns.sealed("values"),
        columns.text("state"),
    )
    op.create_index("leftover_of", "leftover", ["organization", "proposal", "state", "number"])
    op.create_table(
        "pairing",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("cohort"),
        columns.text("proposal"),
        columns.text("mentor"),
        columns.text("mentee"),
        columns.number("fit"),
        columns.sealed("mentor_teaches"),
        columns.sealed("mentee_teaches"),
        columns.number("overlap_hours"),
        columns.sealed("reasons"),
        columns.text("state"),
        columns.text("first_writer"),
        columns.sealed("opener"),
        columns.moment("approved_at", nullable=False),
        columns.moment("introduced_at"),
        columns.moment("ended_at"),
        columns.text("ended_because"),
    )
    op.create_index("pairing_mentee", "pairing", ["organization", "mentee"])
    op.create_index("pairing_mentor", "pairing", ["organization", "mentor"])
    op.create_index("pairing_proposal", "pairing", ["organization", "proposal"])
    op.create_table(
        "ruling",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.text("first"),
        columns.text("second"),
        columns.text("kind"),
    )
    op.create_index("ruling_first", "ruling", ["organization", "first"])
    op.create_index("ruling_second", "ruling", ["organization", "second"])


def downgrade() -> None:
    op.drop_table("ruling")
    op.drop_table("pairing")
    op.drop_table("leftover")
    op.drop_table("line")
    op.drop_table("proposal")
    op.drop_table("talk")
    op.drop_table("cohort")
