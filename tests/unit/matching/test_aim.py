from itertools import permutations
from random import Random

import numpy as np
import pytest
from msgspec.structs import replace

from bot.program.matching import History, Member, Rules, many, propose, score, swap_options
from bot.program.matching.columns import columns_of
from bot.program.matching.comparing import fit_units
from bot.program.matching.many import Pairs
from bot.program.matching.rules import PARTS, Frame
from bot.program.matching.sides import between, prepare
from tests.unit.matching.company import JUNIOR, MONDAY, SENIOR, pool, random_pool

NO_HISTORY = History()
PLAIN = Rules()
DIFFERENT, COMMON = Rules(aim="difference"), Rules(aim="common")
[AIM] = [part for part in PARTS if part.name == "aim"]


def told(*answers: str) -> frozenset[str]:
    return frozenset(answers)


def measured(one: frozenset[str], other: frozenset[str], rules: Rules) -> float:
    mentor, mentee = replace(JUNIOR, background=one), replace(SENIOR, background=other)
    return AIM.measure(between(prepare(mentor, MONDAY), prepare(mentee, MONDAY)), rules)


def test_alike_in_common_and_unlike_in_difference() -> None:
    one, other = told("path/studies", "work/plan"), told("path/studies", "work/flow")
    assert measured(one, one, COMMON) == 1.0
    assert measured(one, one, DIFFERENT) == 0.0
    assert measured(one, other, COMMON) == measured(one, other, DIFFERENT) == 0.5
    assert measured(told("besides/sport", "besides/music"), told("besides/music"), COMMON) == 0.5


@pytest.mark.parametrize("rules", [DIFFERENT, COMMON])
def test_what_one_of_two_passed_over_counts_as_neither(rules: Rules) -> None:
    one = told("path/studies", "work/plan", "shaped/abroad")
    assert measured(one, told(), rules) == measured(told(), told(), rules) == 0.5
    assert measured(one, told("besides/sport"), rules) == 0.5  # nothing that both told
    both_told = measured(told("path/studies"), told("path/apprenticeship"), rules)
    assert measured(one, told("path/apprenticeship", "besides/sport"), rules) == both_told


def test_without_an_aim_it_counts_nothing() -> None:
    assert measured(told("path/studies"), told("path/apprenticeship"), PLAIN) == 0.5


def four(*backgrounds: frozenset[str]) -> list[Member]:
    """Two mentors and two mentees who would all suit each other just as well."""
    people = [
        replace(JUNIOR, id="a"),
        replace(JUNIOR, id="b"),
        replace(SENIOR, id="y"),
        replace(SENIOR, id="z"),
    ]
    return [replace(one, background=background) for one, background in zip(people, backgrounds, strict=True)]


def test_the_aim_decides_who_goes_with_whom() -> None:
    studied, learned = told("path/studies"), told("path/apprenticeship")
    people = pool(*four(studied, learned, studied, learned))
    pairs = {
        rules.aim: {(pair.mentor, pair.mentee) for pair in propose(people, NO_HISTORY, rules).pairs}
        for rules in (DIFFERENT, COMMON)
    }
    assert pairs == {"difference": {("a", "z"), ("b", "y")}, "common": {("a", "y"), ("b", "z")}}


def test_no_figure_and_no_reason_tells_what_anybody_told() -> None:
    one, other = told("path/studies"), told("path/apprenticeship")
    plain = score(JUNIOR, SENIOR, PLAIN, MONDAY)
    for rules in (DIFFERENT, COMMON):
        for background in (told(), one, other):
            pair = score(
                replace(JUNIOR, background=one), replace(SENIOR, background=background), rules, MONDAY
            )
            assert pair == plain
    quiet = propose(pool(*four(*[told()] * 4)), NO_HISTORY, PLAIN)
    aimed = propose(pool(*four(one, other, one, other)), NO_HISTORY, COMMON)
    assert aimed.objective == quiet.objective
    assert [(pair.fit, pair.parts) for pair in aimed.pairs] == [
        (pair.fit, pair.parts) for pair in quiet.pairs
    ]
    assert "path" not in repr(aimed)


def test_partners_offered_for_a_swap_do_not_depend_on_it() -> None:
    studied, learned = told("path/studies"), told("path/apprenticeship")
    people = [*four(studied, learned, studied, learned), replace(JUNIOR, id="c", background=studied)]
    pairs = propose(pool(*people), NO_HISTORY, PLAIN).pairs
    quiet = swap_options(pairs, "y", pool(*people), NO_HISTORY, PLAIN)
    assert quiet
    assert swap_options(pairs, "y", pool(*people), NO_HISTORY, COMMON) == quiet


ANSWERS = ["path/studies", "path/apprenticeship", "work/plan", "work/flow", "shaped/abroad", "besides/sport"]


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("both_roles", [False, True])
def test_who_gets_a_partner_does_not_depend_on_what_anybody_told(seed: int, *, both_roles: bool) -> None:
    people = random_pool(seed, 14, both_roles=both_roles, most=1 + seed % 3)
    chance = Random(seed)
    telling = [replace(one, background=_some(chance)) for one in people.members]
    plain = propose(people, NO_HISTORY, PLAIN)
    for rules in (DIFFERENT, COMMON):
        aimed = propose(replace(people, members=tuple(telling)), NO_HISTORY, rules)
        assert aimed.leftovers == plain.leftovers
        assert sorted(_sides(aimed.pairs)) == sorted(_sides(plain.pairs))


def _some(chance: Random) -> frozenset[str]:
    return frozenset(chance.sample(ANSWERS, chance.randint(1, 4))) if chance.random() < 0.6 else frozenset()


def _sides(pairs: object) -> list[str]:
    assert isinstance(pairs, tuple)
    return [person for pair in pairs for person in (pair.mentor, pair.mentee)]


@pytest.mark.parametrize("rules", [DIFFERENT, COMMON])
def test_among_equals_who_passed_over_is_taken_as_often(rules: Rules) -> None:
    """Five mentors for two mentees, all alike but for who told something: as often as if nobody had."""
    taken = []
    for quiet in range(5):
        mentors = [
            replace(JUNIOR, id=f"m{one}", background=told() if one == quiet else told(ANSWERS[one % 2]))
            for one in range(5)
        ]
        mentees = [replace(SENIOR, id=f"s{one}", background=told(ANSWERS[one])) for one in range(2)]
        pairs = propose(pool(*mentors, *mentees), NO_HISTORY, rules).pairs
        taken.append(f"m{quiet}" in _sides(pairs))
    assert sum(taken) == 2


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("rules", [DIFFERENT, COMMON])
def test_a_pool_is_measured_like_two_people(rules: Rules, seed: int) -> None:
    chance = Random(seed)
    people = [
        replace(one, background=_some(chance)) for one in random_pool(seed, 12, both_roles=True).members
    ]
    sides = [prepare(one, MONDAY) for one in people]
    mentor, mentee = (np.array(side) for side in zip(*permutations(range(12), 2), strict=True))
    pairs = Pairs(columns_of(sides, Frame(NO_HISTORY, rules)), mentor, mentee)
    singly = [
        fit_units(between(sides[one], sides[other]), rules) for one, other in permutations(range(12), 2)
    ]
    assert many.fit_units(pairs, many.exchange(pairs), rules).tolist() == singly
