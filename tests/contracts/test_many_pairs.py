"""Five hundred pairs, people with long names, and rules: does every platform show all of a page?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from uuid import UUID

import pytest

from bot.conversation.messages import Message, Phrase
from bot.outcome import Outcome
from bot.program.model import Line
from bot.program.snapshot import LINES
from bot.text.catalog import words_for
from tests.contracts.adapter_case import AdapterCase
from tests.contracts.test_adapter import CASES
from tests.factories import leftover, line, proposal
from tests.unit.pairing_world import junior, press, senior
from tests.unit.world import ADMIN, World

PAIRS, LEFT = 500, 40
SKILLS = ("Presentation design and storytelling", "Generative AI", "Short videos", "Figma", "Excel")


@pytest.fixture(params=CASES, scope="module")
def case(request: pytest.FixtureRequest) -> AdapterCase:
    found: AdapterCase = import_module(f"tests.contracts.case_{request.param}").CASE
    return found


def hexed(number: int) -> str:
    return UUID(int=number + (7 << 120)).hex


@pytest.fixture(scope="module")
def world() -> World:
    """Ids as the program makes them, names as people have them."""
    first = "Maximiliane-Sophie von und zu Hohenlohe"
    people = [junior(hexed(n), name=f"{first} {n:03}") for n in range(PAIRS)]
    people += [senior(hexed(n + PAIRS), name=f"Bartholomäus Wolfeschlegelstein {n:03}") for n in range(PAIRS)]
    people += [junior(hexed(n + 2 * PAIRS), name=f"Übrig & <Geblieben> {n:03}") for n in range(LEFT)]
    lines = [
        line(
            n + 1,
            id=hexed(n + 5000),
            mentor=hexed(n),
            mentee=hexed(n + PAIRS),
            fit=1 - n / 501,
            mentor_teaches=SKILLS,
            mentee_teaches=SKILLS,
            locked=n < 20,
        )
        for n in range(PAIRS)
    ]
    over = [
        leftover(
            n + 1, id=hexed(n + 9000), person=hexed(n + 2 * PAIRS), reason="outnumbered", closest=(hexed(n),)
        )
        for n in range(LEFT)
    ]
    counted = proposal(pairs=PAIRS, leftovers=LEFT, people=2 * PAIRS, two_way=PAIRS, fit=250)
    return World(*people, *lines, *over, counted)


VIEWS: dict[str, Callable[[World], Outcome]] = {
    "first": lambda world: press(world, "show"),
    "middle": lambda world: press(world, "show", page="20"),
    "last": lambda world: press(world, "show", page="42"),
    "weakest": lambda world: press(world, "show", list="weakest", page="2"),
    "locked": lambda world: press(world, "show", list="locked"),
    "left": lambda world: press(world, "show", list="left", page="2"),
    "one": lambda world: world.command(ADMIN, "pair", "77"),
    "found": lambda world: world.command(ADMIN, "pair", "show Bartholomäus"),
    "rules": lambda world: world.command(ADMIN, "pair", "rules"),
    "rule": lambda world: world.press(ADMIN, "rules.open", rule="weight_language"),
}


def messages(outcome: Outcome) -> Iterator[Message]:
    return (send.message for send in outcome.sends)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("view", VIEWS)
def test_it_fits_and_nothing_is_left_out(case: AdapterCase, world: World, view: str, language: str) -> None:
    words = words_for(language, "Europe/Berlin")
    left_out = words.text(Phrase("platform.left_out", {"count": 1}))
    for message in messages(VIEWS[view](world)):
        payload = case.render(message, words, "outbox-1")
        assert case.limits(payload) == []
        assert case.live_markup(payload) == []
        assert left_out not in case.visible_text(payload)


@pytest.mark.parametrize("page", [1, 20])
def test_every_pair_of_a_page_is_read_with_both_names(case: AdapterCase, world: World, page: int) -> None:
    (message,) = messages(press(world, "show", page=str(page)))
    shown = case.visible_text(case.render(message, words_for("en", "UTC"), "outbox-1"))
    numbers = range((page - 1) * LINES, page * LINES)
    for number in numbers:
        assert f"Maximiliane-Sophie von und zu Hohenlohe {number:03}" in shown
        assert f"Bartholomäus Wolfeschlegelstein {number:03}" in shown
    assert len([one for one in world.all(Line) if one.number - 1 in numbers]) == LINES
