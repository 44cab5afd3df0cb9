"""Tables of `bot/program/model/company.py`."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import flag, moment, packed, sealed, text, whole, words
from storage.tables.base import METADATA, record_table

organization = record_table(
    "organization", text("name"), text("realm"), text("language"), moment("closed_at")
)

place = record_table(
    "place",
    text("platform"),
    text("place"),
    moment("closed_at"),
    packed("tries"),
    sa.Index("place_of", "organization"),
)

join_code = record_table(
    "join_code",
    text("place"),
    text("by"),
    moment("expires_at", nullable=False),
    sa.Index("join_code_of", "organization", "place"),
)

link = record_table(
    "link",
    text("account"),
    text("person"),
    text("newcomer"),
    text("state"),
    moment("at", nullable=False),
    sa.Index("link_of", "organization", "person"),
    sa.Index("link_newcomer", "organization", "newcomer"),
)

account = record_table(
    "account",
    text("person"),
    packed("address"),
    moment("changed_at"),
    whole("saved"),  # grows with each save: the account used last has the largest
    sa.Index("account_of", "organization", "person"),
    sa.Index("account_saved", "organization", "saved"),
)

reading = record_table(
    "reading",
    text("place"),
    moment("next_at"),
    moment("begun_at"),
    text("cursor"),
    whole("page"),
    whole("seen"),
    packed("left"),
    packed("outside"),
    whole("changed"),
    whole("found"),
    packed("asked_by"),
    moment("out_at"),
    moment("read_at"),
    whole("people"),
    whole("told_changed"),
    whole("told_found"),
    whole("told_left"),
    flag("short"),
    flag("trusted"),
    flag("troubled"),
    packed("fields"),
    packed("offered"),
    text("fields_for"),
    text("profiles_after"),
    moment("fields_off_at"),
    sa.Index("reading_of", "organization", "place"),
)

channel = record_table(
    "channel",
    text("name"),
    packed("address"),
    text("away"),
    moment("changed_at"),
    sa.Index("channel_of", "organization", "name"),
)

own_word = sa.Table(  # who says what no catalog knows, see `bot/program/company/own_words.py`
    "own_word",
    METADATA,
    text("organization"),
    sa.Column("mark", words(), primary_key=True),  # finds sealed words without opening them, see `Keys.marks`
    sa.Column(
        "person", words(), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, nullable=False
    ),
    sealed("words"),
    flag("taught"),
    flag("wanted"),
    flag("changed"),  # a skill stands in their place now
    sa.Index("own_word_mark", "organization", "mark", "changed", "person"),
    sa.Index("own_word_of", "person"),
)

audit = record_table(
    "audit",
    text("actor"),
    text("action"),
    text("subject"),
    moment("at", nullable=False),
    whole("saved"),  # set at the first save: the newest has the largest
    sa.Index("audit_at", "organization", "saved"),
    sa.Index("audit_subject", "organization", "subject", "saved"),
    sa.Index("audit_actor", "organization", "actor", "saved"),
)

term = record_table(
    "term",
    sealed("words"),
    text("state"),
    sealed("skill"),
    text("category"),
    text("by"),
    moment("at", nullable=False),
    moment("moves_at"),
    sa.Index("term_of", "organization", "at"),
)
