"""The best proposal as a flow of least cost from mentors to mentees: for more people than a dense table has room for.

Everybody is a node with an arc for their first partner, which earns what reaching them is worth, and one for further
partners, which earns nothing. What each stage of `solve.py` weighs is as much as whole numbers of 64 bits allow: one
person more is worth any change of fit along a chain of a thousand people and more.
"""

from typing import NamedTuple

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from bot.program.matching.candidates import Candidates
from bot.program.matching.columns import Flags, Ints, Seats
from bot.program.matching.rules import FIT_UNITS

LARGEST = 2**62

CHAIN = 2_000
"""Where they do not, so many full fits, and a quarter as many pairs, are outweighed by one unit of the stage before."""


class Worth(NamedTuple):
    """What it is worth to reach each person, and what a pair costs besides."""

    person: Ints
    pair: int


def worth_of(seats: Seats, candidates: Candidates) -> Worth:
    """The weights of the stages: each outweighs all that later ones can add up to, where whole numbers go that far."""
    people = np.unique(np.r_[candidates.mentor, candidates.mentee])
    simple = bool((seats.free[people] == 1).all() and not seats.partnered[people].any())
    waiting = int((seats.waiting & ~seats.partnered)[people].sum())
    most_pairs = int(seats.free[people].sum())
    full = _weights(most_pairs, most_pairs, waiting, simple=simple)
    nodes = 2 * len(seats.free) + 2
    matched, left_over, pair = (
        full if max(full) * 4 * nodes < LARGEST else _weights(CHAIN, CHAIN // 4, waiting, simple=simple)
    )
    return Worth(np.where(seats.partnered, 0, matched + left_over * seats.waiting), pair)


def _weights(fits: int, pairs: int, waiting: int, *, simple: bool) -> tuple[int, int, int]:
    """What somebody reached, one who was left over, and a pair weigh, to outweigh so many fits and so many pairs.

    Where everybody is in one pair at most, each pair reaches two people, and their number needs no weight of its own.
    """
    pair = 0 if simple else fits * FIT_UNITS + 1
    below = pairs * (pair + FIT_UNITS) + 1
    return min(pairs, waiting) * below + below, below if waiting else 0, pair


def flow(seats: Seats, candidates: Candidates, worth: Worth) -> Flags:
    """Flag the candidates taken when everybody may be mentor to some and, independently, mentee of others.

    Where nobody is on both sides, that is the best proposal.
    """
    people = len(seats.free)
    mentors, mentees = np.unique(candidates.mentor), np.unique(candidates.mentee)
    source, sink = 2 * people, 2 * people + 1
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        candidates.mentor,
        people + candidates.mentee,
        np.ones_like(candidates.fit),
        worth.pair - candidates.fit,
    )
    for side, shift, at_source in ((mentors, 0, True), (mentees, people, False)):
        for capacity, cost in ((np.ones_like(side), -worth.person[side]), (seats.free[side] - 1, 0 * side)):
            ends = np.full_like(side, source if at_source else sink), side + shift
            tails, heads = ends if at_source else ends[::-1]
            solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacity, cost)
    most = min(int(seats.free[mentors].sum()), int(seats.free[mentees].sum()))
    solver.add_arc_with_capacity_and_unit_cost(source, sink, most, 0)
    solver.set_node_supply(source, most)
    solver.set_node_supply(sink, -most)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"matching: no flow of least cost ({status})")
    taken: Flags = np.asarray(solver.flows(arcs)) > 0
    return taken
