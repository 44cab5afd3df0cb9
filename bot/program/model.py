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
    """One company. `id` equals `organization`. `language` is what channels are written in."""

    name: str = ""
    realm: Literal["live", "playground"] = "live"
    language: str = "en"


class Place(Base, frozen=True, kw_only=True):
    """A Slack workspace or Teams tenant, `id` "platform:place"; belongs to exactly one organization."""

    platform: str
    place: str


class Account(Base, frozen=True, kw_only=True):
    """How to reach a person on one platform, `id` "platform:place:user"."""

    person: str
    address: Address


class Channel(Base, frozen=True, kw_only=True):
    """A channel the bot may post to, `id` "platform:place:conversation". `name` without "#"."""

    name: str
    address: Address


Membership = Literal["known", "invited", "later", "declined", "onboarding", "joined", "left"]


class Person(Base, frozen=True, kw_only=True):
    """Somebody of the company: what the HR file says, and what they told the bot.

    `state`: `known` from the directory only; `invited`; `later` said "not now"; `declined` said never;
    `onboarding` began the talk; `joined`; `left` the program. `external` is the id of the HR file. `manager`
    is the `external` id of their manager. `teaches` and `wants` are catalog names or own words in the order
    given; `confidence` 1 to 5 by wish. `answers` are those to questions that have no field of their own.
    `never_with` are person ids. `paused_until` is the first day they are back, `None` when not paused.
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
    gone: bool = False  # no longer in the HR file
    reachable: bool = False  # there is an account to write to

    state: Membership = "known"
    language: str = "en"
    role: Literal["mentor", "mentee", "both", ""] = ""
    capacity: int = 1
    teaches: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    confidence: dict[str, int] = {}
    answers: dict[str, str | int | list[str]] = {}
    timezone: str = ""
    hours: tuple[tuple[time, time], ...] = ()
    channels: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    brokered: bool = False
    pledged_at: datetime | None = None
    joined_at: datetime | None = None
    paused_until: date | None = None
    ask_again: date | None = None
    waiting_since: datetime | None = None

    @property
    def is_joined(self) -> bool:
        return self.state == "joined" and not self.gone

    @property
    def is_paused(self) -> bool:
        return self.paused_until is not None


class SafeContact(msgspec.Struct, frozen=True, kw_only=True):
    person: str
    state: Literal["asked", "accepted", "declined"] = "asked"


class Cohort(Base, frozen=True, kw_only=True):
    """One run of the program. `size` pairs, one session of `minutes` every `rhythm_weeks`, `sessions` in all.

    `channel` is a `Channel` id or "". `invite_at` is when the next batch of invitations goes out, `None` when
    nobody is left to invite.
    """

    state: Literal["open", "closed"] = "open"
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
    safe_contacts: tuple[SafeContact, ...] = ()
    invite_at: datetime | None = None
    opened_at: datetime
    opened_by: str = ""


class Talk(Base, frozen=True, kw_only=True):
    """A conversation of one person about one flow.

    `asked_in` is the outbox id of the message with the last question, so that an answered card can be closed.
    `offered` is when it was put away by the person, or offered again after days of silence; such a talk no
    longer has the floor until taken up.
    """

    person: str
    flow: str
    about: str = ""
    state: Literal["open", "done", "stopped"] = "open"
    progress: Progress = Progress()
    asked_at: datetime
    asked_in: str = ""
    offered: datetime | None = None


class Suggested(msgspec.Struct, frozen=True, kw_only=True):
    """A reason as data: `kind` names a sentence of the catalog, `values` fill it."""

    kind: str
    values: dict[str, str | int | list[str]] = {}


class Proposal(Base, frozen=True, kw_only=True):
    """Pairings awaiting approval. `pairs` and `leftovers` count its lines.

    making -> ready -> approved -> announced; or discarded. `asked_by` is the admin who asked for it, looked again or
    approved it last, and is told how it goes on. `announce_at` is when approved introductions go
    out unless undone.
    """

    cohort: str
    state: Literal["making", "ready", "approved", "announced", "discarded"] = "making"
    asked_by: str
    pairs: int = 0
    leftovers: int = 0
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
    """An approved mentor and mentee. `ended_because`: "swap", "undone", "left", or "changed" before they met.

    approved -> introduced -> ended; an approved one may be undone. `first_writer` is the id of who writes
    first.
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
    state: Literal["approved", "introduced", "ended"] = "approved"
    first_writer: str = ""
    opener: str = ""
    approved_at: datetime
    introduced_at: datetime | None = None
    ended_at: datetime | None = None
    ended_because: str = ""

    def partner_of(self, person: str) -> str:
        return self.mentee if person == self.mentor else self.mentor


class Ruling(Base, frozen=True, kw_only=True):
    """Two people an admin excluded, or who swapped away from each other: never proposed again. `first` <
    `second`.
    """

    first: str
    second: str
    kind: Literal["excluded", "swapped"]


Record = (
    Organization
    | Place
    | Account
    | Channel
    | Person
    | Cohort
    | Talk
    | Proposal
    | Line
    | Leftover
    | Pairing
    | Ruling
)
