"""What is remembered of one run of the program."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from bot.program.model.base import Base

Side = Literal["mentors", "mentees"]


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


class AdviceGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Where those of one side share advice: `channel` is a `Channel` id, "" while there is none.

    `asked_by` is the admin (an id) who waits for it to be made, `next_at` when the next prompt goes there by itself,
    unless `paused`; `posted` says of each prompt when it went last.
    """

    side: Side
    channel: str = ""
    asked_by: str = ""
    paused: bool = False
    next_at: datetime | None = None
    posted: dict[str, datetime] = {}


class Cohort(Base, frozen=True, kw_only=True):
    """One run of the program. `size` pairs, one session of `minutes` every `rhythm_weeks`, `sessions` in all.

    `channel` is a `Channel` id or "", `zone` (IANA) where its clock is read, "" for that of `opened_by`. `invite_at` is
    when the next batch of invitations goes out, `None` when nobody is left to invite; `digest_at` the next digest.

    open -> closing -> closed. While it is closing, until `closes_at`, pairs still meet and are asked how it was;
    `round` is what is gone through next (`cohorts/closing.py`), `round_page` how far, `round_at` when. `closed_by`
    is the admin who hears how it went, `quietly` without a post; `joined` how many were in it at the end. `adjusted` is
    what those who run it changed since the figures of before, in their words.

    `aim` is what its pairs should also do, "" for nothing, and `aim_since` since when: what people told before does not
    count. `aim_round` goes through what is forgotten, then through whom it is offered (`bot/program/cohorts/aim.py`),
    `aim_page` how far, `aim_due` when.

    `rules` is how people are matched, besides `min_seniority_gap`; `trial` other rules that admins look at, one each.
    `began_at` is when the first pairs were introduced; from then on `late_at` is when the admins hear who is without a
    partner, `None` while nobody has come since. `recheck_at` is when the pairs that meet are held against the reporting
    lines again, `recheck_after` (a pairing's id) how far that is, `recheck_found` whether
    one was found. `reshaped` is what a template has replaced last, for whoever wants it back. `groups` are where
    mentors share advice and where mentees do, one of each at most.
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
    groups: tuple[AdviceGroup, ...] = ()


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


class Seat(Base, frozen=True, kw_only=True):
    """Somebody in a pair who said that they want to be in the group of their side, in this `channel`; who said nothing
    has none.

    wants -> in, when the platform has added them; or -> told, when whoever runs the program was asked to.
    """

    cohort: str
    side: Side
    person: str
    channel: str
    state: Literal["wants", "in", "told"] = "wants"
    at: datetime


def seat_id(cohort: str, side: str, person: str) -> str:
    return f"{cohort}/{side}/{person}"
