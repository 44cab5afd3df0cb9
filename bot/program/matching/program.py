"""The integer program behind `solve.py`, for pools where somebody may be mentor to one and mentee of another.

One unknown per candidate (taken or not) and one per person with room for several partners (reached or not).
The stages are solved one after the other, each narrowing what the next may choose from, so that no weight has
to outweigh another and the solver's tolerances never decide between stages.

Most candidates can be ruled out without ever entering the program: a stage starts with a few for each person,
solves it without the demand for whole numbers, and lets in whichever would raise that bound. Once none would,
the bound holds for all candidates (`odd_sets.py` keeps it from being too hopeful). If the best whole solution
meets it, that is the optimum; if not, whoever could still make up the difference is let in and it is solved
again. So the result is exact.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, csr_array, vstack

from bot.program.matching import odd_sets
from bot.program.matching.candidates import Candidates, best_of_each
from bot.program.matching.columns import Ints, Seats

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FIRST_OF_EACH = 12
"""How many of a person's best candidates a stage starts with."""

PATIENCE = 4
"""How often odd sets may fail to lower the bound before the rest is left to the search for whole numbers."""

ROUNDING = 0.01
"""All aims are whole numbers; a bound is trusted to within this."""

MOST_NODES = 2_000
LONGEST_S = 60.0  # nodes are what ends a search; this is for a machine that hardly moves
LIMIT_REACHED = 1
"""What ends the search for whole numbers, and scipy's word for it."""

NOTHING = 1e-6
"""A price below this is none: thousands of them still add up to less than ROUNDING."""


class Model(NamedTuple):
    """`least` <= `rows` @ unknowns <= `most`, each unknown from `low` to `high`; `active` ones are let in.

    The unknowns are first the candidates, whose two people are `ends`, then who is reached. Each person has
    `places` for partners.
    """

    ends: odd_sets.Ends
    places: Floats
    rows: csc_array
    least: Floats
    most: Floats
    low: Floats
    high: Floats
    active: Flags


class Bound(NamedTuple):
    """What nothing surpasses; `prices` of the rows, and by how much each unknown falls `short` of helping."""

    value: float
    unknowns: Floats
    prices: Floats
    short: Floats


class NotProven(Exception):
    """The search for whole numbers was given up."""


def solve(seats: Seats, candidates: Candidates) -> Ints | None:
    """Pick the best candidates, by their numbers in order; `None` if too much would have to be searched through."""
    try:
        return _solve(seats, candidates)
    except NotProven:
        return None


def _solve(seats: Seats, candidates: Candidates) -> Ints:
    number = len(candidates.fit)
    counted = (seats.free > 1) & ~seats.partnered
    counted[np.setdiff1d(np.arange(len(counted)), np.r_[candidates.mentor, candidates.mentee])] = False
    many = np.flatnonzero(counted)
    model = _model(seats, candidates, many)
    taken = np.zeros(len(model.active))
    for aim in _aims(seats, candidates, many):
        taken, model = _stage(model, aim)
    return np.flatnonzero(taken[:number] > 0.5)


def _model(seats: Seats, candidates: Candidates, many: Ints) -> Model:
    people, number = len(seats.free), len(candidates.fit)
    width = number + len(many)
    numbers = np.arange(number)
    ends = np.array([candidates.mentor, candidates.mentee])
    degree = csr_array((np.ones(2 * number), (ends.ravel(), np.r_[numbers, numbers])), shape=(people, width))
    counts = csr_array((np.ones(len(many)), (many, number + np.arange(len(many)))), shape=(people, width))
    only_if_taken = (counts - degree)[many]
    most = np.r_[seats.free.astype(np.float64), np.zeros(len(many))]
    return Model(
        ends=ends,
        places=most[:people],
        rows=csc_array(vstack([degree, only_if_taken])),
        least=np.full(len(most), -np.inf),
        most=most,
        low=np.zeros(width),
        high=np.ones(width),
        active=np.r_[_first_of_each(candidates), np.ones(len(many), dtype=np.bool_)],
    )


def _first_of_each(candidates: Candidates) -> Flags:
    """Flag a few of the best candidates of everybody."""
    active = np.zeros(len(candidates.fit), dtype=np.bool_)
    for people in (candidates.mentor, candidates.mentee):
        active[best_of_each(people, candidates.fit, FIRST_OF_EACH)] = True
    return active


def _aims(seats: Seats, candidates: Candidates, many: Ints) -> list[Floats]:
    """List the stages: a whole number for each unknown, whose sum is to be as large as possible."""
    number = len(candidates.fit)
    counts = ~seats.partnered
    by_pair = counts.copy()
    by_pair[many] = False
    waits = seats.waiting.astype(np.float64)

    def aim(of_pairs: Ints | Floats, of_many: Floats) -> Floats:
        sums: Floats = np.concatenate([of_pairs.astype(np.float64), of_many])
        return sums

    reached = [by_pair[side].astype(np.float64) for side in (candidates.mentor, candidates.mentee)]
    left_over = [by_pair[side] * waits[side] for side in (candidates.mentor, candidates.mentee)]
    aims = [aim(reached[0] + reached[1], np.ones(len(many)))]
    waiting = aim(left_over[0] + left_over[1], waits[many])
    if waiting.any():
        aims.append(waiting)
    if len(many) or seats.partnered.any():
        # Elsewhere each pair reaches two people: the first aim settles how many there are.
        aims.append(aim(-np.ones(number), np.zeros(len(many))))
    return [*aims, aim(candidates.fit, np.zeros(len(many)))]


def _stage(model: Model, aim: Floats) -> tuple[Floats, Model]:
    """Reach the aim as far as possible; also returns the model narrowed to what reaches it as far."""
    bound, model = _bound(model, aim)
    taken = _whole(model, aim, bound)
    missing = bound.value - float(aim @ taken)
    if missing <= ROUNDING:
        return taken, _narrowed(model, bound)
    if missing >= 1 - ROUNDING:
        model = model._replace(active=model.active | (bound.short <= missing + ROUNDING))
        taken = _solve_whole(model, aim)
    return taken, _at_least(model, aim, round(float(aim @ taken)))


def _bound(model: Model, aim: Floats) -> tuple[Bound, Model]:
    """Solve without whole numbers, letting in candidates and demanding odd sets until neither would help."""
    lowest, fruitless = np.inf, 0
    while True:
        result = _solve_relaxed(model, aim)
        helpful = ~model.active & (result.short < -NOTHING) & (model.high > 0)
        if helpful.any():
            model = model._replace(active=model.active | helpful)
            continue
        fruitless = 0 if result.value < lowest - ROUNDING else fruitless + 1
        lowest = min(lowest, result.value)
        candidates = model.ends.shape[1]
        sets = odd_sets.find(
            model.ends, result.unknowns[:candidates], result.short[:candidates], model.places
        )
        if not sets or fruitless == PATIENCE:
            return result, model
        model = _with_odd_sets(model, sets)


def _with_odd_sets(model: Model, sets: dict[tuple[int, ...], float]) -> Model:
    flags = np.zeros((len(sets), len(model.active)))
    for number, people in enumerate(sets):
        flags[number, : model.ends.shape[1]] = odd_sets.inside(model.ends, people, len(model.places))
    return _with_rows(model, flags, list(sets.values()))


def _with_rows(model: Model, rows: Floats, most: list[float]) -> Model:
    return model._replace(
        rows=csc_array(vstack([model.rows, csr_array(rows)])),
        most=np.r_[model.most, most],
        least=np.r_[model.least, np.full(len(most), -np.inf)],
    )


def _solve_relaxed(model: Model, aim: Floats) -> Bound:
    chosen = np.flatnonzero(model.active)
    equal = model.least == model.most
    rows = model.rows[:, chosen].tocsr()
    result = linprog(  # type: ignore[call-overload]  # the stubs leave out sparse rows
        -aim[chosen],
        A_ub=rows[~equal],
        b_ub=model.most[~equal],
        A_eq=rows[equal],
        b_eq=model.most[equal],
        bounds=np.column_stack([model.low[chosen], model.high[chosen]]),
        method="highs",
    )
    if result.status != 0:
        raise RuntimeError(f"matching: bound not found ({result.message})")
    prices = np.zeros(len(model.most))
    prices[~equal] = -np.asarray(result.ineqlin.marginals)
    prices[equal] = -np.asarray(result.eqlin.marginals)
    unknowns = np.zeros(len(aim))
    unknowns[chosen] = result.x
    return Bound(
        value=-float(result.fun), unknowns=unknowns, prices=prices, short=model.rows.T @ prices - aim
    )


def _whole(model: Model, aim: Floats, bound: Bound) -> Floats:
    whole = np.round(bound.unknowns)
    if np.abs(whole - bound.unknowns).max() < NOTHING:
        return whole
    return _solve_whole(model, aim)


def _solve_whole(model: Model, aim: Floats) -> Floats:
    chosen = np.flatnonzero(model.active)
    result = milp(
        -aim[chosen],
        constraints=LinearConstraint(model.rows[:, chosen], model.least, model.most),
        integrality=np.ones(len(chosen), dtype=np.int64),
        bounds=Bounds(model.low[chosen], model.high[chosen]),
        options={"mip_rel_gap": 0, "node_limit": MOST_NODES, "time_limit": LONGEST_S},
    )
    if result.status == LIMIT_REACHED:
        raise NotProven(str(result.message))
    if result.status != 0 or result.x is None:
        raise RuntimeError(f"matching: no proof of the best proposal ({result.message})")
    taken = np.zeros(len(aim))
    taken[chosen] = np.round(result.x)
    return taken


def _narrowed(model: Model, bound: Bound) -> Model:
    """Keep just the solutions that meet the bound: those where nothing that has a price is left unused.

    (Complementary slackness: a solution is optimal if and only if rows with a price are full, and unknowns
    that fall short or more than pay are at their limits.)
    """
    full = bound.prices > NOTHING
    return model._replace(
        least=np.where(full, model.most, model.least),
        high=np.where(bound.short > NOTHING, model.low, model.high),
        low=np.where(bound.short < -NOTHING, model.high, model.low),
    )


def _at_least(model: Model, aim: Floats, reached: int) -> Model:
    """Keep just the solutions that reach as much as the best whole one, where that stays below the bound."""
    return _with_rows(model, -aim[np.newaxis, :], [-float(reached)])
