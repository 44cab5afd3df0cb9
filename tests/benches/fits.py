"""What is every pair of a company worth? All of them, in blocks, counted anew beside the program's own way.

This is what a proposal is held against, so nothing of how the program searches is used here: every mentor meets every
mentee. That the numbers are the program's own is tested on samples (`tests/unit/test_benches.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.program.matching import PARTS, History, Pool, Rules
from bot.program.matching.rules import NEUTRAL, PLENTY_OF_HALF_HOURS, RELATED, STRENGTHS, weights
from bot.program.matching.sides import Side, prepare

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

UNITS: Final = 10_000
FORBIDDEN: Final = -100.0
MOST: Final = 7  # skills of one person, so that four counts fit into one number
BLOCK: Final = 128


class Kind(NamedTuple):
    """Something two people have alike or not: a table of what it adds for each two values."""

    table: Floats
    mentors: Numbers
    mentees: Numbers


class Fits:
    """The fit of every mentor (a row) with every mentee (a column), in ten-thousandths; below 0: no candidate.

    `people` come in the order of their ids; `mentors` and `mentees` are places in it, of those who may be that and
    have room. With floats of 32 bits a fit may be off by one unit.
    """

    def __init__(
        self, pool: Pool, history: History, rules: Rules, dtype: type[np.floating] = np.float64
    ) -> None:
        self.people = sorted(pool.members, key=lambda member: member.id)
        self.dtype, self.rules = dtype, rules
        self.sides = [prepare(member, pool.on) for member in self.people]
        open_ = [
            place
            for place, side in enumerate(self.sides)
            if side.member.available and side.free and not side.member.guest
        ]
        self.mentors = np.array([at for at in open_ if self.people[at].role != "mentee"], dtype=np.int64)
        self.mentees = np.array([at for at in open_ if self.people[at].role != "mentor"], dtype=np.int64)
        self._weights = weights(rules)
        self._whole = sum(self._weights.values())
        self._forbidden = _Forbidden(self, history)
        self._skills = _Skills(self)
        self._kinds = [kind for table in KINDS for kind in table(self)]
        self._expanded = [np.ascontiguousarray(kind.table[:, kind.mentees]) for kind in self._kinds]

    def block(self, first: int, last: int) -> Floats:
        """The rows from `first` up to before `last`."""
        fit = self._skills.block(first, last)
        for kind, columns in zip(self._kinds, self._expanded, strict=True):
            fit += columns[kind.mentors[first:last]]
        fit[self._forbidden.block(first, last)] = FORBIDDEN
        np.rint(np.multiply(fit, UNITS / self._whole, out=fit), out=fit)
        return fit

    def blocks(self, size: int = BLOCK) -> Iterator[tuple[int, Floats]]:
        for first in range(0, len(self.mentors), size):
            yield first, self.block(first, min(first + size, len(self.mentors)))

    def all(self) -> Floats:
        whole = np.empty((len(self.mentors), len(self.mentees)), self.dtype)
        for first, rows in self.blocks():
            whole[first : first + len(rows)] = rows
        return whole

    def weight(self, part: str) -> float:
        return self._weights[part]

    def free(self, places: Numbers) -> Numbers:
        return np.array([self.sides[at].free for at in places], dtype=np.int64)


class _Skills:
    """Both directions at once: how many wishes are met, whether related ones are, how much there is to learn."""

    def __init__(self, fits: Fits) -> None:
        sides, dtype = fits.sides, fits.dtype
        skills = _numbered(skill for side in sides for skill in (*side.teaches, *side.wants))
        kinds = _numbered(kind for side in sides for kind in (*side.teaches_kinds, *side.wants_kinds))
        if any(max(len(side.teaches), len(side.wants)) > MOST for side in sides):
            raise ValueError(f"more than {MOST} skills of one person")
        teaches = _incidence([dict.fromkeys(side.teaches, 1.0) for side in sides], skills, dtype)
        wants = _incidence([dict.fromkeys(side.wants, 1.0) for side in sides], skills, dtype)
        to_learn = _incidence([_to_learn(side) for side in sides], skills, dtype)
        teaches_kinds = _incidence([dict.fromkeys(side.teaches_kinds, 1.0) for side in sides], kinds, dtype)
        wants_kinds = _incidence([dict.fromkeys(side.wants_kinds, 1.0) for side in sides], kinds, dtype)
        mentors, mentees = fits.mentors, fits.mentees
        base = MOST + 1
        self._met = np.hstack(
            [teaches, base * wants, base**2 * teaches_kinds, base**3 * wants_kinds], dtype=dtype
        )[mentors]
        self._meets = np.hstack([wants, teaches, wants_kinds, teaches_kinds], dtype=dtype)[mentees].T.copy()
        self._learns = np.hstack([teaches, to_learn], dtype=dtype)[mentors]
        self._teaches = np.hstack([to_learn, teaches], dtype=dtype)[mentees].T.copy()
        self._worth, self._share = _tables(fits)

    def block(self, first: int, last: int) -> Floats:
        code = (self._met[first:last] @ self._meets).astype(np.int16)
        fit: Floats = self._learns[first:last] @ self._teaches
        fit *= self._share[code]
        fit += self._worth[code]
        return fit


def _tables(fits: Fits) -> tuple[Floats, Floats]:
    """For each four counts in one number: what they are worth, and what the sum of the ratings is multiplied by."""
    base = MOST + 1
    counts = np.indices((base,) * 4).reshape(4, -1)[::-1]
    taught, learned, taught_kinds, learned_kinds = counts
    strengths = np.array(STRENGTHS[:base])
    there = np.where(taught > 0, strengths[taught], RELATED * (taught_kinds > 0))
    back = np.where(learned > 0, strengths[learned], RELATED * (learned_kinds > 0))
    worth = fits.weight("both_ways") * np.sqrt(there * back) + fits.weight("topics") * (there + back) / 2
    met = taught + learned
    worth += fits.weight("gap") * NEUTRAL * (met == 0)
    worth[0] = FORBIDDEN
    share = fits.weight("gap") / np.maximum(met, 1)
    return worth.astype(fits.dtype), share.astype(fits.dtype)


def _to_learn(side: Side) -> dict[str, float]:
    rated = {skill: side.confidence.get(skill) for skill in side.wants}
    return {skill: NEUTRAL if value is None else (5 - value) / 4 for skill, value in rated.items()}


def _numbered(names: Iterator[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _incidence(rows: Sequence[dict[str, float]], columns: dict[str, int], dtype: type[np.floating]) -> Floats:
    found = np.zeros((len(rows), len(columns)), dtype)
    for number, row in enumerate(rows):
        for name, value in row.items():
            found[number, columns[name]] = value
    return found


def _kind(fits: Fits, of: Callable[[Side], object], adds: Callable[[Side, Side], float]) -> Kind:
    """By one example of each value."""
    values = [of(side) for side in fits.sides]
    number = {value: at for at, value in enumerate(dict.fromkeys(values))}
    examples = dict(zip(values, fits.sides, strict=True))
    table = np.array([[adds(examples[one], examples[other]) for other in number] for one in number])
    codes = np.array([number[value] for value in values], dtype=np.int64)
    shape = (len(number), len(number))
    return Kind(table.reshape(shape).astype(fits.dtype), codes[fits.mentors], codes[fits.mentees])


def _hours(fits: Fits) -> Iterator[Kind]:
    weight, least = fits.weight("hours"), 2 * fits.rules.min_overlap_hours

    def adds(one: Side, other: Side) -> float:
        if one.half_hours is None or other.half_hours is None:
            return weight * NEUTRAL
        common = bin(one.half_hours & other.half_hours).count("1")
        return FORBIDDEN if common < least else weight * min(1.0, common / PLENTY_OF_HALF_HOURS)

    yield _kind(fits, lambda side: side.half_hours, adds)


def _languages(fits: Fits) -> Iterator[Kind]:
    yield _kind(
        fits, lambda side: side.languages, _sharing(fits.weight("language"), lambda side: side.languages)
    )


def _channels(fits: Fits) -> Iterator[Kind]:
    yield _kind(
        fits, lambda side: side.channels, _sharing(fits.weight("channel"), lambda side: side.channels)
    )


def _backgrounds(fits: Fits) -> Iterator[Kind]:
    weight, common = fits.weight("aim"), fits.rules.aim == "common"

    def adds(one: Side, other: Side) -> float:
        mine, theirs = one.member.background, other.member.background
        alike = len(mine & theirs) / len(mine | theirs) if mine and theirs else NEUTRAL
        return weight * (alike if common else 1 - alike)

    yield _kind(fits, lambda side: side.member.background, adds)


def _places(fits: Fits) -> Iterator[Kind]:
    yield _kind(
        fits,
        lambda side: side.department,
        _differing(fits.weight("department"), fits.rules.different_department, lambda side: side.department),
    )
    yield _kind(
        fits,
        lambda side: side.site,
        _differing(fits.weight("site"), fits.rules.different_site, lambda side: side.site),
    )


def _sharing(weight: float, of: Callable[[Side], frozenset[str]]) -> Callable[[Side, Side], float]:
    def adds(one: Side, other: Side) -> float:
        known = of(one) and of(other)
        return weight * (float(bool(of(one) & of(other))) if known else NEUTRAL)

    return adds


def _differing(weight: float, must: bool, of: Callable[[Side], str]) -> Callable[[Side, Side], float]:
    def adds(one: Side, other: Side) -> float:
        if not of(one) or not of(other):
            return weight * NEUTRAL
        alike = of(one) == of(other)
        return FORBIDDEN if alike and must else weight * (not alike)

    return adds


KINDS: Final = (_hours, _languages, _channels, _backgrounds, _places)
COUNTED: Final = frozenset(
    {"both_ways", "topics", "gap", "hours", "language", "department", "site", "channel", "aim"}
)
if {part.name for part in PARTS} != COUNTED:
    raise ImportError("the score has parts that are not counted here")


class _Forbidden:
    """Hard rules about two people that no table can hold: seniority, and who must not meet whom."""

    def __init__(self, fits: Fits, history: History) -> None:
        people, self._gap = fits.people, fits.rules.min_seniority_gap
        self._tenure = 10_000 * fits.rules.min_tenure_years
        grades = np.array(
            [np.nan if one.seniority is None else one.seniority for one in people], dtype=np.float32
        )
        starts = np.array(
            [
                np.nan
                if one.start is None
                else one.start.year * 10_000 + one.start.month * 100 + one.start.day
                for one in people
            ]
        )
        self._grades = grades[fits.mentors], grades[fits.mentees]
        self._starts = starts[fits.mentors], starts[fits.mentees]
        chosen = np.array([("", "mentor", "mentee", "both").index(one.role) for one in people])
        self._roles = chosen[fits.mentors], chosen[fits.mentees]
        self._rows, self._columns = _listed(fits, history)

    def block(self, first: int, last: int) -> Flags:
        grade, other_grade = self._grades
        found: Flags = ~(other_grade[np.newaxis, :] - grade[first:last, np.newaxis] >= self._gap)
        unknown = np.isnan(grade[first:last])
        for row in np.flatnonzero(unknown).tolist():
            found[row] = self._by_tenure(first + row, np.arange(len(other_grade)))
        columns = np.flatnonzero(np.isnan(other_grade))
        for row in np.flatnonzero(~unknown).tolist():
            found[row, columns] = self._by_tenure(first + row, columns)
        start, end = np.searchsorted(self._rows, [first, last])
        found[self._rows[start:end] - first, self._columns[start:end]] = True
        return found

    def _by_tenure(self, row: int, columns: Numbers) -> Flags:
        mine, theirs = self._starts[0][row], self._starts[1][columns]
        role, roles = self._roles[0][row], self._roles[1][columns]
        known = ~np.isnan(theirs) & ~np.isnan(mine)
        undecided = (role == 0) | (roles == 0) | ((role == 3) & (roles == 3))
        found: Flags = np.where(known, mine < theirs + self._tenure, undecided)
        return found


def _listed(fits: Fits, history: History) -> tuple[Numbers, Numbers]:
    """Those in a line, those who never want to meet, past partners, and everybody with themselves; by row."""
    row = {fits.people[at].id: number for number, at in enumerate(fits.mentors)}
    column = {fits.people[at].id: number for number, at in enumerate(fits.mentees)}
    two = {(one.id, one.id) for one in fits.people}
    two |= {(one.id, other) for one in fits.people for other in (*one.managers, *one.never_with)}
    two |= history.past | history.excluded
    two |= {(other, one) for one, other in two}
    found = sorted((row[one], column[other]) for one, other in two if one in row and other in column)
    places = np.array(found, dtype=np.int64).reshape(-1, 2)
    return places[:, 0], places[:, 1]
