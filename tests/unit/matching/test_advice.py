"""What would help those left over is true: with the change made, a new proposal places as many more people."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from bot.program.matching import History, Member, Rules, propose
from bot.program.matching.advice import MOST_ADVICE, advise
from bot.program.matching.pool import Advice
from tests.unit.matching.company import JUNIOR, SENIOR, pool, random_member

NOTHING = History()


def advice(*members: Member, history: History = NOTHING, rules: Rules | None = None) -> dict[str, Advice]:
    everybody, asked = pool(*members), rules or Rules()
    found = advise(everybody, history, asked, propose(everybody, history, asked))
    assert len(found) <= MOST_ADVICE
    assert [one.count for one in found] == sorted((one.count for one in found), reverse=True)
    return {one.kind: one for one in found}


def matched(members: Iterable[Member], history: History, rules: Rules) -> float:
    return propose(pool(*members), history, rules).objective["matched"]


RIVAL = replace(JUNIOR, id="bob")


def test_when_nobody_is_left_over_there_is_nothing_to_advise() -> None:
    assert advice(JUNIOR, SENIOR) == {}


def test_a_second_partner_is_named_with_whom_it_would_help() -> None:
    found = advice(JUNIOR, RIVAL, SENIOR)["second_partner"]
    assert found.count == 1
    assert found.values["taker_ids"] == ["zoe"]
    assert found.values["placed_ids"] in (["ana"], ["bob"])


def test_nobody_is_asked_for_a_fourth_partner() -> None:
    others = [replace(JUNIOR, id=f"p{number}") for number in range(4)]
    assert "second_partner" not in advice(*others, replace(SENIOR, capacity=3))


def test_a_smaller_gap_is_advised_only_as_far_as_it_takes() -> None:
    close = replace(SENIOR, seniority=2)
    assert advice(JUNIOR, close)["gap"] == Advice(
        kind="gap", count=2, values={"gap": 1, "now": 2, "new_pairs": 1}
    )
    wide = Rules(min_seniority_gap=4)
    assert advice(JUNIOR, replace(SENIOR, seniority=3), rules=wide)["gap"].values["gap"] == 2
    assert "gap" not in advice(JUNIOR, replace(SENIOR, seniority=1))


def test_rules_of_the_program_that_stand_in_the_way() -> None:
    same = replace(SENIOR, department="Design", site="Bonn")
    assert advice(JUNIOR, same, rules=Rules(different_department=True))["department"].count == 2
    assert advice(JUNIOR, same, rules=Rules(different_site=True))["site"].count == 2
    assert "site" not in advice(JUNIOR, same, rules=Rules(different_site=True, different_department=True))
    far = replace(SENIOR, zone="America/New_York")
    assert advice(JUNIOR, far, rules=Rules(min_overlap_hours=4))["hours"].count == 2
    assert "hours" not in advice(JUNIOR, replace(SENIOR, zone="America/Los_Angeles"))


def test_wishes_that_nobody_meets() -> None:
    odd = replace(JUNIOR, teaches=("Go",), wants=("Accessibility", "Chess"))
    also = replace(odd, id="bob", wants=("Chess",))
    assert advice(odd, also)["unoffered"] == Advice(
        kind="unoffered", count=2, values={"skills": ["Chess", "Accessibility"]}
    )
    away = replace(SENIOR, teaches=("Chess", "Accessibility"), available=False, why_not="paused")
    assert advice(odd, also, away)["unoffered"].count == 2


def test_wishes_met_only_in_the_own_reporting_line() -> None:
    boss = replace(SENIOR, wants=())
    report = replace(JUNIOR, managers=("zoe",))
    assert advice(report, boss)["reporting_line"].values == {"skills": ["Budgeting"]}
    # Somebody else who teaches it stands in no line: then it is not only the line.
    assert "reporting_line" not in advice(report, boss, replace(boss, id="yan", seniority=1))


def test_the_side_that_is_missing() -> None:
    found = advice(JUNIOR, RIVAL, SENIOR)["mentees_wanted"]
    assert (found.count, found.values) == (1, {"skills": ["Figma"]})
    found = advice(JUNIOR, SENIOR, replace(SENIOR, id="yan"))["mentors_wanted"]
    assert (found.count, found.values) == (1, {"skills": ["Figma"]})


@pytest.mark.parametrize("who", ["ana", "zoe"])
def test_whom_somebody_never_wants_helps_nobody(who: str) -> None:
    """What is advised is the same as if the two did not know of each other."""
    never = {"ana": frozenset({"zoe"}), "zoe": frozenset({"ana"})}
    ana = replace(JUNIOR, never_with=never["ana"] if who == "ana" else frozenset())
    zoe = replace(SENIOR, never_with=never["zoe"] if who == "zoe" else frozenset(), seniority=2)
    helped = advice(ana, zoe, replace(JUNIOR, id="bob", teaches=("Chess",), wants=("Go",)))
    assert "gap" not in helped
    assert "second_partner" not in helped


@pytest.mark.parametrize("both_roles", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_every_change_that_is_advised_places_as_many_more(seed: int, both_roles: bool) -> None:
    chance = Random(seed)
    names = [f"p{number:02}" for number in range(16)]
    members = [random_member(chance, name, names, both_roles=both_roles, most=2) for name in names]
    rules = Rules(
        min_seniority_gap=chance.randint(1, 3),
        different_department=chance.random() < 0.3,
        different_site=chance.random() < 0.3,
        min_overlap_hours=chance.choice((1, 1, 3)),
    )
    before = matched(members, NOTHING, rules)
    for one in advice(*members, rules=rules).values():
        changed, people = _changed(one, rules, members)
        if changed != rules or people != members:
            assert matched(people, NOTHING, changed) >= before + one.count, one


def _changed(one: Advice, rules: Rules, members: list[Member]) -> tuple[Rules, list[Member]]:
    parts: dict[str, dict[str, Any]] = {
        "gap": {"min_seniority_gap": one.values.get("gap")},
        "department": {"different_department": False},
        "site": {"different_site": False},
        "hours": {"min_overlap_hours": 1},
    }
    takers = one.values.get("taker_ids", [])
    people = [
        replace(member, capacity=member.capacity + 1)
        if isinstance(takers, list) and member.id in takers
        else member
        for member in members
    ]
    return (replace(rules, **parts[one.kind]) if one.kind in parts else rules), people


def test_locked_pairs_and_partners_of_before_stay_as_they_are() -> None:
    other = replace(SENIOR, id="yan", wants=("Figma", "Go"))
    locked = History(locked=(("ana", "zoe"),))
    assert "gap" not in advice(JUNIOR, RIVAL, SENIOR, history=locked)
    busy = replace(other, open_pairings=1)
    assert advice(JUNIOR, busy)["second_partner"].values["taker_ids"] == ["yan"]
