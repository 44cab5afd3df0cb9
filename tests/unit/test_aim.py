"""What pairs should also do: who decides it, what becomes of answers when it changes, who is asked and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.flow import Progress
from bot.flows.onboarding import answers_of
from bot.program.cohorts import aim
from bot.program.model import Audit, Background, Cohort, Consent, Person, Talk, Tray, background_id, tray_id
from bot.program.participant import background
from bot.program.snapshot import PEOPLE_AT_ONCE
from tests import factories as make
from tests.factories import NOON, after, cohort, person
from tests.unit.world import ADMIN, World, button, buttons, keys

SOON = timedelta(minutes=30)


def here(*people: str, **of_the_program: object) -> World:
    spring = cohort("spring", opened_by=ADMIN, **of_the_program)
    return World(spring, *(person(one) for one in people))


def aimed(at: str = "difference", *people: str) -> World:
    """A program with an aim since yesterday, about which everybody has heard."""
    return here(*people, aim=at, aim_since=after(days=-1))


def told(person_id: str = "ana", **changes: object) -> Background:
    consent = Consent(wording=1, language="en", at=NOON)
    given: dict[str, object] = {"answers": {"path": ("studies",)}, "consents": {"path": consent}}
    return make.background(person_id, **(given | changes))


def program(world: World) -> Cohort:
    return world.get(Cohort, "spring")


def test_by_default_there_is_none_and_nobody_is_asked_or_reads_of_it() -> None:
    world = here("ana")
    assert program(world).aim == ""
    assert "background.show" not in [one.action for one in buttons(world.command("ana", "me"))]
    assert keys(world.press("ana", "background.show")) == ["background.off"]
    assert keys(world.press("ana", "background.begin")) == ["background.off"]
    assert not world.all(Talk)


@pytest.mark.parametrize("word", ["aim", "Ziel", " AIM "])
def test_an_admin_reads_what_there_is_and_what_it_means(word: str) -> None:
    outcome = here("ana").command(ADMIN, "pair", word)
    assert keys(outcome) == ["aim.title", "aim.now.off", "aim.why", "aim.people"]
    assert [one.action for one in buttons(outcome)] == ["aim.difference", "aim.common"]


def test_without_a_program_it_is_set_up_first() -> None:
    world = World(person("ana"), program=False)
    for outcome in (world.command(ADMIN, "pair", "aim"), world.press(ADMIN, "aim.difference")):
        assert keys(outcome) == ["join.no_program_admin"]


@pytest.mark.parametrize("action", ["show", "difference", "common", "off", "sure_off", "sure_common", "keep"])
def test_nobody_else_decides_it(action: str) -> None:
    world = aimed("difference", "ana")
    before = program(world)
    assert keys(world.press("ana", f"aim.{action}")) == ["command.admins_only"]
    assert keys(world.command("ana", "pair", "aim")) == ["command.admins_only"]
    assert program(world) == before


def test_turned_on_everybody_who_is_in_hears_once_and_within_the_week_of_two() -> None:
    world = here("ana", "ben")
    world.keep([make.person("kim", state="known")])
    outcome = world.press(ADMIN, "aim.difference")
    assert keys(outcome) == ["aim.set.difference"]
    assert (program(world).aim, program(world).aim_since) == ("difference", NOON)
    said = world.wait(after(days=20))
    assert sorted(one.person for one in said) == ["ana", "ben"]
    assert {one.kind for one in said} == {"nudge"}  # counts against the two a week
    assert (program(world).aim_round, program(world).aim_due) == ("", None)


def test_a_page_of_people_at_a_time() -> None:
    names = [f"p{number:03}" for number in range(PEOPLE_AT_ONCE + 3)]
    world = here(*names)
    world.press(ADMIN, "aim.common")
    world.fall_due("aim", "spring", NOON + background.BETWEEN)
    assert len(world.all(Tray)) == PEOPLE_AT_ONCE
    world.fall_due("aim", "spring", NOON + 2 * background.BETWEEN)
    assert {one.person for one in world.all(Tray)} == set(names)
    assert program(world).aim_round == ""


def test_whoever_has_stopped_these_or_told_already_is_not_written_to() -> None:
    world = here("ana", "ben")
    world.keep([Tray(id=tray_id("ben"), organization="acme", person="ben", stopped=("background",))])
    world.press(ADMIN, "aim.difference")
    world.keep([told("ana", given_at=after(minutes=1))])
    assert not world.wait(after(days=9))


def test_the_same_again_changes_nothing() -> None:
    world = aimed("common", "ana")
    before = program(world)
    assert keys(world.press(ADMIN, "aim.common")) == ["aim.already", "aim.now.common"]
    assert keys(world.press(ADMIN, "aim.sure_common")) == ["aim.already", "aim.now.common"]
    assert program(world) == before


@pytest.mark.parametrize(("action", "asked"), [("off", "aim.sure.off"), ("common", "aim.sure.other")])
def test_what_deletes_answers_is_asked_once_more(action: str, asked: str) -> None:
    world = aimed("difference", "ana")
    world.keep([told()])
    before = program(world)
    outcome = world.press(ADMIN, f"aim.{action}")
    assert keys(outcome) == [asked]
    assert keys(world.push(ADMIN, button(outcome, "aim.keep"))) == ["aim.kept"]
    assert program(world) == before
    assert world.wait(NOON + SOON) == []
    assert world.all(Background)


def test_turned_off_all_that_was_told_goes_talks_half_done_included() -> None:
    many = [f"p{number:03}" for number in range(aim.FORGOTTEN_AT_ONCE + 5)]
    world = aimed("difference", "ana", *many)
    world.keep([told(one) for one in many])
    begun = world.press("ana", "background.begin")
    world.push("ana", button(begun, "talk.answer", value="flow"))
    world.now = after(minutes=5)
    assert keys(world.press(ADMIN, "aim.sure_off")) == ["aim.set.off"]
    assert program(world).aim == ""
    world.fall_due("aim", "spring", after(minutes=6))
    assert len(world.all(Background)) == 5
    outcome = world.fall_due("aim", "spring", after(minutes=7))
    assert not world.all(Background)
    assert program(world).aim_due is None
    [talk] = world.all(Talk)
    assert (talk.state, talk.progress.answers) == ("stopped", {})
    assert set(outcome.unsays) >= {background_id(one) for one in many[-5:]}
    assert not world.wait(after(days=3))  # and nobody is asked


def test_another_aim_forgets_what_was_told_for_the_one_before_and_asks_anew() -> None:
    world = aimed("difference", "ana", "ben")
    world.keep([told("ana")])
    world.now = after(minutes=5)
    world.press(ADMIN, "aim.sure_common")
    world.keep([told("ben", given_at=after(minutes=5, seconds=30))])  # told for the new one already
    said = world.wait(after(days=2))
    assert [one.person for one in world.all(Background)] == ["ben"]
    assert [one.person for one in said] == ["ana"]


def test_off_and_on_again_still_forgets() -> None:
    world = aimed("difference", "ana")
    world.keep([told("ana")])
    world.now = after(minutes=5)
    world.press(ADMIN, "aim.sure_off")
    world.press(ADMIN, "aim.difference")
    world.wait(after(minutes=10))
    assert not world.all(Background)


def test_a_program_that_closes_forgets_at_once_and_asks_no_more() -> None:
    world = aimed("difference", "ana")
    world.keep([told("ana")])
    world.press(ADMIN, "cohort.sure")
    assert program(world).aim == ""
    world.wait(NOON + SOON)
    assert not world.all(Background)
    assert keys(world.press(ADMIN, "aim.common")) == ["cohort.no_more"]
    assert keys(world.press("ana", "background.begin")) == ["background.off"]


def test_it_is_put_down_who_decided_and_never_what_anybody_told() -> None:
    world = here("ana")
    for action in ("show", "difference", "sure_common", "sure_off"):
        world.press(ADMIN, f"aim.{action}")
    done = [one.action for one in world.all(Audit)]
    assert sorted(done) == ["aim", "aim_common", "aim_difference", "aim_off"]
    assert not any(one.subject for one in world.all(Audit))


def test_somebody_who_joins_is_told_of_it_with_the_welcome() -> None:
    for world, offered in ((aimed(), True), (here(), False)):
        world.meet(person("kim", state="onboarding"))
        pledge = Progress(answers=dict(answers_of(world.get(Person, "kim"))), asked="pledge")
        world.keep([make.talk("joining", person="kim", flow="onboarding", progress=pledge)])
        outcome = world.say("kim", "yes")
        assert "join.done" in keys(outcome)
        assert ("background.offer" in keys(outcome)) == offered
