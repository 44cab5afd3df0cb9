"""From people to the pairs of a proposal: everything of matching that needs numpy stands behind this one function."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.program.matching.aim import pair_anew
from bot.program.matching.candidates import Candidates, all_candidates, best_of_each, candidates_among, joined
from bot.program.matching.columns import Columns, Ints, columns_of
from bot.program.matching.pool import Progress
from bot.program.matching.rules import Frame, Rules, without_aim
from bot.program.matching.sides import Side
from bot.program.matching.solve import choose
from bot.program.matching.wide import best_candidates

ALL_UP_TO = 2_000
"""Up to so many people every pair is looked at; beyond, the best candidates of each."""

MORE_ROUNDS = 3
MOST_MORE = 2 * 10**6
"""So many more pairs are looked at for those who are left alone."""

CLOSEST = 3


class Best(NamedTuple):
    """Pairs (mentor, mentee) by places; how far they are at most from the best among the candidates looked at, as a
    share; for whoever is in no pair but could have been, who comes closest, best first.
    """

    pairs: list[tuple[int, int]]
    gap: float
    closest: dict[int, tuple[int, ...]]


def best(
    sides: Sequence[Side],
    frame: Frame,
    all_up_to: int = ALL_UP_TO,
    progress: Progress = lambda _share: None,
) -> Best:
    """Find the best pairs; `progress` hears how much of that is done, from 0 to 1."""
    columns = columns_of(sides, frame)
    rules = without_aim(frame.rules)
    if columns.open.sum() <= all_up_to:
        candidates = all_candidates(columns, rules)
        taken, gap = choose(columns.seats, candidates)
    else:
        candidates, taken, gap = _of_many(columns, rules, progress)
    chosen = pair_anew(columns, candidates.only(taken), candidates, frame.rules)
    pairs = list(zip(chosen.mentor.tolist(), chosen.mentee.tolist(), strict=True))
    progress(1)
    return Best(pairs, gap, _closest(columns, candidates, taken))


def _of_many(columns: Columns, rules: Rules, progress: Progress) -> tuple[Candidates, Ints, float]:
    """Choose from the best candidates of everybody; whoever is left alone is compared with all who still have room."""
    candidates = best_candidates(columns, rules, progress)
    taken, gap = choose(columns.seats, candidates)
    for _ in range(MORE_ROUNDS):
        more = joined([candidates, _for_those_alone(columns, rules, candidates, taken)], len(columns.open))
        if len(more.fit) == len(candidates.fit):
            break
        candidates = more
        taken, gap = choose(columns.seats, candidates)
    return candidates, taken, gap


def _for_those_alone(columns: Columns, rules: Rules, candidates: Candidates, taken: Ints) -> Candidates:
    partners = np.bincount(
        np.r_[candidates.mentor[taken], candidates.mentee[taken]], minlength=len(columns.open)
    )
    room = np.flatnonzero(columns.open & (columns.seats.free > partners))
    alone = room[(partners[room] == 0) & ~columns.seats.partnered[room]][: MOST_MORE // max(1, len(room))]
    one, other = np.repeat(alone, len(room)), np.tile(room, len(alone))
    ways = [
        candidates_among(columns, mentor[fitting], mentee[fitting], rules)
        for mentor, mentee in ((one, other), (other, one))
        for fitting in [columns.may_mentor[mentor] & columns.may_be_mentee[mentee]]
    ]
    return joined(ways, len(columns.open))


def _closest(columns: Columns, candidates: Candidates, taken: Ints) -> dict[int, tuple[int, ...]]:
    alone = columns.open.copy()
    alone[candidates.mentor[taken]] = alone[candidates.mentee[taken]] = False
    touched = candidates.only(alone[candidates.mentor] | alone[candidates.mentee])
    person = np.r_[touched.mentor, touched.mentee]
    other = np.r_[touched.mentee, touched.mentor]
    chosen = best_of_each(person, np.r_[touched.fit, touched.fit], CLOSEST)
    found: dict[int, list[int]] = {}
    for one, near in zip(person[chosen].tolist(), other[chosen].tolist(), strict=True):
        if alone[one]:
            found.setdefault(one, []).append(near)
    return {one: tuple(near) for one, near in found.items()}
