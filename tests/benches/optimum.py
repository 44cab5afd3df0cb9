"""What could be reached at most, and what do others reach? Every method here sees all pairs, none the program's search.

The aims are the program's: most people who get a partner, most of those who waited, fewest pairs, largest fit. As in
`companies.py` nobody has a partner yet.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import networkx
import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from tests.benches.fits import UNITS, Fits, Flags, Floats, Numbers

Two = tuple[int, int]
NOBODY: Final = -1
SEED: Final = 5


class Pair(NamedTuple):
    """People as places in the order of ids, and their fit in ten-thousandths."""

    mentor: int
    mentee: int
    units: int


class Found(NamedTuple):
    """What a set of pairs comes to; `fit` from 0 to 1 for each pair."""

    matched: int
    waiting: int
    pairs: int
    fit: float


class Steps(NamedTuple):
    """How much a person reached, one who waited, and a pair count, each beyond all that comes after it."""

    matched: int
    waiting: int
    pair: int


def steps(fits: Fits) -> Steps:
    most_pairs = int(min(fits.free(fits.mentors).sum(), fits.free(fits.mentees).sum()))
    pair = most_pairs * UNITS + 1
    waiting = most_pairs * (pair + UNITS) + 1
    waited = sum(1 for one in fits.people if one.waiting)
    return Steps(waiting * (waited + 1), waiting if waited else 0, pair)


def counted(fits: Fits, pairs: Sequence[Pair]) -> Found:
    reached = {one for pair in pairs for one in pair[:2]}
    waited = sum(1 for one in reached if fits.people[one].waiting)
    return Found(len(reached), waited, len(pairs), round(sum(pair.units for pair in pairs) / UNITS, 4))


def best_dense(fits: Fits, weight: Floats) -> list[Pair]:
    """The optimum where everybody has one role, by scipy's dense solver on all pairs of all free places."""
    step = steps(fits)
    rows, columns = _copies(fits, fits.mentors), _copies(fits, fits.mentees)
    worth = weight[rows][:, columns] - step.pair
    allowed = weight[rows][:, columns] >= 0
    worth += _firsts(fits, fits.mentors, rows, step)[:, np.newaxis]
    worth += _firsts(fits, fits.mentees, columns, step)[np.newaxis, :]
    worth[~allowed | (worth < 0)] = 0
    picked = linear_sum_assignment(worth, maximize=True)
    kept = worth[picked] > 0
    return pairs_at(fits, weight, rows[picked[0][kept]], columns[picked[1][kept]])


def pairs_at(fits: Fits, weight: Floats, rows: Numbers, columns: Numbers) -> list[Pair]:
    units = weight[rows, columns].astype(np.int64).tolist()
    found = zip(fits.mentors[rows].tolist(), fits.mentees[columns].tolist(), units, strict=True)
    return [Pair(*one) for one in found]


def _copies(fits: Fits, places: Numbers) -> Numbers:
    return np.repeat(np.arange(len(places)), fits.free(places))


def _firsts(fits: Fits, places: Numbers, copies: Numbers, step: Steps) -> Floats:
    """What the first partner of a person earns, by copies."""
    first = np.r_[True, copies[1:] != copies[:-1]]
    waited = np.array([fits.people[at].waiting for at in places], dtype=np.float64)
    earned: Floats = first * (step.matched + step.waiting * waited[copies])
    return earned


def most_people(fits: Fits, weight: Floats) -> int:
    """How many people at most can have a partner, where everybody has one role.

    The mentors that can be reached, with all places of the mentees, and the reverse: both at once, too.
    Source: N. Mendelsohn, A. Dulmage, Some generalizations of the problem of distinct representatives, 1958.
    """
    allowed = weight >= 0
    columns, rows = _copies(fits, fits.mentees), _copies(fits, fits.mentors)
    return _largest(allowed[:, columns]) + _largest(allowed[rows])


def _largest(allowed: Flags) -> int:
    return int((maximum_bipartite_matching(csr_array(allowed), perm_type="column") >= 0).sum())


def best_general(fits: Fits, weight: Floats) -> list[Pair]:
    """The optimum whoever may be what, by the blossom algorithm of networkx; exact, in whole numbers."""
    step = steps(fits)
    pairs: dict[tuple[Two, Two], Pair] = {}
    graph = networkx.Graph()
    for pair in better_ways(fits, weight):
        for copy in range(fits.sides[pair.mentor].free):
            for other in range(fits.sides[pair.mentee].free):
                worth = pair.units - step.pair
                worth += _first(fits, pair.mentor, copy, step) + _first(fits, pair.mentee, other, step)
                if worth > 0:
                    ends = (pair.mentor, copy), (pair.mentee, other)
                    graph.add_edge(*ends, weight=worth)
                    pairs[ends] = pair
    found = networkx.max_weight_matching(graph)
    return sorted(pairs[one, other] if (one, other) in pairs else pairs[other, one] for one, other in found)


def _first(fits: Fits, place: int, copy: int, step: Steps) -> int:
    if copy:
        return 0
    return step.matched + (step.waiting if fits.people[place].waiting else 0)


def better_ways(fits: Fits, weight: Floats) -> list[Pair]:
    """Each two people who may be a pair, in their better direction."""
    found: dict[Two, Pair] = {}
    for pair in pairs_at(fits, weight, *np.nonzero(weight >= 0)):
        ends = (min(pair[:2]), max(pair[:2]))
        if ends not in found or found[ends].units < pair.units:
            found[ends] = pair
    return list(found.values())


def at_random(fits: Fits, blocks: Iterable[tuple[int, Floats]]) -> list[Pair]:
    """Every mentor in their turn gets anybody who is still free and allowed; one partner each."""
    chance = random.Random(SEED)
    free = np.ones(len(fits.people), dtype=np.bool_)
    found: list[Pair] = []
    for first, rows in blocks:
        for mentor, row in zip(fits.mentors[first:].tolist(), rows, strict=False):
            open_ = np.flatnonzero((row >= 0) & free[fits.mentees])
            if free[mentor] and len(open_):
                column = open_[chance.randrange(len(open_))]
                mentee = int(fits.mentees[column])
                free[[mentor, mentee]] = False
                found.append(Pair(mentor, mentee, int(row[column])))
    return found
