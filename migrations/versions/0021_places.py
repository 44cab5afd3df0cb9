"""Where the app was removed; workspaces that installed it by OAuth, and installations that were begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import columns

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NAMES = (
    "app_id",
    "enterprise_id",
    "enterprise_name",
    "team_id",
    "team_name",
    "bot_id",
    "bot_user_id",
    "bot_scopes",
)


def upgrade() -> None:
    op.add_column("organization", columns.moment("closed_at"))
    op.add_column("place", columns.moment("closed_at"))
    op.create_table(
        "slack_bot",
        _number(),
        columns.text("client_id"),
        *(sa.Column(name, columns.words(), nullable=True) for name in NAMES),
        columns.sealed("bot_token"),
        columns.sealed("bot_refresh_token"),
        columns.moment("bot_token_expires_at"),
        columns.flag("is_enterprise_install"),
        columns.moment("installed_at", nullable=False),
    )
    op.create_index("slack_bot_team", "slack_bot", ["team_id"])
    op.create_index("slack_bot_enterprise", "slack_bot", ["enterprise_id"])
    op.create_table(
        "slack_state", _number(), columns.text("state"), columns.moment("expire_at", nullable=False)
    )
    op.create_index("slack_state_of", "slack_state", ["state"])


def downgrade() -> None:
    op.drop_table("slack_state")
    op.drop_table("slack_bot")
    op.drop_column("place", "closed_at")
    op.drop_column("organization", "closed_at")


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)
