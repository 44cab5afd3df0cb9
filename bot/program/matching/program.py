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

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, csr_array, vstack

from bot.program.matching import odd_sets
from bot.program.matching.candidates import Candidate, Place

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FIRST_OF_EACH = 12
"""How many of a person's best candidates a stage starts with."""

PATIENCE = 4
"""How often odd sets may fail to lower the bound before the rest is left to the search for whole numbers."""

ROUNDING = 0.01
"""All aims are whole numbers; a bound is trusted to within this."""

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


def solve(places: Sequence[Place], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Pick the best candidates, in the order given."""
    many = [one for one, place in enumerate(places) if place.free > 1 and not place.partnered]
    reached = {one: len(candidates) + number for number, one in enumerate(many)}
    model = _model(places, candidates, reached)
    taken = np.zeros(len(model.active))
    for aim in _aims(places, candidates, reached):
        taken, model = _stage(model, aim)
    return [candidate for candidate, is_taken in zip(candidates, taken, strict=False) if is_taken]


def _model(places: Sequence[Place], candidates: Sequence[Candidate], reached: dict[int, int]) -> Model:
    people, many, width = len(places), list(reached), len(candidates) + len(reached)
    mentors = [candidate.mentor for candidate in candidates]
    mentees = [candidate.mentee for candidate in candidates]
    numbers = np.arange(len(candidates))
    degree = csr_array(
        (np.ones(2 * len(numbers)), (np.r_[mentors, mentees], np.r_[numbers, numbers])), shape=(people, width)
    )
    counts = csr_array((np.ones(len(many)), (many, list(reached.values()))), shape=(people, width))
    only_if_taken = (counts - degree)[many]
    most = np.r_[[float(place.free) for place in places], np.zeros(len(many))]
    return Model(
        ends=np.array([mentors, mentees]),
        places=most[:people],
        rows=csc_array(vstack([degree, only_if_taken])),
        least=np.full(len(most), -np.inf),
        most=most,
        low=np.zeros(width),
        high=np.ones(width),
        active=_first_of_each(people, candidates, width),
    )


def _first_of_each(people: int, candidates: Sequence[Candidate], width: int) -> Flags:
    active = np.ones(width, dtype=np.bool_)
    active[: len(candidates)] = False
    given = [0] * people
    for number in sorted(range(len(candidates)), key=lambda number: -candidates[number].fit):
        mentor, mentee, _ = candidates[number]
        if min(given[mentor], given[mentee]) < FIRST_OF_EACH:
            active[number] = True
            given[mentor] += 1
            given[mentee] += 1
    return active


def _aims(places: Sequence[Place], candidates: Sequence[Candidate], reached: dict[int, int]) -> list[Floats]:
    """List the stages: a whole number for each unknown, whose sum is to be as large as possible."""
    matched, waiting, pairs, fit = (np.zeros(len(candidates) + len(reached)) for _ in range(4))
    for number, candidate in enumerate(candidates):
        pairs[number] = -1
        fit[number] = candidate.fit
        for one in (candidate.mentor, candidate.mentee):
            if not places[one].partnered and one not in reached:
                matched[number] += 1
                waiting[number] += places[one].waiting
    for one, unknown in reached.items():
        matched[unknown] = 1
        waiting[unknown] = places[one].waiting
    aims = [matched]
    if waiting.any():
        aims.append(waiting)
    if reached or any(place.partnered for place in places):
        aims.append(pairs)  # elsewhere each pair reaches two people: the first aim settles how many there are
    return [*aims, fit]


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
        options={"mip_rel_gap": 0},
    )
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
