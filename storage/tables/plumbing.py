"""Tables that hold no record: what came in, what falls due, jobs, rates, installations."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import flag, moment, number, sealed, text, whole, words
from storage.tables.base import METADATA

inbox = sa.Table(
    "inbox",
    METADATA,
    sa.Column("event", words(), primary_key=True),
    text("organization"),  # "" when the place was not known yet
    text("place"),
    moment("at", nullable=False),
)

set_aside = sa.Table(
    "set_aside",
    METADATA,
    sa.Column("event", words(), primary_key=True),
    text("organization"),
    text("place"),
    moment("at", nullable=False),
    text("error"),
    sealed("body", packed=True),
)
due = sa.Table(
    "due",
    METADATA,
    sa.Column("organization", words(), primary_key=True),
    sa.Column("subject", words(), primary_key=True),
    sa.Column("rule", words(), primary_key=True),
    text("realm"),
    moment("at", nullable=False),
    sa.Index("due_at", "realm", "at", "organization", "rule", "subject"),  # as they are claimed
)

job = sa.Table(
    "job",
    METADATA,
    sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("id", words(), nullable=False, unique=True),
    text("organization"),
    text("realm"),
    text("kind"),
    text("subject"),
    whole("attempts"),
    number("free_s"),  # until then leased, or put back
    sa.Index("job_realm", "realm", "sequence"),
)

rate = sa.Table(
    "rate",
    METADATA,
    sa.Column("name", words(), primary_key=True),
    number("full_s"),  # when the next call would be exactly in time
    number("closed_s"),  # nobody calls until then
)

post = sa.Table(
    "post",
    METADATA,
    sa.Column("organization", words(), primary_key=True),
    sa.Column("id", words(), primary_key=True),
    text("conversation"),
    whole("number"),
    moment("at", nullable=False),
    sealed("body", packed=True),
    sa.Index("post_of", "organization", "conversation", "number"),
)

forgotten = sa.Table(
    "forgotten",
    METADATA,
    sa.Column("organization", words(), primary_key=True),
    sa.Column("mark", words(), primary_key=True),  # see `forgotten.py`
)

setting = sa.Table(
    "setting",
    METADATA,
    sa.Column("name", words(), primary_key=True),
    sealed("value"),
)

slack_bot = sa.Table(  # installations by OAuth, as Slack's library writes them; see `installs.py`
    "slack_bot",
    METADATA,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    text("client_id"),
    *(sa.Column(name, words(), nullable=True) for name in ("app_id", "enterprise_id", "enterprise_name")),
    *(sa.Column(name, words(), nullable=True) for name in ("team_id", "team_name", "bot_id", "bot_user_id")),
    sa.Column("bot_scopes", words(), nullable=True),
    sealed("bot_token"),
    sealed("bot_refresh_token"),
    moment("bot_token_expires_at"),  # machine time, as all moments here
    flag("is_enterprise_install"),
    moment("installed_at", nullable=False),
    sa.Column("again", sa.Boolean(), nullable=False, server_default=sa.false()),  # the place was known before
    sa.Index("slack_bot_team", "team_id"),
    sa.Index("slack_bot_enterprise", "enterprise_id"),
)

slack_state = sa.Table(  # installations that were begun, as Slack's library writes them
    "slack_state",
    METADATA,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    text("state"),
    moment("expire_at", nullable=False),  # machine time
    sa.Index("slack_state_of", "state"),
)
