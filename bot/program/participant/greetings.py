"""What do people read who say hello? The first time who this is, from then on a short word and what is next."""

from __future__ import annotations

from bot.conversation.messages import Block, Buttons, OnDay, Phrase, Say, Text, phrase
from bot.flows import FLOWS
from bot.program.commands import next_steps, stage_of
from bot.program.meeting import session_view
from bot.program.pairs.pair import Pair, my_pairs
from bot.program.participant.about_me import language_button
from bot.program.parts import command_button, first_name
from bot.scene import Scene
from bot.talks import left_behind, offer_buttons, offer_sentence

LIKELIEST = 2


def first(scene: Scene) -> None:
    """The first words to somebody who opened the conversation."""
    me, organization = scene.me, scene.organization
    name: Text = organization.name or phrase("value.company")
    key = "hello.admin" if me.is_admin and scene.cohort is None else "hello.person"
    steps = tuple(command_button(step, main=True) for step in next_steps(scene)[:1])
    scene.answer(
        Say(text=Phrase(key, {"name": first_name(me), "company": name})),
        Say(text=Phrase("hello.how_typed" if scene.page_in_chat else "hello.how"), style="quiet"),
        Buttons(items=(*steps, command_button("help"), language_button(me))),
    )


def hello(scene: Scene) -> None:
    """Somebody says hello."""
    if not scene.met:
        first(scene)
    elif scene.sees(lives=True):
        scene.answer(Say(text=phrase("hello.again", name=first_name(scene.me))), *_next(scene))


def _next(scene: Scene) -> tuple[Block, ...]:
    """What is next: the question left open, the way back from a break, the session, else the likeliest steps."""
    me, talk, pairs = scene.me, left_behind(scene), my_pairs(scene)
    if me.paused_until is not None and me.is_joined:
        back = Buttons(items=(command_button("resume", main=True),))
        return Say(text=phrase("me.paused", day=OnDay(me.paused_until))), back
    if talk is not None and talk.flow in FLOWS and talk.asked_at <= scene.at:
        return Say(text=offer_sentence(talk, me)), Buttons(items=offer_buttons(talk))
    if pairs:
        return tuple(block for pair in pairs for block in _between(scene, pair))
    if me.is_admin and scene.cohort is not None and not me.is_joined:
        looks = Buttons(items=(command_button("status", main=True), command_button("pair")))
        return Say(text=phrase("hello.runs")), looks
    steps = tuple(
        command_button(name, main=not place) for place, name in enumerate(next_steps(scene)[:LIKELIEST])
    )
    now = Say(text=Phrase(f"help.now.{stage_of(scene)}"))
    return (now, Buttons(items=steps or (command_button("help"),)))


def _between(scene: Scene, pair: Pair) -> tuple[Block, ...]:
    """How things stand with one partner, and the two likeliest things to do about it."""
    card = session_view.card(scene, pair, scene.me)
    says = [Say(text=block.text) for block in card if isinstance(block, Say)][:1]
    items = [item for block in card if isinstance(block, Buttons) for item in block.items]
    session = pair.open_session
    if session is not None and session.starts_at is not None and session.starts_at > scene.at:
        items = [command_button("session", main=True), command_button("me")]
    return (*says, Buttons(items=tuple(items[:LIKELIEST])))
