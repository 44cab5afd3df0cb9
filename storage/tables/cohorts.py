"""Tables of `bot/program/model/cohorts.py`."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import flag, moment, packed, sealed, text, whole
from storage.tables.base import record_table

cohort = record_table(
    "cohort",
    text("state"),
    text("name"),
    sealed("objective"),
    sealed("measure"),
    text("template"),
    whole("size"),
    whole("rhythm_weeks"),
    whole("sessions"),
    whole("minutes"),
    whole("min_seniority_gap"),
    text("channel"),
    text("zone"),
    packed("safe_contacts"),
    moment("invite_at"),
    moment("digest_at"),
    moment("opened_at", nullable=False),
    text("opened_by"),
    moment("closes_at"),
    text("closed_by"),
    flag("quietly"),
    text("round"),
    whole("round_page"),
    moment("round_at"),
    whole("joined"),
    sealed("adjusted"),
    text("aim"),
    moment("aim_since"),
    text("aim_round"),
    whole("aim_page"),
    moment("aim_due"),
    packed("rules"),
    packed("trial"),
    moment("began_at"),
    moment("late_at"),
    moment("recheck_at"),
    text("recheck_after"),
    flag("recheck_found"),
    sealed("reshaped", packed=True),
    packed("groups"),
    sa.Index("cohort_state", "organization", "state"),
)

survey = record_table(
    "survey",
    text("cohort"),
    text("pairing"),
    text("person"),
    text("kind"),
    sealed("answers", packed=True),
    moment("given_at", nullable=False),
    sa.Index("survey_of", "organization", "cohort"),
    sa.Index("survey_by", "organization", "person"),
    sa.Index("survey_pairing", "organization", "pairing"),
)

seat = record_table(
    "seat",
    text("cohort"),
    text("side"),
    text("person"),
    text("state"),
    moment("at", nullable=False),
    sa.Index("seat_of", "organization", "cohort", "side", "state"),
    sa.Index("seat_by", "organization", "person"),
)
