"""The people of a pool as columns of numbers, so that thousands of pairs can be looked at in one go.

Made from the sides, which say the same of one person. Read `many.py` next: the rules and the parts of the score
over columns.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.program.matching.rules import Frame
from bot.program.matching.sides import Side

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MET = 1 << 20
"""A wish that is met, in a sum over skills; what is below it are eighths of how much there is to learn."""

NEUTRAL_EIGHTHS = 4
YEAR = 10_000
UNKNOWN = -(1 << 40)


class Seats(NamedTuple):
    """How many more partners everybody can take, who has one already, and who was left over last round."""

    free: Ints
    partnered: Flags
    waiting: Flags


class Columns(NamedTuple):
    """One row for each side, in their order.

    `teaches`, `wants` and their kinds have a column for each skill or kind; in `wants` a wish weighs `MET` and
    the eighths that are still to be learned. `grade`, `start` (as the number 20261123), `department` and `site`
    are `UNKNOWN` where nobody knows. Sets of languages, channels and backgrounds are flags; `background_topics` has
    the topic of each column of the last. `forbidden` are pairs of places (`pair_keys`), sorted: who is in one
    reporting line, was paired before, or must never be.
    """

    seats: Seats
    open: Flags
    may_mentor: Flags
    may_be_mentee: Flags
    chose: Flags
    both: Flags
    grade: Ints
    start: Ints
    half_hours: Ints
    has_hours: Flags
    department: Ints
    site: Ints
    languages: Flags
    channels: Flags
    background: Flags
    background_topics: Ints
    teaches: csr_array
    wants: csr_array
    teaches_kinds: csr_array
    wants_kinds: csr_array
    forbidden: Ints


def columns_of(sides: Sequence[Side], frame: Frame) -> Columns:
    members = [side.member for side in sides]
    skills = _codes(skill for side in sides for skill in (*side.teaches, *side.wants))
    kinds = _codes(kind for side in sides for kind in (*side.teaches_kinds, *side.wants_kinds))
    departments = _codes(side.department for side in sides if side.department)
    sites = _codes(side.site for side in sides if side.site)
    return Columns(
        seats=Seats(
            free=np.array([side.free for side in sides], dtype=np.int64),
            partnered=np.array([member.open_pairings > 0 for member in members], dtype=np.bool_),
            waiting=np.array([member.waiting for member in members], dtype=np.bool_),
        ),
        open=np.array(
            [side.member.available and side.free > 0 and not side.member.guest for side in sides], np.bool_
        ),
        may_mentor=np.array([member.role != "mentee" for member in members], dtype=np.bool_),
        may_be_mentee=np.array([member.role != "mentor" for member in members], dtype=np.bool_),
        chose=np.array([member.role != "" for member in members], dtype=np.bool_),
        both=np.array([member.role == "both" for member in members], dtype=np.bool_),
        grade=np.array([_known(member.seniority) for member in members], dtype=np.int64),
        start=np.array([_number(member.start) for member in members], dtype=np.int64),
        half_hours=np.array([side.half_hours or 0 for side in sides], dtype=np.int64),
        has_hours=np.array([side.half_hours is not None for side in sides], dtype=np.bool_),
        department=np.array([departments.get(side.department, UNKNOWN) for side in sides], dtype=np.int64),
        site=np.array([sites.get(side.site, UNKNOWN) for side in sides], dtype=np.int64),
        languages=_flags([side.languages for side in sides]),
        channels=_flags([side.channels for side in sides]),
        background=_flags([member.background for member in members]),
        background_topics=_topics(answer for member in members for answer in member.background),
        teaches=_table([[(skill, 1) for skill in side.teaches] for side in sides], skills),
        wants=_table(
            [[(skill, MET + _eighths(side, skill)) for skill in side.wants] for side in sides], skills
        ),
        teaches_kinds=_table([[(kind, 1) for kind in side.teaches_kinds] for side in sides], kinds),
        wants_kinds=_table([[(kind, 1) for kind in side.wants_kinds] for side in sides], kinds),
        forbidden=_forbidden(sides, frame),
    )


def pair_keys(one: Ints, other: Ints, people: int) -> Ints:
    """A number for each two places, whichever comes first."""
    keys: Ints = np.minimum(one, other) * people + np.maximum(one, other)
    return keys


def _codes(names: Iterable[str]) -> dict[str, int]:
    return {name: code for code, name in enumerate(sorted(set(names)))}


def _known(figure: int | None) -> int:
    return UNKNOWN if figure is None else figure


def _number(day: date | None) -> int:
    return UNKNOWN if day is None else day.year * YEAR + day.month * 100 + day.day


def _eighths(side: Side, skill: str) -> int:
    rated = side.confidence.get(skill)
    return NEUTRAL_EIGHTHS if rated is None else 2 * (5 - rated)


def _topics(answers: Iterable[str]) -> Ints:
    """Of each column of backgrounds: its topic, as a number."""
    topics = [answer.partition("/")[0] for answer in _codes(answers)]
    codes = _codes(topics)
    return np.array([codes[topic] for topic in topics], dtype=np.int64)


def _flags(sets: Sequence[frozenset[str]]) -> Flags:
    codes = _codes(name for names in sets for name in names)
    flags = np.zeros((len(sets), len(codes)), dtype=np.bool_)
    for place, names in enumerate(sets):
        flags[place, [codes[name] for name in names]] = True
    return flags


def _table(rows: Sequence[Sequence[tuple[str, int]]], codes: dict[str, int]) -> csr_array:
    ends = np.cumsum([0, *map(len, rows)])
    columns = [codes[name] for row in rows for name, _ in row]
    values = [value for row in rows for _, value in row]
    table = csr_array(
        (np.array(values, np.int64), np.array(columns, np.int32), ends.astype(np.int32)),
        shape=(len(rows), len(codes)),
    )
    table.sort_indices()
    return table


def _forbidden(sides: Sequence[Side], frame: Frame) -> Ints:
    place_of = {side.member.id: place for place, side in enumerate(sides)}
    pairs = [
        (place, other)
        for place, side in enumerate(sides)
        for name in (*side.managers, *side.member.never_with)
        if (other := place_of.get(name)) is not None
    ]
    pairs += [
        (place_of[one], place_of[other])
        for one, other in (*frame.history.past, *frame.history.excluded)
        if one in place_of and other in place_of
    ]
    places = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    found: Ints = np.unique(pair_keys(places[:, 0], places[:, 1], len(sides)))
    return found
