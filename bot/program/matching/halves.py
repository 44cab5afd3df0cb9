"""The best proposal where somebody may be mentor to one and mentee of another: any two people may then be linked.

If half a pair could be taken, the best would be a flow: everybody stands on both sides of it, and each pair is there
once in either direction. Nothing surpasses that, and it is nearly always met: people are dealt out to two sides so that
the pairs taken lie between them; that is a transport problem again, which `flow.py` solves; the next round deals anew,
never parting a pair that was found. So it only gets better, and the bound says how far it can still be from the best.
Source of the bound: M. Balinski, Integer programming: methods, uses, computation, 1965 (matchings by halves).
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array

from bot.program.matching.candidates import Candidates, best_of_each
from bot.program.matching.columns import Flags, Floats, Ints, Seats
from bot.program.matching.flow import Worth, flow, worth_of
from bot.program.matching.rules import FIT_UNITS

SWEEPS = 30
PATIENCE = 3
"""So many rounds in a row that find nothing better end the search."""

INTERESTING = 6
"""So many of the best candidates of each person pull them to the other side."""


class Value(NamedTuple):
    """What a proposal is worth, stage by stage: larger is better (fewer pairs: less below 0)."""

    matched: float
    waiting: float
    pairs: float
    fit: float


class Halved(NamedTuple):
    """The candidates taken by their numbers, what they are worth, and what no proposal can surpass."""

    taken: Ints
    value: Value
    bound: Value


def value_of(seats: Seats, candidates: Candidates, taken: Ints) -> Value:
    reached = np.zeros(len(seats.free), dtype=np.bool_)
    reached[candidates.mentor[taken]] = reached[candidates.mentee[taken]] = True
    reached &= ~seats.partnered
    waiting = int(seats.waiting[reached].sum())
    return Value(int(reached.sum()), waiting, -len(taken), int(candidates.fit[taken].sum()))


def gap(value: Value, bound: Value) -> float:
    """How far from the bound, as a share, in the first stage that does not meet it; 0 is the best there is."""
    for got, most in zip(value, bound, strict=True):
        if got < most:
            return (most - got) / max(1.0, abs(most))
    return 0.0


def is_near(value: Value, bound: Value, near_enough: float) -> bool:
    """Whether nobody more can be matched, and the fit is as near to the best as that share."""
    return value[:3] == bound[:3] and gap(value, bound) <= near_enough


def solve(seats: Seats, candidates: Candidates, rounds: int, near_enough: float) -> Halved:
    """Look for the best candidates, until the gap is small enough or for so many rounds."""
    worth = worth_of(seats, candidates)
    halves, bound = _relaxed(seats, candidates, worth)
    best, value, idle = np.zeros(0, dtype=np.int64), Value(-1, 0, 0, 0), 0
    for number in range(rounds):
        pull = _pulls(seats, candidates, best, halves)
        side = _deal(seats, candidates, best, pull, number)
        across = np.flatnonzero(side[candidates.mentor] != side[candidates.mentee])
        turned = side[candidates.mentor[across]]
        one, other = candidates.mentor[across], candidates.mentee[across]
        ends = Candidates(np.where(turned, other, one), np.where(turned, one, other), candidates.fit[across])
        taken = across[flow(seats, ends, worth)]
        found = value_of(seats, candidates, taken)
        idle = 0 if found > value else idle + 1
        best, value = (taken, found) if found > value else (best, value)
        if idle == PATIENCE or is_near(value, bound, near_enough):
            break
    return Halved(best, value, bound)


def _relaxed(seats: Seats, candidates: Candidates, worth: Worth) -> tuple[Ints, Value]:
    """How many halves of each candidate the best flow takes, and the bound that follows from it."""
    halves, reached, pairs = _both_directions(seats, candidates, worth)
    matched = float(reached.sum() // 2)
    waiting = float(reached[seats.waiting].sum() // 2)
    fewest = -(-pairs // 2)
    fit = float(halves @ candidates.fit) / 2
    if pairs % 2:
        # Half a pair fewer than can be: let a pair cost no more than it can be worth, and count what that leaves.
        halves, again, taken = _both_directions(seats, candidates, worth._replace(pair=FIT_UNITS))
        if again.sum() == reached.sum() and again[seats.waiting].sum() == reached[seats.waiting].sum():
            fit = float(halves @ candidates.fit) / 2 + FIT_UNITS * (fewest - taken / 2)
        else:
            fit = float("inf")
    return halves, Value(matched, waiting, -float(fewest), fit)


def _both_directions(seats: Seats, candidates: Candidates, worth: Worth) -> tuple[Ints, Ints, int]:
    """Halves of each candidate, halves of each person reached who had no partner, and halves of pairs in all."""
    mentor, mentee, fit = candidates
    twice = Candidates(np.r_[mentor, mentee], np.r_[mentee, mentor], np.r_[fit, fit])
    taken = flow(seats, twice, worth)
    reached = np.zeros(len(seats.free), dtype=np.int64)
    for side in (twice.mentor, twice.mentee):
        reached[np.unique(side[taken])] += 1
    reached[seats.partnered] = 0
    return taken[: len(fit)].astype(np.int64) + taken[len(fit) :], reached, int(taken.sum())


def _pulls(seats: Seats, candidates: Candidates, best: Ints, halves: Ints) -> Floats:
    """How much it would be worth to have the two of each candidate on different sides."""
    pull = 20.0 * halves.astype(np.float64)
    for people in (candidates.mentor, candidates.mentee):
        pull[best_of_each(people, candidates.fit, INTERESTING)] += 1
    if best.size:  # before, everybody is alone
        alone = (seats.free > 0) & ~seats.partnered
        alone[candidates.mentor[best]] = alone[candidates.mentee[best]] = False
        pull[alone[candidates.mentor] | alone[candidates.mentee]] += 5
    return pull


def _deal(seats: Seats, candidates: Candidates, best: Ints, pull: Floats, number: int) -> Flags:
    """Deal people out to two sides: pairs that were found to both, and as much of the pull as can be between them.

    Whoever is in one pair with somebody goes where that leads; each such group has one choice of two, made again and
    again by half of the groups at a time, as the others have chosen.
    """
    chance = np.random.default_rng(number)  # by a fixed seed: nothing is left to chance
    group, opposite = _groups(len(seats.free), candidates.mentor[best], candidates.mentee[best])
    some = np.flatnonzero((pull > 0) & (group[candidates.mentor] != group[candidates.mentee]))
    one, other = candidates.mentor[some], candidates.mentee[some]
    pulls: Floats = pull[some] * chance.uniform(0.5, 1.5, len(some))
    signed = np.where(opposite[one] == opposite[other], pulls, -pulls)
    people = len(seats.free)
    links = coo_array((signed, (group[one], group[other])), shape=(people, people)).tocsr()
    links = links + links.T
    sides = chance.choice((-1.0, 1.0), people)
    for _ in range(SWEEPS):
        pulled = links @ sides
        moves = (chance.random(people) < 0.5) & (pulled != 0)
        sides = np.where(moves, -np.sign(pulled), sides)
    side: Flags = (sides[group] > 0) != opposite
    return side


def _groups(people: int, one: Ints, other: Ints) -> tuple[Ints, Flags]:
    """Everybody's group, named after one of it, and who stands opposite that one."""
    group, opposite = np.arange(people), np.zeros(people, dtype=np.bool_)
    partners = np.bincount(np.r_[one, other], minlength=people)
    center, leaf = np.where(partners[other] > 1, (other, one), (one, other))
    group[leaf], opposite[leaf] = center, True
    return group, opposite
