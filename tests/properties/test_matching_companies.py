"""What holds for the proposals of whole companies, told apart from the program: none breaks a rule, none is better."""

from __future__ import annotations

from collections import Counter
from datetime import time
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.program.matching import HARD_RULES, History, Member, Pool, Rules, check, propose, score
from bot.program.matching.best import best
from bot.program.matching.pool import Role
from bot.program.matching.proposal import by_id
from bot.program.matching.rules import Frame
from bot.program.matching.sides import prepare
from tests.benches.companies import company
from tests.benches.fits import Fits
from tests.benches.optimum import Found, best_dense, best_general, counted, most_people
from tests.properties.hard_rules import BREAKS, Case, broken

Company = tuple[Pool, History]
MOST = 60
ENOUGH_OF_THE_FIT = (
    0.98  # in tiny companies related skills count, for which nobody is searched in very large ones
)

sizes = st.integers(2, MOST)
seeds = st.integers(0, 10**6)
rooms = st.sampled_from(((88, 10, 2), (100, 0, 0), (40, 30, 30)))
rule_sets = st.builds(
    Rules,
    min_seniority_gap=st.integers(0, 2),
    min_overlap_hours=st.sampled_from((0.0, 1.0, 2.5)),
    different_department=st.booleans(),
    different_site=st.booleans(),
)


def companies(*, both: st.SearchStrategy[bool], most: int = MOST) -> st.SearchStrategy[Company]:
    people = st.integers(2, most)
    return st.builds(
        lambda size, seed, two, room: company(size, seed, both=two, capacity=room), people, seeds, both, rooms
    )


any_company = companies(both=st.booleans())
one_role = companies(both=st.just(False))


def reached(objective: dict[str, float]) -> Found:
    matched, waiting, pairs = (int(objective[name]) for name in ("matched", "waiting", "pairs"))
    return Found(matched, waiting, pairs, objective["fit"])


def with_gaps(pool: Pool, seed: int) -> Pool:
    """The same people, of many of whom something is unknown, who work at night, or who have a partner already."""
    chance = Random(seed)
    roles: tuple[Role, ...] = ("", "both", "mentor", "mentee")

    def changed(one: Member) -> Member:
        return replace(
            one,
            seniority=chance.choice((one.seniority, None)),
            start=chance.choice((one.start, None)),
            role=chance.choice((one.role, *roles)),
            open_pairings=chance.choice((0, 0, 1)),
            hours=chance.choice((one.hours, (), ((time(22), time(6)),), ((time(18), time(0)),))),
            zone=chance.choice((one.zone, one.zone, "", "Asia/Kathmandu")),
            background=frozenset(chance.sample(("a", "b", "c"), chance.randint(0, 3))),
        )

    return replace(pool, members=tuple([changed(member) for member in pool.members]))


def test_every_hard_rule_is_told_again() -> None:
    assert set(BREAKS) == {rule.name for rule in HARD_RULES}


@given(any_company, rule_sets, st.booleans(), seeds)
@settings(deadline=None, max_examples=60)
def test_no_pair_breaks_a_rule(found: Company, rules: Rules, gaps: bool, seed: int) -> None:
    pool, history = found
    pool = with_gaps(pool, seed) if gaps else pool
    people = by_id(pool.members)
    for pair in propose(pool, history, rules).pairs:
        assert broken(Case(people[pair.mentor], people[pair.mentee], history, rules, pool.on)) == ()


@given(any_company, rule_sets, seeds)
@settings(deadline=None, max_examples=40)
def test_the_rules_are_judged_alike(found: Company, rules: Rules, seed: int) -> None:
    pool, history = found
    pool, chance = with_gaps(pool, seed), Random(seed)
    for _ in range(60):
        two = chance.choice(pool.members), chance.choice(pool.members)
        assert set(check(*two, history, rules, pool.on)) == set(broken(Case(*two, history, rules, pool.on)))


@given(any_company, rule_sets, st.booleans(), seeds)
@settings(deadline=None, max_examples=60)
def test_nobody_has_more_partners_than_room_and_each_pair_reaches_somebody(
    found: Company, rules: Rules, gaps: bool, seed: int
) -> None:
    pool, history = found
    pool = with_gaps(pool, seed) if gaps else pool
    people = by_id(pool.members)
    pairs = propose(pool, history, rules).pairs
    partners = Counter({name: member.open_pairings for name, member in people.items()})
    partners.update(one for pair in pairs for one in (pair.mentor, pair.mentee))
    assert all(
        partners[name] <= people[name].capacity for pair in pairs for name in (pair.mentor, pair.mentee)
    )
    assert len({frozenset((pair.mentor, pair.mentee)) for pair in pairs}) == len(pairs)
    assert all(1 in (partners[pair.mentor], partners[pair.mentee]) for pair in pairs)


@given(companies(both=st.booleans(), most=40), rule_sets)
@settings(deadline=None, max_examples=60)
def test_nothing_better_exists(found: Company, rules: Rules) -> None:
    """Most people, then those who waited, then fewest pairs, then the largest fit: by the blossom algorithm."""
    pool, history = found
    fits = Fits(pool, history, rules)
    assert reached(propose(pool, history, rules).objective) == counted(fits, best_general(fits, fits.all()))


@given(one_role, rule_sets)
@settings(deadline=None, max_examples=60)
def test_nothing_better_exists_where_everybody_has_one_role(found: Company, rules: Rules) -> None:
    pool, history = found
    fits = Fits(pool, history, rules)
    weight = fits.all()
    objective = reached(propose(pool, history, rules).objective)
    assert objective == counted(fits, best_dense(fits, weight))
    assert objective.matched == most_people(fits, weight)


@given(any_company, rule_sets)
@settings(deadline=None, max_examples=60)
def test_looking_only_at_the_best_of_each_reaches_as_many(found: Company, rules: Rules) -> None:
    """The way of very large companies, gone with small ones."""
    pool, history = found
    sides = [prepare(member, pool.on) for member in by_id(pool.members).values()]
    few = best(sides, Frame(history, rules), all_up_to=0).pairs
    people = [side.member for side in sides]
    fit = sum(score(people[one], people[other], rules, pool.on).fit for one, other in few)
    whole = reached(propose(pool, history, rules).objective)
    assert len({one for two in few for one in two}) == whole.matched
    assert fit >= ENOUGH_OF_THE_FIT * whole.fit
    for one, other in few:
        assert broken(Case(people[one], people[other], history, rules, pool.on)) == ()


@given(any_company, rule_sets, seeds)
@settings(deadline=None, max_examples=40)
def test_the_order_of_the_rows_changes_nothing(found: Company, rules: Rules, seed: int) -> None:
    pool, history = found
    rows = list(pool.members)
    Random(seed).shuffle(rows)
    shuffled = replace(pool, members=tuple(rows))
    assert propose(shuffled, history, rules) == propose(pool, history, rules)


@given(companies(both=st.just(False), most=40), st.integers(0, 1000))
@settings(deadline=None, max_examples=40)
def test_one_more_willing_person_never_costs_others_their_match(found: Company, which: int) -> None:
    pool, history = found
    others = list(pool.members)
    del others[which % len(others)]
    before = replace(pool, members=tuple(others))
    fewer, more = (propose(company, history, Rules()).objective["matched"] for company in (before, pool))
    assert fewer <= more
