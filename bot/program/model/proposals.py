"""What is remembered of pairings that await approval."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from bot.program.model.base import Base


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


class Ruling(Base, frozen=True, kw_only=True):
    """Two people an admin excluded, or who swapped away from each other: never proposed again. `first` <
    `second`. One that an admin took back is "lifted" and says nothing any more.
    """

    first: str
    second: str
    kind: Literal["excluded", "swapped", "lifted"]
