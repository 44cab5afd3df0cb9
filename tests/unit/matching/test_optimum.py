"""The proposal is the very best one: compared with trying everything in companies of up to eight people."""

from collections import Counter
from itertools import combinations

import pytest

from bot.program.matching import History, Member, Pool, Rules, check, propose, score
from bot.program.matching.candidates import Candidate, Place
from bot.program.matching.solve import choose
from tests.unit.matching.company import random_pool

RULES = Rules(min_seniority_gap=1)
NOTHING = History()
MOST_PAIRS_TO_TRY = 13

Edge = tuple[Member, Member, int]
Value = tuple[int, int, int, int]


def edges(pool: Pool) -> list[Edge]:
    """Every two people who may be a pair, by the public functions only."""
    found = []
    for one, other in combinations(pool.members, 2):
        ways = []
        for mentor, mentee in ((one, other), (other, one)):
            pair = score(mentor, mentee, RULES, pool.on)
            if not check(mentor, mentee, NOTHING, RULES, pool.on) and (
                pair.mentor_teaches or pair.mentee_teaches
            ):
                ways.append((mentor, mentee, round(pair.fit * 10_000)))
        found.extend(sorted(ways, key=lambda way: -way[2])[:1])
    return found


def value(chosen: list[Edge]) -> Value:
    reached = {person.id: person for pair in chosen for person in pair[:2] if not person.open_pairings}
    waiting = sum(person.waiting for person in reached.values())
    return len(reached), waiting, -len(chosen), sum(fit for _, _, fit in chosen)


def best(possible: list[Edge], chosen: list[Edge], load: Counter[str]) -> Value:
    """Try everything: each pair taken or left."""
    if not possible:
        return value(chosen)
    (mentor, mentee, _), rest = possible[0], possible[1:]
    found = best(rest, chosen, load)
    if all(load[person.id] + person.open_pairings < person.capacity for person in (mentor, mentee)):
        found = max(found, best(rest, [*chosen, possible[0]], load + Counter((mentor.id, mentee.id))))
    return found


def small_enough(pool: Pool) -> Pool:
    while len(edges(pool)) > MOST_PAIRS_TO_TRY:
        pool = Pool(members=pool.members[:-1], on=pool.on)
    return pool


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(("both_roles", "most"), [(False, 1), (False, 3), (True, 1), (True, 3)])
def test_nothing_better_can_be_found(seed: int, both_roles: bool, most: int) -> None:
    pool = small_enough(random_pool(seed, 4 + seed % 5, both_roles=both_roles, most=most))
    found = propose(pool, NOTHING, RULES)
    objective = found.objective
    reached = (
        int(objective["matched"]),
        int(objective["waiting"]),
        -int(objective["pairs"]),
        round(objective["fit"] * 10_000),
    )
    assert reached == best(edges(pool), [], Counter())


def test_the_companies_tried_are_worth_trying() -> None:
    pools = [random_pool(seed, 8, both_roles=True, most=3) for seed in range(40)]
    proposals = [propose(pool, NOTHING, RULES) for pool in pools]
    assert sum(len(proposal.pairs) >= 2 for proposal in proposals) > 10
    either = [
        {mentor.id for mentor, _, _ in edges(pool)} & {mentee.id for _, mentee, _ in edges(pool)}
        for pool in pools
    ]
    assert sum(map(bool, either)) > 10


def ring(people: range, fit: int) -> list[Candidate]:
    return [Candidate(one, people[(place + 1) % len(people)], fit) for place, one in enumerate(people)]


def test_odd_rings_where_halves_of_pairs_would_look_better() -> None:
    """In a ring of five, half a pair on each side would "match" all five; in truth one stays alone."""
    places = [Place(1, False, False)] * 10
    apart = [*ring(range(5), 5), *ring(range(5, 10), 7)]
    chosen = choose(places, apart)
    assert len(chosen) == 4
    assert sum(one.fit for one in chosen) == 24
    joined = choose(places, [*apart, Candidate(2, 7, 0)])
    assert len(joined) == 5
    assert Candidate(2, 7, 0) in joined


def test_a_person_left_over_last_time_is_reached_in_an_odd_ring() -> None:
    places = [Place(1, False, person == 3) for person in range(3 + 2)]
    chosen = choose(places, ring(range(5), 5))
    assert any(3 in (one.mentor, one.mentee) for one in chosen)


def test_weights_do_not_run_into_one_another_in_a_large_transport() -> None:
    """A thousand people, each stage's gain of one against the largest losses of the stages below."""
    half = 500
    places = [Place(1, False, person % 2 == 0) for person in range(2 * half)]
    along = [Candidate(one, half + one, 0) for one in range(half)]
    tempting = [Candidate(one, half + one + 1, 10_000) for one in range(half - 1)]
    assert choose(places, [*along, *tempting]) == along
