"""What can nothing surpass among 100,000 people? Prices from a part of all pairs, made good for every pair there is.

1. Every pair is looked at, and the best few of each mentor and of each mentee are kept: the part.
2. On the part a flow of least cost and a largest matching are exact, and tell what everybody's time is worth there.
3. Every pair is looked at again. Where one is worth more than its two prices, the mentor's price is raised until it is
   not. So what the prices add up to holds for all pairs, however poor the part was; only how tight it is depends on it.
4. What is best by these prices joins the part: from 2 again.

`bounds.py` says why prices are a bound. People have one role each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from tests.benches.fits import UNITS, Fits, Flags, Floats, Numbers
from tests.benches.optimum import Found

OF_A_MENTOR: Final = 32
OF_A_MENTEE: Final = 16
LOOKS: Final = 2
SAMPLE: Final = 512
PERSON: Final = 60 * UNITS
WAITED: Final = 15 * UNITS
PAIR: Final = 4 * UNITS
ROUNDING: Final = 1.0  # of floats of 32 bits, in units, for each person: more than there can be


class Part(NamedTuple):
    """Some pairs, by rows and columns of the fits."""

    row: Numbers
    column: Numbers
    units: Floats


class Bound(NamedTuple):
    """The most people, and the largest sum of fits (0 to 1 for each pair)."""

    people: int
    fit: float


class Room(NamedTuple):
    """How many partners each can take, and what the first one pays."""

    free: Numbers
    first: Numbers


class Look(NamedTuple):
    """What was seen on the way through all pairs: what a mentor can gain at most, who is left, the best pairs."""

    gain: Floats
    left: Flags
    other_left: Flags
    parts: list[Part]


def bound(fits: Fits, found: Found, looks: int = LOOKS) -> Bound:
    """No proposal reaches more people; none with as many people, waiting ones and pairs has more fit."""
    mentors, mentees = (_room(fits, places) for places in (fits.mentors, fits.mentees))
    free, other_free = mentors.free, mentees.free
    price = _first_guess(fits)
    covered, other_covered = np.zeros(len(other_free), dtype=np.bool_), np.zeros(len(free), dtype=np.bool_)
    parts: list[Part] = []
    best = Bound(len(fits.people), float(len(fits.people)))
    for look in range(looks):
        seen = _look(fits, price, covered, other_covered)
        people = seen.left.sum() + other_free[covered].sum()
        people += seen.other_left.sum() + free[other_covered].sum()
        paid = _paid(seen.gain + ROUNDING - PAIR, mentors) + _paid(-price, mentees)
        paid += PAIR * found.pairs - PERSON * found.matched - WAITED * found.waiting
        best = Bound(min(best.people, int(people)), min(best.fit, paid / UNITS))
        if look < looks - 1:
            part = _joined([*parts, *seen.parts], len(other_free))
            parts = [part]
            price = _prices(part, mentors, mentees)
            covered = _covered(part, len(free), other_free)
            other_covered = _covered(Part(part.column, part.row, part.units), len(other_free), free)
    return best


def _first_guess(fits: Fits) -> Floats:
    """Whoever fits a sample of mentors well is wanted by many: half of that. Else all would keep the same few."""
    best = np.zeros(len(fits.mentees), fits.dtype)
    for row in range(0, len(fits.mentors), max(1, len(fits.mentors) // SAMPLE)):
        np.maximum(best, fits.block(row, row + 1)[0], out=best)
    return -best.astype(np.float64) / 2


def _look(fits: Fits, price: Floats, covered: Flags, other_covered: Flags) -> Look:
    mentors, columns = len(fits.mentors), len(fits.mentees)
    seen = Look(np.full(mentors, -np.inf), np.zeros_like(other_covered), np.zeros_like(covered), [])
    best = np.full((OF_A_MENTEE, columns), -np.inf, fits.dtype)
    whose = np.zeros((OF_A_MENTEE, columns), dtype=np.int64)
    added = price.astype(fits.dtype)
    for first, rows in fits.blocks():
        place = slice(first, first + len(rows))
        numbers = np.arange(first, first + len(rows))
        allowed = rows >= 0
        seen.left[place] = allowed[:, ~covered].any(axis=1)
        seen.other_left[:] |= allowed[~other_covered[place]].any(axis=0)
        rows += added
        rows[~allowed] = -np.inf
        gain = rows.max(axis=1)
        seen.gain[place] = gain
        top = np.argpartition(-rows, min(OF_A_MENTOR, columns - 1), axis=1)[:, :OF_A_MENTOR]
        units = np.take_along_axis(rows, top, axis=1) - added[top]
        seen.parts.append(Part(numbers.repeat(top.shape[1]), top.ravel(), units.ravel()))
        rows -= np.where(np.isfinite(gain), gain, 0)[:, np.newaxis]
        _keep(best, whose, rows - added, numbers)
    units = (best + np.where(np.isfinite(seen.gain), seen.gain, 0)[whose]).ravel()
    seen.parts.append(Part(whose.ravel(), np.tile(np.arange(columns), OF_A_MENTEE), units))
    return seen


def _keep(best: Floats, whose: Numbers, rows: Floats, numbers: Numbers) -> None:
    """Of what each mentee had and what these rows offer, the best."""
    changed = np.flatnonzero(rows.max(axis=0) > best.min(axis=0))
    values = np.vstack([best[:, changed], rows[:, changed]])
    owners = np.broadcast_to(numbers[:, np.newaxis], (len(numbers), len(changed)))
    owners = np.vstack([whose[:, changed], owners])
    top = np.argpartition(-values, len(best) - 1, axis=0)[: len(best)]
    best[:, changed] = np.take_along_axis(values, top, axis=0)
    whose[:, changed] = np.take_along_axis(owners, top, axis=0)


def _room(fits: Fits, places: Numbers) -> Room:
    waiting = np.array([fits.people[at].waiting for at in places], dtype=np.int64)
    return Room(fits.free(places), PERSON + WAITED * waiting)


def _paid(gain: Floats, room: Room) -> float:
    """For the first partner of each, and for all others there is room for."""
    return float((np.maximum(0, gain + room.first) + (room.free - 1) * np.maximum(0, gain)).sum())


def _joined(parts: Sequence[Part], columns: int) -> Part:
    """Each pair once, without those that may not be."""
    row, column, units = (np.concatenate(column) for column in zip(*parts, strict=True))
    allowed = np.isfinite(units)
    row, column, units = row[allowed], column[allowed], units[allowed]
    _, once = np.unique(row * columns + column, return_index=True)
    return Part(row[once], column[once], np.rint(units[once]))


def _prices(part: Part, mentors: Room, mentees: Room) -> Floats:
    """What a partner less would be worth to each mentee: by how much less a flow on the part would cost with them.

    They are the shortest ways in what the flow left free. Source: R. Ahuja, T. Magnanti, J. Orlin, Network flows,
    1993, chapter 9.
    """
    free, other_free = mentors.free, mentees.free
    tail, head, capacity, cost = _network(part, mentors, mentees)
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    most = int(min(free.sum(), other_free.sum()))
    source = len(free) + len(other_free)
    solver.set_node_supply(source, most)
    solver.set_node_supply(source + 1, -most)
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("no flow of least cost")
    flow = np.asarray(solver.flows(arcs))
    more, less = flow < capacity, flow > 0
    ways = _shortest(
        np.r_[tail[more], head[less]],
        np.r_[head[more], tail[less]],
        np.r_[cost[more], -cost[less]],
        source + 2,
    )
    price: Floats = (ways[len(free) : source] - ways[source]).astype(np.float64)
    return price


def _network(part: Part, one: Room, other: Room) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Arcs as tails, heads, capacities and costs; the source and the sink are the last nodes."""
    width = len(one.free)
    mentors, mentees = np.arange(width), width + np.arange(len(other.free))
    source, sink = np.array([width + len(mentees)]), np.array([width + len(mentees) + 1])
    arcs = [
        (part.row, width + part.column, np.ones_like(part.row), PAIR - part.units.astype(np.int64)),
        (source.repeat(width), mentors, np.ones_like(mentors), -one.first),
        (source.repeat(width), mentors, one.free - 1, np.zeros_like(mentors)),
        (mentees, sink.repeat(len(mentees)), np.ones_like(mentees), -other.first),
        (mentees, sink.repeat(len(mentees)), other.free - 1, np.zeros_like(mentees)),
        (source, sink, np.array([min(one.free.sum(), other.free.sum())]), np.array([0])),
    ]
    tail, head, capacity, cost = (np.concatenate(parts) for parts in zip(*arcs, strict=True))
    return tail, head, capacity, cost


def _shortest(tail: Numbers, head: Numbers, cost: Numbers, nodes: int) -> Numbers:
    """From anywhere to each node; there is no way around that costs less than nothing."""
    order = np.argsort(head, kind="stable")
    tail, head, cost = tail[order], head[order], cost[order]
    starts = np.flatnonzero(np.r_[True, head[1:] != head[:-1]])
    ends = head[starts]
    way = np.zeros(nodes, dtype=np.int64)
    while True:
        shorter = np.minimum(way[ends], np.minimum.reduceat(way[tail] + cost, starts))
        if (shorter == way[ends]).all():
            return way
        way[ends] = shorter


def _covered(part: Part, people: int, other_free: Numbers) -> Flags:
    """Those of the other side whose every place is needed, where most of this side are reached: D. Konig, 1931."""
    copies = np.repeat(np.arange(len(other_free)), other_free)
    shape = people, len(other_free)
    pairs = csr_array((np.ones(len(part.row), dtype=np.int8), (part.row, part.column)), shape=shape)
    mate = maximum_bipartite_matching(pairs[:, copies], perm_type="row")
    partner = maximum_bipartite_matching(pairs[:, copies], perm_type="column")
    reached: Flags = partner < 0
    taken = np.flatnonzero(mate >= 0)
    covered = np.zeros(len(other_free), dtype=np.bool_)
    while True:
        now: Flags = (pairs.T @ reached.astype(np.int32)) > 0
        if (now == covered).all():
            return covered
        covered = now
        reached[mate[taken][covered[copies[taken]]]] = True
