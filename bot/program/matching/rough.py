"""How well would hundreds of mentors and thousands of mentees suit each other, roughly? A table in small floats.

The same parts as in `many.py`, made so that no pair is looked at on its own: what people exchange is a product of
tables; what many have in common (a site, working hours, a language) is looked up by a code. `wide.py` picks from it.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.program.matching.columns import MET, NEUTRAL_EIGHTHS, Columns, Ints
from bot.program.matching.many import BREAKS, MEASURES, Exchange, Pairs
from bot.program.matching.rules import RELATED, STRENGTHS, Rules, weights

Small = NDArray[np.float32]

NEVER = np.float32(-9.0)
"""Below any score: a hard rule forbids it."""

MOST_CODES = 1_000
"""With more codes than that a table of codes costs more than it is worth, and the part is left to `many.py`."""

LOG = np.log(1 - STRENGTHS[1])
"""Each wish that is met leaves so much less of what is missing: strengths are sums of logarithms."""

COMMON: tuple[tuple[str, ...], ...] = (("hours",), ("language", "channel"), ("department", "site"), ("aim",))
"""Parts of the score and rules that have a code together."""

TOLD_APART: dict[str, Callable[[Columns], NDArray[np.int64]]] = {
    "hours": lambda columns: np.where(columns.has_hours, columns.half_hours, -1)[:, None],
    "language": lambda columns: columns.languages.astype(np.int64),
    "channel": lambda columns: columns.channels.astype(np.int64),
    "department": lambda columns: columns.department[:, None],
    "site": lambda columns: columns.site[:, None],
    "aim": lambda columns: columns.background.astype(np.int64),
}


class Code(NamedTuple):
    """What many have in common: everybody's code, and the score between two codes."""

    of: Ints
    table: Small


class Rough(NamedTuple):
    """All that the table is made from; skills as sparse tables of small floats."""

    columns: Columns
    weight_of: dict[str, float]
    teaches: csr_array
    wants: csr_array
    eighths: csr_array | None
    codes: tuple[Code, ...]


def rough(columns: Columns, rules: Rules) -> Rough:
    wants, eighths = columns.wants.astype(np.float32), columns.wants.astype(np.float32)
    wants.data[:] = LOG
    eighths.data[:] = columns.wants.data % MET
    rated = bool(
        (eighths.data != NEUTRAL_EIGHTHS).any()
    )  # where nobody has said how sure they are, all are equal
    codes = [code for parts in COMMON if (code := _code(columns, rules, parts)) is not None]
    teaches = columns.teaches.astype(np.float32)
    return Rough(columns, weights(rules), teaches, wants, eighths if rated else None, tuple(codes))


def _code(columns: Columns, rules: Rules, parts: tuple[str, ...]) -> Code | None:
    told_apart = np.hstack([TOLD_APART[part](columns) for part in parts])
    if not told_apart.shape[1]:
        return None
    _, first, code = np.unique(told_apart, axis=0, return_index=True, return_inverse=True)
    if len(first) > MOST_CODES:
        return None
    pairs = Pairs(columns, np.repeat(first, len(first)), np.tile(first, len(first)))
    none, nothing = np.zeros(len(pairs.mentor)), np.zeros(len(pairs.mentor), dtype=np.int64)
    table, weight_of = none, weights(rules)
    for part in parts:
        if weight_of[part]:
            table = table + weight_of[part] * MEASURES[part](
                pairs, Exchange(nothing, nothing, none, none), rules
            )
    for names, breaks in BREAKS:
        if set(names) <= set(parts):
            table = np.where(breaks(pairs, rules), NEVER, table)
    return Code(code.reshape(-1), table.astype(np.float32).reshape(len(first), len(first)))


def scores(this: Rough, mentors: Ints, mentees: Ints, *, related: bool) -> Small:
    """Score each of these mentors (rows) with each of these mentees; related skills count only if asked."""
    teach, want = _beside(this.teaches, mentees), _beside(this.wants, mentees)
    by_mentor: Small = this.teaches[mentors] @ want
    by_mentee: Small = this.wants[mentors] @ teach
    total = _gap(this, mentors, mentees, teach, by_mentor + by_mentee)
    for sums, way in ((by_mentor, (mentors, mentees)), (by_mentee, (mentees, mentors))):
        np.expm1(sums, out=sums)
        np.negative(sums, out=sums)
        if related:
            near = _near(this.columns, *way)
            np.copyto(sums, np.float32(RELATED), where=(sums == 0) & (near if way[0] is mentors else near.T))
    total += np.float32(this.weight_of["topics"] / 2) * (by_mentor + by_mentee)
    by_mentor *= by_mentee
    np.sqrt(by_mentor, out=by_mentor)
    by_mentor *= np.float32(this.weight_of["both_ways"])
    total += by_mentor
    for code in this.codes:
        rows, row = np.unique(code.of[mentors], return_inverse=True)
        total += code.table[rows][:, code.of[mentees]][row]
    return total


def _beside(table: csr_array, people: Ints) -> Small:
    dense: Small = table[people].T.toarray(order="C")
    return dense


def _gap(this: Rough, mentors: Ints, mentees: Ints, teach: Small, logs: Small) -> Small:
    if this.eighths is None or not this.weight_of["gap"]:
        return np.zeros_like(logs)
    eighths: Small = this.teaches[mentors] @ _beside(this.eighths, mentees)
    eighths += this.eighths[mentors] @ teach
    logs *= np.float32(8 / LOG / this.weight_of["gap"])
    np.maximum(logs, np.float32(1e-6), out=logs)
    eighths /= logs
    return eighths


def _near(columns: Columns, teachers: Ints, learners: Ints) -> NDArray[np.bool_]:
    shared = columns.teaches_kinds[teachers] @ columns.wants_kinds[learners].T
    near: NDArray[np.bool_] = shared.toarray() > 0
    return near
