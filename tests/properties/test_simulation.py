"""Half a year of a whole program: is nobody bothered, nothing lost, nothing doubled? Both clock changes lie in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bot.program.model import Pairing
from bot.runtime.errors import TurnaboutError
from bot.simulation.counting import count_all
from bot.simulation.expectations import expectations
from bot.simulation.findings import Facts, Findings, Kept, read_all
from bot.simulation.mailbox import Got
from bot.simulation.run import Plan, Simulation
from storage import MemoryStorage

HALF_A_YEAR = (
    26  # weeks from Monday 5 October 2026: Europe changes on 25 October and 28 March, the US on 1 November
)
FRIDAY = 25  # days from then: 30 October, so that the process is down over the American change


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    found: Findings
    facts: Facts
    kept: Kept
    storage: MemoryStorage


async def ran(plan: Plan) -> Ran:
    storage = MemoryStorage()
    simulation = Simulation(storage, plan)
    found = await simulation.run()
    assert simulation.facts is not None
    return Ran(found=found, facts=simulation.facts, kept=read_all(simulation.facts, storage), storage=storage)


def keeps_its_promises(run: Ran) -> None:
    found = run.found
    assert run.storage.set_aside_events() == ()
    assert found.most_messages_in_a_week <= 2
    assert found.outside_hours == 0
    assert (found.due_missed, found.due_doubled, found.undelivered) == (0, 0, 0)


def goes_on(pairing: Pairing) -> bool:
    return pairing.state == "introduced"


async def test_half_a_year_with_three_days_in_which_the_process_was_down() -> None:
    run = await ran(Plan(people=80, weeks=HALF_A_YEAR, gap=(FRIDAY, 3)))
    keeps_its_promises(run)
    live = [pairing for pairing in run.kept.pairings.values() if goes_on(pairing)]
    assert 60 <= run.found.joined <= 80
    assert 24 <= len(live) <= run.found.pairs
    assert sum(pairing.held for pairing in live) / len(live) > 3
    assert run.found.sessions_held < run.found.sessions_booked < run.found.messages
    assert run.found.due > 2 * run.found.sessions_held


async def test_nothing_happens_while_the_process_is_down() -> None:
    """By a seed whose pairs have something coming just then: with others nothing may be due in three days."""
    run = await ran(Plan(people=30, weeks=5, seed=5, gap=(FRIDAY, 3)))
    keeps_its_promises(run)
    down = run.facts.down
    assert down is not None
    assert not [got for got in run.facts.log if down[0] <= got.at < down[1]]
    assert [got for got in run.facts.log if got.at == down[1]], "what waited comes as soon as it is up"


async def test_two_months_without_a_gap() -> None:
    run = await ran(Plan(people=60, weeks=9, seed=7))
    keeps_its_promises(run)
    answered = {one.does.action for one in run.facts.did}
    assert {
        "checkin.begin",
        "checkin.pulse",
        "session.move",
        "session.call_off",
        "nudge.later",
    } <= answered


async def test_the_same_seed_is_the_same_story() -> None:
    one, other = [await ran(Plan(people=16, weeks=3, seed=3)) for _ in range(2)]
    assert [(got.at, got.person, got.kind) for got in one.facts.log] == [
        (got.at, got.person, got.kind) for got in other.facts.log
    ]


async def test_people_who_are_there_already_are_left_alone() -> None:
    run = await ran(Plan(people=12, weeks=1))
    with pytest.raises(TurnaboutError, match="already"):
        await Simulation(run.storage, Plan(people=12, weeks=1)).run()


async def test_what_goes_wrong_shows() -> None:
    """A count that is always 0 proves nothing."""
    run = await ran(Plan(people=24, weeks=5))
    log = run.facts.log
    for kind in ("agenda", "feedback", "introduction", "invitation"):
        needed = [one for one in expectations(run.facts, run.kept) if one.what == kind and one.needed]
        theirs = [got for got in log if got.kind == kind]
        lost = counted(run, (got for got in log if got.kind != kind))
        assert lost.due_missed == len(needed) > 5, kind
        assert counted(run, (*log, *theirs)).due_doubled > 5, kind
    nudges = [got for got in log if got.kind == "nudge"]
    sunday = datetime(2026, 10, 18, 12, tzinfo=UTC)
    moved = [msgspec.structs.replace(got, at=sunday) for got in nudges]
    assert counted(run, (*log, *moved)).outside_hours == len(nudges) > 5
    more = [
        msgspec.structs.replace(nudges[0], at=nudges[0].at + timedelta(days=days)) for days in (2, 4, 6, 8)
    ]
    assert counted(run, (*log, *more)).most_messages_in_a_week >= 4


def counted(run: Ran, log: Iterable[Got]) -> Findings:
    return count_all(msgspec.structs.replace(run.facts, log=tuple(log)), run.storage)
