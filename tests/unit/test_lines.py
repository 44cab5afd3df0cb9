"""The company changes, and two who meet are in one reporting line: who hears of it, and how it ends."""

from __future__ import annotations

import msgspec
import pytest

from bot.conversation.messages import Listed, Phrase, Say
from bot.events import PeopleRead
from bot.outcome import Outcome
from bot.program.model import Cohort, Pairing, Person, Proposal, Ruling
from bot.program.people import PersonRow
from bot.program.snapshot import LIVE_AT_ONCE
from bot.text.catalog import words_for
from tests.factories import ACME, NOON, after, cohort, line, pairing, proposal
from tests.unit.pairing_world import junior, senior
from tests.unit.world import ADMIN, World, admin, button, buttons, changes, keys, noted, to

FOUND = ("lines.found", "lines.proposed")


def row(who: str, manager: str = "", never_with: tuple[str, ...] = ()) -> PersonRow:
    return PersonRow(id=f"hr-{who}", name=who.title(), manager_id=manager, never_with=never_with, line=0)


def company(*more: Person, state: str = "introduced", **pair: object) -> World:
    """Ana and Ben meet; Cem is Ana's manager, and nobody else has one."""
    people = [junior("ana", manager="hr-cem"), senior("ben"), senior("cem"), *more]
    meets = pairing("live", state=state, introduced_at=after(days=-9), **pair)
    return World(*people, meets, cohort(opened_by=ADMIN, began_at=after(days=-9)))


def read(world: World, *rows: PersonRow, columns: tuple[str, ...] = ("manager_id",)) -> Outcome:
    number = len(world.records)
    event = PeopleRead(
        id=f"file-{number}-{len(rows)}",
        at=world.now,
        organization=ACME,
        rows=rows,
        columns=("id", "name", *columns),
    )
    return world.run(event)


def found(world: World) -> list[tuple[str, str]]:
    """Who hears what in the minutes after."""
    sends = world.wait(after(minutes=5))
    return [
        (send.person, block.text.key)
        for send in sends
        for block in send.message.blocks
        if isinstance(block, Say) and isinstance(block.text, Phrase) and block.text.key in FOUND
    ]


def test_two_who_meet_come_into_one_line() -> None:
    world = company()
    read(world, row("cem", manager="hr-ben"))
    assert found(world) == [(ADMIN, "lines.found")]
    assert world.get(Pairing, "live").state == "introduced"


def test_every_working_morning_until_it_is_over() -> None:
    world = company()
    read(world, row("cem", manager="hr-ben"))
    assert found(world) == [(ADMIN, "lines.found")]
    sends = [send for send in world.wait(after(days=2)) if "lines.found" in keys(Outcome(sends=(send,)))]
    assert [send.person for send in sends] == [ADMIN, ADMIN]
    world.press(ADMIN, "lines.end", pairing="live")
    later = [send for send in world.wait(after(days=5)) if "lines.found" in keys(Outcome(sends=(send,)))]
    assert (later, world.get(Cohort, "spring").recheck_at) == ([], None)


def test_the_only_admin_hears_it_of_themselves() -> None:
    world = company()
    world.keep([msgspec.structs.replace(world.get(Person, ADMIN), is_admin=False, version=1)])
    world.keep([msgspec.structs.replace(world.get(Person, "ana"), is_admin=True, version=1)])
    read(world, row("cem", manager="hr-ben"))
    assert found(world) == [("ana", "lines.found")]


@pytest.mark.parametrize("state", ["approved", "ended"])
def test_who_does_not_meet_is_not_told_of(state: str) -> None:
    world = company(state=state)
    read(world, row("cem", manager="hr-ben"))
    assert found(world) == []


def test_a_pair_on_a_break_is_a_pair() -> None:
    world = company(state="paused")
    read(world, row("cem", manager="hr-ben"))
    assert found(world) == [(ADMIN, "lines.found")]


@pytest.mark.parametrize("manager", ["hr-cem", "hr-nobody", ""])
def test_other_changes_are_nobodys_business(manager: str) -> None:
    world = company(senior("dee"))
    read(world, row("dee", manager=manager))
    assert found(world) == []


def test_a_file_without_changes_looks_at_nothing() -> None:
    world = company()
    read(world, row("ana", manager="hr-cem"))
    assert world.get(Cohort, "spring").recheck_at is None


def test_somebody_new_closes_a_gap_in_a_line() -> None:
    world = company(junior("dan", manager="hr-new"))
    world.keep([pairing("gap", mentor="dan", mentee="ben", state="introduced", introduced_at=NOON)])
    read(world, row("new", manager="hr-ben"))
    assert found(world) == [(ADMIN, "lines.found")]


def test_neither_of_the_two_hears_it_as_an_admin() -> None:
    world = company(admin("abe"))
    world.keep([msgspec.structs.replace(world.get(Person, "ana"), is_admin=True, version=1)])
    read(world, row("cem", manager="hr-ben"))
    assert sorted(who for who, _ in found(world)) == ["abe", ADMIN]


def test_pairs_are_looked_through_in_parts() -> None:
    world = company()
    people = [junior(f"m{n:03}", manager="hr-cem") for n in range(LIVE_AT_ONCE + 20)]
    world.keep(people)
    world.keep(
        pairing(f"p{n:03}", mentor=one.id, mentee="ben", state="introduced", introduced_at=NOON)
        for n, one in enumerate(people)
    )
    read(world, row("cem", manager="hr-ben"))
    assert len(found(world)) == LIVE_AT_ONCE + 21
    assert world.get(Cohort, "spring").recheck_after == ""


def test_so_does_a_proposal_that_waits() -> None:
    world = company(state="ended")
    world.keep([proposal(pairs=1), line(1)])
    read(world, row("cem", manager="hr-ben"))
    assert found(world) == [(ADMIN, "lines.proposed")]
    approved = world.press(ADMIN, "proposal.approve", proposal="first", read="0")
    assert "pair.none_holds" in keys(approved) or world.get(Proposal, "first").state == "ready"


# -- ending it ---------------------------------------------------------------------------------------------------


def broken() -> tuple[World, Outcome]:
    world = company()
    read(world, row("cem", manager="hr-ben"))
    world.now = after(minutes=2)
    return world, world.fall_due("recheck", "spring")


def test_it_is_ended_kindly_and_neither_reads_why() -> None:
    world, told = broken()
    assert {b.action for b in buttons(told)} == {"lines.end"}
    outcome = world.push(ADMIN, button(told, "lines.end"))
    assert world.get(Pairing, "live").state == "ended"
    assert keys(outcome, "ana")[0] == keys(outcome, "ben")[0] == "pairing.ended"
    assert keys(outcome, ADMIN) == ["lines.ended"]
    assert noted(outcome) == [(ADMIN, "lines_end", "ana"), (ADMIN, "lines_end", "ben")]
    assert all(world.get(Person, who).waiting_since == world.now for who in ("ana", "ben"))


def test_twice_it_says_so() -> None:
    world, told = broken()
    end = button(told, "lines.end")
    world.push(ADMIN, end)
    again = world.push(ADMIN, end)
    assert (keys(again), changes(again)) == (["lines.over"], [])


def test_once_it_is_set_right_nothing_ends() -> None:
    world, told = broken()
    read(world, row("cem", manager=""))
    outcome = world.push(ADMIN, button(told, "lines.end"))
    assert (keys(outcome), changes(outcome)) == (["lines.not_any_more"], [])


@pytest.mark.parametrize("pair", ["live", "", "nonsense"])
def test_nobody_else_ends_it_and_no_pair_that_may_go_on(pair: str) -> None:
    world = company()
    assert keys(world.press("ana", "lines.end", pairing=pair)) == ["command.admins_only"]
    outcome = world.press(ADMIN, "lines.end", pairing=pair)
    assert changes(outcome) == []
    assert world.get(Pairing, "live").state == "introduced"


def test_they_are_never_proposed_to_each_other_again() -> None:
    world, told = broken()
    world.push(ADMIN, button(told, "lines.end"))
    assert [(one.first, one.second) for one in world.all(Ruling)] == [("ana", "ben")]


# -- and nothing of what people wish in private ------------------------------------------------------------------


def test_a_private_wish_is_never_told_to_an_admin() -> None:
    world = company()
    ana = msgspec.structs.replace(world.get(Person, "ana"), never_with=("ben",), version=1)
    world.keep([ana])
    read(world, row("cem", manager="hr-vera"))
    assert found(world) == []


def test_nor_by_what_a_button_does_that_was_about_a_line() -> None:
    world, told = broken()
    read(world, row("cem", manager=""))
    world.keep([msgspec.structs.replace(world.get(Person, "ana"), never_with=("ben",), version=1)])
    outcome = world.push(ADMIN, button(told, "lines.end"))
    assert (keys(outcome), changes(outcome)) == (["lines.not_any_more"], [])


def test_what_the_file_says_of_two_who_meet_is_told_without_its_reason() -> None:
    world = company()
    outcome = read(world, row("ana", never_with=("hr-ben",)), columns=("never_with",))
    assert keys(outcome, ADMIN) == ["lines.found", "lines.what"]
    (send,) = to(outcome, ADMIN)
    said = send.message.blocks[0]
    assert isinstance(said, Say)
    assert isinstance(said.text, Phrase)
    reasons = said.text.values["reasons"]
    assert reasons == Listed((Phrase("pair.broken.private"),))
    english = words_for("en", "UTC").text(said.text)
    assert "never" not in english
    assert world.push(ADMIN, button(outcome, "lines.end"))
    assert world.get(Pairing, "live").state == "ended"
