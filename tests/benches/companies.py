"""Made-up companies for matching: an org chart, sites all over the world, skills as common as words of a language.

Everybody is willing, so `people` is both the company and the pool. The same seed gives the same company; of the
generator only `random()` is used. `companies_file.py` writes them as files.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Final, Generic, NamedTuple, TypeVar, cast

from bot.program.matching import History, Member, Pool
from bot.program.matching.pool import Role
from bot.program.skills.catalog import load_catalog
from tests.benches.company_sites import (
    BOTH_ROLES,
    CHANNELS,
    DEPARTMENTS,
    HOURS,
    ONE_MOSTLY,
    SITES,
    STAFF_GRADES,
    Site,
)

Thing = TypeVar("Thing")

TODAY: Final = date(2026, 11, 23)
SPANS: Final = (4, 12)  # reports of one leader
TOP_GRADE: Final = 12
SENIOR: Final = 5  # from this grade on people are mentees where everybody has one role
SKILLS: Final = 300
ZIPF: Final = 0.9
OWN_GROUND: Final = (
    4.0  # how much more often juniors teach what is new outside, and seniors how the company works
)
MOST_SKILLS: Final = 6
WISHED: Final = ((1, 15), (2, 25), (3, 28), (4, 16), (5, 10), (6, 6))


class Seat(NamedTuple):
    """A place in the org chart; `above` are the ids of the whole line, nearest first."""

    id: str
    grade: int
    above: tuple[str, ...]
    site: Site
    department: str


class Chance:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed).random

    def below(self, count: int) -> int:
        return int(self.random() * count)

    def happens(self, share: float) -> bool:
        return self.random() < share

    def one(self, things: Sequence[Thing]) -> Thing:
        return things[self.below(len(things))]


class Urn(Generic[Thing]):
    """Things to draw from, each with its weight."""

    def __init__(self, things: Sequence[tuple[Thing, float]]) -> None:
        self._things = [thing for thing, _ in things]
        self._sums = list(accumulate(weight for _, weight in things))

    def draw(self, chance: Chance) -> Thing:
        return self._things[bisect_right(self._sums, chance.random() * self._sums[-1])]


def company(
    people: int, seed: int, *, both: bool = False, capacity: tuple[int, int, int] = ONE_MOSTLY
) -> tuple[Pool, History]:
    """So many willing people and what was before; with `both`, most could be mentor as well as mentee.

    `capacity` is how many of a hundred have room for one, two and three partners.
    """
    chance = Chance(seed)
    makes = _Making(chance, both, capacity)
    members = [makes.member(seat) for seat in _chart(chance, people)]
    history = _history(chance, members)
    return Pool(members=tuple(members), on=TODAY), history


def _chart(chance: Chance, people: int) -> list[Seat]:
    """From the top down, each team split into the teams of those who report to its head."""
    sites, departments, grades = _urn(SITES), Urn(DEPARTMENTS), Urn(STAFF_GRADES)
    seats: list[Seat] = []
    teams: list[tuple[int, Seat | None]] = [(people, None)] if people else []
    while teams:
        size, boss = teams.pop()
        name = _id(len(seats))
        if boss is None:
            seat = Seat(name, TOP_GRADE, (), sites.draw(chance), "Executive Office")
        else:
            line = (boss.id, *boss.above)
            staff = min(grades.draw(chance), boss.grade)
            grade = TOP_GRADE - len(line) - chance.below(2) if size > 1 else staff
            fresh = len(line) == 1 or chance.happens(0.05)
            department = departments.draw(chance) if fresh else boss.department
            site = boss.site if chance.happens(0.4) else sites.draw(chance)
            seat = Seat(name, grade, line, site, department)
        seats.append(seat)
        teams += [(part, seat) for part in _split(chance, size - 1)]
    return seats


def _split(chance: Chance, people: int) -> list[int]:
    """The sizes of the teams below one leader: 1 for who leads nobody, else with room for at least four below."""
    fewest, most = SPANS
    if people <= most:
        return [1] * people
    parts = min(fewest + chance.below(most - fewest + 1), people - fewest)
    shares = [0.3 + chance.random() for _ in range(parts)]
    sizes = [1 + int((people - parts) * share / sum(shares)) for share in shares]
    sizes = [size if size > fewest else 1 for size in sizes]
    largest = max(range(len(sizes)), key=sizes.__getitem__)
    sizes[largest] += people - sum(sizes)
    return sizes


def _urn(sites: Sequence[Site]) -> Urn[Site]:
    return Urn([(site, site.share) for site in sites])


def _id(number: int) -> str:
    return f"P{number:06}"


class _Making:
    """Turns seats into members."""

    def __init__(self, chance: Chance, both: bool, capacity: tuple[int, int, int]) -> None:
        self.chance, self.both = chance, both
        self.capacities = Urn(list(enumerate(capacity, 1)))
        self.hours, self.channels, self.roles = Urn(HOURS), Urn(CHANNELS), Urn(BOTH_ROLES)
        self.counts = Urn(WISHED)
        self.outside, self.company = _skills("outside"), _skills("company")

    def member(self, seat: Seat) -> Member:
        chance = self.chance
        senior = seat.grade >= SENIOR
        teaches = self._some(self.company if senior else self.outside, ())
        wants = self._some(self.outside if senior else self.company, teaches)
        paused = chance.happens(0.03)
        return Member(
            id=seat.id,
            seniority=seat.grade if chance.happens(0.98) else None,
            start=date(2026 - min(20, seat.grade), 1 + chance.below(12), 1 + chance.below(28)),
            role=self._role(senior),
            capacity=self.capacities.draw(chance),
            teaches=teaches,
            wants=wants,
            confidence={skill: 1 + chance.below(5) for skill in wants if chance.happens(0.6)},
            kinds=load_catalog().kinds((*teaches, *wants)),
            managers=seat.above,
            never_with=self._never(seat),
            zone=seat.site.zone,
            hours=self.hours.draw(chance),
            department=seat.department,
            site=seat.site.name,
            languages=("en", *(code for code in seat.site.languages if chance.happens(0.6))),
            channels=self.channels.draw(chance),
            guest=chance.happens(0.01),
            waiting=chance.happens(0.04),
            available=not paused,
            why_not="paused" if paused else "",
        )

    def _some(self, urn: Urn[str], but: Sequence[str]) -> tuple[str, ...]:
        """One to six different skills."""
        found: list[str] = []
        wished = self.counts.draw(self.chance)
        while len(found) < wished:
            skill = urn.draw(self.chance)
            if skill not in found and skill not in but:
                found.append(skill)
        return tuple(found)

    def _role(self, senior: bool) -> Role:
        if self.both:
            return cast("Role", self.roles.draw(self.chance))
        return "mentee" if senior else "mentor"

    def _never(self, seat: Seat) -> frozenset[str]:
        """Now and then somebody who came before; the number is in the id."""
        number = int(seat.id[1:])
        if not number or not self.chance.happens(0.02):
            return frozenset()
        return frozenset({_id(self.chance.below(number))})


def _skills(own: str) -> Urn[str]:
    catalog = load_catalog()
    weighted = []
    for rank, name in enumerate(catalog.names[:SKILLS], 1):
        weighted.append((name, (OWN_GROUND if catalog.about(name) == own else 1.0) / rank**ZIPF))
    return Urn(weighted)


def _history(chance: Chance, members: Sequence[Member]) -> History:
    """One in ten was paired before, and a few are ruled out by the admin: with people they would suit."""
    teachers: dict[str, list[int]] = defaultdict(list)
    for number, member in enumerate(members):
        for skill in member.teaches:
            teachers[skill].append(number)
    past: set[tuple[str, str]] = set()
    excluded: set[tuple[str, str]] = set()
    for member in members:
        if not chance.happens(0.11):
            continue
        suited = teachers.get(chance.one(member.wants))
        if not suited:
            continue
        two = sorted({member.id, members[chance.one(suited)].id})
        if len(two) == 2:
            (excluded if chance.happens(0.05) else past).add((two[0], two[1]))
    return History(past=frozenset(past), excluded=frozenset(excluded))
