"""What is remembered: frozen records, each of one organization, and the snapshot a step sees.

A record changes by being saved again with `version` as read; the storage refuses a version that has moved on
and the event is run again. `storage/tables.py` has one table per record with a column per field.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

import msgspec

from bot.conversation.flow import Progress
from bot.conversation.messages import Address


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """What all records have. `version` 0 means not stored yet; the storage raises it by one at each save."""

    id: str
    organization: str
    version: int = 0


class Organization(Base, frozen=True, kw_only=True):
    """One company. `id` equals `organization`. `language` is what channels are written in. `closed_at` is when the
    last of its places was closed, `None` while one is open.
    """

    name: str = ""
    realm: Literal["live", "playground"] = "live"
    language: str = "en"
    closed_at: datetime | None = None


class Place(Base, frozen=True, kw_only=True):
    """A Slack workspace or Teams tenant, `id` "platform:place"; of exactly one organization. `closed_at` is when
    the app was removed there, `None` while it is installed.
    """

    platform: str
    place: str
    closed_at: datetime | None = None


class Account(Base, frozen=True, kw_only=True):
    """How to reach a person on one platform, `id` "platform:place:user"."""

    person: str
    address: Address


class Reading(Base, frozen=True, kw_only=True):
    """How the list of people of a place is read: a page after the other, every night at `next_at`; one for each place.

    While it goes on, `begun_at` is when it began, `page` how many pages are in, `cursor` what the platform calls the
    next one, `seen` how many entries there were. `left` and `outside` are people of ours (ids) who are deactivated, or
    guests, by that list: they are taken out when it is complete, from `out_at` on, some at a time. `changed` and
    `found` count people whose entry has changed, and people of the HR file who were found. `asked_by` are admins who
    hear when it is done.

    Of the last complete list are `read_at`, `people` (its entries), and in `told_changed`, `told_found` and `told_left`
    what came of it. `short` when the list had lost so much that nobody was taken out: then `trusted` says that an admin
    has looked. `troubled` when the admins have heard that it cannot be read.

    `fields` are the company's own fields of a profile (ids), by what they mean here ("title", "department", "manager"),
    none unless an admin named them; `offered` are those there are, as id and label, and `fields_for` is the admin who
    waits for these. `profiles_after` is how far they are read, a person's id. `fields_off_at` is when what came from
    them goes, once they were turned off.
    """

    place: str
    next_at: datetime | None = None
    begun_at: datetime | None = None
    cursor: str = ""
    page: int = 0
    seen: int = 0
    left: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    changed: int = 0
    found: int = 0
    asked_by: tuple[str, ...] = ()
    out_at: datetime | None = None
    read_at: datetime | None = None
    people: int = 0
    told_changed: int = 0
    told_found: int = 0
    told_left: int = 0
    short: bool = False
    trusted: bool = False
    troubled: bool = False
    fields: dict[str, str] = {}
    offered: tuple[tuple[str, str], ...] = ()
    fields_for: str = ""
    profiles_after: str = ""
    fields_off_at: datetime | None = None


def reading_id(place: str) -> str:
    return f"reading:{place}"


class Channel(Base, frozen=True, kw_only=True):
    """A channel the bot may post to, `id` "platform:place:conversation". `name` without "#"."""

    name: str
    address: Address


def by_id(person: str) -> str:
    """How somebody of no HR file is named as a manager."""
    return f"id:{person}"


Membership = Literal["known", "invited", "later", "declined", "onboarding", "joined", "left"]


class Person(Base, frozen=True, kw_only=True):
    """Somebody of the company: what the HR file says, and what they told the bot.

    `state`: `known` from the directory only; `invited`; `later` said "not now"; `declined` said never; `onboarding`
    began the talk; `joined`; `left` the program. `external` is the id of the HR file. `manager` is the `external`
    id of their manager, or `by_id` where that is somebody of no HR file. `teaches` and `wants` are catalog names or
    own words in the order given; `confidence` 1 to 5 by wish. `own_words` are what was made skills of after it was
    said ("teaches/Quality management": "Q-Gate"), so that it can be taken back. `answers` are those to questions
    that have no field of their own. `never_with` are person ids. `delegate` is the id of somebody who may arrange
    sessions for them. `paused_until` is the first day they are back, `None` when not paused; `paused_at` when they
    went. `left_at` is when they left the program or the company. `listed` names fields whose value comes from a
    platform's list of people: it may change with that list. With "gone" in it the list says that they have left.
    """

    external: str = ""
    name: str
    email: str = ""
    title: str = ""
    department: str = ""
    site: str = ""
    grade: int | None = None
    manager: str = ""
    start_date: date | None = None
    languages: tuple[str, ...] = ()
    fingerprint: str = ""
    slack_id: str = ""
    teams_id: str = ""
    is_admin: bool = False
    is_guest: bool = False
    gone: bool = False  # no longer in the HR file, or deactivated on the platform
    reachable: bool = False  # there is an account to write to
    listed: tuple[str, ...] = ()

    state: Membership = "known"
    language: str = "en"
    role: Literal["mentor", "mentee", "both", ""] = ""
    capacity: int = 1
    teaches: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    confidence: dict[str, int] = {}
    own_words: dict[str, str] = {}
    answers: dict[str, str | int | list[str]] = {}
    timezone: str = ""
    hours: tuple[tuple[time, time], ...] = ()
    channels: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    brokered: bool = False
    delegate: str = ""
    pledged_at: datetime | None = None
    joined_at: datetime | None = None
    paused_until: date | None = None
    paused_at: datetime | None = None
    ask_again: date | None = None
    waiting_since: datetime | None = None
    left_at: datetime | None = None

    @property
    def called_by(self) -> tuple[str, ...]:
        """What `manager` of whoever reports to them may be."""
        return (self.external, by_id(self.id)) if self.external else (by_id(self.id),)

    @property
    def is_joined(self) -> bool:
        return self.state == "joined" and not self.gone

    @property
    def is_paused(self) -> bool:
        return self.paused_until is not None


class SafeContact(msgspec.Struct, frozen=True, kw_only=True):
    person: str
    state: Literal["asked", "accepted", "declined"] = "asked"


class PairingRules(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin changed of how people are matched; `weights` by the names of the parts of the score, those not
    given count as usual. `bot/program/matching/rules.py` says what each figure means.
    """

    min_overlap_hours: float = 1
    min_tenure_years: int = 3
    different_department: bool = False
    different_site: bool = False
    weights: dict[str, float] = {}


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """Other rules that an admin looks at before they are kept; `size` and `min_seniority_gap` as in `Cohort`.

    `before` is what held when it was begun: if that has changed since, the effect that was shown is not true any more.
    """

    id: str
    by: str
    rules: PairingRules
    min_seniority_gap: int
    size: int
    before: tuple[PairingRules, int, int]
    shown: bool = False


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What a template sets of a cohort, as it was before one was used; fields as there."""

    template: str
    objective: str
    measure: str
    rhythm_weeks: int
    sessions: int


class Cohort(Base, frozen=True, kw_only=True):
    """One run of the program. `size` pairs, one session of `minutes` every `rhythm_weeks`, `sessions` in all.

    `channel` is a `Channel` id or "", `zone` (IANA) where its clock is read, "" for that of `opened_by`. `invite_at` is
    when the next batch of invitations goes out, `None` when nobody is left to invite; `digest_at` the next digest.

    open -> closing -> closed. While it is closing, until `closes_at`, pairs still meet and are asked how it was;
    `round` is what is gone through next (`bot/program/closing.py`), `round_page` how far, `round_at` when. `closed_by`
    is the admin who hears how it went, `quietly` without a post; `joined` how many were in it at the end. `adjusted` is
    what those who run it changed since the figures of before, in their words.

    `aim` is what its pairs should also do, "" for nothing, and `aim_since` since when: what people told before does not
    count. `aim_round` goes through what is forgotten, then through whom it is offered (`bot/program/aim.py`),
    `aim_page` how far, `aim_due` when.

    `rules` is how people are matched, besides `min_seniority_gap`; `trial` other rules that admins look at, one each.
    `began_at` is when the first pairs were introduced; from then on `late_at` is when the admins hear who is without a
    partner, `None` while nobody has come since. `recheck_at` is when the pairs that meet are held against the reporting
    lines again, `recheck_after` (a pairing's id) how far that is, `recheck_found` whether
    one was found. `reshaped` is what a template has replaced last, for whoever wants it back.
    """

    state: Literal["open", "closing", "closed"] = "open"
    name: str = ""
    objective: str
    measure: str
    template: str = "hartford"
    size: int = 12
    rhythm_weeks: int = 3
    sessions: int = 6
    minutes: int = 25
    min_seniority_gap: int = 2
    channel: str = ""
    zone: str = ""
    safe_contacts: tuple[SafeContact, ...] = ()
    invite_at: datetime | None = None
    digest_at: datetime | None = None
    opened_at: datetime
    opened_by: str = ""
    closes_at: datetime | None = None
    closed_by: str = ""
    quietly: bool = False
    round: Literal["", "ask", "remind", "end", "people"] = ""
    round_page: int = 1
    round_at: datetime | None = None
    joined: int = 0
    adjusted: str = ""
    aim: Literal["", "difference", "common"] = ""
    aim_since: datetime | None = None
    aim_round: Literal["", "forget", "offer"] = ""
    aim_page: int = 1
    aim_due: datetime | None = None

    rules: PairingRules = PairingRules()
    trial: tuple[Trial, ...] = ()
    began_at: datetime | None = None
    late_at: datetime | None = None
    recheck_at: datetime | None = None
    recheck_after: str = ""
    recheck_found: bool = False
    reshaped: tuple[Shape, ...] = ()


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody agreed to with an answer: the `wording` of the sentence they read, in which language, and when."""

    wording: int
    language: str
    at: datetime


class Background(Base, frozen=True, kw_only=True):
    """What one person told about themselves for the program's aim, and for nothing else; who told nothing has none.

    `answers` has what they ticked by topic (`bot/program/background.py`), `consents` has one for each of these. Nobody
    reads it: it only moves how well two people fit. `given_at` is when it was told, or changed last.
    """

    person: str
    answers: dict[str, tuple[str, ...]] = {}
    consents: dict[str, Consent] = {}
    given_at: datetime


def background_id(person: str) -> str:
    return f"background:{person}"


class Talk(Base, frozen=True, kw_only=True):
    """A conversation of one person about one flow.

    `about` is what it is about (a record's id, or words of the flow), `pairing` the pairing that belongs to.
    `asked_at` is when the last question reaches them, which may lie ahead: what others cause waits for their hours.
    `asked_in` is the outbox id of the message with the last question, so that an answered card can be closed.
    `offered` is when it was put away by the person, or offered again after days of silence; such a talk no
    longer has the floor until taken up.
    """

    person: str
    flow: str
    about: str = ""
    pairing: str = ""
    state: Literal["open", "done", "stopped"] = "open"
    progress: Progress = Progress()
    asked_at: datetime
    asked_in: str = ""
    offered: datetime | None = None


class Suggested(msgspec.Struct, frozen=True, kw_only=True):
    """A reason as data: `kind` names a sentence of the catalog, `values` fill it."""

    kind: str
    values: dict[str, str | int | list[str]] = {}


class Advised(msgspec.Struct, frozen=True, kw_only=True):
    """What would help `count` of those left over, as data: `kind` names a sentence of the catalog, `values` fill it."""

    kind: str
    count: int
    values: dict[str, str | int | list[str]] = {}


class Was(msgspec.Struct, frozen=True, kw_only=True):
    """What a line, or somebody left over, was before a change; of a line also whether it was locked, and by hand."""

    id: str
    state: str
    locked: bool = False
    hand: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a proposal that can be taken back: the `move`, what its records were, and a ruling it made."""

    id: str
    move: str
    lines: tuple[Was, ...] = ()
    left: tuple[Was, ...] = ()
    ruling: str = ""


class Proposal(Base, frozen=True, kw_only=True):
    """Pairings awaiting approval. `pairs` and `leftovers` count its lines, `people` who is in them, `two_way` those in
    which both teach; `fit` is that of all lines together. `steps` are the last changes, the newest last.

    making -> ready -> approved -> announced; or discarded. Of many pairs so many are introduced at a time, and while
    some still wait it is "announcing". `asked_by` is the admin who asked for it, looked again or approved it last, and
    is told how it goes on. `announce_at` is when approved introductions go out unless undone.
    """

    cohort: str
    state: Literal["making", "ready", "approved", "announcing", "announced", "discarded"] = "making"
    asked_by: str
    pairs: int = 0
    leftovers: int = 0
    advice: tuple[Advised, ...] = ()
    people: int = 0
    two_way: int = 0
    fit: float = 0
    steps: tuple[Step, ...] = ()
    announce_at: datetime | None = None


class Line(Base, frozen=True, kw_only=True):
    """One pair of a proposal, `number` from 1, best first. `hand` made by the admin; `state` removed when
    taken out.
    """

    proposal: str
    number: int
    mentor: str
    mentee: str
    fit: float
    mentor_teaches: tuple[str, ...] = ()
    mentee_teaches: tuple[str, ...] = ()
    overlap_hours: float = 0
    reasons: tuple[Suggested, ...] = ()
    locked: bool = False
    hand: bool = False
    state: Literal["proposed", "removed"] = "proposed"


class Leftover(Base, frozen=True, kw_only=True):
    """Somebody a proposal has no partner for. `reason` names a sentence; `closest` are person ids."""

    proposal: str
    number: int
    person: str
    reason: str
    closest: tuple[str, ...] = ()
    values: dict[str, str | int | list[str]] = {}
    state: Literal["left", "placed"] = "left"


class Pairing(Base, frozen=True, kw_only=True):
    """An approved mentor and mentee. `first_writer` is the id of who writes first.

    approved -> introduced -> ended; an approved one may be undone, an introduced one be paused and go on.
    `ended_because`: "swap", "undone", "left", "rematch", "concern", "finished", or "changed" before they met.
    `paused_until` is the first day they go on, `None` in a pause that a safe contact ends; `paused_by` whoever asked
    for a pause.

    What follows is kept up to date by `bot/program/sessions.py`, so that health and nudges need only this record:
    `booked_at` when the next session begins, `met_at` when the last one that was held began, `held` how many were,
    `canceled_at` when one was called off with nothing booked since, `one_way` how many of the last were so in a row.
    `planned` sessions, one every `rhythm_weeks`. `nudged` says when each rule of `bot/program/care.py` last spoke, and
    when they were last back from a break ("back").
    """

    cohort: str
    proposal: str = ""
    mentor: str
    mentee: str
    fit: float = 0
    mentor_teaches: tuple[str, ...] = ()
    mentee_teaches: tuple[str, ...] = ()
    overlap_hours: float = 0
    reasons: tuple[Suggested, ...] = ()
    state: Literal["approved", "introduced", "paused", "ended"] = "approved"
    first_writer: str = ""
    opener: str = ""
    approved_at: datetime
    introduced_at: datetime | None = None
    ended_at: datetime | None = None
    ended_because: str = ""
    paused_until: date | None = None
    paused_by: str = ""
    booked_at: datetime | None = None
    met_at: datetime | None = None
    held: int = 0
    canceled_at: datetime | None = None
    one_way: int = 0
    planned: int = 6
    rhythm_weeks: int = 3
    nudged: dict[str, datetime] = {}

    @property
    def is_live(self) -> bool:
        """Introduced and not ended: they are partners, even on a break."""
        return self.state in ("introduced", "paused")

    def partner_of(self, person: str) -> str:
        return self.mentee if person == self.mentor else self.mentor


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """`percent` 0 to 100, as the two last said."""

    text: str
    percent: int = 0


class Agreement(Base, frozen=True, kw_only=True):
    """How two people want to work together. `confirmed` are the ids of those who said yes to this very text.

    proposed -> agreed when both have; a change by either asks the other again. `channel` is one of those of
    onboarding, `reply` how soon they answer each other, `stays` what stays between the two, in their words.
    """

    pairing: str
    state: Literal["proposed", "agreed"] = "proposed"
    channel: str
    rhythm_weeks: int
    reply: str
    goals: tuple[Goal, ...]
    stays: str
    confirmed: tuple[str, ...] = ()
    changed_by: str
    changed_at: datetime


class Session(Base, frozen=True, kw_only=True):
    """One meeting of a pairing, `number` from 1.

    offered -> booked -> held | missed; canceled from offered or booked. While offered, `slots` are the moments to
    choose from, `turn` is who is asked, and `starts_at` what the other has picked (`None`: nobody has yet).
    `agenda` has three lines, "" for the usual one. `changes` counts how often it was moved. `over_at` is when it
    was known how it ended.
    """

    pairing: str
    number: int
    state: Literal["offered", "booked", "held", "missed", "canceled"] = "offered"
    slots: tuple[datetime, ...] = ()
    turn: str = ""
    starts_at: datetime | None = None
    minutes: int = 25
    agenda: tuple[str, ...] = ("", "", "")
    changes: int = 0
    over_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in ("offered", "booked")


class Attendance(Base, frozen=True, kw_only=True):
    """One person's side of a session: what both may read.

    `agenda_at` and `ask_at` are when they are sent the agenda and asked how it went (`None`: no more), in their own
    working hours. `asked` counts how often. `learned` is what the partner showed them, `taught` what they showed.
    """

    session: str
    pairing: str
    person: str
    agenda_at: datetime | None = None
    ask_at: datetime | None = None
    asked: int = 0
    met: Literal["", "yes", "no"] = ""
    learned: str = ""
    taught: str = ""
    next_step: str = ""


class Feedback(Base, frozen=True, kw_only=True):
    """What one person said about a session for nobody's eyes: it is only ever counted, with at least four others'.

    `useful` and `free` (could you speak freely) are 1 to 5. `wish` (more of, or try) reaches the partner only as the
    text shown, on one tap: then `shared_at` is set.
    """

    session: str
    pairing: str
    person: str
    useful: int | None = None
    free: int | None = None
    wish: str = ""
    given_at: datetime
    shared_at: datetime | None = None


class CheckIn(Base, frozen=True, kw_only=True):
    """How one person sees their pairing: `kind` "pulse", "third", "two_thirds", or "parting" with a private reason."""

    pairing: str
    person: str
    kind: Literal["pulse", "third", "two_thirds", "parting"]
    answers: dict[str, str | int] = {}
    given_at: datetime


class Survey(Base, frozen=True, kw_only=True):
    """How one person sees the program at its end, for nobody's eyes: it is only ever counted, with four others'.

    One for a person and cohort (`survey_id`); `pairing` says in which role. `answers` has "personal" and "heard" (1 to
    5), "again" ("teach", "learn" or "no"), and for each wish that was asked about "before/<wish>" and "after/<wish>".
    """

    cohort: str
    pairing: str
    person: str
    kind: Literal["end"]
    answers: dict[str, str | int] = {}
    given_at: datetime


def survey_id(cohort: str, person: str) -> str:
    return f"{cohort}/end/{person}"


class PostedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Where something stands: the outbox id of the message, and the `Channel` record's id ("" for a person's chat)."""

    outbox: str
    channel: str


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One person's part of a story, in their own words; "" where they have none.

    `shows` is what they want to stand beside it: some of "name", "role" and "team", nothing unless they said so.
    """

    did: str = ""
    surprised: str = ""
    changed: str = ""
    shows: tuple[str, ...] = ()


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A heading of a story, and who says what under it ("Ana: We ...")."""

    heading: str
    lines: tuple[str, ...]


class Story(Base, frozen=True, kw_only=True):
    """What two partners want to tell the company of themselves. `by` is whose wish it was.

    asked -> writing -> draft -> agreed -> posted; `declined` by the partner or the admin, `withdrawn` by either of the
    two at any time; `bot/program/moves.py` has the moves. `text` is what is approved and posted, character for
    character, in the organization's language: a new text has the next `edition`, and asks both again. `approved` are
    the ids of those who said yes to this edition. `post` is the outbox id of the post in `channel` (a `Channel` id),
    `copies` those of earlier posts of which nobody can tell whether they arrived.
    A story that is over holds no words. `waits_since` is when somebody was last asked for their part or their yes,
    `None` when nobody is waited for, or has been reminded.
    """

    cohort: str
    pairing: str
    mentor: str
    mentee: str
    by: str
    state: Literal["asked", "writing", "draft", "agreed", "posted", "declined", "withdrawn"] = "asked"
    by_mentor: Telling = Telling()
    by_mentee: Telling = Telling()
    text: tuple[Passage, ...] = ()
    edition: int = 0
    approved: tuple[str, ...] = ()
    begun_at: datetime
    waits_since: datetime | None = None
    posted_at: datetime | None = None
    channel: str = ""
    post: str = ""
    copies: tuple[str, ...] = ()

    @property
    def posts(self) -> tuple[PostedIn, ...]:
        """Wherever it may stand."""
        outboxes = dict.fromkeys((self.post, *self.copies))
        return tuple(PostedIn(outbox=one, channel=self.channel) for one in outboxes if one)

    @property
    def is_open(self) -> bool:
        """Under way or up: it is not over."""
        return self.state not in ("declined", "withdrawn")

    def partner_of(self, person: str) -> str:
        return self.mentee if person == self.mentor else self.mentor


class Change(Base, frozen=True, kw_only=True):
    """What changed in the company because of a session, in one line that both agreed to word by word.

    proposed -> agreed; withdrawn by either at any time, and then without words. `by` wrote it last, `approved` are the
    ids of those who said yes to this `edition` of it, `names` of those who would have their names stand beside it:
    `named` when both would. Leaders read it in the digest once it is agreed; `told_in` is every digest that quotes it,
    so that it can be taken out of them again.
    """

    cohort: str
    pairing: str
    mentor: str
    mentee: str
    by: str
    text: str
    state: Literal["proposed", "agreed", "withdrawn"] = "proposed"
    edition: int = 1
    approved: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    named: bool = False
    proposed_at: datetime
    agreed_at: datetime | None = None
    told_in: tuple[PostedIn, ...] = ()

    def partner_of(self, person: str) -> str:
        return self.mentee if person == self.mentor else self.mentor


class Concern(Base, frozen=True, kw_only=True):
    """What somebody told a safe contact in confidence. `pairing` is "" when it is about none.

    sent -> opened -> closed; sent once more when its sender says that it is not settled. `contact` has it now,
    `contacts` are all who had it, `next_contact` gets it when it is not opened by `pass_on_at`.
    """

    by: str
    pairing: str = ""
    text: str
    state: Literal["sent", "opened", "closed"] = "sent"
    contact: str
    contacts: tuple[str, ...] = ()
    next_contact: str = ""
    sent_at: datetime
    pass_on_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Something to say to a person when there is room: a topic of `bot/program/topics.py` about a record's id."""

    topic: str
    about: str
    since: datetime
    expires: datetime


class Tray(Base, frozen=True, kw_only=True):
    """What one person is to hear that they neither asked for nor caused.

    `open_at` is when it is looked into next. `sent` are the last moments something was written, `unanswered` how many
    of these in a row had no answer. `stopped` are topics the person does not want, `later` what they asked to be
    reminded of, each from its `since` on, the first at `later_at`.
    """

    person: str
    items: tuple[Waiting, ...] = ()
    open_at: datetime | None = None
    sent: tuple[datetime, ...] = ()
    unanswered: int = 0
    stopped: tuple[str, ...] = ()
    later: tuple[Waiting, ...] = ()
    later_at: datetime | None = None


def tray_id(person: str) -> str:
    """A record's id is unique among all records, so it is not the person's own."""
    return f"tray:{person}"


class Audit(Base, frozen=True, kw_only=True):
    """Who looked at something, or did something, as an admin, or tried to. Never what was said.

    `subject` is the person it was about, "" for nobody; what was about several has an entry for each.
    """

    actor: str
    action: str
    subject: str = ""
    at: datetime


class Digest(Base, frozen=True, kw_only=True):
    """One digest, as it was made; everybody sees the same. `day` is its date where the channel is.

    `kind` "week" comes every Monday, "report" when an admin asks for it, "closing" once, when the program is over.
    making -> posted (in the channel) or shown (to the admin in `asked_by` alone). `held` and `planned` are the sessions
    by then; `picture` is the chart as a PNG, empty where there is none. `told` is the newest change it told of.
    """

    cohort: str
    day: date
    kind: Literal["week", "report", "closing"] = "week"
    state: Literal["making", "posted", "shown"] = "making"
    asked_by: str = ""
    to_channel: bool = True
    held: int = 0
    planned: int = 0
    joined: int = 0
    told: datetime | None = None
    picture: bytes = b""
    made_at: datetime


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A published figure about what people answered: of `group` ("all", or a role) so many said yes.

    `percent` is a multiple of 5, 5 for "less than 10" and 95 for "more than 90"; `people` is 5, 10 or 20 "or more".
    """

    metric: str
    group: Literal["all", "mentor", "mentee"]
    percent: int
    people: int


class Release(Base, frozen=True, kw_only=True):
    """What was published about people's answers, once; it is never computed again.

    `kind` "answers" has `shares`, and so has "end", once, of the survey at the end; "mentors" and "mentees" have
    `topics` that these taught: skills of the catalog, or the kinds these are of ("kind:tools"). Made of what was said
    before `until`, and since the one of its kind before.
    """

    cohort: str
    kind: Literal["answers", "mentors", "mentees", "end"]
    until: datetime
    shares: tuple[Share, ...] = ()
    topics: tuple[str, ...] = ()


class Ruling(Base, frozen=True, kw_only=True):
    """Two people an admin excluded, or who swapped away from each other: never proposed again. `first` <
    `second`. One that an admin took back is "lifted" and says nothing any more.
    """

    first: str
    second: str
    kind: Literal["excluded", "swapped", "lifted"]


class Awareness(Base, frozen=True, kw_only=True):
    """What the channel of a cohort has been told about the program, and what it is told next; one for each cohort.

    `next_at` is when the rotation posts next, `None` while it is `paused` or there is no channel. `posted` says when
    each post of `bot/program/awareness/posts.py` was posted last. `sponsor` is the id of who was asked to go first.

    Wishes are looked at at fixed points only, next at `look_at`; `looking` is the one that is still being counted.
    `topics` are what is told without a number, until the look after; who joined by `topics_at` has been looked at for
    it. `short`, `surplus` and `beside` (topic -> a rounded number of people, as in `bot/program/awareness/scarce.py`)
    were counted among those who had joined by `counted_at`, and since the time before; `picture` shows them, a PNG,
    empty where there is none. None changes in between.
    """

    cohort: str
    next_at: datetime | None = None
    paused: bool = False
    posted: dict[str, datetime] = {}
    sponsor: str = ""
    look_at: datetime | None = None
    looking: datetime | None = None
    topics: tuple[str, ...] = ()
    topics_at: datetime | None = None
    short: dict[str, int] = {}
    surplus: dict[str, int] = {}
    beside: dict[str, int] = {}
    counted_at: datetime | None = None
    picture: bytes = b""


def awareness_id(cohort: str) -> str:
    return f"awareness:{cohort}"


class Sponsor(Base, frozen=True, kw_only=True):
    """Somebody asked to go first, and the one sentence about them they agreed to.

    named -> willing -> shown -> agreed; declined or withdrawn instead, from any of them. `sentence` is frozen text in
    the channel's language, `draft` names it: who agrees names it, too, so that nobody agrees to another one.
    """

    person: str
    named_by: str
    state: Literal["named", "willing", "shown", "agreed", "declined", "withdrawn"] = "named"
    sentence: str = ""
    draft: str = ""
    posts: tuple[PostedIn, ...] = ()


def sponsor_id(person: str) -> str:
    return f"sponsor:{person}"


class Term(Base, frozen=True, kw_only=True):
    """What an organization means by words that the catalog does not know. `words` are as somebody said them.

    `skill` is what they stand for: a skill of the catalog, or one of the organization's own, which then has a
    `category` of the catalog. `state` "skill" while they do; "none" when they are no skill and stay as they were said;
    "open" when that was taken back. `moves_at` is when the next people are changed who have said so already, `None`
    when all are. `by` is who decided it last.
    """

    words: str
    state: Literal["skill", "none", "open"] = "skill"
    skill: str = ""
    category: str = ""
    by: str = ""
    at: datetime
    moves_at: datetime | None = None


Record = (
    Organization
    | Place
    | Account
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
