"""How sure somebody is of showing what they know: asked once with one tap, for their own good and nothing else."""

from __future__ import annotations

import msgspec
import pytest

from bot.conversation.messages import Facts, Phrase
from bot.program.keeping import exports
from bot.program.model import Person
from bot.program.participant import showing
from bot.program.proposing.pooling import member_of
from tests.factories import person
from tests.unit.test_proposals import ANA, approve, press, two_pairs
from tests.unit.world import World, buttons, keys


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"role": "mentor", "teaches": ("Figma",)}, True),
        ({"role": "both", "teaches": ("Figma",)}, True),
        ({"role": "mentee", "teaches": ("Figma",)}, False),
        ({"role": "mentor", "teaches": ()}, False),
        ({"role": "mentor", "teaches": ("Figma",), "answers": {"showing": 3}}, False),
    ],
)
def test_only_who_teaches_is_asked_and_once(changes: dict[str, object], asked: bool) -> None:
    assert bool(showing.ask(person("ana", **changes))) == asked


@pytest.mark.parametrize(("rating", "said"), [("1", "unsure"), ("2", "unsure"), ("3", "sure"), ("5", "sure")])
def test_one_tap_is_kept_and_another_replaces_it(rating: str, said: str) -> None:
    world = World(person("ana", answers={"season": "spring"}))
    assert keys(world.press("ana", "showing.rate", rating="4")) == ["showing.sure"]
    assert keys(world.press("ana", "showing.rate", rating=rating)) == [f"showing.{said}"]
    assert world.get(Person, "ana").answers == {"season": "spring", "showing": int(rating)}


@pytest.mark.parametrize("rating", ["", "0", "6", "four"])
def test_a_made_up_number_is_none(rating: str) -> None:
    world = World(person("ana"))
    assert keys(world.press("ana", "showing.rate", rating=rating)) == ["button_gone"]
    assert world.get(Person, "ana").answers == {}


def test_whoever_has_left_is_not_asked_any_more() -> None:
    world = World(person("ana", state="left"))
    assert keys(world.press("ana", "showing.rate", rating="2")) == ["join.not_yet"]


@pytest.mark.parametrize(("rating", "offered"), [(1, True), (2, True), (3, False), (None, False)])
def test_whoever_is_unsure_is_offered_the_cards_with_the_introduction(
    rating: int | None, offered: bool
) -> None:
    told = {} if rating is None else {"showing": rating}
    world = two_pairs(msgspec.structs.replace(ANA, answers=told))
    approve(world)
    outcome = press(world, "announce")
    assert ("intro.unsure" in keys(outcome, "ana")) == offered
    assert "intro.unsure" not in keys(outcome, "ben")  # nobody else reads of it
    assert "together.card" in [one.action for one in buttons(outcome)]


def test_it_never_changes_how_well_somebody_fits_and_is_in_no_file() -> None:
    unsure = msgspec.structs.replace(ANA, answers={"showing": 1})
    assert member_of(unsure, (), 0) == member_of(ANA, (), 0)
    assert exports.TABLES["people"].row(unsure, {}) == exports.TABLES["people"].row(ANA, {})


def test_they_see_it_themselves() -> None:
    outcome = World(person("ana", answers={"showing": 2})).command("ana", "me")
    [facts] = [block for send in outcome.sends for block in send.message.blocks if isinstance(block, Facts)]
    shown = [(one.label, one.value) for one in facts.items]
    assert (Phrase("onboarding.showing.label"), Phrase("onboarding.showing.2")) in shown
