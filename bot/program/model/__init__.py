"""What is remembered: frozen records, each of one organization.

A record changes by being saved again with `version` as read; the storage refuses a version that has moved on
and the event is run again. `storage/tables/` has one table per record with a column per field.
"""

from __future__ import annotations

from bot.program.model.base import Base
from bot.program.model.cohorts import (
    AdviceGroup,
    Cohort,
    PairingRules,
    SafeContact,
    Seat,
    Shape,
    Side,
    Survey,
    Trial,
    seat_id,
    survey_id,
)
from bot.program.model.company import (
    Account,
    Audit,
    Channel,
    JoinCode,
    Link,
    Organization,
    Place,
    Reading,
    Term,
    is_late,
    link_id,
    reading_id,
)
from bot.program.model.pairings import (
    Agreement,
    Attendance,
    CheckIn,
    Concern,
    Feedback,
    Goal,
    Pairing,
    Session,
)
from bot.program.model.people import (
    NAMESAKE,
    Background,
    Consent,
    Membership,
    Person,
    Talk,
    Tray,
    Waiting,
    background_id,
    by_id,
    tray_id,
)
from bot.program.model.proposals import Advised, Leftover, Line, Proposal, Ruling, Step, Suggested, Was
from bot.program.model.told import (
    Awareness,
    Change,
    Digest,
    Passage,
    PostedIn,
    Release,
    Share,
    Sponsor,
    Story,
    Telling,
    awareness_id,
    sponsor_id,
)

__all__ = [
    "NAMESAKE",
    "Account",
    "AdviceGroup",
    "Advised",
    "Agreement",
    "Attendance",
    "Audit",
    "Awareness",
    "Background",
    "Base",
    "Change",
    "Channel",
    "CheckIn",
    "Cohort",
    "Concern",
    "Consent",
    "Digest",
    "Feedback",
    "Goal",
    "JoinCode",
    "Leftover",
    "Line",
    "Link",
    "Membership",
    "Organization",
    "Pairing",
    "PairingRules",
    "Passage",
    "Person",
    "Place",
    "PostedIn",
    "Proposal",
    "Reading",
    "Record",
    "Release",
    "Ruling",
    "SafeContact",
    "Seat",
    "Session",
    "Shape",
    "Share",
    "Side",
    "Sponsor",
    "Step",
    "Story",
    "Suggested",
    "Survey",
    "Talk",
    "Telling",
    "Term",
    "Tray",
    "Trial",
    "Waiting",
    "Was",
    "awareness_id",
    "background_id",
    "by_id",
    "is_late",
    "link_id",
    "reading_id",
    "seat_id",
    "sponsor_id",
    "survey_id",
    "tray_id",
]

Record = (
    Organization
    | Place
    | JoinCode
    | Account
    | Link
    | Reading
    | Channel
    | Person
    | Background
    | Cohort
    | Talk
    | Proposal
    | Line
    | Leftover
    | Pairing
    | Ruling
    | Agreement
    | Session
    | Attendance
    | Feedback
    | CheckIn
    | Survey
    | Seat
    | Story
    | Change
    | Concern
    | Tray
    | Audit
    | Awareness
    | Sponsor
    | Digest
    | Release
    | Term
)
