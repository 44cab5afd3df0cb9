"""Tables of `bot/program/model/told.py`."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import day, flag, moment, packed, sealed, text, whole
from storage.tables.base import record_table

story = record_table(
    "story",
    text("cohort"),
    text("pairing"),
    text("mentor"),
    text("mentee"),
    text("by"),
    text("state"),
    sealed("by_mentor", packed=True),
    sealed("by_mentee", packed=True),
    sealed("text", packed=True),
    whole("edition"),
    packed("approved"),
    moment("begun_at", nullable=False),
    moment("waits_since"),
    moment("posted_at"),
    text("channel"),
    text("post"),
    packed("copies"),
    sa.Index("story_pairing", "organization", "pairing"),
    sa.Index("story_mentor", "organization", "mentor"),
    sa.Index("story_mentee", "organization", "mentee"),
    sa.Index("story_state", "organization", "state"),
)

change = record_table(
    "change",
    text("cohort"),
    text("pairing"),
    text("mentor"),
    text("mentee"),
    text("by"),
    sealed("text"),
    text("state"),
    whole("edition"),
    packed("approved"),
    packed("names"),
    flag("named"),
    moment("proposed_at", nullable=False),
    moment("agreed_at"),
    packed("told_in"),
    sa.Index("change_pairing", "organization", "pairing"),
    sa.Index("change_mentor", "organization", "mentor"),
    sa.Index("change_mentee", "organization", "mentee"),
    sa.Index("change_cohort", "organization", "cohort", "state"),
)

awareness = record_table(
    "awareness",
    text("cohort"),
    moment("next_at"),
    flag("paused"),
    packed("posted"),
    text("sponsor"),
    moment("look_at"),
    moment("looking"),
    packed("topics"),
    moment("topics_at"),
    packed("short"),
    packed("surplus"),
    packed("beside"),
    moment("counted_at"),
    sa.Column("picture", sa.LargeBinary, nullable=False),
)

sponsor = record_table(
    "sponsor",
    text("person"),
    text("named_by"),
    text("state"),
    sealed("sentence"),
    text("draft"),
    packed("posts"),
)

digest = record_table(
    "digest",
    text("cohort"),
    day("day"),
    text("kind"),
    text("state"),
    text("asked_by"),
    flag("to_channel"),
    whole("held"),
    whole("planned"),
    whole("joined"),
    moment("told"),
    sa.Column("picture", sa.LargeBinary, nullable=False),
    moment("made_at", nullable=False),
    sa.Index("digest_of", "organization", "cohort", "made_at"),
)

release = record_table(
    "release",
    text("cohort"),
    text("kind"),
    moment("until", nullable=False),
    packed("shares"),
    packed("topics"),
    sa.Index("release_of", "organization", "cohort", "until"),
)
