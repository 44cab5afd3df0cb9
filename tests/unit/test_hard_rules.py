"""Each hard rule at every door two people could come through: a proposal, by hand, a swap, approval, introduction."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from bot.program.matching import HARD_RULES, propose
from bot.program.model import Pairing, Person, Record
from bot.program.snapshot import Query
from tests.factories import ACME, NOON, line, pairing, person, proposal, ruling
from tests.unit.test_proposals import (
    ANA,
    BEN,
    CEM,
    DEE,
    approve,
    approved_pairs,
    pairs_of,
    press,
    two_pairs,
)
from tests.unit.world import ADMIN, World, button, buttons, keys

Changes = dict[str, object]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What stands between Ana and Ben: what is so of either, and other records."""

    rule: str
    ana: Changes = {}
    ben: Changes = {}
    others: tuple[Record, ...] = ()


NEW, NEWER = date(2025, 5, 1), date(2025, 9, 1)
CASES = (
    Case(rule="unavailable", ana={"paused_until": date(2026, 9, 1)}),
    Case(rule="unavailable", ben={"state": "left"}),
    Case(rule="unavailable", ben={"gone": True}),
    Case(rule="unavailable", ana={"state": "onboarding"}),  # has not said yes to everything yet
    Case(rule="guest", ana={"is_guest": True}),
    Case(rule="guest", ben={"is_guest": True}),
    Case(rule="role", ana={"role": "mentee"}),
    Case(rule="seniority", ben={"grade": 3}),
    Case(rule="seniority", ana={"grade": None, "start_date": NEWER}, ben={"grade": None, "start_date": NEW}),
    Case(rule="reporting_line", ana={"manager": "hr-ben"}),
    Case(
        rule="reporting_line",
        ana={"manager": "hr-mid"},
        others=(person("mid", external="hr-mid", manager="hr-ben", state="known"),),
    ),
    Case(rule="never_with", ana={"never_with": ("ben",)}),
    Case(rule="never_with", ben={"never_with": ("ana",)}),
    Case(rule="never_with", others=(ruling(),)),
    Case(rule="past_partner", others=(pairing("was", state="ended", introduced_at=NOON),)),
    Case(
        rule="capacity",
        others=(person("gus"), pairing("has", mentor="ana", mentee="gus", state="introduced")),
    ),
    Case(rule="hours", ana={"timezone": "Pacific/Auckland"}),
)
BY_THE_PROGRAM = {"department", "site"}  # by rules that are off unless an admin wants them
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)


def test_every_rule_has_a_case() -> None:
    itself = {"same_person"}
    assert {case.rule for case in CASES} == {rule.name for rule in HARD_RULES} - itself - BY_THE_PROGRAM


def changed(case: Case) -> tuple[Person, Person]:
    return msgspec.structs.replace(ANA, **case.ana), msgspec.structs.replace(BEN, **case.ben)


def together(pairs: set[tuple[str, str]]) -> bool:
    return bool(pairs & {("ana", "ben"), ("ben", "ana")})


@every_case
def test_never_proposed(case: Case) -> None:
    making = proposal(state="making")
    for people, expected in (((ANA, BEN), True), (changed(case), False)):
        others = () if expected else case.others
        world = World(*people, *others, making)
        read = world.storage.read_pool(ACME, "first", NOON)
        found = propose(read.pool, read.history, read.rules)
        assert together({(pair.mentor, pair.mentee) for pair in found.pairs}) == expected


@every_case
def test_never_by_hand(case: Case) -> None:
    world = World(*changed(case), CEM, DEE, *case.others, proposal(pairs=1), line(mentor="cem", mentee="dee"))
    outcome = world.command(ADMIN, "pair", "Ana and Ben")
    assert set(keys(outcome)) & {"pair.hand.no", "pair.hand.two"}
    assert pairs_of(world) == {("cem", "dee")}


@every_case
def test_never_by_a_swap(case: Case) -> None:
    lines = (line(1, mentee="dee"), line(2, mentor="cem", mentee="ben"))
    world = World(*changed(case), CEM, DEE, *case.others, proposal(pairs=2), *lines)
    offered = [one.data.get("partner") for one in buttons(press(world, "swap", line="line-1"))]
    assert "ben" not in offered
    press(world, "take", line="line-1", partner="ben")
    assert not together(pairs_of(world))


def test_a_swap_is_offered_where_nothing_stands_between_them() -> None:
    world = World(
        *(ANA, BEN, CEM, DEE),
        proposal(pairs=2),
        *(line(1, mentee="dee"), line(2, mentor="cem", mentee="ben")),
    )
    assert button(press(world, "swap", line="line-1"), "proposal.take", partner="ben")


@every_case
def test_never_approved(case: Case) -> None:
    world = two_pairs(*changed(case))
    world.meet(*(one for one in case.others if isinstance(one, Person)))
    world.keep(one for one in case.others if not isinstance(one, Person))
    approve(world)
    assert approved_pairs(world) == {("cem", "dee")}


@every_case
def test_never_introduced(case: Case) -> None:
    """Approved while nothing stood between them, and then something does."""
    world = two_pairs()
    approve(world)
    assert together(approved_pairs(world))
    now = world.see(Query(organization=ACME, people=("ana", "ben"))).people
    world.keep(
        msgspec.structs.replace(now[name], **changes)
        for name, changes in (("ana", case.ana), ("ben", case.ben))
        if changes
    )
    world.meet(*(one for one in case.others if isinstance(one, Person)))
    world.keep(one for one in case.others if not isinstance(one, Person))
    press(world, "announce")
    introduced = {(one.mentor, one.mentee) for one in world.all(Pairing) if one.state == "introduced"}
    assert not together(introduced)
    assert ("cem", "dee") in introduced
