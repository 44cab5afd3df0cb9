"""What one event may see: `Query` says what its branch needs, `Snapshot` is what the storage found.

Bounded by a person, a pairing, a page of a proposal or a count; never all people. Where a query is silent its
part of the snapshot is empty.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

import msgspec

from bot.conversation.messages import Address
from bot.events import Sender
from bot.outcome import Send
from bot.program.model import (
    Account,
    Agreement,
    Attendance,
    Audit,
    Awareness,
    Background,
    Change,
    Channel,
    CheckIn,
    Cohort,
    Concern,
    Digest,
    Feedback,
    JoinCode,
    Leftover,
    Line,
    Link,
    Organization,
    Pairing,
    Person,
    Place,
    Proposal,
    Reading,
    Release,
    Ruling,
    Seat,
    Session,
    Sponsor,
    Story,
    Survey,
    Talk,
    Term,
    Tray,
)

MOST_FAILED = 50
PAGE = 6  # how many people a listing shows
LINES = 12  # of a proposal, and people left over, shown at once
LineList = Literal["all", "weakest", "locked", "left"]
LISTS: tuple[LineList, ...] = get_args(LineList)
AUDIT_PAGE = 15
EVERYBODY = ("export",)  # what is put down as done about everybody, without naming each
NEWEST_CHANGES = 3  # that a digest tells of
MOST_WORDS = 500  # that the catalog does not know, looked at at once
SAYERS_AT_ONCE = 200  # people who are changed in one step
LISTED_AT_ONCE = 50  # people looked through one part after the other
LIVE_AT_ONCE = 100  # pairs that meet, looked through one part after the other
SEATS_AT_ONCE = 1000  # people added to a channel in one call
PAIRS_AT_ONCE, PEOPLE_AT_ONCE = 20, 50  # of a cohort that is closed
Group = Literal["joined", "waiting", "away", "unreachable", "outside", "left", "all"]
GROUPS: tuple[Group, ...] = get_args(Group)


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Which people an admin looks at: all of a `group`, or those whose name is like `names`.

    `outside` are all who never joined, whatever they were asked and answered: nobody can tell one from the other.
    """

    group: Group = "all"
    names: str = ""
    page: int = 1


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What an HR file knows somebody by."""

    external: str
    email: str = ""
    slack_id: str = ""
    teams_id: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a platform's list of people, as far as it says whose it is; `email` "" where that may not count."""

    account: str
    user: str
    email: str = ""


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """The place that showed a code, and its company: all that whoever has the code may know of it. `has_begun`: there
    is a program, or was one.
    """

    code: JoinCode
    organization: Organization
    place: Place
    by: Person | None
    has_begun: bool


class OwnWords(msgspec.Struct, frozen=True, kw_only=True):
    """Words that some people who joined have for what they teach, or want to learn, and no catalog knows. `id` finds
    them again; it tells nothing.
    """

    id: str
    words: str
    taught: bool
    wanted: bool


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What a step needs to see. `organization` is "" when only the sender's place can tell it.

    The organization, its open (or closing) cohort and its channels always come along, without one the last that
    closed. With `sender`: their place, account, person, tray, open talks, live pairings and the partners in these.

    The *life* of a pairing is its agreement, sessions, attendances, feedback, check-ins, stories, changes, the open
    talks about it and the trays of both people. It comes along with one `pairing`, `session`, `attendance`, `concern`,
    `story` or `change` asked for, with the pairing of a talk, and with all pairings of the sender when `lives` is set.
    """

    sender: Sender | None = None
    place: str = ""  # "platform:place", when there is no sender
    organization: str = ""
    people: tuple[str, ...] = ()  # person ids
    externals: tuple[str, ...] = ()  # persons by the ids of the HR file, for an import
    identities: tuple[Identity, ...] = ()  # which of these wanted to be forgotten?
    leaving: str = (
        ""  # somebody who goes for good: whom they arrange for, and concerns told by them or to them
    )
    strangers: tuple[str, ...] = ()  # people whom no HR file has named yet, by their ids on the platforms
    roster: str = ""  # how far the list of people of this place is read; "all" for all there are
    entries: tuple[Entry, ...] = ()  # whose are these, and what accounts do those people have?
    # A code that was typed: whose is it? "new": one to show, and those that this place has shown.
    code: str = ""
    namesake: bool = False  # as `owner`, of a sender with an account: who else has their e-mail address
    accounts_of: tuple[str, ...] = ()  # of these people
    link: str = ""  # one link, its people and their accounts
    listed: str | None = None  # people with something from a list, behind this id (LISTED_AT_ONCE each)
    talk: str = ""  # one talk, open or not, with its person
    open_talks_of: tuple[str, ...] = ()
    pairing: str = ""  # one pairing, its life and both people
    lives: bool = (
        False  # of the sender's, their principals' and `people`'s pairings, and of live ones in the history
    )
    session: str = ""  # one session and its pairing
    attendance: str = ""  # one attendance, its session and pairing
    concern: str = ""  # one concern and its pairing
    concerns: bool = False  # those the sender (else `people`) told or was told, and of `concern`'s pairing
    story: str = ""  # one story and its pairing; else the story that the message of `outbox` is about
    change: str = ""  # one change and its pairing
    stories: bool = (
        False  # stories and changes of the sender and of `people`, over or not, and their pairings' lives
    )
    tray: str = ""  # one tray, its person, and all pairings and talks that wait in it, with their lives
    listing: Listing | None = None  # a page of people, for an admin
    live_after: str | None = (
        None  # the LIVE_AT_ONCE live pairings whose ids come behind this one, and their people
    )
    free: int = (
        0  # up to so many people in the program who are there and in no live pairing, who joined last first
    )
    admin_trays: bool = False  # those of `admins`
    live_pairs: bool = False  # all pairings that are introduced or paused, and their sessions' states counted
    # One digest, or "last"; with its cohort, or the open one, or the last: of that the newest posted, all that was
    # published about answers, and the newest changes.
    digest: str = ""
    cohort_pairs: bool = False  # all pairings of the cohort, or of the last
    members: int = 0  # a page of them (PAIRS_AT_ONCE each, by id), with their lives
    surveys: bool = (
        False  # what the sender, `people`, whose tray it is, and all in these lives said at the end
    )
    joined: int = 0  # a page of the people in the program (PEOPLE_AT_ONCE each, by id), with their trays
    audit_page: int = 0  # a page of who looked or acted, the newest first
    noted: tuple[str, ...] = ()  # which of these entries, by id, are there already?
    looked_page: int = 0  # a page of who looked or acted about the sender, the newest first
    names_like: str = ""  # up to 50 people whose name shares a beginning (2 letters) with a word of these
    typed: str = ""  # as `names_like`, but only while an open talk of the sender's is at one of `named_in`
    named_in: tuple[str, ...] = ()  # flows, or questions of flows ("onboarding.never_with")
    lines_in: tuple[str, ...] = ()  # the same; as `managers`, but only while a talk is there
    proposal: str = ""  # an id, or "current": the newest not discarded and not announced
    page: int = 1  # of the proposal's lines (state proposed) and leftovers, LINES each, with their people
    lines: LineList = "all"  # which lines: by number, the least fitting first, or those that are locked
    number: int = 0  # the line of the proposal that has this number, beside that page
    their_lines: bool = (
        False  # instead of a page: the lines of those whom `names_like` found, and of `people`
    )
    line: str = ""  # one line of a proposal, with its people
    all_lines: bool = (
        False  # every line and leftover of the proposal (bounded by the pilot's size), with their people
    )
    pairings_of_proposal: str = ""
    approved: int = (
        0  # of these only the first so many that wait for their introduction; 0 for all, whatever their state
    )
    homes: bool = False  # where both of each of these pairings, or of the one asked for, were last
    admins: bool = False
    history: bool = False  # rulings, and pairings ever made, that concern anybody in the snapshot's `people`
    middle_grade: bool = False  # the median grade of the directory
    card: str = ""  # the newest message about this (`About.story`) that waits or was sent
    outbox: str = ""  # what an outbox row says, and the pairing whose two share the conversation it goes to
    failed_since: datetime | None = (
        None  # messages that failed or are in doubt since then, MOST_FAILED of them; events still set aside, counted
    )
    invitable: int = 0  # up to so many reachable people in state known; least and most senior take turns
    counts: bool = False  # how many people are in each state, and how many pairings
    tallied_at: datetime | None = (
        None  # the cohort's pairings summed up, as of then, and who is without a partner
    )
    terms: bool = False  # all that the organization has decided about words
    terms_in: tuple[str, ...] = ()  # the same, but only while an open talk of the sender's is at one of these
    own_words: int = (
        0  # a page of words nobody knows (PAGE each, by alphabet), of up to MOST_WORDS; with all terms
    )
    own_word: str = ""  # some of these by their id, and people who say so (SAYERS_AT_ONCE); with all terms
    # One term, and people who are changed next (SAYERS_AT_ONCE): once all were, those who would be changed back.
    term: str = ""
    roles: bool = False  # in `counts`: how many who joined would be in each role
    awareness: bool = False  # what the cohort's channel is told, who goes first, and whether the sender does
    sponsor: str = ""  # a person's part in going first
    seats: bool = False  # in which groups the sender is, or wants to be
    wanting: str = ""  # who wants to be in the group of this side (SEATS_AT_ONCE of them), with their seats
    offers: bool = False  # topics that several people who joined offer
    background: bool = False  # what the sender, `people` and whose tray it is told for the program's aim
    backgrounds: int = 0  # so many of what anybody told for it, the oldest first
    managers: bool = False  # the whole reporting line upwards of every person in the snapshot


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    people: dict[str, int] = {}  # by state
    roles: dict[str, int] = {}  # who joined, by role
    paused: int = 0
    invitable: int = 0  # whom an invitation would reach
    unreachable: int = 0
    pairings: dict[str, int] = {}  # by state, of the program there is, or was last
    sessions: dict[str, int] = {}  # by state; with `live_pairs` only


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Pairings of one state together: their sessions `held` and `planned`, and how many have one `ahead`."""

    pairs: int = 0
    held: int = 0
    planned: int = 0
    ahead: int = 0


class Tallies(msgspec.Struct, frozen=True, kw_only=True):
    """`partnered` are the people in live pairings, `left_over` those a round had no partner for."""

    by_state: dict[str, Tally] = {}
    partnered: int = 0
    left_over: int = 0


class FailedSend(msgspec.Struct, frozen=True, kw_only=True):
    """A message that could not be delivered, or nobody can tell (`doubt`); of kinds that the admins hear of.

    To a `person` (id) or a `channel`, else to the two of a pair. `at` is when it was given up. `outbox` is what
    an admin decides about.
    """

    outbox: str
    person: str = ""
    channel: str = ""
    kind: str
    reason: str
    state: Literal["failed", "doubt"]
    at: datetime


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A message that says something which may be taken back, and what became of it (`storage/outbox.py`)."""

    send: Send
    state: str


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """`people` has everybody mentioned anywhere in the snapshot, by id. `above` has reporting lines,
    nearest first, ids of persons.
    """

    seen: Query = Query()  # what was asked for
    organization: Organization | None = None
    place: Place | None = None
    places: tuple[Place, ...] = ()
    account: Account | None = None
    me: Person | None = None
    cohort: Cohort | None = None  # open or closing
    last_cohort: Cohort | None = None  # without one: the last that closed
    channels: tuple[Channel, ...] = ()
    talks: tuple[Talk, ...] = ()  # open, the one asked last first
    talk: Talk | None = None
    pairings: tuple[Pairing, ...] = ()  # of the sender (approved or introduced), or of the proposal asked for
    pairing: Pairing | None = None
    principals: tuple[Person, ...] = ()  # whom the sender may arrange sessions for
    tray: Tray | None = None  # the one asked for
    trays: dict[str, Tray] = {}  # by person
    lives: dict[str, Pairing] = {}  # the pairings whose life came along, by id
    agreements: dict[str, Agreement] = {}  # by pairing
    sessions: tuple[Session, ...] = ()  # by pairing, then number
    attendances: tuple[Attendance, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    stories: tuple[Story, ...] = ()  # the first begun first
    changes: tuple[Change, ...] = ()  # the first proposed first
    pair_talks: tuple[Talk, ...] = ()  # open ones of either person about these pairings
    session: Session | None = None
    attendance: Attendance | None = None
    concern: Concern | None = None
    story: Story | None = None
    change: Change | None = None
    concerns: tuple[Concern, ...] = ()
    listed: tuple[Person, ...] = ()  # the page of people asked for
    listed_in_all: int = 0
    live_pairs: tuple[Pairing, ...] = ()
    free: tuple[Person, ...] = ()
    digest: Digest | None = None
    digest_cohort: Cohort | None = None
    last_digest: Digest | None = None  # the newest weekly one of that cohort that was posted
    releases: tuple[Release, ...] = ()  # of that cohort, the oldest first
    cohort_pairs: tuple[Pairing, ...] = ()
    surveys: tuple[Survey, ...] = ()
    joined: tuple[Person, ...] = ()
    audit: tuple[Audit, ...] = ()
    audit_in_all: int = 0
    noted: frozenset[str] = frozenset()
    people: dict[str, Person] = {}
    by_external: dict[str, Person] = {}
    forgotten: frozenset[str] = frozenset()  # of the identities asked about, by their HR id
    strangers: tuple[Person, ...] = ()
    readings: tuple[Reading, ...] = ()
    owners: dict[str, Person] = {}  # by account: whose the entries are
    twins: dict[
        str, Person
    ] = {}  # by account: who has this e-mail address in the HR file, where the owner is not in it
    accounts: dict[str, Account] = {}  # all of these people, by id
    links: dict[str, Link] = {}  # by account: of a sender who is new, of the entries, or the one asked for
    codes: tuple[JoinCode, ...] = ()  # that the sender's place has shown
    fresh_code: str = ""  # that nobody can guess: by chance, from the storage
    elsewhere: Elsewhere | None = None
    listed_people: tuple[Person, ...] = ()
    names: tuple[Person, ...] = ()  # what names_like found
    proposal: Proposal | None = None
    lines: tuple[Line, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    locked: int = 0  # lines of that proposal, where they were asked for
    line: Line | None = None
    admins: tuple[Person, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    past: tuple[Pairing, ...] = ()
    homes: dict[str, Address] = {}  # by person
    invitable: tuple[Person, ...] = ()
    counts: Counts = Counts()
    tallies: Tallies = Tallies()
    awareness: Awareness | None = None
    sponsors: dict[str, Sponsor] = {}  # by person
    seats: tuple[Seat, ...] = ()
    backgrounds: dict[str, Background] = {}  # by person
    terms: tuple[Term, ...] = ()  # the one decided last first
    term: Term | None = None
    own_words: tuple[OwnWords, ...] = ()
    own_words_in_all: int = 0
    own_word: OwnWords | None = None
    sayers: tuple[Person, ...] = ()
    offers: tuple[str, ...] = ()  # names of the catalog, what most offer first
    above: dict[str, tuple[str, ...]] = {}
    middle_grade: int | None = None
    sent: Send | None = None
    sent_state: str = ""
    card: str = ""  # what the outbox calls the newest message asked for, "" where there is none
    # By outbox id: where the story or change asked for stands, with `stories` all of theirs; the sponsor's sentence.
    posted: dict[str, Posted] = {}
    failed: tuple[FailedSend, ...] = ()  # newest first
    set_aside: int = 0  # events that went wrong on our side and wait to be run again
    # Without an account: the person of the directory whose platform id or e-mail is the sender's; with their accounts.
    owner: Person | None = None
