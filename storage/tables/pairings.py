"""Tables of `bot/program/model/pairings.py`."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import day, moment, number, packed, sealed, text, whole
from storage.tables.base import record_table

pairing = record_table(
    "pairing",
    text("cohort"),
    text("proposal"),
    text("mentor"),
    text("mentee"),
    number("fit"),
    sealed("mentor_teaches", packed=True),
    sealed("mentee_teaches", packed=True),
    number("overlap_hours"),
    sealed("reasons", packed=True),
    text("state"),
    text("first_writer"),
    sealed("opener"),
    moment("approved_at", nullable=False),
    moment("introduced_at"),
    moment("ended_at"),
    text("ended_because"),
    day("paused_until"),
    sealed("paused_by"),
    moment("booked_at"),
    moment("met_at"),
    whole("held"),
    moment("canceled_at"),
    whole("one_way"),
    whole("planned"),
    whole("rhythm_weeks"),
    packed("nudged"),
    sa.Index("pairing_state", "organization", "state"),
    sa.Index("pairing_mentor", "organization", "mentor"),
    sa.Index("pairing_mentee", "organization", "mentee"),
    sa.Index("pairing_proposal", "organization", "proposal"),
)

agreement = record_table(
    "agreement",
    text("pairing"),
    text("state"),
    text("channel"),
    whole("rhythm_weeks"),
    text("reply"),
    sealed("goals", packed=True),
    sealed("stays"),
    packed("confirmed"),
    text("changed_by"),
    moment("changed_at", nullable=False),
    sa.Index("agreement_of", "organization", "pairing"),
)

session = record_table(
    "session",
    text("pairing"),
    whole("number"),
    text("state"),
    packed("slots"),
    text("turn"),
    moment("starts_at"),
    whole("minutes"),
    sealed("agenda", packed=True),
    whole("changes"),
    moment("over_at"),
    sa.Index("session_of", "organization", "pairing", "number"),
    sa.Index("session_state", "organization", "state"),
)

attendance = record_table(
    "attendance",
    text("session"),
    text("pairing"),
    text("person"),
    moment("agenda_at"),
    moment("ask_at"),
    whole("asked"),
    text("met"),
    sealed("learned"),
    sealed("taught"),
    sealed("next_step"),
    sa.Index("attendance_of", "organization", "pairing"),
)

feedback = record_table(
    "feedback",
    text("session"),
    text("pairing"),
    text("person"),
    sealed("useful", packed=True),
    sealed("free", packed=True),
    sealed("wish"),
    moment("given_at", nullable=False),
    moment("shared_at"),
    sa.Index("feedback_of", "organization", "pairing"),
)

check_in = record_table(
    "check_in",
    text("pairing"),
    text("person"),
    text("kind"),
    sealed("answers", packed=True),
    moment("given_at", nullable=False),
    sa.Index("check_in_of", "organization", "pairing"),
)

concern = record_table(
    "concern",
    text("by"),
    text("pairing"),
    sealed("text"),
    text("state"),
    text("contact"),
    packed("contacts"),
    text("next_contact"),
    moment("sent_at", nullable=False),
    moment("pass_on_at"),
    moment("opened_at"),
    moment("closed_at"),
    sa.Index("concern_by", "organization", "by"),
    sa.Index("concern_contact", "organization", "contact"),
    sa.Index("concern_pairing", "organization", "pairing"),
)
