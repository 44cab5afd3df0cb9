"""A question that others cause waits for working hours: until it has come, nobody is taken to be asked."""

from __future__ import annotations

from bot.program.model import Session, Talk
from bot.program.nudges import dues_of
from tests.factories import after, pairing, person
from tests.unit.world import World, buttons, keys

FRIDAY_EVENING, MONDAY_MORNING = after(days=4, hours=6), after(days=6, hours=21)


def suggested_on_friday_evening() -> World:
    """Ana has picked one of the slots; Ben reads it on Monday."""
    world = World(
        person("ana", state="joined", timezone="UTC"),
        person("ben", state="joined", timezone="UTC"),
        pairing(state="introduced", introduced_at=after(days=3), first_writer="ana"),
    )
    world.now = FRIDAY_EVENING
    asked = world.press("ana", "together.find", pairing="pair")
    world.push("ana", next(button for button in buttons(asked) if button.action == "talk.answer"))
    assert world.all(Session)[0].turn == "ben"
    return world


def of_ben(world: World) -> Talk:
    return next(talk for talk in world.all(Talk) if talk.person == "ben")


def test_it_is_left_open_two_days_after_it_came_not_after_it_was_caused() -> None:
    talk = of_ben(suggested_on_friday_evening())
    assert talk.asked_at == MONDAY_MORNING
    assert dues_of(talk) == (("talk_quiet", after(days=8, hours=21)),)


def test_words_typed_before_it_came_are_no_answer_to_it() -> None:
    world = suggested_on_friday_evening()
    assert keys(world.say("ben", "hello"), "ben") == ["hello.again", "session.your_turn"]
    world.now = MONDAY_MORNING
    assert "session.settled" in keys(world.say("ben", "yes"), "ben")
