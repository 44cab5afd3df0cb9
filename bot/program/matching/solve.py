"""Which candidates, together, are the best proposal? Exact, and the only file of matching that needs numpy.

The stages, an earlier one always outweighing all later ones:

1. most distinct people get a partner who have none,
2. most of those who were left over last round,
3. fewest pairs, so that a second partner is asked of somebody only where it reaches a person whom a first
   partner would not,
4. largest total fit.

Where nobody could be mentor to one and mentee of another this is a transport problem: `_transport`. Otherwise
it is an integer program: `program.py`. People and candidates come in the order of their ids and nothing here
looks at a clock or at chance, so equal proposals are always decided the same way.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from bot.program.matching import program
from bot.program.matching.candidates import Candidate, Place
from bot.program.matching.rules import FIT_UNITS

EXACT_FLOAT = 2**53
"""Up to here a float holds every whole number."""


class Scale(NamedTuple):
    """What a person reached, one left over last round, and a pair weigh; a fit weighs up to FIT_UNITS."""

    matched: int
    waiting: int
    pair: int


def choose(places: Sequence[Place], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Pick the best candidates, in the order given; each two people are at most once among the candidates."""
    if not candidates:
        return []
    mentors = {candidate.mentor for candidate in candidates}
    mentees = {candidate.mentee for candidate in candidates}
    if mentors.isdisjoint(mentees):
        scale = _scale(places, mentors, mentees)
        # While solving, no figure exceeds 6 times the heaviest pair (see _transport); 8 leaves room.
        if 8 * 2 * (scale.matched + scale.waiting) < EXACT_FLOAT:
            return _transport(places, candidates, scale)
    return program.solve(places, candidates)


def _scale(places: Sequence[Place], mentors: set[int], mentees: set[int]) -> Scale:
    """Let each stage outweigh the sum of all that later stages can ever add up to, in whole numbers."""
    people = mentors | mentees
    most_pairs = min(sum(places[one].free for one in mentors), sum(places[one].free for one in mentees))
    simple = all(places[one].free == 1 and not places[one].partnered for one in people)
    pair = 0 if simple else most_pairs * FIT_UNITS + 1
    below = most_pairs * (pair + FIT_UNITS) + 1
    waiting = sum(places[one].waiting for one in people)
    return Scale(matched=waiting * below + below, waiting=below if waiting else 0, pair=pair)


def _transport(places: Sequence[Place], candidates: Sequence[Candidate], scale: Scale) -> list[Candidate]:
    """Solve as an assignment of copies of mentors to copies of mentees, one copy for each free partner.

    Only the first copy of somebody without a partner earns their weight. Cells that are no candidate, or
    would lose, weigh 0 and mean "nobody"; whatever the solver assigns there is dropped again, so that no
    forbidden pair comes back. Taking two people twice costs a pair and earns nothing, so it never pays.

    It stays exact: the solver only adds and subtracts whole numbers. As long as a column is free its price is
    0 and every row can reach it, which bounds a row's price by the heaviest cell C, a column's by 2 C, and
    each sum on the way by 6 C.
    """
    rows = _first_copies(places, sorted({candidate.mentor for candidate in candidates}))
    columns = _first_copies(places, sorted({candidate.mentee for candidate in candidates}))
    weight = np.zeros((_width(places, rows), _width(places, columns)))
    owner = np.full(weight.shape, -1, dtype=np.int64)
    for number, candidate in enumerate(candidates):
        for mentor_copy in range(places[candidate.mentor].free):
            for mentee_copy in range(places[candidate.mentee].free):
                worth = candidate.fit - scale.pair
                worth += _earned(places[candidate.mentor], mentor_copy, scale)
                worth += _earned(places[candidate.mentee], mentee_copy, scale)
                if worth > 0:
                    cell = rows[candidate.mentor] + mentor_copy, columns[candidate.mentee] + mentee_copy
                    weight[cell] = worth
                    owner[cell] = number
    picked: NDArray[np.int64] = owner[linear_sum_assignment(weight, maximize=True)]
    return [candidates[number] for number in sorted(picked.tolist()) if number >= 0]


def _first_copies(places: Sequence[Place], people: list[int]) -> dict[int, int]:
    first: dict[int, int] = {}
    width = 0
    for one in people:
        first[one] = width
        width += places[one].free
    return first


def _width(places: Sequence[Place], first: dict[int, int]) -> int:
    return sum(places[one].free for one in first)


def _earned(place: Place, copy: int, scale: Scale) -> int:
    if copy or place.partnered:
        return 0
    return scale.matched + (scale.waiting if place.waiting else 0)
