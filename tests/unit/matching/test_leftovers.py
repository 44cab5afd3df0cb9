"""Everybody left over reads a true reason, and nobody learns who does not want whom."""

import pytest
from msgspec.structs import replace

from bot.program.matching import HARD_RULES, History, Leftover, Member, Rules, propose
from bot.program.matching.explain import REASONS
from tests.unit.matching.company import JUNIOR, SENIOR, pool

NOTHING = History()
NEVER = frozenset({"zoe"})
PAST = History(past=frozenset({("ana", "zoe")}))


def left_over(
    *members: Member, of: str = "ana", history: History = NOTHING, rules: Rules | None = None
) -> Leftover:
    found = propose(pool(*members), history, rules or Rules()).leftovers
    return next(left for left in found if left.person == of)


@pytest.mark.parametrize(
    ("person", "other", "rules", "reason"),
    [
        (replace(JUNIOR, teaches=("Go",), wants=("Chess",)), SENIOR, Rules(), "nobody_wants_or_teaches"),
        (replace(JUNIOR, managers=("kim", "zoe")), SENIOR, Rules(), "reporting_line"),
        (replace(JUNIOR, zone="America/Los_Angeles"), SENIOR, Rules(), "no_common_hours"),
        (replace(JUNIOR, seniority=2), SENIOR, Rules(), "seniority_gap"),
        (replace(JUNIOR, seniority=None), SENIOR, Rules(), "seniority_gap"),
        (JUNIOR, replace(SENIOR, department="Design"), Rules(different_department=True), "same_department"),
        (JUNIOR, replace(SENIOR, site="Bonn"), Rules(different_site=True), "same_site"),
        (JUNIOR, replace(SENIOR, open_pairings=1), Rules(), "outnumbered"),
        (replace(JUNIOR, role="mentor"), replace(SENIOR, role="mentor"), Rules(), "outnumbered"),
    ],
)
def test_the_reason_names_what_stands_between(
    person: Member, other: Member, rules: Rules, reason: str
) -> None:
    found = left_over(person, other, rules=rules)
    assert found.reason == reason
    assert found.closest == (() if reason == "nobody_wants_or_teaches" else ("zoe",))


def test_every_hard_rule_has_a_reason() -> None:
    told_apart = {"same_person", "unavailable", "never_with"}
    assert {rule.name for rule in HARD_RULES} - told_apart == set(REASONS)


def test_somebody_whose_partners_are_all_taken_is_outnumbered() -> None:
    rival = replace(JUNIOR, id="rival", teaches=("Figma", "Go"))
    found = left_over(JUNIOR, rival, replace(SENIOR, wants=("Figma", "Go")))
    assert (found.reason, found.closest) == ("outnumbered", ("zoe",))


@pytest.mark.parametrize("why", ["paused", "left", "no_consent", ""])
def test_who_is_not_available_is_listed_with_their_own_reason(why: str) -> None:
    found = left_over(replace(JUNIOR, available=False, why_not=why), SENIOR)
    assert (found.reason, found.closest) == (why or "unavailable", ())


def test_who_is_not_available_is_nobodys_closest() -> None:
    found = left_over(JUNIOR, replace(SENIOR, available=False, why_not="paused"))
    assert (found.reason, found.closest) == ("nobody_wants_or_teaches", ())


def test_who_is_still_in_a_pairing_is_not_left_over() -> None:
    busy = replace(JUNIOR, open_pairings=1)
    assert propose(pool(busy, replace(busy, id="off", available=False)), NOTHING, Rules()).leftovers == ()


def test_the_single_obstacle_counts_more_than_several() -> None:
    boss = replace(SENIOR, id="boss")
    far = [replace(SENIOR, id=f"far{n}", zone="Pacific/Auckland", seniority=2) for n in range(3)]
    found = left_over(replace(JUNIOR, managers=("boss",)), boss, *far)
    assert (found.reason, found.closest) == ("reporting_line", ("boss",))


def test_figures_of_a_rule_and_own_subjects_come_along() -> None:
    assert left_over(replace(JUNIOR, seniority=2), SENIOR).values["min_seniority_gap"] == 2
    late = left_over(replace(JUNIOR, zone="America/Los_Angeles"), SENIOR, rules=Rules(min_overlap_hours=1.5))
    assert late.values == {"min_half_hours": 3}
    alone = left_over(JUNIOR)
    assert alone.values == {"teaches": ["Figma"], "wants": ["Budgeting"]}


def test_a_past_partner_is_the_reason_but_never_offered() -> None:
    found = left_over(JUNIOR, SENIOR, history=PAST)
    assert (found.reason, found.closest) == ("never_with_or_past", ())


@pytest.mark.parametrize(
    ("person", "other", "history"),
    [
        (replace(JUNIOR, never_with=NEVER), SENIOR, PAST),
        (JUNIOR, replace(SENIOR, never_with=frozenset({"ana"})), PAST),
        (JUNIOR, SENIOR, History(past=PAST.past, excluded=PAST.past)),
    ],
)
def test_never_again_reads_like_any_past_partner(person: Member, other: Member, history: History) -> None:
    assert left_over(person, other, history=history) == left_over(JUNIOR, SENIOR, history=PAST)


@pytest.mark.parametrize("others", [[], [replace(SENIOR, id="boss", zone="Asia/Tokyo")]])
@pytest.mark.parametrize(
    ("person", "other", "history"),
    [
        (replace(JUNIOR, never_with=NEVER), SENIOR, NOTHING),
        (JUNIOR, replace(SENIOR, never_with=frozenset({"ana"})), NOTHING),
        (JUNIOR, SENIOR, History(excluded=frozenset({("ana", "zoe")}))),
    ],
)
def test_a_wish_never_to_meet_reads_as_if_the_other_had_not_joined(
    person: Member, other: Member, history: History, others: list[Member]
) -> None:
    assert left_over(person, other, *others, history=history) == left_over(JUNIOR, *others)


def test_a_wish_never_to_meet_leaves_no_trace_in_a_pair() -> None:
    wish = frozenset({"yan"})
    usual = propose(pool(JUNIOR, SENIOR), NOTHING, Rules()).pairs
    assert propose(pool(replace(JUNIOR, never_with=wish), SENIOR), NOTHING, Rules()).pairs == usual
