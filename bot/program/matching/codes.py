"""What do many have in common, and how well does that suit? Codes and tables, so that no pair is looked at on its own.

Working hours, languages, sites: thousands of people share the same ones. Everybody gets a code for each, and a table
says how well two codes go together, by the parts of `many.py`. `wide.py` searches with them.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.program.matching.columns import Columns, Ints
from bot.program.matching.many import BREAKS, MEASURES, Exchange, Pairs
from bot.program.matching.rules import Rules, weights

Small = NDArray[np.float32]

NEVER = np.float32(-9.0)
"""Below any score: a hard rule forbids it."""

MOST_CODES = 1_000
"""With more codes than that a table costs more than it is worth, and the part is left to `many.py`."""

IN_COMMON: tuple[tuple[str, ...], ...] = (
    ("hours",),
    ("language", "channel"),
    ("department", "site"),
    ("aim",),
)
"""Parts of the score and rules that have a code together, weightiest first."""

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


def codes_of(columns: Columns, rules: Rules) -> tuple[Code, ...]:
    """The codes that make a difference."""
    codes = [_code(columns, rules, parts) for parts in IN_COMMON]
    return tuple([code for code in codes if code is not None and np.ptp(code.table) > 0])


def _code(columns: Columns, rules: Rules, parts: tuple[str, ...]) -> Code | None:
    told_apart = np.hstack([TOLD_APART[part](columns) for part in parts])
    _, first, code = np.unique(told_apart, axis=0, return_index=True, return_inverse=True)
    if len(first) > MOST_CODES or not told_apart.shape[1]:
        return None
    pairs = Pairs(columns, np.repeat(first, len(first)), np.tile(first, len(first)))
    table, weight_of = np.zeros(len(pairs.mentor)), weights(rules)
    nothing = Exchange(np.zeros_like(pairs.mentor), np.zeros_like(pairs.mentor), table, table)
    for part in parts:
        if weight_of[part]:
            table = table + weight_of[part] * MEASURES[part](pairs, nothing, rules)
    for names, breaks in BREAKS:
        if set(names) <= set(parts):
            table = np.where(breaks(pairs, rules), NEVER, table)
    return Code(code.reshape(-1), table.astype(np.float32).reshape(len(first), len(first)))
