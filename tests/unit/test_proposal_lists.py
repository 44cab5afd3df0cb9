"""A proposal of hundreds of pairs: its lists and pages, one pair of it, somebody in it."""

from __future__ import annotations

import msgspec
import pytest

from bot.conversation.messages import Phrase, Say
from bot.outcome import Outcome
from bot.program.model import Line, Proposal
from bot.program.snapshot import LINES
from tests.unit.pairing_world import many, press
from tests.unit.world import ADMIN, World, button, buttons, changes, keys, noted, pick


def numbers(outcome: Outcome) -> list[int]:
    """Of the pairs that are read, in order."""
    return [
        int(str(block.text.values["number"]))
        for send in outcome.sends
        for block in send.message.blocks
        if isinstance(block, Say)
        and isinstance(block.text, Phrase)
        and block.text.key in ("pair.line", "pair.line_locked")
    ]


def said(outcome: Outcome, key: str) -> Phrase:
    return next(
        block.text
        for send in outcome.sends
        for block in send.message.blocks
        if isinstance(block, Say) and isinstance(block.text, Phrase) and block.text.key == key
    )


def pages(outcome: Outcome) -> dict[str, str]:
    """Where the buttons lead that turn pages, by their labels."""
    turning = ("first", "previous", "next", "last")
    return {
        b.label.key.rpartition(".")[2]: b.data["page"]
        for b in buttons(outcome)
        if isinstance(b.label, Phrase) and b.label.key.rpartition(".")[2] in turning
    }


def test_a_few_pairs_are_read_in_one_look_and_many_are_not() -> None:
    few, more = press(many(6), "show"), press(many(7), "show")
    assert len([b for b in buttons(few) if b.action == "proposal.lock"]) == 6
    assert not [b for b in buttons(more) if b.action == "proposal.lock"]
    assert len(pick(more).options) == 7


def test_five_hundred_pairs_are_turned_page_by_page() -> None:
    world = many(500, left=30)
    first = press(world, "show")
    assert numbers(first) == list(range(1, LINES + 1))
    assert pages(first) == {"next": "2", "last": "42"}
    assert said(first, "pair.page_of").values["pages"] == 42
    last = press(world, "show", page="42")
    assert numbers(last) == list(range(41 * LINES + 1, 501))
    assert pages(last) == {"first": "1", "previous": "41"}
    middle = press(world, "show", page="20")
    assert pages(middle) == {"first": "1", "previous": "19", "next": "21", "last": "42"}


def test_what_it_adds_up_to_stands_on_top() -> None:
    said_first = said(press(many(500, left=30), "show", page="3"), "pair.summary")
    values = said_first.values
    assert (values["people"], values["all"], values["number"]) == (1000, 1030, 50)
    assert values["ways"] == Phrase("pair.ways", {"count": 450})
    assert values["fit"] == Phrase("pair.fit.fair")


@pytest.mark.parametrize(("pairs", "number"), [(2, None), (4, None), (5, 45), (20, 45)])
def test_what_people_rated_is_not_to_be_worked_out_from_it(pairs: int, number: int | None) -> None:
    world = many(pairs)
    world.keep([msgspec.structs.replace(world.get(Proposal, "first"), fit=0.4567 * pairs, version=1)])
    values = said(press(world, "show"), "pair.summary" if number else "pair.summary_few").values
    assert values.get("number") == number


def test_the_weakest_first() -> None:
    world = many(500)
    weakest = press(world, "show", list="weakest")
    assert numbers(weakest) == list(range(500, 500 - LINES, -1))
    following = world.push(ADMIN, button(weakest, "proposal.show", list="weakest", page="2"))
    assert numbers(following) == list(range(500 - LINES, 500 - 2 * LINES, -1))
    assert numbers(world.command(ADMIN, "pair", "weakest")) == numbers(weakest)
    assert numbers(world.command(ADMIN, "pair", "schwächste")) == numbers(weakest)


@pytest.mark.parametrize("word", ["approve", "Approve", "freigeben", "bestätigen"])
def test_whoever_types_that_it_is_approved_sees_it_first(word: str) -> None:
    outcome = many(3).command(ADMIN, "pair", word)
    assert len(numbers(outcome)) == 3
    assert any(one.action == "proposal.approve" for one in buttons(outcome))


def test_the_locked_ones_and_those_left_over() -> None:
    world = many(30, left=14)
    assert keys(press(world, "show", list="locked"))[-2:] == ["pair.list.none", "pair.find_hint"]
    for number in (3, 20):
        press(world, "lock", line=f"line-{number}")
    assert numbers(press(world, "show", list="locked")) == [3, 20]
    left = press(world, "show", list="left", page="2")
    assert (numbers(left), keys(left).count("pair.leftover")) == ([], 2)
    assert keys(world.command(ADMIN, "pair", "left")).count("pair.leftover") == LINES


def test_unlocking_the_last_of_a_page_of_locked_ones_shows_the_page_before() -> None:
    world = many(30)
    for number in range(1, LINES + 2):
        press(world, "lock", line=f"line-{number}")
    outcome = press(world, "unlock", line=f"line-{LINES + 1}", list="locked", page="2")
    assert numbers(outcome) == list(range(1, LINES + 1))


@pytest.mark.parametrize("kind", ["", "nonsense", "weakest", "x" * 5000])
def test_a_list_nobody_knows_is_all_of_them(kind: str) -> None:
    assert len(numbers(press(many(20), "show", list=kind))) == LINES


# -- one of them -------------------------------------------------------------------------------------------------


def test_a_pair_is_opened_changed_and_left_for_the_page_it_stood_on() -> None:
    world = many(40)
    second = press(world, "show", list="weakest", page="2")
    opened = world.submit(ADMIN, "proposal.open", pick(second).data, line=("line-28",))
    assert numbers(opened) == [28]
    assert {b.action for b in buttons(opened)} == {
        f"proposal.{move}" for move in ("swap", "lock", "remove", "exclude", "show", "why")
    }
    assert button(opened, "proposal.show").data == {"proposal": "first", "page": "2", "list": "weakest"}
    locked = world.push(ADMIN, button(opened, "proposal.lock"))
    assert numbers(locked) == numbers(second)
    assert world.get(Line, "line-28").locked
    assert noted(opened) == []


@pytest.mark.parametrize("line", [(), ("",), ("nonsense",), ("line-99",)])
def test_opening_what_is_not_there_says_so(line: tuple[str, ...]) -> None:
    outcome = many(20).submit(ADMIN, "proposal.open", {"proposal": "first"}, line=line)
    assert (keys(outcome), outcome.saves) == (["pair.line_gone"], ())


def test_a_pair_by_its_number() -> None:
    world = many(40)
    assert numbers(world.command(ADMIN, "pair", "28")) == [28]
    press(world, "remove", line="line-3")
    assert numbers(world.command(ADMIN, "pair", "28")) == [28]
    for gone in ("3", "99", "99999"):
        assert keys(world.command(ADMIN, "pair", gone)) == ["pair.line_gone"]


@pytest.mark.parametrize("text", ["show Silvia 017", "Silvia 017", "find silvia 017", "zeig Silvia 017"])
def test_somebody_is_found_with_their_pair(text: str) -> None:
    outcome = many(40).command(ADMIN, "pair", text)
    assert numbers(outcome) == [18]
    assert button(outcome, "proposal.swap").data["line"] == "line-18"


def test_many_of_one_name_are_a_list() -> None:
    outcome = many(40).command(ADMIN, "pair", "show Silvia")
    assert len(numbers(outcome)) == LINES
    assert len(pick(outcome).options) == LINES


def test_who_is_left_over_is_found_with_the_reason() -> None:
    outcome = many(40, left=3).command(ADMIN, "pair", "show Xaver 001")
    assert keys(outcome) == ["pair.find.found", "pair.leftover"]


@pytest.mark.parametrize("text", ["show Zacharias", "show", "show <!channel>", "show " + "x" * 50_000])
def test_nobody_of_that_name_changes_nothing(text: str) -> None:
    outcome = many(40).command(ADMIN, "pair", text)
    assert (keys(outcome), changes(outcome)) == (["pair.find.nobody"], [])


def test_without_a_proposal_there_is_no_list() -> None:
    world = World()
    outcome = world.command(ADMIN, "pair", "weakest")
    assert keys(outcome) == ["pair.list.not_now", "pair.making"]
