"""Hundreds of pairs are introduced a part at a time; whatever happens in between, everybody hears it once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import msgspec

from bot.outcome import Outcome, Send
from bot.program.model import Cohort, Pairing, Person, Proposal
from bot.program.proposing.proposal_decisions import AT_ONCE, BETWEEN_PARTS
from tests.factories import after
from tests.unit.pairing_world import many, press
from tests.unit.world import ADMIN, World, button, keys, noted

PAIRS = 2 * AT_ONCE + 30


def approved() -> World:
    world = many(PAIRS, left=3)
    world.keep([msgspec.structs.replace(world.get(Cohort, "spring"), size=PAIRS, version=1)])
    world.push(ADMIN, button(press(world, "show"), "proposal.approve"))
    return world


def parts(world: World) -> list[Outcome]:
    """Everything that falls due about the proposal, until nothing more does."""
    found: list[Outcome] = []
    while (at := world.get(Proposal, "first").announce_at) is not None:
        found.append(world.fall_due("announce", "first", max(at, world.now)))
    return found


def introduced(sends: list[Send]) -> Counter[str]:
    """How often each person reads their own introduction."""
    return Counter(send.person for send in sends if send.kind == "introduction" and send.person)


def test_everybody_is_introduced_once_and_the_admin_hears_it_at_the_end() -> None:
    world = approved()
    outcomes = parts(world)
    sends = [send for outcome in outcomes for send in outcome.sends]
    assert len(outcomes) == 3
    assert set(introduced(sends).values()) == {1}
    assert len(introduced(sends)) == 2 * PAIRS
    assert [keys(outcome, ADMIN) for outcome in outcomes] == [[], [], ["pair.announced", "pair.told_left"]]
    assert Counter(send.kind for send in sends)["leftover"] == 3
    assert world.get(Proposal, "first").state == "announced"
    assert world.get(Cohort, "spring").began_at == after(minutes=10)


def test_pressed_it_goes_on_by_itself() -> None:
    world = approved()
    outcome = press(world, "announce")
    assert keys(outcome, ADMIN) == ["pair.state.announcing"]
    assert noted(outcome) == [(ADMIN, "proposal_announce", "")]
    assert len(introduced(list(outcome.sends))) == 2 * AT_ONCE
    assert world.get(Proposal, "first").announce_at == world.now + BETWEEN_PARTS
    assert sum(len(introduced(list(one.sends))) for one in parts(world)) == 2 * (PAIRS - AT_ONCE)


def test_in_between_nothing_can_be_undone_or_begun() -> None:
    world = approved()
    undo = button(press(world, "show"), "proposal.undo")
    press(world, "announce")
    assert keys(world.push(ADMIN, undo)) == ["pair.state.announcing"]
    assert keys(press(world, "announce")) == ["pair.state.announcing"]
    assert keys(world.command(ADMIN, "pair")) == ["pair.state.announcing"]


def test_who_left_in_between_is_not_introduced_and_the_other_hears_so() -> None:
    world = approved()
    press(world, "announce")
    waiting = sorted((one for one in world.all(Pairing) if one.state == "approved"), key=lambda one: one.id)
    gone = waiting[0].mentor
    world.keep([msgspec.structs.replace(world.get(Person, gone), state="left", version=1)])
    world.now += timedelta(seconds=1)
    outcomes = parts(world)
    sends = [send for outcome in outcomes for send in outcome.sends]
    assert gone not in introduced(sends)
    assert [send.person for send in sends if send.kind == "leftover"].count(waiting[0].mentee) == 1
    assert "pair.left_out" in keys(outcomes[0], ADMIN)


def test_closing_the_program_in_between_undoes_the_rest() -> None:
    world = approved()
    press(world, "announce")
    sure = world.press(ADMIN, "cohort.sure")
    assert "cohort.undone" in keys(sure, ADMIN)
    states = Counter(one.state for one in world.all(Pairing))
    assert states == {"introduced": AT_ONCE, "ended": PAIRS - AT_ONCE}
    assert world.get(Proposal, "first").state == "discarded"
