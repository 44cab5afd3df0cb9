"""Who can be matched, what came before, and what a proposal looks like.

These are the records that go into and come out of matching, and nothing else. Read `rules.py` next: what may
never be proposed and what makes a pair good.
"""

from collections.abc import Callable
from datetime import date, time
from typing import Literal

import msgspec

Role = Literal["mentor", "mentee", "both", ""]
Values = dict[str, str | int | list[str]]

Progress = Callable[[float], None]
"""Called now and then with how much of a proposal is done, from 0 to 1."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One willing person, as far as matching needs to know them.

    `seniority` is a grade, larger is more senior; `start` is the first day in the company and counts only
    where a grade is missing. An empty `role` is decided by seniority against the other person. `capacity` is
    partners in all (1 to 3), both roles together, of which `open_pairings` are taken. `confidence` is 1 to 5
    for each wish, 5 meaning already good at it. `kinds` says of what kind a skill they teach or want is; two
    of a kind are related. `managers` is the whole reporting line, nearest first. `zone` is an IANA name and
    `hours` are local; without either, hours are unknown. Empty `languages`, `department`, `site` and
    `channels` mean unknown, and so does an empty `background`: what they told for the program's aim alone.
    Who is not `available` stays in the pool to be listed with `why_not`.
    """

    id: str
    seniority: int | None = None
    start: date | None = None
    role: Role = ""
    capacity: int = 1
    open_pairings: int = 0
    teaches: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    confidence: dict[str, int] = {}
    kinds: dict[str, str] = {}
    managers: tuple[str, ...] = ()
    never_with: frozenset[str] = frozenset()
    zone: str = ""
    hours: tuple[tuple[time, time], ...] = ()
    department: str = ""
    site: str = ""
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    background: frozenset[str] = frozenset()
    guest: bool = False
    waiting: bool = False
    available: bool = True
    why_not: str = ""


class Pool(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody to be matched; `on` is the day whose UTC offsets (daylight saving) count for common hours."""

    members: tuple[Member, ...]
    on: date


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What was before: `past` and `excluded` pairs in either order, `locked` ones as (mentor, mentee)."""

    past: frozenset[tuple[str, str]] = frozenset()
    excluded: frozenset[tuple[str, str]] = frozenset()
    locked: tuple[tuple[str, str], ...] = ()


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Data for one sentence about why two people are a pair; the sentence itself is in the text catalog.

    `near_teaches` and `near_learns`: besides, `wishes`, to which the skills are related.
    `teaches` and `learns`: `teacher`, `learner`, `skills` (the mentor teaches; the mentor learns). `hours`:
    `half_hours`, in common on a working day; `apart`: these and `zones`. `language`: `languages`, ISO 639-1.
    `channel`: `channels`. `site`: `site`. `departments`: `departments`. `first_time`: no values. Of two things, the
    mentor's comes first.
    """

    kind: str
    values: Values


class ProposedPair(msgspec.Struct, frozen=True, kw_only=True):
    """A scored mentor and mentee; `fit` and each of `parts` from 0 to 1, reasons most specific first.

    `overlap_hours` is a day's common working hours, 0 also where somebody's hours are unknown.
    """

    mentor: str
    mentee: str
    fit: float
    mentor_teaches: tuple[str, ...]
    mentee_teaches: tuple[str, ...]
    overlap_hours: float
    reasons: tuple[Reason, ...]
    parts: dict[str, float]


class Leftover(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody without a partner, why, and who came closest (best first, at most three).

    `reason` is a value of `explain.REASONS`, or the person's own `why_not`.
    """

    person: str
    reason: str
    closest: tuple[str, ...] = ()
    values: Values = {}


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that would help those left over; a sentence of the catalog, by `kind`, and what fills it.

    `count` is how many of them it is about. `second_partner`: `placed` and `takers` (ids, at most so many as can be
    named). `gap`: `gap` instead of `now`. `hours`, `department`, `site`: a rule let go. `unoffered`: `skills`.
    `reporting_line`: `skills` that only somebody in their line offers. `mentees_wanted`, `mentors_wanted`: `skills`.
    """

    kind: str
    count: int
    values: Values = {}


class DroppedLock(msgspec.Struct, frozen=True, kw_only=True):
    """A locked pair that could not be kept, with the rules it breaks in the words that may be shown."""

    mentor: str
    mentee: str
    broken: tuple[str, ...]


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs best first, and everybody left over, by id.

    `objective`: `matched` (distinct people who had no partner before), `waiting` (of those, left over last
    round), `pairs`, `fit` (the sum over the pairs), and `gap` (a share: at most so far from the best, 0 where
    there is none better).
    """

    pairs: tuple[ProposedPair, ...]
    leftovers: tuple[Leftover, ...]
    objective: dict[str, float]
    dropped_locks: tuple[DroppedLock, ...] = ()
    advice: tuple[Advice, ...] = ()


class SwapOption(msgspec.Struct, frozen=True, kw_only=True):
    """One other partner for a person, and what taking it does to the proposal.

    `replaces` are the (mentor, mentee) pairs that would go; `instead` is the pair that the people they leave
    behind can form, `unmatched` those who would have nobody.
    """

    partner: str
    pair: ProposedPair
    replaces: tuple[tuple[str, str], ...] = ()
    instead: ProposedPair | None = None
    unmatched: tuple[str, ...] = ()
