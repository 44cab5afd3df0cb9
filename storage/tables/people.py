"""Tables of `bot/program/model/people.py`."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import day, flag, moment, packed, sealed, text, whole, words
from storage.tables.base import METADATA, record_table

person = record_table(
    "person",
    text("external"),
    text("name"),
    sealed("email"),
    text("title"),
    text("department"),
    text("site"),
    whole("grade", nullable=True),
    text("manager"),
    day("start_date"),
    packed("languages"),
    text("fingerprint"),
    text("slack_id"),
    text("teams_id"),
    flag("is_admin"),
    flag("is_guest"),
    flag("gone"),
    flag("reachable"),
    packed("listed"),
    text("state"),
    text("language"),
    text("role"),
    whole("capacity"),
    sealed("teaches", packed=True),
    sealed("wants", packed=True),
    sealed("confidence", packed=True),
    sealed("own_words", packed=True),
    sealed("answers", packed=True),
    text("timezone"),
    packed("hours"),
    packed("channels"),
    sealed("never_with", packed=True),
    flag("brokered"),
    text("delegate"),
    moment("pledged_at"),
    moment("joined_at"),
    day("paused_until"),
    moment("paused_at"),
    day("ask_again"),
    moment("waiting_since"),
    moment("left_at"),
    text("writes_in"),
    text("last_in"),
    text("link"),
    text("email_mark"),  # finds a sealed address without opening it, see `Keys.marks`
    sa.Index("person_external", "organization", "external"),
    sa.Index("person_slack", "organization", "slack_id"),
    sa.Index("person_teams", "organization", "teams_id"),
    sa.Index("person_email", "organization", "email_mark"),
    sa.Index("person_admin", "organization", "is_admin"),
    sa.Index("person_state", "organization", "state", "grade", "id"),
    sa.Index("person_delegate", "organization", "delegate"),
    sa.Index("person_grade", "organization", "gone", "grade"),
)

person_name = sa.Table(
    "person_name",
    METADATA,
    text("organization"),
    text("prefix"),
    sa.Column("token", words(), primary_key=True),
    sa.Column(
        "person", words(), sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, nullable=False
    ),
    sa.Index("person_name_prefix", "organization", "prefix"),
    sa.Index("person_name_of", "person"),
)

background = record_table(
    "background",
    text("person"),
    sealed("answers", packed=True),
    sealed("consents", packed=True),
    moment("given_at", nullable=False),
    sa.Index("background_of", "organization", "person"),
    sa.Index("background_given", "organization", "given_at"),
)

talk = record_table(
    "talk",
    text("person"),
    text("flow"),
    text("about"),
    text("pairing"),
    text("state"),
    sealed("progress", packed=True),
    moment("asked_at", nullable=False),
    text("asked_in"),
    moment("offered"),
    sa.Index("talk_of", "organization", "person", "state"),
    sa.Index("talk_pairing", "organization", "pairing", "state"),
)

tray = record_table(
    "tray",
    text("person"),
    packed("items"),
    moment("open_at"),
    packed("sent"),
    whole("unanswered"),
    packed("stopped"),
    packed("later"),
    moment("later_at"),
)
