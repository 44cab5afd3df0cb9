"""Which pairs of a pool may be proposed, and how well each fits.

A candidate breaks no hard rule and has something to teach in at least one direction. Only people who share a
skill are ever compared. Read `solve.py` next for which of them become the proposal.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.program.matching.rules import FIT_UNITS, PARTS, Frame, Rules, is_allowed, weights
from bot.program.matching.sides import Between, Side, between


class Candidate(NamedTuple):
    """A mentor and a mentee by their places in the list of sides; `fit` in ten-thousandths."""

    mentor: int
    mentee: int
    fit: int


class Place(NamedTuple):
    """How many more partners a person can take, whether they have one, and whether they were left over."""

    free: int
    partnered: bool
    waiting: bool


Topic = tuple[str, bool]
"""A skill, or with True a kind of skill."""


class Sharers:
    """Answers who has a skill to exchange with whom, wanted or related, in either direction."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self._sides = sides
        self._teachers: dict[Topic, list[int]] = defaultdict(list)
        self._learners: dict[Topic, list[int]] = defaultdict(list)
        for place, side in enumerate(sides):
            for topic in _topics(side.teaches, side.teaches_kinds):
                self._teachers[topic].append(place)
            for topic in _topics(side.wants, side.wants_kinds):
                self._learners[topic].append(place)

    def of(self, place: int) -> list[int]:
        """List the places of everybody who wants what this person teaches, or teaches what they want."""
        side, found = self._sides[place], set[int]()
        for topic in _topics(side.teaches, side.teaches_kinds):
            found.update(self._learners.get(topic, ()))
        for topic in _topics(side.wants, side.wants_kinds):
            found.update(self._teachers.get(topic, ()))
        found.discard(place)
        return sorted(found)


def _topics(skills: Iterable[str], kinds: Iterable[str]) -> list[Topic]:
    return [(skill, False) for skill in skills] + [(kind, True) for kind in kinds]


def fit_units(pair: Between, rules: Rules) -> int:
    """Weigh the parts of the score into a whole number of ten-thousandths, 0 to 10,000."""
    weight_of = weights(rules)
    total = sum(weight_of[part.name] * part.measure(pair, rules) for part in PARTS if weight_of[part.name])
    return round(FIT_UNITS * total / sum(weight_of.values()))


def find_candidates(sides: Sequence[Side], frame: Frame) -> list[Candidate]:
    """List every pair that may be proposed, each two people once and in their better direction.

    Two people who both have a partner already are no candidate: a second partner is for those without one.
    """
    open_places = {place for place, side in enumerate(sides) if side.member.available and side.free}
    sharers = Sharers(sides)
    found: list[Candidate] = []
    for one in sorted(open_places):
        for other in sharers.of(one):
            if other < one or other not in open_places:
                continue
            if sides[one].member.open_pairings and sides[other].member.open_pairings:
                continue
            found.extend(_better_direction(sides, one, other, frame))
    return found


def directed(sides: Sequence[Side], one: int, other: int, frame: Frame) -> list[tuple[int, int]]:
    """List the directions, as (mentor, mentee), in which two people break no hard rule."""
    return [
        (mentor, mentee)
        for mentor, mentee in ((one, other), (other, one))
        if is_allowed(sides[mentor], sides[mentee], frame)
    ]


def rank(mentor: Side, mentee: Side, rules: Rules) -> tuple[int, str, str]:
    """Order pairs best first: by fit, then by ids."""
    fit = fit_units(between(mentor, mentee), rules)
    return -fit, mentor.member.id, mentee.member.id


def _better_direction(sides: Sequence[Side], one: int, other: int, frame: Frame) -> Iterable[Candidate]:
    scored = [
        Candidate(mentor, mentee, fit_units(between(sides[mentor], sides[mentee]), frame.rules))
        for mentor, mentee in directed(sides, one, other, frame)
    ]
    return sorted(scored, key=lambda candidate: (-candidate.fit, candidate.mentor))[:1]
