"""What an organization means by words that the catalog does not know, and who says what is in no catalog.

The storage fills the second when it opens: the words are sealed, and a migration has no keys.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NOTHING = "{}"


def upgrade() -> None:
    op.add_column("person", sa.Column("own_words", sa.Text(), nullable=False, server_default=NOTHING))
    op.create_table(
        "term",
        columns.key(),
        columns.text("organization"),
        columns.whole("version"),
        columns.sealed("words"),
        columns.text("state"),
        columns.sealed("skill"),
        columns.text("category"),
        columns.text("by"),
        columns.moment("at", nullable=False),
        columns.moment("moves_at"),
    )
    op.create_index("term_of", "term", ["organization", "at"])
    op.create_table(
        "own_word",
        columns.text("organization"),
        columns.key("mark"),
        sa.Column(
            "person", columns.words(), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
        ),
        columns.sealed("words"),
        columns.flag("taught"),
        columns.flag("wanted"),
        columns.flag("changed"),
    )
    op.create_index("own_word_mark", "own_word", ["organization", "mark", "changed", "person"])
    op.create_index("own_word_of", "own_word", ["person"])


def downgrade() -> None:
    op.drop_table("own_word")
    op.drop_table("term")
    op.drop_column("person", "own_words")
    op.execute("DELETE FROM setting WHERE name = 'own words'")  # filled again when it comes back
