"""Rules changed in chat: every one, what makes no sense, what the admin reads before it holds, and keeping it."""

from __future__ import annotations

import msgspec
import pytest

from bot.conversation.messages import Phrase, Say
from bot.events import RulesTried
from bot.outcome import Outcome
from bot.program.model import Cohort, Line, PairingRules, Person, Proposal, Ruling
from bot.program.proposing.effect import Effect, Outlook, effect_of
from bot.program.proposing.pair_settings import RULES, WEIGHED, setting_of
from bot.program.proposing.pooling import rules_of
from tests.factories import ACME, cohort, line, pairing, proposal, ruling
from tests.unit.pairing_world import junior, senior
from tests.unit.world import ADMIN, World, admin, button, buttons, changes, keys, noted, pick, to

FIT_OF_TWO = 0.625


def company(**changed: object) -> World:
    """Ana and Ben are five hours apart, Cem and Dee share their day."""
    people = [
        junior("ana", wants=("Negotiation", "Budgeting"), timezone="America/New_York", department="Sales"),
        senior("ben", department="Sales"),
        junior("cem", teaches=("Figma", "TikTok"), department="Design"),
        senior("dee", wants=("TikTok",), teaches=("Negotiation",), department="Board"),
    ]
    given: dict[str, object] = {"opened_by": ADMIN}
    return World(*people, cohort("spring", **(given | changed)))


def tried(world: World) -> Outcome:
    """The worker does what it was asked for."""
    trial = world.get(Cohort, "spring").trial[-1]
    trying = world.storage.read_trial(ACME, trial.id, world.now)
    assert trying is not None
    return answered(world, effect_of(trying))


def answered(world: World, effect: Effect) -> Outcome:
    trial = world.get(Cohort, "spring").trial[-1]
    return world.run(
        RulesTried(id=f"job:{trial.id}", at=world.now, organization=ACME, trial=trial.id, effect=effect)
    )


def said(outcome: Outcome, key: str) -> dict[str, object]:
    return next(
        dict(block.text.values)
        for send in outcome.sends
        for block in send.message.blocks
        if isinstance(block, Say) and isinstance(block.text, Phrase) and block.text.key == key
    )


def with_effect(effect: Effect) -> Outcome:
    world = company()
    world.command(ADMIN, "pair", "rules hours 3")
    return answered(world, effect)


def held(world: World) -> tuple[PairingRules, int, int]:
    one = world.get(Cohort, "spring")
    return one.rules, one.min_seniority_gap, one.size


# -- saying what shall be different ------------------------------------------------------------------------------


def test_all_rules_are_read_and_each_can_be_opened() -> None:
    world = company()
    outcome = world.command(ADMIN, "pair", "rules")
    assert [option.value for option in pick(outcome).options] == list(RULES)
    for name in RULES:
        opened = world.submit(ADMIN, "rules.open", {}, rule=(name,))
        assert keys(opened)[0] == "rules.now"
        assert {b.data["rule"] for b in buttons(opened) if b.action == "rules.try"} == {name}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("hours 2", {"min_overlap_hours": 2}),
        ("hours 1.5", {"min_overlap_hours": 1.5}),
        ("stunden 1,5", {"min_overlap_hours": 1.5}),
        ("Hours 0.5", {"min_overlap_hours": 0.5}),
        ("years 5", {"min_tenure_years": 5}),
        ("Jahre 0", {"min_tenure_years": 0}),
        ("department yes", {"different_department": True}),
        ("Abteilungen verschieden", {"different_department": True}),
        ("site on", {"different_site": True}),
        ("language a lot", {"weights": {"language": 0.3}}),
        ("hours a lot", {"weights": {"hours": 0.3}}),
        ("sprache gar nicht", {"weights": {"language": 0.0}}),
        ("channel 20 %", {"weights": {"channel": 0.2}}),
        ("both ways 0.9", {"weights": {"both_ways": 0.9}}),
    ],
)
def test_a_rule_is_changed_in_words(text: str, kept: dict[str, object]) -> None:
    world = company()
    outcome = world.command(ADMIN, "pair", f"rules {text}")
    assert (keys(outcome), [job.kind for job in outcome.jobs]) == (["rules.trying"], ["trial"])
    assert world.get(Cohort, "spring").trial[-1].rules == msgspec.convert(kept, PairingRules)
    assert held(world) == (PairingRules(), 2, 12)


@pytest.mark.parametrize(
    ("text", "level", "size"), [("level 0", 0, 12), ("Stufen 4", 4, 12), ("pairs 500", 2, 500)]
)
def test_levels_and_room_are_changed_in_words(text: str, level: int, size: int) -> None:
    world = company()
    world.command(ADMIN, "pair", f"rules {text}")
    trial = world.get(Cohort, "spring").trial[-1]
    assert (trial.min_seniority_gap, trial.size) == (level, size)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("hours -1", "rules.bad.hours"),
        ("hours 0", "rules.bad.hours"),
        ("years 21", "rules.bad.years"),
        ("years 1.5", "rules.bad.years"),
        ("years 3", "rules.same"),
        ("new 0.93", "rules.tells_ratings"),
        ("hours 9", "rules.bad.hours"),
        ("hours 1.3", "rules.bad.hours"),
        ("hours nan", "rules.bad.hours"),
        ("hours inf", "rules.bad.hours"),
        ("hours many", "rules.bad.hours"),
        ("level 1.5", "rules.bad.level"),
        ("level 11", "rules.bad.level"),
        ("level two", "rules.bad.level"),
        ("pairs 0", "rules.bad.pairs"),
        ("pairs 5001", "rules.bad.pairs"),
        ("department perhaps", "rules.bad.department"),
        ("site 2", "rules.bad.site"),
        ("language 1.1", "rules.bad.weight"),
        ("language -0.1", "rules.bad.weight"),
        ("language nan", "rules.bad.weight"),
        ("language <!channel>", "rules.bad.weight"),
        ("age 50", "rules.unknown"),
        ("x" * 5000, "rules.unknown"),
        ("hours " + "9" * 5000, "rules.bad.hours"),
        ("hours 1", "rules.same"),
        ("language a little", "rules.same"),
    ],
)
def test_what_makes_no_sense_changes_nothing(text: str, key: str) -> None:
    world = company()
    outcome = world.command(ADMIN, "pair", f"rules {text}")
    assert (keys(outcome)[0], changes(outcome), outcome.jobs) == (key, [], ())


@pytest.mark.parametrize(
    "data", [{}, {"rule": "age", "value": "50"}, {"rule": "hours"}, {"rule": "level", "value": "x"}]
)
def test_a_made_up_button_changes_nothing(data: dict[str, str]) -> None:
    outcome = company().press(ADMIN, "rules.try", **data)
    assert keys(outcome)
    assert (changes(outcome), outcome.jobs) == ([], ())


def test_something_has_to_count() -> None:
    nothing = {rule.name.removeprefix("weight_"): 0.0 for rule in WEIGHED if rule.name != "weight_language"}
    world = company(rules=PairingRules(weights=nothing))
    outcome = world.command(ADMIN, "pair", "rules language 0")
    assert (keys(outcome), changes(outcome)) == (["rules.all_zero"], [])


def test_what_people_rated_never_counts_for_most() -> None:
    nothing = {rule.name.removeprefix("weight_"): 0.0 for rule in WEIGHED} | {"gap": 0.1, "language": 0.1}
    world = company(rules=PairingRules(weights=nothing))
    outcome = world.command(ADMIN, "pair", "rules language 0.09")
    assert (keys(outcome), changes(outcome)) == (["rules.tells_ratings"], [])
    assert keys(world.command(ADMIN, "pair", "rules language 0.2")) == ["rules.trying"]


def test_years_of_tenure_hold() -> None:
    world = company()
    world.push(ADMIN, button(trial(world, "years 5"), "rules.keep"))
    assert rules_of(world.get(Cohort, "spring")).min_tenure_years == 5


def test_a_part_that_a_release_took_away_is_no_mistake() -> None:
    known = cohort(rules=PairingRules(weights={"shoe_size": 0.4, "hours": 0.2}))
    assert rules_of(known).weights == {"hours": 0.2}


@pytest.mark.parametrize("action", ["show", "more", "open", "try", "keep", "leave"])
def test_only_admins(action: str) -> None:
    outcome = company().press("ana", f"rules.{action}", rule="hours", value="2")
    assert (keys(outcome), changes(outcome)) == (["command.admins_only"], [])


# -- what it would do --------------------------------------------------------------------------------------------


def test_the_effect_is_read_before_anything_holds() -> None:
    world = company()
    world.command(ADMIN, "pair", "rules hours 3")
    outcome = tried(world)
    assert keys(outcome, ADMIN)[0] == "rules.would"
    assert said(outcome, "rules.people.fewer") == {"count": 2, "before": 4}
    assert said(outcome, "rules.changed") == {"count": 2}
    assert {b.action for b in buttons(outcome)} == {"rules.keep", "rules.leave", "rules.more"}
    assert held(world) == (PairingRules(), 2, 12)


def test_fits_are_of_a_hundred_and_what_stays_as_it_is_is_not_compared() -> None:
    now = Outlook(people=4, pairs=2, two_way=1, fit=0.612)
    better = msgspec.structs.replace(now, fit=0.704, two_way=2)
    outcome = with_effect(Effect(before=now, after=better, changed=1))
    fit = said(outcome, "rules.fit")
    assert (fit["after"], fit["before"]) == (70, 61)
    assert said(outcome, "rules.ways") == {"after": 2, "before": 1}
    outcome = with_effect(Effect(before=now, after=msgspec.structs.replace(now, fit=0.614), changed=1))
    assert said(outcome, "rules.fit_same")["after"] == 61
    assert "rules.ways" not in keys(outcome, ADMIN)


def test_the_proposal_there_is_stays_untouched() -> None:
    world = company()
    world.keep([proposal(pairs=1), line(1, mentor="cem", mentee="dee", locked=True)])
    before = dict(world.records)
    world.command(ADMIN, "pair", "rules hours 3")
    tried(world)
    assert {key for key, record in world.records.items() if before.get(key) != record} <= {
        "spring",
        *(record.id for record in world.records.values() if record.id not in before),
    }


def test_several_are_tried_together_and_kept_together() -> None:
    world = company()
    world.command(ADMIN, "pair", "rules level 3")
    more = world.push(ADMIN, button(tried(world), "rules.more"))
    assert keys(more)[0] == "rules.title_tried"
    opened = world.submit(ADMIN, "rules.open", pick(more).data, rule=("hours",))
    world.push(ADMIN, button(opened, "rules.try", value="3"))
    outcome = tried(world)
    assert keys(outcome, ADMIN)[:2] == ["rules.would", "rules.would"]
    world.push(ADMIN, button(outcome, "rules.keep"))
    assert held(world) == (PairingRules(min_overlap_hours=3), 3, 12)


def test_what_somebody_began_from_and_is_not_there_is_todays_rules() -> None:
    world = company()
    world.press(ADMIN, "rules.try", rule="hours", value="3", trial="nonsense")
    trial = world.get(Cohort, "spring").trial[-1]
    assert (trial.rules, trial.min_seniority_gap) == (PairingRules(min_overlap_hours=3), 2)


@pytest.mark.parametrize("rated", [1, 3, 5])
def test_the_numbers_of_a_trial_tell_nothing_of_what_somebody_rated(rated: int) -> None:
    people = [
        junior("cem", teaches=("TikTok",), confidence={"Negotiation": rated}),
        senior("dee", wants=("TikTok",), teaches=("Negotiation",)),
    ]
    world = World(*people, cohort("spring", opened_by=ADMIN))
    world.command(ADMIN, "pair", "rules new 0.4")
    trying = world.storage.read_trial(ACME, world.get(Cohort, "spring").trial[-1].id, world.now)
    assert trying is not None
    effect = effect_of(trying)
    assert (effect.before.pairs, effect.before.fit, effect.after.fit) == (1, FIT_OF_TWO, FIT_OF_TWO)


def test_nothing_would_change() -> None:
    world = company()
    world.command(ADMIN, "pair", "rules level 3")
    assert keys(tried(world), ADMIN)[1] == "rules.no_change"


def test_nobody_to_try_it_on() -> None:
    world = World(cohort(opened_by=ADMIN))
    world.command(ADMIN, "pair", "rules level 3")
    assert keys(tried(world), ADMIN)[1] == "rules.nobody"


def test_room_counts_and_pairs_that_meet_take_it() -> None:
    world = company(size=3)
    extra = [junior("eve"), senior("fay"), junior("gus"), senior("hal")]
    world.meet(*extra)
    world.keep([pairing("live", mentor="gus", mentee="hal", state="introduced")])
    world.command(ADMIN, "pair", "rules pairs 2")
    assert said(tried(world), "rules.people.fewer") == {"count": 2, "before": 4}


def test_who_was_excluded_is_excluded_there_too_and_who_is_locked_is_kept() -> None:
    world = company()
    world.keep([ruling("never", first="cem", second="dee")])
    world.command(ADMIN, "pair", "rules hours 0.5")
    trying = world.storage.read_trial(ACME, world.get(Cohort, "spring").trial[-1].id, world.now)
    assert trying is not None
    assert trying.history.excluded == {("cem", "dee")}
    world.keep([msgspec.structs.replace(world.get(Ruling, "never"), kind="lifted", version=1)])
    again = world.storage.read_trial(ACME, world.get(Cohort, "spring").trial[-1].id, world.now)
    assert again is not None
    assert again.history.excluded == frozenset()


def test_a_trial_that_is_over_is_told_to_nobody() -> None:
    world = company()
    world.command(ADMIN, "pair", "rules hours 3")
    first = world.get(Cohort, "spring").trial[-1]
    world.command(ADMIN, "pair", "rules hours 2")
    late = RulesTried(id="late", at=world.now, organization=ACME, trial=first.id, effect=Effect())
    assert world.storage.read_trial(ACME, first.id, world.now) is None
    assert world.run(late).sends == ()


def test_nor_to_whoever_does_not_run_the_program_any_more() -> None:
    world = company()
    world.command(ADMIN, "pair", "rules hours 3")
    world.keep([msgspec.structs.replace(world.get(Person, ADMIN), is_admin=False, version=1)])
    outcome = tried(world)
    assert (outcome.sends, world.get(Cohort, "spring").trial) == ((), ())


# -- keeping it --------------------------------------------------------------------------------------------------


def trial(world: World, text: str = "hours 3") -> Outcome:
    world.command(ADMIN, "pair", f"rules {text}")
    return tried(world)


def test_leaving_it_changes_nothing() -> None:
    world = company()
    shown = trial(world)
    outcome = world.push(ADMIN, button(shown, "rules.leave"))
    assert (keys(outcome), held(world), noted(outcome)) == (["rules.left"], (PairingRules(), 2, 12), [])
    assert keys(world.push(ADMIN, button(shown, "rules.keep"))) == ["rules.gone"]


def test_keeping_it_is_put_down_and_holds() -> None:
    world = company()
    outcome = world.push(ADMIN, button(trial(world), "rules.keep"))
    assert (keys(outcome), noted(outcome)) == (["rules.kept"], [(ADMIN, "rules_kept", "")])
    assert held(world) == (PairingRules(min_overlap_hours=3), 2, 12)
    assert rules_of(world.get(Cohort, "spring")).min_overlap_hours == 3


def test_twice_keeps_it_once() -> None:
    world = company()
    keep = button(trial(world), "rules.keep")
    world.push(ADMIN, keep)
    again = world.push(ADMIN, keep)
    assert (keys(again), changes(again)) == (["rules.gone"], [])


def test_the_open_proposal_is_looked_for_again_with_what_is_locked() -> None:
    world = company()
    world.keep([proposal(pairs=1), line(1, mentor="cem", mentee="dee", locked=True)])
    outcome = world.push(ADMIN, button(trial(world), "rules.keep"))
    assert (keys(outcome), [job.kind for job in outcome.jobs]) == (["rules.kept_again"], ["propose"])
    assert (world.get(Proposal, "first").state, world.get(Line, "line-1").locked) == ("making", True)


@pytest.mark.parametrize(("state", "key"), [("approved", "rules.kept_approved"), ("announced", "rules.kept")])
def test_pairs_that_are_approved_stay(state: str, key: str) -> None:
    world = company()
    world.keep([proposal(pairs=1, state=state), line(1, mentor="cem", mentee="dee")])
    outcome = world.push(ADMIN, button(trial(world), "rules.keep"))
    assert (keys(outcome), outcome.jobs, world.get(Proposal, "first").state) == ([key], (), state)


def test_while_pairs_are_looked_for_it_has_to_wait() -> None:
    world = company()
    shown = trial(world)
    world.keep([proposal(state="making")])
    outcome = world.push(ADMIN, button(shown, "rules.keep"))
    assert (keys(outcome), changes(outcome)) == (["rules.wait"], [])
    world.keep([msgspec.structs.replace(world.get(Proposal, "first"), state="ready", version=1)])
    assert keys(world.push(ADMIN, button(outcome, "rules.keep"))) == ["rules.kept_again"]


def test_what_was_read_is_not_true_any_more() -> None:
    world = company()
    shown = trial(world)
    world.meet(admin("abe"))
    world.command("abe", "pair", "rules level 0")
    world.push("abe", button(tried(world), "rules.keep"))
    outcome = world.push(ADMIN, button(shown, "rules.keep"))
    assert (keys(outcome), held(world)[:2]) == (["rules.overtaken"], (PairingRules(), 0))


def test_whoever_opened_the_program_hears_of_it() -> None:
    world = company()
    world.meet(admin("abe"))
    world.command("abe", "pair", "rules hours 3")
    outcome = world.push("abe", button(tried(world), "rules.keep"))
    assert keys(outcome, ADMIN) == ["rules.by_other"]
    assert [send.kind for send in to(outcome, ADMIN)] == ["admin"]


def test_before_it_was_shown_nothing_is_kept() -> None:
    world = company()
    world.command(ADMIN, "pair", "rules hours 3")
    held_back = world.get(Cohort, "spring").trial[-1]
    outcome = world.press(ADMIN, "rules.keep", trial=held_back.id)
    assert (keys(outcome), changes(outcome)) == (["rules.gone"], [])


def test_a_program_that_closes_keeps_its_rules() -> None:
    world = company(state="closing", closes_at=None)
    outcome = world.press(ADMIN, "rules.try", rule="hours", value="2")
    assert changes(outcome) == []
    assert setting_of(world.get(Cohort, "spring")).rules == PairingRules()
