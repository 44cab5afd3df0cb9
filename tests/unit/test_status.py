"""What `/rm-status` counts: nobody, one pair, five hundred; who is stuck; what did not arrive today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from bot.conversation.messages import Chart, Facts, Phrase, Say, Value
from bot.outcome import Outcome
from bot.program.model import Pairing, Record
from tests.factories import ACME, NOON, after, pairing, person, said, send, session
from tests.unit.world import ADMIN, World, admin, button, keys, noted

Numbers = dict[str, Value]


def numbers(outcome: Outcome) -> Numbers:
    facts = next(b for one in outcome.sends for b in one.message.blocks if isinstance(b, Facts))
    return {fact.label.key: fact.value for fact in facts.items if isinstance(fact.label, Phrase)}


def bars(outcome: Outcome) -> dict[str, float]:
    chart = next(b for one in outcome.sends for b in one.message.blocks if isinstance(b, Chart))
    found = {bar.label.key: bar.value for bar in chart.bars if isinstance(bar.label, Phrase)}
    return {key.removeprefix("status.health."): value for key, value in found.items() if value}


def count(outcome: Outcome, key: str) -> Value:
    said = [b.text for one in outcome.sends for b in one.message.blocks if isinstance(b, Say)]
    return next(text.values["count"] for text in said if isinstance(text, Phrase) and text.key == key)


def pair_of(number: int, **changes: object) -> Iterator[Record]:
    mentor, mentee = f"m{number}", f"e{number}"
    yield person(mentor)
    yield person(mentee)
    given: dict[str, object] = {
        "mentor": mentor,
        "mentee": mentee,
        "state": "introduced",
        "introduced_at": NOON,
    }
    yield pairing(f"pair{number}", **(given | changes))


def world(*records: Record) -> World:
    return World(*records)


def stuck(number: int = 1, met: datetime | None = None) -> tuple[Record, ...]:
    """Offered help four days ago."""
    begun = after(days=-40 - number)
    return tuple(pair_of(number, introduced_at=begun, met_at=met, nudged={"stuck": after(days=-4)}))


def test_before_the_first_pair() -> None:
    outcome = world(person("ana")).command(ADMIN, "status")
    assert numbers(outcome)["status.waiting"] == 1
    assert "status.plan" not in numbers(outcome)
    assert keys(outcome) == ["status.title", "status.no_pairs", "status.failed"]
    assert button(outcome, "command", command="people")
    assert noted(outcome) == [(ADMIN, "status", "")]


def test_one_pair_and_somebody_who_waits() -> None:
    here = world(
        *pair_of(1, held=2, planned=6, booked_at=after(days=1)),
        person("ana", paused_until=date(2026, 4, 1)),
        session(1, pairing="pair1", state="held"),
        session(2, pairing="pair1", state="held"),
        session(3, pairing="pair1"),
    )
    outcome = here.command(ADMIN, "status")
    found = numbers(outcome)
    assert (found["status.waiting"], found["status.away"]) == (1, 1)
    assert (found["status.booked"], found["status.held"]) == (1, 2)
    assert "status.unheard" not in found
    assert found["status.plan"] == Phrase("status.of_plan", {"held": 2, "planned": 6})
    assert bars(outcome) == {"booked": 1}


def test_a_session_nobody_has_said_anything_about_is_not_to_come() -> None:
    booked = pair_of(1, booked_at=after(days=-1))
    outcome = world(*booked, session(1, pairing="pair1", starts_at=after(days=-1))).command(ADMIN, "status")
    assert (numbers(outcome)["status.booked"], numbers(outcome)["status.unheard"]) == (0, 1)


@pytest.mark.parametrize(
    ("changes", "health"),
    [
        ({}, "new"),
        ({"booked_at": after(days=2)}, "booked"),
        ({"held": 1, "met_at": after(days=-3)}, "well"),
        ({"introduced_at": after(days=-10)}, "quiet"),
        ({"state": "paused"}, "paused"),
        ({"introduced_at": after(days=-40), "nudged": {"stuck": after(days=-1)}}, "quiet"),
        ({"introduced_at": after(days=-40), "nudged": {"stuck": after(days=-4)}}, "stuck"),
    ],
)
def test_each_pair_counts_once(changes: dict[str, object], health: str) -> None:
    approved = {"approved_at": after(days=-50)}
    assert bars(world(*pair_of(1, **approved, **changes)).command(ADMIN, "status")) == {health: 1}


def test_with_one_away_the_pair_is_on_a_break_and_not_stuck() -> None:
    mentor, mentee, pair = stuck()
    away = person(mentor.id, paused_until=date(2026, 4, 1))
    outcome = world(away, mentee, pair).command(ADMIN, "status")
    assert bars(outcome) == {"paused": 1}
    assert "status.stuck" not in keys(outcome)


def test_a_few_stuck_pairs_are_named_the_longest_first() -> None:
    records = [record for number in range(9) for record in stuck(number)]
    outcome = world(*records).command(ADMIN, "status")
    assert count(outcome, "status.stuck") == 9
    named = [b.text for one in outcome.sends for b in one.message.blocks if isinstance(b, Say)]
    pairs = [t.values["mentor"] for t in named if isinstance(t, Phrase) and t.key == "status.never_met"]
    assert pairs == ["M8", "M7", "M6", "M5", "M4", "M3"]
    assert count(outcome, "status.more") == 3
    assert "status.help" in keys(outcome)


def test_who_has_met_is_named_with_the_day() -> None:
    outcome = world(*stuck(met=after(days=-30))).command(ADMIN, "status")
    assert "status.last_met" in keys(outcome)


def test_five_hundred_pairs_stay_one_short_message() -> None:
    records = [record for number in range(500) for record in pair_of(number, held=1, met_at=NOON)]
    outcome = world(*records).command(ADMIN, "status")
    assert bars(outcome) == {"well": 500}
    found = numbers(outcome)
    assert found["status.paired"] == Phrase("status.pairs", {"people": 1000, "count": 500})
    assert found["status.waiting"] == 0
    (message,) = (one.message for one in outcome.sends)
    assert len(message.blocks) < 10
    assert "M7" not in str(message)


def test_pairs_not_introduced_yet_are_told_apart() -> None:
    outcome = world(person("ana"), person("ben"), pairing(state="approved")).command(ADMIN, "status")
    assert numbers(outcome)["status.approved"] == 1
    assert "status.no_pairs" in keys(outcome)


def test_who_ended_counts_no_more() -> None:
    ended: Pairing = pairing(state="ended", held=3)
    outcome = world(person("ana"), person("ben"), ended).command(ADMIN, "status")
    assert "status.plan" not in numbers(outcome)


# -- what did not arrive -----------------------------------------------------------------------------------------


def fail(here: World, event: str, people: list[str], at: datetime, reason: str = "no_address") -> None:
    with here.storage.begin() as work:
        work.enqueue(said(event), ACME, "live", [send(one) for one in people])
        for number in range(len(people)):
            work.give_up(f"{event}:{number}", "failed", reason, at=at)


def test_what_failed_since_midnight_where_the_admin_is() -> None:
    """It is 13:00 in Berlin: half past midnight there is today, half past eleven the evening before is not."""
    here = world(admin(), person("ana"), person("ben"))
    midnight = NOON - timedelta(hours=13)
    fail(here, "x1", ["ana"], midnight + timedelta(minutes=30))
    fail(here, "x2", ["ben"], midnight - timedelta(minutes=30))
    outcome = here.command(ADMIN, "status")
    assert count(outcome, "status.failed") == 1
    assert "Ana" in str(outcome.sends)
    assert "Ben" not in str(outcome.sends)


def test_one_person_and_reason_is_one_line() -> None:
    here = world(*(person(f"p{number}") for number in range(9)))
    fail(here, "x1", ["p0"] * 5 + [f"p{number}" for number in range(9)], NOON)
    outcome = here.command(ADMIN, "status")
    assert count(outcome, "status.failed") == 14
    assert keys(outcome).count("failed.person") == 6
    assert count(outcome, "status.more") == 3


def test_very_many_are_said_to_be_many() -> None:
    here = world(person("ana"))
    fail(here, "x1", ["ana"] * 60, NOON)
    assert "status.failed_many" in keys(here.command(ADMIN, "status"))


def test_without_a_program_it_is_set_up_first() -> None:
    outcome = World(program=False).command(ADMIN, "status")
    assert keys(outcome) == ["join.no_program_admin"]


def test_out_of_the_blue_it_is_the_same() -> None:
    typed = world(*pair_of(1)).say(ADMIN, "show me the status")
    assert keys(typed) == keys(world(*pair_of(1)).command(ADMIN, "status"))
