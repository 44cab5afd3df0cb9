"""Is what waits to be said still true when there is room for it?"""

from __future__ import annotations

import msgspec
import pytest

from bot.events import FellDue
from bot.program.model import Tray, Waiting
from tests.factories import ACME, NOON, after, attendance, pairing, person, session, talk, tray
from tests.unit.world import World, buttons, keys


def waiting(topic: str) -> Waiting:
    return Waiting(topic=topic, about="pair", since=NOON, expires=after(days=14))


def looked_into(world: World) -> list[str]:
    """What ana hears at noon; the buttons come after it."""
    found = world.get(Tray, "tray:ana")
    event = FellDue(id="due", at=NOON, organization=ACME, rule="tray", subject=found.id, due=NOON)
    outcome = world.run(event)
    return [*keys(outcome, "ana"), *(button.action for button in buttons(outcome))]


def a_pair(days: int, topic: str = "stuck") -> World:
    """Ana and Ben have a session booked so many days after noon, and something waits to be said to Ana."""
    starts = after(days=days)
    met = pairing(state="introduced", introduced_at=after(days=-30), booked_at=starts)
    return World(
        person("ana", state="joined"),
        person("ben", state="joined"),
        msgspec.structs.replace(met, planned=6),
        session(starts_at=starts),
        attendance("ana"),
        attendance("ben"),
        tray(items=(waiting(topic),), open_at=NOON),
    )


def test_a_session_long_over_that_nobody_spoke_of_is_asked_about() -> None:
    said = looked_into(a_pair(-10))
    assert "nudge.stuck" in said
    assert "together.find" in said


@pytest.mark.parametrize("days", [-9, -1, 3])
def test_a_session_that_lies_ahead_or_was_just_now_is_help_enough(days: int) -> None:
    assert looked_into(a_pair(days)) == []


def test_nobody_is_asked_to_book_what_is_booked() -> None:
    assert looked_into(a_pair(3, "booking")) == []


@pytest.mark.parametrize("topic", ["start", "booking"])
def test_nobody_is_asked_to_book_while_the_two_are_at_it(topic: str) -> None:
    world = World(
        person("ana", state="joined"),
        person("ben", state="joined"),
        pairing(state="introduced", introduced_at=after(days=-5)),
        session(state="offered", starts_at=None, slots=(after(days=2),), turn="ben"),
        talk("asked", person="ben", flow="slots", about="session-1", pairing="pair", asked_at=NOON),
        tray(items=(waiting(topic),), open_at=NOON),
    )
    assert looked_into(world) == []


def test_slots_left_lying_are_no_reason_to_be_silent() -> None:
    left = talk(
        "asked",
        person="ben",
        flow="slots",
        about="session-1",
        pairing="pair",
        asked_at=after(days=-4),
        offered=after(days=-2),
    )
    world = World(
        person("ana", state="joined"),
        person("ben", state="joined"),
        pairing(state="introduced", introduced_at=after(days=-5)),
        session(state="offered", starts_at=None, slots=(after(days=2),), turn="ben"),
        left,
        tray(items=(waiting("booking"),), open_at=NOON),
    )
    assert "together.find" in looked_into(world)
