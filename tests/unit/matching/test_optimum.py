"""The proposal is the very best one: compared with trying everything in companies of up to eight people."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, time
from itertools import combinations
from random import Random

import numpy as np
import pytest
from msgspec.structs import replace

from bot.program.matching import History, Member, Pool, Rules, check, propose, score
from bot.program.matching.best import best
from bot.program.matching.candidates import Candidates, all_candidates
from bot.program.matching.columns import Seats, columns_of
from bot.program.matching.comparing import directed, fit_units
from bot.program.matching.pool import Role
from bot.program.matching.proposal import by_id
from bot.program.matching.rules import Frame
from bot.program.matching.sides import Side, between, prepare
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


def tried(possible: list[Edge], chosen: list[Edge], load: Counter[str]) -> Value:
    """Try everything: each pair taken or left."""
    if not possible:
        return value(chosen)
    (mentor, mentee, _), rest = possible[0], possible[1:]
    found = tried(rest, chosen, load)
    if all(load[person.id] + person.open_pairings < person.capacity for person in (mentor, mentee)):
        found = max(found, tried(rest, [*chosen, possible[0]], load + Counter((mentor.id, mentee.id))))
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
    assert reached == tried(edges(pool), [], Counter())


def test_the_companies_tried_are_worth_trying() -> None:
    pools = [random_pool(seed, 8, both_roles=True, most=3) for seed in range(40)]
    proposals = [propose(pool, NOTHING, RULES) for pool in pools]
    assert sum(len(proposal.pairs) >= 2 for proposal in proposals) > 10
    either = [
        {mentor.id for mentor, _, _ in edges(pool)} & {mentee.id for _, mentee, _ in edges(pool)}
        for pool in pools
    ]
    assert sum(map(bool, either)) > 10


def candidates(*found: tuple[int, int, int]) -> Candidates:
    return Candidates(*np.array(found, dtype=np.int64).T)


def seats(people: int, *, waiting: Iterable[int] = ()) -> Seats:
    """Everybody takes one partner and has none."""
    left_over = np.isin(np.arange(people), list(waiting))
    return Seats(np.ones(people, dtype=np.int64), np.zeros(people, dtype=np.bool_), left_over)


def ring(people: range, fit: int) -> list[tuple[int, int, int]]:
    return [(one, people[(place + 1) % len(people)], fit) for place, one in enumerate(people)]


def test_odd_rings_where_halves_of_pairs_would_look_better() -> None:
    """In a ring of five, half a pair on each side would "match" all five; in truth one stays alone."""
    apart = candidates(*ring(range(5), 5), *ring(range(5, 10), 7))
    chosen = choose(seats(10), apart).taken
    assert len(chosen) == 4
    assert apart.fit[chosen].sum() == 24
    linked = candidates(*ring(range(5), 5), *ring(range(5, 10), 7), (2, 7, 0))
    chosen = choose(seats(10), linked).taken
    assert len(chosen) == 5
    assert 10 in chosen


def test_a_person_left_over_last_time_is_reached_in_an_odd_ring() -> None:
    five = candidates(*ring(range(5), 5))
    chosen = choose(seats(5, waiting=[3]), five).taken
    assert 3 in five.mentor[chosen] or 3 in five.mentee[chosen]


def test_weights_do_not_run_into_one_another_in_a_large_transport() -> None:
    """A thousand people, each stage's gain of one against the largest losses of the stages below."""
    half = 500
    along = [(one, half + one, 0) for one in range(half)]
    tempting = [(one, half + one + 1, 10_000) for one in range(half - 1)]
    found = choose(seats(2 * half, waiting=range(0, 2 * half, 2)), candidates(*along, *tempting))
    assert found.taken.tolist() == list(range(half))
    assert found.gap == 0


@pytest.mark.parametrize("most", [1, 3])
def test_many_pairs_at_once_are_judged_as_each_of_them_alone(most: int) -> None:
    """Hard rules and fits, to the last unit, for companies with everything unknown and everything known."""
    rules = Rules(min_seniority_gap=1, aim="common", different_site=True)
    for seed in range(12):
        pool = varied(random_pool(seed, 30, both_roles=True, most=most), seed)
        sides = [prepare(member, pool.on) for member in pool.members]
        frame = Frame(History(past=frozenset({("p1", "p2"), ("p5", "p3")})), rules)
        found = all_candidates(columns_of(sides, frame), rules)
        alone = set[tuple[int, int, int]]()
        for one, other in combinations(range(len(sides)), 2):
            ways = directed(sides, one, other, frame)
            fits = [(*way, fit_units(between(sides[way[0]], sides[way[1]]), rules)) for way in ways]
            if sides[one].member.open_pairings and sides[other].member.open_pairings:
                continue
            fits = [way for way in fits if something_to_exchange(sides[way[0]], sides[way[1]])]
            alone.update(sorted(fits, key=lambda way: (-way[2], way[0]))[:1])
        assert set(rows_of(found)) == alone


def something_to_exchange(mentor: Side, mentee: Side) -> bool:
    pair = between(mentor, mentee)
    return bool(pair.mentor_teaches or pair.mentee_teaches or pair.mentor_is_near or pair.mentee_is_near)


def varied(pool: Pool, seed: int) -> Pool:
    """What companies also have: much unknown, backgrounds, kinds of skills, dates instead of grades, guests."""
    chance = Random(seed)
    kinds = {"Excel": "office", "Figma": "design", "Python": "office"}
    starts = (None, date(2026, 5, 28), date(2023, 11, 27), date(2021, 3, 1))
    return Pool(
        on=pool.on,
        members=tuple(
            replace(
                member,
                seniority=chance.choice((member.seniority, None)),
                start=chance.choice(starts),
                hours=chance.choice((member.hours, (), ((time(22), time(6)),))),
                languages=tuple(chance.sample(("de", "en", "fr"), chance.randint(0, 2))),
                channels=tuple(chance.sample(("call", "chat"), chance.randint(0, 2))),
                department=chance.choice(("", member.department)),
                site=chance.choice(("", "Bonn", "Kiel")),
                background=frozenset(chance.sample(("path/a", "path/b", "style/c"), chance.randint(0, 3))),
                kinds=kinds if chance.random() < 0.7 else {},
                guest=chance.random() < 0.1,
            )
            for member in pool.members
        ),
    )


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("both_roles", [False, True])
def test_the_best_candidates_of_everybody_lead_to_as_good_a_proposal(seed: int, both_roles: bool) -> None:
    """As for tens of thousands of people, where not every pair is looked at."""
    pool = varied(random_pool(seed, 30 + seed, both_roles=both_roles, most=3), seed)
    sides = [prepare(member, pool.on) for member in by_id(pool.members).values()]
    frame = Frame(NOTHING, RULES)
    columns = columns_of(sides, frame)
    known = {tuple(sorted((one, other))): fit for one, other, fit in rows_of(all_candidates(columns, RULES))}
    every, few = (best(sides, frame, all_up_to=most) for most in (len(sides), 0))
    reached = [{person for pair in found.pairs for person in pair} for found in (every, few)]
    assert len(reached[1]) == len(reached[0])
    fits = [sum(known[one, other] for one, other in map(sorted, found.pairs)) for found in (every, few)]
    assert fits[1] >= 0.98 * fits[0]
    assert all(tuple(sorted(pair)) in known for pair in few.pairs)


@pytest.mark.parametrize("role", ["mentor", "mentee", "both"])
def test_many_people_of_one_role(role: Role) -> None:
    pool = random_pool(1, 40, both_roles=False)
    sides = [prepare(replace(member, role=role), pool.on) for member in pool.members]
    found = best(sides, Frame(NOTHING, RULES), all_up_to=0)
    assert bool(found.pairs) == (role == "both")


def rows_of(found: Candidates) -> list[tuple[int, int, int]]:
    return list(zip(found.mentor.tolist(), found.mentee.tolist(), found.fit.tolist(), strict=True))
