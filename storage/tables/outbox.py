"""What waits to be sent, and what was."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import Packed, moment, number, sealed, text, whole, words
from storage.tables.base import METADATA

OPEN = ("ready", "leased", "sending")
FAILED = ("failed", "doubt")

outbox = sa.Table(
    "outbox",
    METADATA,
    sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("id", words(), nullable=False, unique=True),
    text("organization"),
    text("realm"),
    text("address"),  # "person:<id>", "channel:<id>" or "both:<pairing>": what is kept in order
    text("person"),
    text("about_person"),
    text("pairing"),
    text("proposal"),
    text("talk"),
    text("kind"),
    sealed("body", packed=True),
    text("state"),
    text("reason"),
    moment("created_at", nullable=False),
    moment("line_at", nullable=False),  # when it takes its place in line: `not_before`, or when it was made
    moment("not_before"),
    moment("expires"),
    whole("lease"),  # how often claimed: who claimed last holds it
    number("free_s"),  # until then leased, or put back
    whole("attempts"),
    text("reference"),
    sa.Column("sent_to", Packed, nullable=True),
    moment("sent_at"),  # program time
    moment("over_at"),  # program time: failed, in doubt or dropped by delivery
    sa.Column("session", words(), nullable=False, server_default=""),
    sa.Column("story", words(), nullable=False, server_default=""),
    sa.Column("unasked", sa.Boolean, nullable=False, server_default=sa.false()),  # counts for the week
    sa.Column("lane", sa.Integer, nullable=False, server_default="0"),  # `lanes.py`
)

_IS_OPEN = outbox.c.state.in_(OPEN)
sa.Index(
    "outbox_line",
    outbox.c.organization,
    outbox.c.address,
    outbox.c.line_at,
    outbox.c.sequence,
    postgresql_where=_IS_OPEN,
    sqlite_where=_IS_OPEN,
)
sa.Index(
    "outbox_lane",
    outbox.c.realm,
    outbox.c.lane,
    outbox.c.line_at,
    outbox.c.sequence,
    outbox.c.organization,
    postgresql_where=_IS_OPEN,
    sqlite_where=_IS_OPEN,
)

_IS_ABOUT = (
    outbox.c.pairing != ""
)  # else PostgreSQL might look for an address in it, through a whole organization
sa.Index(
    "outbox_pairing",
    outbox.c.organization,
    outbox.c.pairing,
    postgresql_where=_IS_OPEN & _IS_ABOUT,
    sqlite_where=_IS_OPEN & _IS_ABOUT,
)
_OF_STORY = outbox.c.story != ""
sa.Index(
    "outbox_story",
    outbox.c.organization,
    outbox.c.story,
    postgresql_where=_OF_STORY,
    sqlite_where=_OF_STORY,
)
_IS_FAILED = outbox.c.state.in_(FAILED)
sa.Index(
    "outbox_failed",
    outbox.c.organization,
    outbox.c.over_at,
    outbox.c.sequence,
    postgresql_where=_IS_FAILED,
    sqlite_where=_IS_FAILED,
)
_COUNTS = outbox.c.unasked & outbox.c.sent_at.is_not(None)
sa.Index(
    "outbox_unasked",
    outbox.c.organization,
    outbox.c.person,
    outbox.c.sent_at,
    postgresql_where=_COUNTS,
    sqlite_where=_COUNTS,
)
