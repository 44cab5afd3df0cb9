"""Which candidates, together, are the best proposal?

The stages, an earlier one always outweighing all later ones:

1. most distinct people get a partner who have none,
2. most of those who were left over last round,
3. fewest pairs, so that a second partner is asked of somebody only where it reaches a person whom a first
   partner would not,
4. largest total fit.

Where nobody could be mentor to one and mentee of another this is a transport problem, and `flow.py` is exact. Otherwise
`halves.py` comes very close and says how close; where that is not enough and the pool is small, the integer program of
`program.py` decides. People and candidates come in the order of their ids, and nothing here depends on a clock or on
chance, so equal proposals are always decided the same way.
"""

from typing import NamedTuple

import numpy as np

from bot.program.matching import flow, halves, program
from bot.program.matching.candidates import Candidates
from bot.program.matching.columns import Ints, Seats

EXACT_UP_TO = 250
"""Up to so many people the best is found to the last unit of fit."""

PROVEN_UP_TO = 1_000
"""Up to so many the integer program is asked where the gap is larger than `NEAR_ENOUGH`."""

NEAR_ENOUGH = 0.001
ROUNDS = 12


class Chosen(NamedTuple):
    """The candidates taken, by their numbers in order, and how far they are from the best at most, as a share."""

    taken: Ints
    gap: float


def choose(seats: Seats, candidates: Candidates) -> Chosen:
    """Pick the best candidates; each two people are at most once among the candidates."""
    mentors, mentees = np.unique(candidates.mentor), np.unique(candidates.mentee)
    people = len(np.union1d(mentors, mentees))
    if people == len(mentors) + len(mentees):
        return Chosen(np.flatnonzero(flow.flow(seats, candidates, flow.worth_of(seats, candidates))), 0.0)
    small = people <= PROVEN_UP_TO
    found = halves.solve(seats, candidates, ROUNDS, near_enough=0.0 if small else NEAR_ENOUGH)
    gap = halves.gap(found.value, found.bound)
    near_enough = 0.0 if people <= EXACT_UP_TO else NEAR_ENOUGH
    if small and not halves.is_near(found.value, found.bound, near_enough):
        taken = program.solve(seats, candidates)
        if taken is not None and halves.value_of(seats, candidates, taken) >= found.value:
            return Chosen(taken, 0.0)
    return Chosen(np.sort(found.taken), gap)
