"""Which pairs of a pool may be proposed, and how well each fits: all of them, or of many people the best of each.

A candidate breaks no hard rule and has something to teach in at least one direction. Each two people are one
candidate, in their better direction. Read `solve.py` next for which of them become the proposal.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.program.matching.columns import Columns, Flags, Ints, pair_keys
from bot.program.matching.many import CHUNK, Pairs, allowed, exchange, fit_units
from bot.program.matching.rules import Rules


class Candidates(NamedTuple):
    """A mentor and a mentee by their places in the columns, and their fit in ten-thousandths; sorted by places."""

    mentor: Ints
    mentee: Ints
    fit: Ints

    def only(self, chosen: Ints | Flags) -> "Candidates":
        return Candidates(self.mentor[chosen], self.mentee[chosen], self.fit[chosen])


def all_candidates(columns: Columns, rules: Rules) -> Candidates:
    """List every pair that may be proposed."""
    mentors = np.flatnonzero(columns.open & columns.may_mentor)
    mentees = np.flatnonzero(columns.open & columns.may_be_mentee)
    rows = max(1, 2 * CHUNK // max(1, len(mentees)))
    found = [
        candidates_among(columns, np.repeat(block, len(mentees)), np.tile(mentees, len(block)), rules)
        for block in np.split(mentors, range(rows, len(mentors), rows))
    ]
    return joined(found, len(columns.seats.free))


def candidates_among(columns: Columns, mentor: Ints, mentee: Ints, rules: Rules) -> Candidates:
    """Keep those of these pairs that may be proposed, and say how well they fit.

    Two people who both have a partner already are no candidate: a second partner is for those without one.
    """
    different = (mentor != mentee) & ~(columns.seats.partnered[mentor] & columns.seats.partnered[mentee])
    mentor, mentee = mentor[different], mentee[different]
    kept = allowed(Pairs(columns, mentor, mentee), rules)
    mentor, mentee = mentor[kept], mentee[kept]
    found = [
        _scored(Pairs(columns, mentor[place : place + CHUNK], mentee[place : place + CHUNK]), rules)
        for place in range(0, len(mentor), CHUNK)
    ]
    return _chained(found)


def _scored(pairs: Pairs, rules: Rules) -> Candidates:
    has = exchange(pairs)
    fits = fit_units(pairs, has, rules)
    return Candidates(pairs.mentor, pairs.mentee, fits).only(has.by_mentor + has.by_mentee > 0)


def _chained(parts: list[Candidates]) -> Candidates:
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Candidates(none, none, none)
    return Candidates(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def joined(parts: list[Candidates], people: int) -> Candidates:
    """Put candidates together, each two people once: in their better direction, at a tie the earlier place teaches."""
    every = _chained(parts)
    keys = pair_keys(every.mentor, every.mentee, people)
    order = np.lexsort((every.mentor, -every.fit, keys))
    keys = keys[order]
    best = every.only(order[np.diff(keys, prepend=-1) > 0])
    return best.only(np.argsort(best.mentor * people + best.mentee))


def best_of_each(people: Ints, fit: Ints | NDArray[np.float32], most: int) -> Ints:
    """Number the best so many of each of these people; at a tie the earlier one."""
    order = np.lexsort((-fit, people))
    sorted_people = people[order]
    starts = np.flatnonzero(np.r_[True, sorted_people[1:] != sorted_people[:-1]])
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    chosen: Ints = order[rank < most]
    return chosen
