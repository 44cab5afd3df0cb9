"""What can nothing surpass, where the optimum itself takes too long? Proven: a price for everybody's time.

Whoever has the aims `matched` and `pairs` reached, and wants more fit: let a person reached pay `person` and each pair
cost `pair`, whatever these two are. Then fits, with payments and costs, add up to no more than the prices of all
places, if no two people are worth more together than the prices of their places: weak duality. Source: H. Kuhn, The
Hungarian method for the assignment problem, 1955.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment, minimize

from tests.benches.fits import UNITS, Fits, Floats
from tests.benches.optimum import better_ways

TRIES: Final = 60


class Halves:
    """Everybody faces everybody, as if there were a second of each; half of the best of that no pairing surpasses."""

    def __init__(self, fits: Fits, weight: Floats) -> None:
        people = len(fits.people)
        worth = np.full((people, people), np.nan)
        for pair in better_ways(fits, weight):
            worth[pair.mentor, pair.mentee] = worth[pair.mentee, pair.mentor] = pair.units
        open_ = np.flatnonzero(~np.isnan(worth).all(axis=1))
        copies = np.repeat(open_, fits.free(open_))
        self._worth = worth[copies][:, copies]
        self._first = np.r_[True, copies[1:] != copies[:-1]].astype(np.float64)

    def matched(self) -> int:
        """No more people than this can have a partner."""
        return int(self._half(np.zeros_like(self._worth), 1.0) + 1e-6)

    def fit(self, matched: int, pairs: int) -> float:
        """No more fit than this has any proposal with so many people and pairs."""

        def bound(paid: Floats) -> float:
            person, pair = (float(one) * UNITS for one in paid)
            return self._half(self._worth - pair, person) + pair * pairs - person * matched

        best = minimize(bound, [2.0, 1.0], method="Nelder-Mead", options={"maxfev": TRIES})
        return float(best.fun) / UNITS

    def _half(self, worth: Floats, person: float) -> float:
        paid = worth + person * (self._first[:, np.newaxis] + self._first[np.newaxis, :])
        paid = np.where(np.isnan(paid) | (paid < 0) | np.isnan(self._worth), 0.0, paid)
        return float(paid[linear_sum_assignment(paid, maximize=True)].sum()) / 2
