"""What is stored where? One table for each record with a column per field, then the tables of the plumbing.

`records.py` turns records into rows; `migrations/` says how a database came to look like this. Sealed columns
hold what people wrote and are unreadable without the keys (`sealed.py`). Moments are aware UTC; columns
ending in `_s` are machine time, in seconds since 1970 by the database's own clock.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.program.model import (
    Account,
    Agreement,
    Attendance,
    Audit,
    Awareness,
    Background,
    Base,
    Change,
    Channel,
    CheckIn,
    Cohort,
    Concern,
    Digest,
    Feedback,
    Leftover,
    Line,
    Organization,
    Pairing,
    Person,
    Place,
    Proposal,
    Reading,
    Release,
    Ruling,
    Session,
    Sponsor,
    Story,
    Survey,
    Talk,
    Term,
    Tray,
)
from storage.tables.base import METADATA, record_table
from storage.tables.cohorts import cohort, survey
from storage.tables.company import account, audit, channel, organization, own_word, place, reading, term
from storage.tables.outbox import FAILED, OPEN, outbox
from storage.tables.pairings import agreement, attendance, check_in, concern, feedback, pairing, session
from storage.tables.people import background, person, person_name, talk, tray
from storage.tables.plumbing import (
    due,
    forgotten,
    inbox,
    job,
    post,
    rate,
    set_aside,
    setting,
    slack_bot,
    slack_state,
)
from storage.tables.proposals import leftover, line, proposal, ruling
from storage.tables.told import awareness, change, digest, release, sponsor, story

__all__ = [
    "FAILED",
    "METADATA",
    "OPEN",
    "TABLES",
    "account",
    "agreement",
    "attendance",
    "audit",
    "awareness",
    "background",
    "change",
    "channel",
    "check_in",
    "cohort",
    "concern",
    "digest",
    "due",
    "feedback",
    "forgotten",
    "inbox",
    "job",
    "leftover",
    "line",
    "organization",
    "outbox",
    "own_word",
    "pairing",
    "person",
    "person_name",
    "place",
    "post",
    "proposal",
    "rate",
    "reading",
    "record_table",
    "release",
    "ruling",
    "session",
    "set_aside",
    "setting",
    "slack_bot",
    "slack_state",
    "sponsor",
    "story",
    "survey",
    "talk",
    "term",
    "tray",
]

TABLES: dict[type[Base], sa.Table] = {
    Organization: organization,
    Place: place,
    Account: account,
    Reading: reading,
    Channel: channel,
    Person: person,
    Background: background,
    Cohort: cohort,
    Talk: talk,
    Proposal: proposal,
    Line: line,
    Leftover: leftover,
    Pairing: pairing,
    Ruling: ruling,
    Agreement: agreement,
    Session: session,
    Attendance: attendance,
    Feedback: feedback,
    CheckIn: check_in,
    Survey: survey,
    Story: story,
    Change: change,
    Concern: concern,
    Tray: tray,
    Audit: audit,
    Awareness: awareness,
    Sponsor: sponsor,
    Digest: digest,
    Release: release,
    Term: term,
}
