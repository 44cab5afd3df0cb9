"""Where halves of pairs would promise more than whole pairs can keep.

Among people with an odd number of places, all together, one place stays empty: pairs need two. A program that
may take half a pair does not see that, for example on a ring of three. This finds such sets of people in a
solution with fractions, so that `program.py` can demand what is true of every whole solution.
Source: J. Edmonds, Maximum matching and a polyhedron with 0,1-vertices, 1965.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ends = NDArray[np.int64]

LEVELS = (1e-6, 0.1, 0.25, 0.4, 0.49, 0.6)
"""People are taken together who are linked by more than this much of a pair; several levels find more sets."""

BROKEN_BY = 1e-4


def find(ends: Ends, taken: Floats, short: Floats, places: Floats) -> dict[tuple[int, ...], float]:
    """Find sets of people (in order) that hold too much of pairs, with how many pairs they can hold at most.

    `ends` are the two people of each candidate, `taken` is how much of it is taken, `short` by how much it
    falls short of being taken, `places` are how many partners each person can have.
    """
    found: dict[tuple[int, ...], float] = {}
    partly = (taken > LEVELS[0]) & (taken < 1 - LEVELS[0])
    links = [np.ones_like(partly), short < LEVELS[0]]
    links += [way for level in LEVELS for way in (partly & (taken > level), taken > level)]
    for linked in links:
        group = _groups(ends[:, linked], len(places))
        within = group[ends[0]] == group[ends[1]]
        held = np.bincount(group[ends[0]][within], weights=taken[within], minlength=len(places))
        room = np.bincount(group, weights=places, minlength=len(places))
        can_hold = np.floor(room / 2)
        broken = (room % 2 == 1) & (held > can_hold + BROKEN_BY)
        for one in np.flatnonzero(broken):
            found[tuple(np.flatnonzero(group == one).tolist())] = float(can_hold[one])
    return found


def inside(ends: Ends, people: tuple[int, ...], everybody: int) -> Flags:
    """Flag the candidates both of whose people are in the set."""
    member = np.zeros(everybody, dtype=np.bool_)
    member[list(people)] = True
    flags: Flags = member[ends[0]] & member[ends[1]]
    return flags


def _groups(ends: Ends, everybody: int) -> NDArray[np.int32]:
    """Number the groups of people who are linked, directly or through others."""
    links = coo_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(everybody, everybody))
    _, group = connected_components(links, directed=False)
    return np.asarray(group)
