"""How to coach somebody senior, how to be coached by somebody junior: five short cards each, with ready phrases."""

from __future__ import annotations

from bot.conversation.messages import Block, Buttons, Phrase, Say, phrase
from bot.program.pairs.pair import Pair
from bot.program.parts import concern_button, pair_button
from bot.scene import Scene

CARDS = 5
PLAN = 3


def show_card(scene: Scene, pair: Pair) -> None:
    """The role card of whoever asks."""
    me = scene.me.id
    role = "mentor" if pair.is_mentor(me) else "mentee"
    partner = pair.name(pair.partner(me))
    scene.answer(
        Say(text=Phrase(f"card.{role}.title", {"partner": partner}), style="heading"),
        *(Say(text=Phrase(f"card.{role}.{number}", {"partner": partner})) for number in range(1, CARDS + 1)),
        Buttons(items=(pair_button("find", pair.id, main=True), concern_button(pair.id))),
    )


def plan(pair: Pair, person: str) -> tuple[Block, ...]:
    """Two minutes of thought before the first session, for each in their role."""
    role = "mentor" if pair.is_mentor(person) else "mentee"
    partner = pair.name(pair.partner(person))
    return (
        Say(text=phrase(f"plan.{role}.title"), style="heading"),
        *(Say(text=Phrase(f"plan.{role}.{number}", {"partner": partner})) for number in range(1, PLAN + 1)),
    )
