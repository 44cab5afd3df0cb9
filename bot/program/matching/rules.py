"""What may never be proposed, and what makes a pair good: the two tables of matching.

`HARD_RULES` says no, `PARTS` says how well. A new rule or part is one function and one row here. Read
`candidates.py` next for how they are applied to a whole pool.
"""

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal, NamedTuple

import msgspec

from bot.program.matching.pool import History, Member
from bot.program.matching.sides import Between, Side, common_half_hours, prepare

FIT_UNITS = 10_000
"""A fit has four decimals, so that the optimum is exact on the very numbers that are shown."""

NEUTRAL = 0.5
"""What is unknown or was skipped neither helps nor harms."""

PLENTY_OF_HALF_HOURS = 8

STRENGTHS = tuple([1 - 0.4**count for count in range(41)])
"""What teaching so many of another's wishes is worth; beyond them no more can be told apart."""

RELATED = 0.1
"""What a related skill is worth where nothing of what is wanted is taught; one that is wanted is worth 0.6."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What the admin asks of a pair; weights not given keep their defaults.

    `aim` says whether people of different or of common background go together; without one it counts nothing, and
    with one it only decides who goes with whom among those who get a partner (`aim.py`).

    Raises `ValueError` for a negative or unknown figure: a typing error must not loosen a rule unseen.
    """

    min_seniority_gap: int = 2
    min_tenure_years: int = 3
    min_overlap_hours: float = 1
    different_department: bool = False
    different_site: bool = False
    aim: Literal["", "difference", "common"] = ""
    weights: dict[str, float] = {}

    def __post_init__(self) -> None:
        unknown = sorted(set(self.weights) - {part.name for part in PARTS})
        if unknown:
            raise ValueError(f"no such part of the score: {', '.join(unknown)}")
        figures: Mapping[str, float] = {
            "min_seniority_gap": self.min_seniority_gap,
            "min_tenure_years": self.min_tenure_years,
            "min_overlap_hours": self.min_overlap_hours,
            **self.weights,
        }
        for name, figure in figures.items():
            if not (math.isfinite(figure) and figure >= 0):
                raise ValueError(f"{name} must be 0 or more, not {figure}")
        if not sum(weight for name, weight in weights(self).items() if name != "aim") > 0:
            raise ValueError("at least one weight must be above 0")


class Frame(NamedTuple):
    """What a hard rule looks at besides the two people."""

    history: History
    rules: Rules


class HardRule(NamedTuple):
    name: str
    breaks: Callable[[Side, Side, Frame], bool]


class Part(NamedTuple):
    name: str
    weight: float
    measure: Callable[[Between, Rules], float]


def _same_person(mentor: Side, mentee: Side, frame: Frame) -> bool:
    return mentor.member.id == mentee.member.id


def _unavailable(mentor: Side, mentee: Side, frame: Frame) -> bool:
    return not (mentor.member.available and mentee.member.available)


def _guest(mentor: Side, mentee: Side, frame: Frame) -> bool:
    return mentor.member.guest or mentee.member.guest


def _role(mentor: Side, mentee: Side, frame: Frame) -> bool:
    return mentor.member.role == "mentee" or mentee.member.role == "mentor"


def _seniority(mentor: Side, mentee: Side, frame: Frame) -> bool:
    """By grade, else by tenure, never by age; where neither is known, two chosen roles are enough."""
    junior, senior, rules = mentor.member, mentee.member, frame.rules
    if junior.seniority is not None and senior.seniority is not None:
        return senior.seniority - junior.seniority < rules.min_seniority_gap
    if junior.start is not None and senior.start is not None:
        earliest = (senior.start.year + rules.min_tenure_years, senior.start.month, senior.start.day)
        return (junior.start.year, junior.start.month, junior.start.day) < earliest
    # Two who would do both have left it to seniority who is who, and that is what nobody knows.
    return not junior.role or not senior.role or (junior.role == "both" and senior.role == "both")


def _reporting_line(mentor: Side, mentee: Side, frame: Frame) -> bool:
    return mentor.member.id in mentee.managers or mentee.member.id in mentor.managers


def _never_with(mentor: Side, mentee: Side, frame: Frame) -> bool:
    one, other = mentor.member, mentee.member
    if other.id in one.never_with or one.id in other.never_with:
        return True
    return _listed(one.id, other.id, frame.history.excluded)


def _past_partner(mentor: Side, mentee: Side, frame: Frame) -> bool:
    return _listed(mentor.member.id, mentee.member.id, frame.history.past)


def _listed(one: str, other: str, pairs: frozenset[tuple[str, str]]) -> bool:
    return bool(pairs) and ((one, other) in pairs or (other, one) in pairs)


def _capacity(mentor: Side, mentee: Side, frame: Frame) -> bool:
    return mentor.free == 0 or mentee.free == 0


def _hours(mentor: Side, mentee: Side, frame: Frame) -> bool:
    common = common_half_hours(mentor, mentee)
    return common is not None and common < 2 * frame.rules.min_overlap_hours


def _department(mentor: Side, mentee: Side, frame: Frame) -> bool:
    return (
        frame.rules.different_department
        and bool(mentor.department)
        and mentor.department == mentee.department
    )


def _site(mentor: Side, mentee: Side, frame: Frame) -> bool:
    return frame.rules.different_site and bool(mentor.site) and mentor.site == mentee.site


HARD_RULES: tuple[HardRule, ...] = (
    HardRule("same_person", _same_person),
    HardRule("unavailable", _unavailable),
    HardRule("guest", _guest),
    HardRule("role", _role),
    HardRule("seniority", _seniority),
    HardRule("reporting_line", _reporting_line),
    HardRule("never_with", _never_with),
    HardRule("past_partner", _past_partner),
    HardRule("capacity", _capacity),
    HardRule("hours", _hours),
    HardRule("department", _department),
    HardRule("site", _site),
)


def _strength(skills: tuple[str, ...], is_near: bool) -> float:
    """The first skill counts most: one wish met is a reason to meet, the fourth hardly adds one."""
    if not skills:
        return RELATED if is_near else 0.0
    return STRENGTHS[min(len(skills), len(STRENGTHS) - 1)]


def _both_ways(pair: Between, _rules: Rules) -> float:
    mentor, mentee = _strengths(pair)
    return math.sqrt(mentor * mentee)


def _topics(pair: Between, _rules: Rules) -> float:
    mentor, mentee = _strengths(pair)
    return (mentor + mentee) / 2


def _strengths(pair: Between) -> tuple[float, float]:
    return (
        _strength(pair.mentor_teaches, pair.mentor_is_near),
        _strength(pair.mentee_teaches, pair.mentee_is_near),
    )


def _gap(pair: Between, _rules: Rules) -> float:
    """How much there is to learn: 1 where the learner starts from nothing, 0 where they are good already."""
    rated = [pair.mentee.confidence.get(skill) for skill in pair.mentor_teaches]
    rated += [pair.mentor.confidence.get(skill) for skill in pair.mentee_teaches]
    if not rated:
        return NEUTRAL
    return sum(NEUTRAL if value is None else (5 - value) / 4 for value in rated) / len(rated)


def _common_hours(pair: Between, _rules: Rules) -> float:
    common = common_half_hours(pair.mentor, pair.mentee)
    return NEUTRAL if common is None else min(common, PLENTY_OF_HALF_HOURS) / PLENTY_OF_HALF_HOURS


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return NEUTRAL
    return 0.0 if one.isdisjoint(other) else 1.0


def _language(pair: Between, _rules: Rules) -> float:
    return _shared(pair.mentor.languages, pair.mentee.languages)


def _channel(pair: Between, _rules: Rules) -> float:
    return _shared(pair.mentor.channels, pair.mentee.channels)


def _differs(one: str, other: str) -> float:
    if not one or not other:
        return NEUTRAL
    return float(one != other)


def _other_department(pair: Between, _rules: Rules) -> float:
    return _differs(pair.mentor.department, pair.mentee.department)


def _other_site(pair: Between, _rules: Rules) -> float:
    return _differs(pair.mentor.site, pair.mentee.site)


def _aim(pair: Between, rules: Rules) -> float:
    """How alike two people are in what both told ("topic/answer"), or how different: shared answers of all answers, the
    mean over the topics. What one of them passed over counts as neither.
    """
    one, other = _by_topic(pair.mentor.member.background), _by_topic(pair.mentee.member.background)
    told = one.keys() & other.keys()
    if not rules.aim or not told:
        return NEUTRAL
    alike = sum(len(one[topic] & other[topic]) / len(one[topic] | other[topic]) for topic in sorted(told))
    return alike / len(told) if rules.aim == "common" else 1 - alike / len(told)


def _by_topic(background: frozenset[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for answer in background:
        found.setdefault(answer.partition("/")[0], set()).add(answer)
    return found


# By these weights a pair with one wish met in each direction has 0.39 before all else, a one-way pair 0.05 at most.
PARTS: tuple[Part, ...] = (
    Part("both_ways", 0.60, _both_ways),
    Part("topics", 0.05, _topics),
    Part("gap", 0.08, _gap),
    Part("hours", 0.10, _common_hours),
    Part("language", 0.05, _language),
    Part("department", 0.04, _other_department),
    Part("site", 0.03, _other_site),
    Part("channel", 0.05, _channel),
    Part("aim", 0.10, _aim),
)


def weights(rules: Rules) -> dict[str, float]:
    """Give the weight of every part, in the order of the table; a part that cannot count has none."""
    found = {part.name: rules.weights.get(part.name, part.weight) for part in PARTS}
    return found if rules.aim else {**found, "aim": 0.0}


PRIVATE_PARTS = frozenset({"gap", "aim"})
"""Parts that rest on answers which are shown to nobody."""


def visible_fit(parts: Mapping[str, float], rules: Rules) -> float:
    """The fit from 0 to 1 by its parts, without those that are nobody's to see, in a sum neither."""
    share = {name: weight for name, weight in weights(rules).items() if name not in PRIVATE_PARTS}
    whole = sum(share.values())
    return sum(weight * parts[name] for name, weight in share.items()) / whole if whole else 0.0


def without_aim(rules: Rules) -> Rules:
    """What may be shown is measured by: nobody learns from a figure what people told for the aim."""
    return msgspec.structs.replace(rules, aim="")


def check(mentor: Member, mentee: Member, history: History, rules: Rules, on: date) -> tuple[str, ...]:
    """Name the hard rules that this pair would break, in the order of the table; none means it may be made.

    `never_with` stands for the wishes of both and for what the admin excluded. Nobody may learn that from an
    answer: show `explain.discreet(broken)`.
    """
    return broken_rules(prepare(mentor, on), prepare(mentee, on), Frame(history, rules))


def broken_rules(mentor: Side, mentee: Side, frame: Frame) -> tuple[str, ...]:
    """Do what `check` does, for people already prepared."""
    return tuple([rule.name for rule in HARD_RULES if rule.breaks(mentor, mentee, frame)])


def is_allowed(mentor: Side, mentee: Side, frame: Frame) -> bool:
    """Whether no hard rule is broken."""
    for rule in HARD_RULES:  # noqa: SIM110 (asked for every two people of a pool: half the time of all())
        if rule.breaks(mentor, mentee, frame):
            return False
    return True
