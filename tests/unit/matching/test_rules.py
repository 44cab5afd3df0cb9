"""Each hard rule says no when it should and only then; the score rewards what it promises."""

from collections import Counter
from datetime import date, time

import pytest
from msgspec.structs import replace

from bot.program.matching import (
    HARD_RULES,
    PARTS,
    History,
    Member,
    Rules,
    check,
    codes,
    discreet,
    many,
    score,
)
from bot.program.matching.pool import Reason
from tests.unit.matching.company import JUNIOR, MONDAY, NINE_TO_FIVE, SENIOR

NOTHING = History()
DEFAULTS = Rules()


def broken(mentor: Member, mentee: Member, history: History = NOTHING, rules: Rules = DEFAULTS) -> set[str]:
    return set(check(mentor, mentee, history, rules, MONDAY))


def test_two_who_suit_break_nothing() -> None:
    assert broken(JUNIOR, SENIOR) == set()


@pytest.mark.parametrize(
    ("mentor", "mentee", "history", "rules", "rule"),
    [
        (JUNIOR, replace(JUNIOR, seniority=9), NOTHING, DEFAULTS, "same_person"),
        (replace(JUNIOR, available=False), SENIOR, NOTHING, DEFAULTS, "unavailable"),
        (JUNIOR, replace(SENIOR, available=False), NOTHING, DEFAULTS, "unavailable"),
        (replace(JUNIOR, guest=True), SENIOR, NOTHING, DEFAULTS, "guest"),
        (JUNIOR, replace(SENIOR, guest=True), NOTHING, DEFAULTS, "guest"),
        (replace(JUNIOR, role="mentee"), SENIOR, NOTHING, DEFAULTS, "role"),
        (JUNIOR, replace(SENIOR, role="mentor"), NOTHING, DEFAULTS, "role"),
        (JUNIOR, replace(SENIOR, seniority=2), NOTHING, DEFAULTS, "seniority"),
        (replace(JUNIOR, managers=("zoe",)), SENIOR, NOTHING, DEFAULTS, "reporting_line"),
        (replace(JUNIOR, managers=("kim", "lee", "zoe")), SENIOR, NOTHING, DEFAULTS, "reporting_line"),
        (JUNIOR, replace(SENIOR, managers=("kim", "ana")), NOTHING, DEFAULTS, "reporting_line"),
        (replace(JUNIOR, never_with=frozenset({"zoe"})), SENIOR, NOTHING, DEFAULTS, "never_with"),
        (JUNIOR, replace(SENIOR, never_with=frozenset({"ana"})), NOTHING, DEFAULTS, "never_with"),
        (JUNIOR, SENIOR, History(excluded=frozenset({("ana", "zoe")})), DEFAULTS, "never_with"),
        (JUNIOR, SENIOR, History(excluded=frozenset({("zoe", "ana")})), DEFAULTS, "never_with"),
        (JUNIOR, SENIOR, History(past=frozenset({("ana", "zoe")})), DEFAULTS, "past_partner"),
        (JUNIOR, SENIOR, History(past=frozenset({("zoe", "ana")})), DEFAULTS, "past_partner"),
        (replace(JUNIOR, open_pairings=1), SENIOR, NOTHING, DEFAULTS, "capacity"),
        (JUNIOR, replace(SENIOR, capacity=2, open_pairings=2), NOTHING, DEFAULTS, "capacity"),
        (JUNIOR, replace(SENIOR, zone="America/Los_Angeles"), NOTHING, DEFAULTS, "hours"),
        (
            JUNIOR,
            replace(SENIOR, department=" design"),
            NOTHING,
            Rules(different_department=True),
            "department",
        ),
        (JUNIOR, replace(SENIOR, site="Bonn"), NOTHING, Rules(different_site=True), "site"),
    ],
)
def test_a_broken_rule_is_named_and_no_other(
    mentor: Member, mentee: Member, history: History, rules: Rules, rule: str
) -> None:
    assert broken(mentor, mentee, history, rules) == {rule}


def test_rules_switched_off_forbid_nothing() -> None:
    assert broken(JUNIOR, replace(SENIOR, department="Design", site="Bonn")) == set()


def test_room_for_another_partner_is_room() -> None:
    assert broken(replace(JUNIOR, capacity=2, open_pairings=1), SENIOR) == set()


def test_every_broken_rule_is_named_in_the_order_of_the_table() -> None:
    mentor = replace(JUNIOR, available=False, managers=("zoe",), role="mentee", open_pairings=1)
    names = check(mentor, SENIOR, NOTHING, DEFAULTS, MONDAY)
    assert names == ("unavailable", "role", "reporting_line", "capacity")
    assert [rule.name for rule in HARD_RULES if rule.name in names] == list(names)


def test_what_is_shown_does_not_tell_a_wish_from_the_past() -> None:
    assert discreet(("past_partner", "hours")) == discreet(("never_with", "hours"))
    assert discreet(("never_with", "past_partner")) == discreet(("never_with",)) == ("never_with_or_past",)


@pytest.mark.parametrize(
    ("mentor_start", "mentee_start", "allowed"),
    [
        (date(2024, 1, 1), date(2021, 1, 1), True),
        (date(2024, 1, 1), date(2021, 1, 2), False),
        (date(2023, 2, 28), date(2020, 2, 29), False),
        (date(2023, 3, 1), date(2020, 2, 29), True),
        (date(2020, 1, 1), date(2024, 1, 1), False),
    ],
)
def test_without_grades_three_calendar_years_in_the_company_count(
    mentor_start: date, mentee_start: date, allowed: bool
) -> None:
    mentor = replace(JUNIOR, seniority=None, start=mentor_start)
    mentee = replace(SENIOR, seniority=None, start=mentee_start)
    assert broken(mentor, mentee) == (set() if allowed else {"seniority"})


def test_grades_come_before_tenure() -> None:
    newcomer = replace(SENIOR, start=date(2026, 1, 1))
    assert broken(replace(JUNIOR, start=date(2010, 1, 1)), newcomer) == set()


@pytest.mark.parametrize(
    ("mentor_role", "mentee_role", "allowed"),
    [
        ("mentor", "mentee", True),
        ("mentor", "both", True),
        ("both", "mentee", True),
        ("both", "both", False),
        ("", "", False),
        ("mentor", "", False),
        ("", "mentee", False),
    ],
)
def test_unknown_seniority_is_no_obstacle_where_the_roles_were_chosen(
    mentor_role: str, mentee_role: str, allowed: bool
) -> None:
    mentor = replace(JUNIOR, seniority=None, role=mentor_role)
    mentee = replace(SENIOR, role=mentee_role)
    assert broken(mentor, mentee) == (set() if allowed else {"seniority"})


def hours_in_common(mentor: Member, mentee: Member, on: date = MONDAY) -> float:
    return score(mentor, mentee, DEFAULTS, on).overlap_hours


def test_hours_are_counted_in_half_hours_of_the_day_asked_about() -> None:
    india = replace(SENIOR, zone="Asia/Kolkata")  # 03:30 to 11:30 UTC, all year
    assert hours_in_common(JUNIOR, india) == 3.5  # Berlin in winter: 08:00 to 16:00 UTC
    assert hours_in_common(JUNIOR, india, date(2026, 7, 1)) == 4.5  # in summer from 07:00 UTC
    new_york = replace(SENIOR, zone="America/New_York")
    assert hours_in_common(JUNIOR, new_york) == 2
    assert (
        hours_in_common(JUNIOR, new_york, date(2026, 3, 16)) == 3
    )  # America's summer has begun, Europe's not


def test_the_day_is_a_circle() -> None:
    sydney = replace(JUNIOR, zone="Australia/Sydney")  # 22:00 to 06:00 UTC
    california = replace(SENIOR, zone="America/Los_Angeles")  # 17:00 to 01:00 UTC
    assert hours_in_common(sydney, california) == 3


@pytest.mark.parametrize(
    ("hours", "common"),
    [
        (((time(9), time(12)), (time(13), time(17))), 7),
        (((time(22), time(10)),), 1),
        (((time(16), time(0)),), 1),
        (((time(0), time(0)),), 8),
        (((time(9), time(9)),), 0),
        (((time(9, 10), time(10, 50)),), 1),  # only whole half hours: 09:30 to 10:30
        (((time(9), time(12)), (time(10), time(13))), 4),
    ],
)
def test_several_spans_nights_and_odd_minutes(hours: tuple[tuple[time, time], ...], common: float) -> None:
    assert hours_in_common(JUNIOR, replace(SENIOR, hours=hours)) == common


@pytest.mark.parametrize("unknown", [replace(SENIOR, hours=()), replace(SENIOR, zone="")])
def test_unknown_hours_forbid_nothing_and_neither_help_nor_harm(unknown: Member) -> None:
    assert broken(JUNIOR, unknown) == set()
    assert score(JUNIOR, unknown, DEFAULTS, MONDAY).parts["hours"] == 0.5


def test_a_made_up_time_zone_is_refused_with_the_id() -> None:
    with pytest.raises(ValueError, match=r"zoe.*Mars/Base"):
        broken(JUNIOR, replace(SENIOR, zone="Mars/Base"))


def fit(mentor: Member, mentee: Member, rules: Rules = DEFAULTS) -> float:
    return score(mentor, mentee, rules, MONDAY).fit


def test_what_each_teaches_is_told_in_the_teachers_words() -> None:
    pair = score(replace(JUNIOR, teaches=("FIGMA ", "Go")), SENIOR, DEFAULTS, MONDAY)
    assert (pair.mentor_teaches, pair.mentee_teaches) == (("FIGMA ",), ("Budgeting",))
    assert set(pair.parts) == {part.name for part in PARTS}


def test_any_two_way_pair_beats_any_one_way_pair() -> None:
    subjects = tuple(f"s{number}" for number in range(9))
    best_one_way = fit(
        replace(JUNIOR, teaches=subjects, wants=()),
        replace(SENIOR, teaches=(), wants=subjects, confidence=dict.fromkeys(subjects, 1)),
    )
    worst_two_way = fit(
        replace(JUNIOR, confidence={"Budgeting": 5}, channels=("call",), languages=("de",)),
        replace(
            SENIOR,
            confidence={"Figma": 5},
            channels=("chat",),
            languages=("en",),
            department="Design",
            zone="Australia/Sydney",
        ),
    )
    assert 0 < best_one_way < worst_two_way


def test_each_part_moves_the_fit_its_way() -> None:
    usual = fit(JUNIOR, SENIOR)
    assert fit(JUNIOR, replace(SENIOR, confidence={"Figma": 1})) > usual
    assert fit(JUNIOR, replace(SENIOR, confidence={"Figma": 5})) < usual
    assert fit(JUNIOR, replace(SENIOR, zone="Asia/Kolkata")) < usual
    assert (
        fit(JUNIOR, replace(SENIOR, languages=("fr",))) < fit(JUNIOR, replace(SENIOR, languages=())) < usual
    )
    assert fit(JUNIOR, replace(SENIOR, department="Design")) < usual
    assert fit(JUNIOR, replace(SENIOR, channels=("chat",))) < usual
    assert fit(replace(JUNIOR, teaches=("Figma", "Go")), replace(SENIOR, wants=("Figma", "Go"))) > usual


def test_a_weight_of_nothing_takes_a_part_out() -> None:
    rules = Rules(weights={"language": 0})
    assert fit(JUNIOR, SENIOR, rules) == fit(JUNIOR, replace(SENIOR, languages=("fr",)), rules)


@pytest.mark.parametrize("part", [part.name for part in PARTS if part.name != "aim"])
def test_fits_stay_between_0_and_1_with_a_single_part(part: str) -> None:
    nothing = dict.fromkeys([other.name for other in PARTS], 0.0)
    rules = Rules(aim="difference", weights={**nothing, part: 3.0})
    people = [
        JUNIOR,
        replace(JUNIOR, hours=NINE_TO_FIVE, teaches=(), languages=(), confidence={"Budgeting": 1}),
    ]
    fits = [score(mentor, SENIOR, rules, MONDAY) for mentor in people]
    assert all(pair.fit == round(pair.parts[part], 4) and 0 <= pair.fit <= 1 for pair in fits)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": {"age": 1.0}},
        {"weights": {"hours": -1.0}},
        {"weights": {"hours": float("nan")}},
        {"weights": dict.fromkeys([part.name for part in PARTS], 0.0)},
        {"min_seniority_gap": -1},
        {"min_overlap_hours": -0.5},
        {"min_tenure_years": -3},
    ],
)
def test_figures_that_would_loosen_a_rule_unseen_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"0 or more|no such part|above 0"):
        replace(DEFAULTS, **wrong)


def kinds(mentor: Member, mentee: Member) -> list[str]:
    return [reason.kind for reason in score(mentor, mentee, DEFAULTS, MONDAY).reasons]


def test_each_direction_comes_first_then_what_is_unusual_then_what_is_common() -> None:
    assert kinds(JUNIOR, SENIOR) == ["teaches", "learns", "language"]
    plain = replace(SENIOR, languages=("en",))
    assert kinds(JUNIOR, plain)[:2] == ["teaches", "learns"]
    assert kinds(JUNIOR, plain)[2] in ("departments", "channel", "hours")
    assert kinds(JUNIOR, replace(plain, zone="America/New_York")) == ["teaches", "learns", "apart"]
    assert kinds(replace(JUNIOR, wants=()), SENIOR)[:2] == ["teaches", "language"]
    assert kinds(replace(JUNIOR, wants=(), id="x"), replace(plain, zone="America/New_York"))[:2] == [
        "teaches",
        "apart",
    ]
    bare = Member(id="a", seniority=1, teaches=("Go",))
    assert kinds(bare, Member(id="b", seniority=3, wants=("Go",))) == ["teaches", "first_time"]


def test_what_is_true_of_many_pairs_takes_turns() -> None:
    plain = replace(SENIOR, languages=())
    third = Counter(
        kinds(replace(JUNIOR, teaches=("Figma", f"topic {number}")), plain)[2] for number in range(90)
    )
    assert set(third) == {"departments", "channel", "hours"}
    assert min(third.values()) >= 15


def test_a_reason_says_what_is_so() -> None:
    near = replace(SENIOR, languages=("en", "pt"), zone="America/New_York", site="Bonn")
    said = {
        reason.kind: reason.values
        for number in range(40)
        for reason in reasons_of(
            replace(JUNIOR, teaches=("Figma", f"topic {number}"), languages=("en",)), near
        )
    }
    assert said["apart"] == {"half_hours": 4, "zones": ["Europe/Berlin", "America/New_York"]}
    assert "language" not in said
    one_way = replace(near, teaches=(), zone="Europe/Berlin")
    told = {
        reason.kind: reason.values
        for number in range(40)
        for reason in reasons_of(
            replace(JUNIOR, teaches=("Figma", f"topic {number}"), languages=("en", "pt")), one_way
        )
    }
    assert told["language"] == {"languages": ["pt"]}
    assert told["departments"] == {"departments": ["Design", "Finance"]}
    assert told["site"] == {"site": "Bonn"}
    assert told["channel"] == {"channels": ["call"]}
    assert told["hours"] == {"half_hours": 16}
    taught = reasons_of(JUNIOR, SENIOR)[0].values
    assert taught == {"teacher": "ana", "learner": "zoe", "skills": ["Figma"]}


def reasons_of(mentor: Member, mentee: Member) -> tuple[Reason, ...]:
    return score(mentor, mentee, DEFAULTS, MONDAY).reasons


def test_no_reason_speaks_of_age_rank_or_confidence() -> None:
    mentee = replace(SENIOR, confidence={"Figma": 1}, start=date(1990, 1, 1))
    told = {reason.kind for reason in score(JUNIOR, mentee, DEFAULTS, MONDAY).reasons}
    keys = {key for reason in score(JUNIOR, mentee, DEFAULTS, MONDAY).reasons for key in reason.values}
    assert told <= {"teaches", "learns", "language"}
    assert keys <= {"teacher", "learner", "skills", "languages"}


def test_every_rule_and_part_has_its_twin_for_many_pairs_at_once() -> None:
    about_two = [name for names, _ in many.BREAKS for name in names]
    assert {*about_two, *many.ABOUT_ONE, "same_person"} == {rule.name for rule in HARD_RULES}
    assert list(many.MEASURES) == [part.name for part in PARTS]
    assert (
        {name for names in codes.IN_COMMON for name in names} == set(codes.TOLD_APART) <= set(many.MEASURES)
    )
