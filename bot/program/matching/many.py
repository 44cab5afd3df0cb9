"""The hard rules and the parts of the score, over columns: what `rules.py` says of one pair, for thousands at once.

A rule or a part that is added there has its twin here, in the tables below; a fit is the same to the last unit.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from bot.program.matching.columns import (
    MET,
    UNKNOWN,
    YEAR,
    Columns,
    Flags,
    Floats,
    Ints,
    pair_keys,
)
from bot.program.matching.rules import (
    FIT_UNITS,
    NEUTRAL,
    PLENTY_OF_HALF_HOURS,
    RELATED,
    STRENGTHS,
    Rules,
    weights,
)

CHUNK = 50_000
"""So many pairs are scored in one go: enough for numpy to be quick, few enough to need little memory."""

WORTH: Floats = np.array(STRENGTHS)


class Pairs(NamedTuple):
    """Pairs of two people each, by their places in the columns."""

    columns: Columns
    mentor: Ints
    mentee: Ints


class Exchange(NamedTuple):
    """What the two of each pair have for each other: how many wishes are met, how much of them is still to be learned
    (eighths), and how much each direction is worth.
    """

    met: Ints
    eighths: Ints
    by_mentor: Floats
    by_mentee: Floats


# -- hard rules --------------------------------------------------------------------------------------------------


def _role(pairs: Pairs, _rules: Rules) -> Flags:
    broken: Flags = ~(pairs.columns.may_mentor[pairs.mentor] & pairs.columns.may_be_mentee[pairs.mentee])
    return broken


def _seniority(pairs: Pairs, rules: Rules) -> Flags:
    columns, mentor, mentee = pairs
    junior, senior = columns.grade[mentor], columns.grade[mentee]
    by_grade = (junior != UNKNOWN) & (senior != UNKNOWN)
    broken: Flags = by_grade & (senior - junior < rules.min_seniority_gap)
    rest = np.flatnonzero(~by_grade)
    if rest.size:
        mentor, mentee = mentor[rest], mentee[rest]
        came, earlier = columns.start[mentor], columns.start[mentee]
        by_tenure = (came != UNKNOWN) & (earlier != UNKNOWN)
        undecided = (
            ~columns.chose[mentor] | ~columns.chose[mentee] | (columns.both[mentor] & columns.both[mentee])
        )
        broken[rest] = np.where(by_tenure, came < earlier + rules.min_tenure_years * YEAR, undecided)
    return broken


def _forbidden(pairs: Pairs, _rules: Rules) -> Flags:
    """Reporting lines, wishes never to be paired, what an admin excluded, past partners."""
    forbidden = pairs.columns.forbidden
    if not forbidden.size:
        return np.zeros(len(pairs.mentor), dtype=np.bool_)
    keys = pair_keys(pairs.mentor, pairs.mentee, len(pairs.columns.seats.free))
    places = np.minimum(np.searchsorted(forbidden, keys), forbidden.size - 1)
    broken: Flags = forbidden[places] == keys
    return broken


def _hours(pairs: Pairs, rules: Rules) -> Flags:
    known, common = _common_half_hours(pairs)
    broken: Flags = known & (common < 2 * rules.min_overlap_hours)
    return broken


def _department(pairs: Pairs, rules: Rules) -> Flags:
    return _same(pairs, pairs.columns.department, asked=rules.different_department)


def _site(pairs: Pairs, rules: Rules) -> Flags:
    return _same(pairs, pairs.columns.site, asked=rules.different_site)


def _same(pairs: Pairs, column: Ints, *, asked: bool) -> Flags:
    if not asked:
        return np.zeros(len(pairs.mentor), dtype=np.bool_)
    same: Flags = (column[pairs.mentor] == column[pairs.mentee]) & (column[pairs.mentor] != UNKNOWN)
    return same


def _common_half_hours(pairs: Pairs) -> tuple[Flags, Ints]:
    columns, mentor, mentee = pairs
    known: Flags = columns.has_hours[mentor] & columns.has_hours[mentee]
    common: Ints = np.bitwise_count(columns.half_hours[mentor] & columns.half_hours[mentee]).astype(np.int64)
    return known, common


BREAKS: tuple[tuple[tuple[str, ...], Callable[[Pairs, Rules], Flags]], ...] = (
    (("role",), _role),
    (("seniority",), _seniority),
    (("reporting_line", "never_with", "past_partner"), _forbidden),
    (("hours",), _hours),
    (("department",), _department),
    (("site",), _site),
)
"""Names of rules -> whether pairs break them. Those about one person alone are in `Columns.open`."""

ABOUT_ONE = ("unavailable", "guest", "capacity")


def allowed(pairs: Pairs, rules: Rules) -> Flags:
    """Whether each pair breaks no hard rule; both are `open` and two different people."""
    kept = np.arange(len(pairs.mentor))
    for _, breaks in BREAKS:
        kept = kept[~breaks(Pairs(pairs.columns, pairs.mentor[kept], pairs.mentee[kept]), rules)]
    flags = np.zeros(len(pairs.mentor), dtype=np.bool_)
    flags[kept] = True
    return flags


def is_senior(pairs: Pairs, rules: Rules) -> Flags:
    """Whether the mentee of each pair is senior to the mentor."""
    return ~_seniority(pairs, rules)


# -- parts of the score ------------------------------------------------------------------------------------------


def exchange(pairs: Pairs) -> Exchange:
    columns, mentor, mentee = pairs
    by_mentor, by_mentee = (
        _sums(columns.teaches, columns.wants, pairs),
        _sums(columns.wants, columns.teaches, pairs),
    )
    both = by_mentor + by_mentee
    return Exchange(
        met=both // MET,
        eighths=both % MET,
        by_mentor=_worth(by_mentor // MET, columns.teaches_kinds, columns.wants_kinds, mentor, mentee),
        by_mentee=_worth(by_mentee // MET, columns.teaches_kinds, columns.wants_kinds, mentee, mentor),
    )


def _sums(of_mentor: csr_array, of_mentee: csr_array, pairs: Pairs) -> Ints:
    products = of_mentor[pairs.mentor].multiply(of_mentee[pairs.mentee])
    sums: Ints = np.asarray(products.sum(axis=1), dtype=np.int64).reshape(-1)
    return sums


def _worth(met: Ints, taught: csr_array, wanted: csr_array, teacher: Ints, learner: Ints) -> Floats:
    worth: Floats = WORTH[np.minimum(met, len(WORTH) - 1)]
    none = np.flatnonzero(met == 0)
    related = np.asarray(taught[teacher[none]].multiply(wanted[learner[none]]).sum(axis=1)).reshape(-1)
    worth[none[related > 0]] = RELATED
    return worth


def _both_ways(_pairs: Pairs, has: Exchange, _rules: Rules) -> Floats:
    return np.sqrt(has.by_mentor * has.by_mentee)


def _topics(_pairs: Pairs, has: Exchange, _rules: Rules) -> Floats:
    return (has.by_mentor + has.by_mentee) / 2


def _gap(_pairs: Pairs, has: Exchange, _rules: Rules) -> Floats:
    return np.where(has.met > 0, has.eighths / 8 / np.maximum(has.met, 1), NEUTRAL)


def _common_hours(pairs: Pairs, _has: Exchange, _rules: Rules) -> Floats:
    known, common = _common_half_hours(pairs)
    return np.where(known, np.minimum(common, PLENTY_OF_HALF_HOURS) / PLENTY_OF_HALF_HOURS, NEUTRAL)


def _shared(pairs: Pairs, sets: Flags) -> Floats:
    one, other = sets[pairs.mentor], sets[pairs.mentee]
    known = one.any(axis=1) & other.any(axis=1)
    return np.where(known, (one & other).any(axis=1).astype(np.float64), NEUTRAL)


def _language(pairs: Pairs, _has: Exchange, _rules: Rules) -> Floats:
    return _shared(pairs, pairs.columns.languages)


def _channel(pairs: Pairs, _has: Exchange, _rules: Rules) -> Floats:
    return _shared(pairs, pairs.columns.channels)


def _differs(pairs: Pairs, column: Ints) -> Floats:
    one, other = column[pairs.mentor], column[pairs.mentee]
    known = (one != UNKNOWN) & (other != UNKNOWN)
    return np.where(known, (one != other).astype(np.float64), NEUTRAL)


def _other_department(pairs: Pairs, _has: Exchange, _rules: Rules) -> Floats:
    return _differs(pairs, pairs.columns.department)


def _other_site(pairs: Pairs, _has: Exchange, _rules: Rules) -> Floats:
    return _differs(pairs, pairs.columns.site)


def _aim(pairs: Pairs, _has: Exchange, rules: Rules) -> Floats:
    alike, told = np.zeros(len(pairs.mentor)), np.zeros(len(pairs.mentor), dtype=np.int64)
    for topic in np.unique(pairs.columns.background_topics):
        answers = pairs.columns.background[:, pairs.columns.background_topics == topic]
        one, other = answers[pairs.mentor], answers[pairs.mentee]
        both = one.any(axis=1) & other.any(axis=1)
        alike += both * (one & other).sum(axis=1) / np.maximum((one | other).sum(axis=1), 1)
        told += both
    share = alike / np.maximum(told, 1)
    return np.where(told > 0, share if rules.aim == "common" else 1 - share, NEUTRAL)


MEASURES: dict[str, Callable[[Pairs, Exchange, Rules], Floats]] = {
    "both_ways": _both_ways,
    "topics": _topics,
    "gap": _gap,
    "hours": _common_hours,
    "language": _language,
    "department": _other_department,
    "site": _other_site,
    "channel": _channel,
    "aim": _aim,
}
"""The parts of the score, from 0 to 1, in the order of `PARTS`: sums of floats depend on it."""


def fit_units(pairs: Pairs, has: Exchange, rules: Rules) -> Ints:
    """Weigh the parts of the score into whole numbers of ten-thousandths, 0 to 10,000."""
    weight_of = weights(rules)
    total = np.zeros(len(pairs.mentor))
    for name, measure in MEASURES.items():
        if weight_of[name]:
            total = total + weight_of[name] * measure(pairs, has, rules)
    units: Ints = np.rint(FIT_UNITS * total / sum(weight_of.values())).astype(np.int64)
    return units
