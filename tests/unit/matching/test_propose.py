"""Proposals for small companies: the stages, locked pairs, and the edges where there is nobody to match."""

import subprocess
import sys
from datetime import date

import pytest
from msgspec.structs import replace

from bot.program.matching import DroppedLock, History, Member, Proposal, Rules, propose
from tests.unit.matching.company import JUNIOR, SENIOR, pool

NOTHING = History()


def pairs(proposal: Proposal) -> list[tuple[str, str]]:
    return [(pair.mentor, pair.mentee) for pair in proposal.pairs]


def match(*members: Member, history: History = NOTHING, rules: Rules | None = None) -> Proposal:
    return propose(pool(*members), history, rules or Rules())


def test_nobody_and_one_person() -> None:
    empty = match()
    assert (empty.pairs, empty.leftovers) == ((), ())
    assert empty.objective == {"matched": 0, "waiting": 0, "pairs": 0, "fit": 0, "gap": 0}
    alone = match(JUNIOR)
    assert [(left.person, left.reason) for left in alone.leftovers] == [("ana", "nobody_wants_or_teaches")]


def test_two_who_suit_are_a_pair_with_the_junior_as_mentor() -> None:
    proposal = match(SENIOR, JUNIOR)
    assert pairs(proposal) == [("ana", "zoe")]
    assert proposal.leftovers == ()
    fit = proposal.pairs[0].fit
    assert proposal.objective == {"matched": 2, "waiting": 0, "pairs": 1, "fit": fit, "gap": 0}


def test_nobody_senior_leaves_everybody_over() -> None:
    proposal = match(*[replace(person, seniority=2) for person in (JUNIOR, SENIOR)])
    assert pairs(proposal) == []
    assert {left.reason for left in proposal.leftovers} == {"seniority_gap"}


def test_most_people_come_before_the_best_fit() -> None:
    best = replace(SENIOR, id="best")
    one_way = replace(SENIOR, id="one", teaches=())
    picky = replace(JUNIOR, id="picky", zone="Asia/Kolkata", never_with=frozenset({"one"}))
    proposal = match(JUNIOR, picky, best, one_way)
    assert sorted(pairs(proposal)) == [("ana", "one"), ("picky", "best")]


def test_last_rounds_left_over_come_before_the_best_fit() -> None:
    fitting = replace(JUNIOR, id="bea", teaches=("Figma", "Go"))
    waiting = replace(JUNIOR, id="cleo", wants=(), waiting=True)
    boss = replace(SENIOR, wants=("Figma", "Go"))
    assert pairs(match(fitting, replace(waiting, waiting=False), boss)) == [("bea", "zoe")]
    assert pairs(match(fitting, waiting, boss)) == [("cleo", "zoe")]


def test_most_people_come_before_last_rounds_left_over() -> None:
    waiting = replace(JUNIOR, id="w", waiting=True, never_with=frozenset({"y"}))
    first, second = replace(SENIOR, id="x"), replace(SENIOR, id="y", teaches=("Sales",), wants=("Go",))
    helper = replace(JUNIOR, id="h", teaches=("Go", "Figma"))
    proposal = match(waiting, helper, first, second)
    assert sorted(pairs(proposal)) == [("h", "y"), ("w", "x")]


def test_a_second_partner_only_where_somebody_would_stay_alone() -> None:
    generous = replace(SENIOR, capacity=3)
    juniors = [replace(JUNIOR, id=name) for name in ("a", "b")]
    poor_fit = replace(SENIOR, id="other", teaches=(), languages=("fr",))
    shared = match(*juniors, generous)
    assert sorted(pairs(shared)) == [("a", "zoe"), ("b", "zoe")]
    spread = match(*juniors, generous, poor_fit)
    assert sorted(pairs(spread)) in ([("a", "other"), ("b", "zoe")], [("a", "zoe"), ("b", "other")])


def test_two_who_have_partners_already_are_left_in_peace() -> None:
    busy = [replace(person, capacity=2, open_pairings=1) for person in (JUNIOR, SENIOR)]
    assert match(*busy) == match()
    reached = match(*busy, replace(JUNIOR, id="new"))
    assert pairs(reached) == [("new", "zoe")]
    assert reached.objective["matched"] == 1


def test_one_person_in_both_roles() -> None:
    middle = replace(JUNIOR, id="mid", seniority=3, capacity=2, role="both", wants=("Budgeting", "Figma"))
    proposal = match(
        JUNIOR, middle, replace(SENIOR, seniority=5, wants=("Figma",), never_with=frozenset({"ana"}))
    )
    assert sorted(pairs(proposal)) == [("ana", "mid"), ("mid", "zoe")]


def test_two_people_are_never_paired_twice() -> None:
    roomy = [replace(person, capacity=3, role="both", seniority=1) for person in (JUNIOR, SENIOR)]
    assert len(match(*roomy, rules=Rules(min_seniority_gap=0)).pairs) == 1


def test_a_pair_needs_something_to_teach() -> None:
    assert pairs(match(replace(JUNIOR, teaches=(), wants=()), SENIOR)) == []
    assert pairs(match(replace(JUNIOR, wants=()), SENIOR)) == [("ana", "zoe")]
    assert pairs(match(replace(JUNIOR, teaches=()), SENIOR)) == [("ana", "zoe")]


def test_locked_pairs_are_kept_even_if_others_fit_better() -> None:
    dull = replace(SENIOR, id="dull", teaches=(), wants=())
    proposal = match(JUNIOR, SENIOR, dull, history=History(locked=(("ana", "dull"),)))
    assert pairs(proposal) == [("ana", "dull")]
    assert [(left.person, left.reason) for left in proposal.leftovers] == [("zoe", "outnumbered")]
    assert proposal.dropped_locks == ()


def test_a_lock_takes_capacity_and_counts_as_a_partner() -> None:
    roomy = replace(SENIOR, capacity=2)
    other = replace(JUNIOR, id="bea")
    history = History(locked=(("ana", "zoe"),))
    assert sorted(pairs(match(JUNIOR, other, SENIOR, history=history))) == [("ana", "zoe")]
    both = match(JUNIOR, other, roomy, history=history)
    assert sorted(pairs(both)) == [("ana", "zoe"), ("bea", "zoe")]
    assert both.objective["matched"] == 3


@pytest.mark.parametrize(
    ("mentor", "locked", "broken"),
    [
        (replace(JUNIOR, managers=("zoe",)), ("ana", "zoe"), "reporting_line"),
        (replace(JUNIOR, never_with=frozenset({"zoe"})), ("ana", "zoe"), "never_with_or_past"),
        (JUNIOR, ("ana", "gone"), "unavailable"),
        (JUNIOR, ("zoe", "ana"), "seniority"),
    ],
)
def test_a_lock_that_breaks_a_rule_is_reported_not_kept(
    mentor: Member, locked: tuple[str, str], broken: str
) -> None:
    proposal = match(mentor, SENIOR, history=History(locked=(locked,)))
    assert proposal.dropped_locks == (DroppedLock(mentor=locked[0], mentee=locked[1], broken=(broken,)),)
    assert locked not in pairs(proposal)


def test_locks_beyond_the_capacity_and_doubled_locks_are_dropped() -> None:
    other = replace(JUNIOR, id="bea")
    history = History(locked=(("bea", "zoe"), ("ana", "zoe"), ("ana", "zoe")))
    proposal = match(JUNIOR, other, SENIOR, history=history)
    assert pairs(proposal) == [("ana", "zoe")]
    assert proposal.dropped_locks == (DroppedLock(mentor="bea", mentee="zoe", broken=("capacity",)),)
    equals = [replace(person, seniority=1, capacity=2) for person in (JUNIOR, SENIOR)]
    turned = History(locked=(("ana", "zoe"), ("zoe", "ana")))
    twice = match(*equals, history=turned, rules=Rules(min_seniority_gap=0))
    assert (len(twice.pairs), len(twice.dropped_locks)) == (1, 1)


def test_pairs_come_best_first_and_ties_by_id() -> None:
    people = [replace(JUNIOR, id=f"j{n}") for n in range(3)] + [replace(SENIOR, id=f"s{n}") for n in range(3)]
    weak = [replace(JUNIOR, id="j9", teaches=("Go",), wants=()), replace(SENIOR, id="s9", wants=("Go",))]
    proposal = match(*people, *weak)
    fits = [pair.fit for pair in proposal.pairs]
    assert fits == sorted(fits, reverse=True)
    assert [mentor for mentor, _ in pairs(proposal)] == ["j0", "j1", "j2", "j9"]


def test_no_past_pairing_is_repeated() -> None:
    assert pairs(match(JUNIOR, SENIOR, history=History(past=frozenset({("ana", "zoe")})))) == []


def test_an_id_in_use_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="ana"):
        match(JUNIOR, replace(JUNIOR, start=date(2020, 1, 1)))


def test_the_process_that_talks_to_people_loads_no_numpy() -> None:
    code = "import sys, bot.program.matching; print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "[]"


def test_it_says_how_far_it_is() -> None:
    shares: list[float] = []
    propose(pool(JUNIOR, SENIOR), History(), Rules(), shares.append)
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] == 1
