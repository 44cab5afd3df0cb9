"""Tables of `bot/program/model/proposals.py`."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import flag, moment, number, packed, sealed, text, whole
from storage.tables.base import record_table

proposal = record_table(
    "proposal",
    text("cohort"),
    text("state"),
    text("asked_by"),
    whole("pairs"),
    whole("leftovers"),
    sealed("advice", packed=True),
    whole("people"),
    whole("two_way"),
    number("fit"),
    packed("steps"),
    moment("announce_at"),
    whole("saved"),  # set at the first save: the newest has the largest
    sa.Index("proposal_state", "organization", "state"),
)

line = record_table(
    "line",
    text("proposal"),
    whole("number"),
    text("mentor"),
    text("mentee"),
    number("fit"),
    sealed("mentor_teaches", packed=True),
    sealed("mentee_teaches", packed=True),
    number("overlap_hours"),
    sealed("reasons", packed=True),
    flag("locked"),
    flag("hand"),
    text("state"),
    sa.Index("line_of", "organization", "proposal", "state", "number"),
)

leftover = record_table(
    "leftover",
    text("proposal"),
    whole("number"),
    text("person"),
    text("reason"),
    packed("closest"),
    sealed("values", packed=True),
    text("state"),
    sa.Index("leftover_of", "organization", "proposal", "state", "number"),
)

ruling = record_table(
    "ruling",
    text("first"),
    text("second"),
    text("kind"),
    sa.Index("ruling_first", "organization", "first"),
    sa.Index("ruling_second", "organization", "second"),
)
