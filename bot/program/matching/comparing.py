"""How do two people compare: in which direction may they be a pair, how well do they fit, who has what to exchange?

For a few people, in the process that talks to them. `candidates.py` does the same for a whole pool at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.program.matching.rules import FIT_UNITS, PARTS, Frame, Rules, is_allowed, weights
from bot.program.matching.sides import Between, Side, between

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

    def of(self, place: int, most: int = 0) -> list[int]:
        """List the places of everybody who wants what this person teaches, or teaches what they want.

        With `most`, about so many of them, from everywhere in the list.
        """
        side, found = self._sides[place], set[int]()
        listed = [self._learners.get(topic, []) for topic in _topics(side.teaches, side.teaches_kinds)]
        listed += [self._teachers.get(topic, []) for topic in _topics(side.wants, side.wants_kinds)]
        for people in listed:
            found.update(_some(people, -(-most // len(listed))))
        found.discard(place)
        return sorted(found)


def _some(people: list[int], most: int) -> list[int]:
    return people[:: -(-len(people) // most)] if most and people else people


def _topics(skills: Iterable[str], kinds: Iterable[str]) -> list[Topic]:
    return [(skill, False) for skill in skills] + [(kind, True) for kind in kinds]


def fit_units(pair: Between, rules: Rules) -> int:
    """Weigh the parts of the score into a whole number of ten-thousandths, 0 to 10,000."""
    weight_of = weights(rules)
    total = sum(weight_of[part.name] * part.measure(pair, rules) for part in PARTS if weight_of[part.name])
    return round(FIT_UNITS * total / sum(weight_of.values()))


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
