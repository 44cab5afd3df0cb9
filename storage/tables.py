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
from storage.columns import Packed, day, flag, moment, number, packed, sealed, text, whole, words

METADATA = sa.MetaData()


def record_table(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(
        name,
        METADATA,
        sa.Column("id", words(), primary_key=True),
        text("organization"),
        whole("version"),
        *columns,
    )


organization = record_table(
    "organization", text("name"), text("realm"), text("language"), moment("closed_at")
)

place = record_table(
    "place", text("platform"), text("place"), moment("closed_at"), sa.Index("place_of", "organization")
)

account = record_table(
    "account",
    text("person"),
    packed("address"),
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
    "channel", text("name"), packed("address"), sa.Index("channel_of", "organization", "name")
)

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

own_word = sa.Table(  # who says what no catalog knows, see `bot/program/own_words.py`
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
    sa.Index("cohort_state", "organization", "state"),
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

ruling = record_table(
    "ruling",
    text("first"),
    text("second"),
    text("kind"),
    sa.Index("ruling_first", "organization", "first"),
    sa.Index("ruling_second", "organization", "second"),
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

sa.Index(
    "outbox_pairing",
    outbox.c.organization,
    outbox.c.pairing,
    postgresql_where=_IS_OPEN,
    sqlite_where=_IS_OPEN,
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
