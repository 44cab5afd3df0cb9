"""Somebody joins while others meet: who hears of it and when, and what whoever joins may expect."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from bot.conversation.messages import Listed, Phrase
from bot.events import ProposalMade
from bot.outcome import Outcome
from bot.program.matching import propose
from bot.program.model import Cohort, Line, Pairing, Person, Proposal, Tray, tray_id
from bot.program.proposing.late_words import next_for
from bot.program.snapshot import Query
from bot.scene import Scene
from tests.factories import ACME, NOON, after, cohort, pairing, said
from tests.unit.pairing_world import junior, senior
from tests.unit.world import ADMIN, World, admin, keys, said_in, to

MORNING = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)  # Tuesday, nine in Berlin


def company(*people: Person, size: int = 12) -> World:
    """Ana and Ben meet since yesterday."""
    meets = pairing("live", state="introduced", introduced_at=after(days=-1))
    opened = cohort(opened_by=ADMIN, zone="Europe/Berlin", began_at=after(days=-1), size=size)
    in_charge = admin(timezone="Europe/Berlin", hours=())
    return World(junior("ana"), senior("ben"), *people, meets, opened, in_charge)


def came(world: World, name: str) -> Outcome:
    """Back from a break that was to last."""
    person = world.get(Person, name)
    away = msgspec.structs.replace(person, state="joined", paused_until=date(2026, 9, 1), version=1)
    world.keep([away])
    return world.command(name, "resume")


def late_at(world: World) -> datetime | None:
    return world.get(Cohort, "spring").late_at


def test_the_admins_hear_of_it_the_next_working_morning() -> None:
    world = company(junior("rosa"))
    came(world, "rosa")
    assert late_at(world) == MORNING
    heard = world.wait(after(days=1))
    (send,) = [one for one in heard if one.person == ADMIN]
    texts = [block.text for block in send.message.blocks if hasattr(block, "text")]
    assert [said_in(text) for text in texts if isinstance(text, Phrase)] == ["nudge.late"]
    assert late_at(world) is None


def test_once_a_day_for_everybody_who_came() -> None:
    world = company(junior("rosa"), senior("tim"))
    came(world, "rosa")
    first = late_at(world)
    world.now = after(hours=2)
    came(world, "tim")
    assert late_at(world) == first
    heard = [one for one in world.wait(after(days=3)) if one.person == ADMIN]
    assert len(heard) == 1


def names(world: World) -> list[str]:
    """Who is named to the admin in the tray."""
    heard = [one for one in world.wait(after(days=3)) if one.person == ADMIN]
    text = next(block.text for block in heard[0].message.blocks if hasattr(block, "text"))
    assert isinstance(text, Phrase)
    line = text.values["line"]
    assert isinstance(line, Phrase)
    listed = line.values["names"]
    assert isinstance(listed, Listed)
    return [str(one) for one in listed.items]


def test_all_are_named_who_have_nobody_and_nobody_else() -> None:
    away = junior("yan", paused_until=date(2026, 9, 1))
    world = company(
        junior("rosa"), senior("tim", joined_at=after(days=-9)), away, junior("zed", state="left")
    )
    came(world, "rosa")
    assert set(names(world)) == {"Rosa", "Tim"}


def test_who_found_a_partner_meanwhile_is_not_named() -> None:
    world = company(junior("rosa"), senior("tim"))
    came(world, "rosa")
    world.keep([pairing("other", mentor="rosa", mentee="tim", state="introduced", introduced_at=NOON)])
    assert [one for one in world.wait(after(days=3)) if one.person == ADMIN] == []


@pytest.mark.parametrize("changed", [{"began_at": None}, {"state": "closing", "closes_at": after(days=9)}])
def test_before_the_first_pairs_and_at_the_end_nobody_hears(changed: dict[str, object]) -> None:
    world = company(junior("rosa"))
    world.keep([msgspec.structs.replace(world.get(Cohort, "spring"), version=1, **changed)])
    came(world, "rosa")
    assert late_at(world) is None


def test_a_full_program_says_that_it_is() -> None:
    world = company(junior("rosa"), size=1)
    came(world, "rosa")
    heard = [one for one in world.wait(after(days=3)) if one.person == ADMIN]
    (one,) = heard
    pressable = [b for block in one.message.blocks for b in getattr(block, "items", ())]
    assert pressable[0].action == "rules.open"
    opened = world.push(ADMIN, pressable[0])
    assert keys(opened)[0] == "rules.now"


def test_an_admin_who_is_not_in_the_program_hears_too() -> None:
    world = company(junior("rosa"))
    world.meet(admin("abe", state="declined"))
    came(world, "rosa")
    outcome = world.fall_due("late", "spring", MORNING)
    assert keys(outcome, "abe") == ["nudge.late"]
    assert tray_id("abe") not in world.records


def test_who_stopped_hearing_of_it_does_not() -> None:
    world = company(junior("rosa"))
    world.keep([Tray(id=tray_id(ADMIN), organization=ACME, person=ADMIN, stopped=("late",))])
    came(world, "rosa")
    assert [one for one in world.wait(after(days=3)) if one.person == ADMIN] == []


def test_a_pair_that_ends_leaves_two_without_a_partner() -> None:
    world = company()
    outcome = world.press("ana", "pairing.swap_now", pairing="live")
    assert world.get(Pairing, "live").state == "ended"
    assert to(outcome, ADMIN)
    assert late_at(world) == MORNING


# -- and then ----------------------------------------------------------------------------------------------------


def proposed(world: World) -> Outcome:
    """The worker makes the proposal that was asked for."""
    waiting = next(one for one in world.all(Proposal) if one.state == "making")
    read = world.storage.read_pool(ACME, waiting.id, world.now)
    event = ProposalMade(
        id=f"made:{waiting.id}",
        at=world.now,
        organization=ACME,
        proposal=waiting.id,
        suggestion=propose(read.pool, read.history, read.rules),
        read=read.read,
    )
    return world.run(event)


def lines(world: World) -> set[tuple[str, str]]:
    return {(one.mentor, one.mentee) for one in world.all(Line) if one.state == "proposed"}


def test_late_joiners_are_matched_into_what_is_there() -> None:
    world = company(junior("rosa"), senior("tim"))
    world.command(ADMIN, "pair")
    proposed(world)
    assert lines(world) == {("rosa", "tim")}


def test_a_further_partner_of_somebody_with_room() -> None:
    world = company(junior("rosa"))
    ben = msgspec.structs.replace(senior("ben"), capacity=2, version=1)
    world.keep([ben])
    world.command(ADMIN, "pair")
    proposed(world)
    assert lines(world) == {("rosa", "ben")}


def test_who_has_no_room_keeps_their_one_partner() -> None:
    world = company(junior("rosa"))
    world.command(ADMIN, "pair")
    proposed(world)
    assert lines(world) == set()
    (made,) = world.all(Proposal)
    assert (made.pairs, made.leftovers) == (0, 1)


def test_the_room_that_is_left_counts() -> None:
    more = [junior("rosa"), senior("tim"), junior("uli"), senior("vic")]
    world = company(*more, size=2)
    world.command(ADMIN, "pair")
    proposed(world)
    assert len(lines(world)) == 1


@pytest.mark.parametrize(
    ("began", "size", "key"),
    [(None, 1, "join.next"), (NOON, 2, "join.next_late"), (NOON, 1, "join.next_full")],
)
def test_whoever_joins_reads_what_to_expect(began: datetime | None, size: int, key: str) -> None:
    world = company(size=size)
    cohort_now = msgspec.structs.replace(world.get(Cohort, "spring"), began_at=began, version=1)
    world.keep([cohort_now])
    event = said("e", at=world.now)
    first = Query(organization=ACME)
    scene = Scene(msgspec.structs.replace(world.see(first), seen=first), event)
    following = next_for(scene)
    if following is None:
        query = scene.more
        assert query is not None
        scene = Scene(msgspec.structs.replace(world.see(query), seen=query), event)
        following = next_for(scene)
    assert following == Phrase(key)
