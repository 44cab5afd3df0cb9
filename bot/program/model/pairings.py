"""What is remembered of two people: how they work together, when they met, what each said of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from bot.program.model.base import Base
from bot.program.model.proposals import Suggested


class Pairing(Base, frozen=True, kw_only=True):
    """An approved mentor and mentee. `first_writer` is the id of who writes first.

    approved -> introduced -> ended; an approved one may be undone, an introduced one be paused and go on.
    `ended_because`: "swap", "undone", "left", "rematch", "concern", "finished", or "changed" before they met.
    `paused_until` is the first day they go on, `None` in a pause that a safe contact ends; `paused_by` whoever asked
    for a pause.

    What follows is kept up to date by `meeting/sessions.py`, so that health and nudges need only this record:
    `booked_at` when the next session begins, `met_at` when the last one that was held began, `held` how many were,
    `canceled_at` when one was called off with nothing booked since, `one_way` how many of the last were so in a row.
    `planned` sessions, one every `rhythm_weeks`. `nudged` says when each rule of `pairs/care.py` last spoke, and
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
