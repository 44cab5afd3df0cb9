"""Changes of a proposal are taken back one by one, exactly, and never against a rule."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from bot.outcome import Outcome
from bot.program.model import Proposal, Ruling
from tests.factories import cohort, leftover, line, proposal
from tests.unit.pairing_world import junior, left_over, press, senior, standing
from tests.unit.world import ADMIN, World, admin, button, changes, keys, noted


def company(**eve: object) -> World:
    """Ana with Ben, Cem with Dee, Eve left over; Fay is free, too."""
    people = [junior("ana"), senior("ben"), junior("cem"), senior("dee"), junior("eve", **eve), senior("fay")]
    lines = (line(1, mentor_teaches=("Figma",)), line(2, mentor="cem", mentee="dee", fit=0.4))
    over = (leftover(person="eve", reason="outnumbered"), leftover(2, person="fay", reason="outnumbered"))
    return World(*people, *lines, *over, proposal(pairs=2, leftovers=2, people=4, fit=0.9))


def state(world: World) -> tuple[object, ...]:
    one = world.get(Proposal, "first")
    rulings = sorted((r.first, r.second) for r in world.all(Ruling) if r.kind != "lifted")
    return (
        standing(world),
        left_over(world),
        one.pairs,
        one.leftovers,
        one.people,
        one.two_way,
        one.fit,
        rulings,
    )


def take(world: World) -> Outcome:
    offered = press(world, "swap", line="line-1")
    return world.push(ADMIN, button(offered, "proposal.take"))


CHANGES: dict[str, Callable[[World], Outcome]] = {
    "lock": lambda world: press(world, "lock", line="line-1"),
    "unlock": lambda world: press(world, "unlock", line="line-2"),
    "remove": lambda world: press(world, "remove", line="line-1"),
    "exclude": lambda world: press(world, "exclude", line="line-1"),
    "take": take,
    "hand": lambda world: world.command(ADMIN, "pair", "Eve and Ben"),
}


@pytest.mark.parametrize("move", CHANGES)
def test_each_change_is_taken_back_exactly(move: str) -> None:
    world = company()
    if move == "unlock":
        press(world, "lock", line="line-2")
    before = state(world)
    changed = CHANGES[move](world)
    assert state(world) != before
    undone = world.push(ADMIN, button(changed, "proposal.revert"))
    assert keys(undone)[0] == f"pair.step.{move}"
    assert state(world) == before
    assert [action for _, action, _ in noted(undone)][:1] == ["proposal_revert"]


def test_several_are_taken_back_the_newest_first() -> None:
    world = company()
    seen = [state(world)]
    for move in ("lock", "remove", "hand"):
        CHANGES[move](world)
        seen.append(state(world))
    for before in reversed(seen[:-1]):
        world.command(ADMIN, "pair", "undo")
        assert state(world) == before
    outcome = world.command(ADMIN, "pair", "undo")
    assert (keys(outcome)[0], changes(outcome)) == ("pair.step.none", [])


def test_pressed_twice_it_takes_back_one() -> None:
    world = company()
    press(world, "lock", line="line-2")
    before = state(world)
    undo = button(press(world, "remove", line="line-1"), "proposal.revert")
    world.push(ADMIN, undo)
    again = world.push(ADMIN, undo)
    assert (keys(again)[0], changes(again), state(world)) == ("pair.step.other", [], before)


def test_what_breaks_a_rule_by_now_does_not_come_back() -> None:
    world = company()
    undo = button(press(world, "remove", line="line-1"), "proposal.revert")
    world.keep([msgspec.structs.replace(junior("ana"), never_with=("ben",), version=1)])
    after = state(world)
    outcome = world.push(ADMIN, undo)
    assert (keys(outcome)[0], changes(outcome), state(world)) == ("pair.step.no", [], after)


def test_a_place_that_is_taken_since_is_a_rule_too() -> None:
    world = company()
    press(world, "remove", line="line-1")
    first = world.get(Proposal, "first").steps[0].id
    world.command(ADMIN, "pair", "Eve and Ben")
    assert keys(press(world, "revert", step=first))[0] == "pair.step.other"


def test_only_while_it_is_open_and_never_over_a_new_search() -> None:
    world = company()
    undo = button(press(world, "remove", line="line-1"), "proposal.revert")
    press(world, "again")
    assert keys(world.push(ADMIN, undo)) == ["pair.state.making"]


def test_a_lock_that_was_there_already_is_no_change() -> None:
    world = company()
    press(world, "lock", line="line-1")
    press(world, "lock", line="line-1")
    assert len(world.get(Proposal, "first").steps) == 1


def test_only_so_many_are_kept() -> None:
    world = company()
    for _ in range(15):
        press(world, "lock", line="line-1")
        press(world, "unlock", line="line-1")
    assert len(world.get(Proposal, "first").steps) == 20


def test_nobody_else_takes_anything_back() -> None:
    world = company()
    undo = button(press(world, "remove", line="line-1"), "proposal.revert")
    outcome = world.push("eve", undo)
    assert (keys(outcome), changes(outcome)) == (["command.admins_only"], [])


def test_another_admin_may() -> None:
    world = company()
    world.meet(admin("abe"))
    before = state(world)
    undo = button(press(world, "remove", line="line-1"), "proposal.revert")
    world.push("abe", undo)
    assert state(world) == before


def test_with_nothing_to_take_back_nothing_begins() -> None:
    outcome = World(admin(), cohort(), junior("ana"), senior("ben")).command(ADMIN, "pair", "undo")
    assert keys(outcome)[:1] == ["pair.step.none"]
    assert outcome.jobs == ()
