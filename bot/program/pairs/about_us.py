"""What the two of a pairing see of it: agreement, goals with their progress, the next session, the ledger."""

from __future__ import annotations

from bot.conversation.messages import (
    AtMoment,
    Bar,
    Block,
    Button,
    Buttons,
    Chart,
    Fact,
    Facts,
    Listed,
    Phrase,
    Say,
    Value,
    phrase,
)
from bot.program import tray
from bot.program.pairs import agreements
from bot.program.pairs.pair import Pair, my_pairs
from bot.program.parts import command_button, concern_button, pair_button
from bot.scene import Scene


def summary(scene: Scene, pair: Pair) -> list[Block]:
    """A pairing on the page of one of the two."""
    partner, session, agreement = pair.name(pair.partner(scene.me.id)), pair.open_session, pair.agreement
    booked = session.starts_at if session and session.state == "booked" else None
    held: dict[str, Value] = {"held": pair.pairing.held, "planned": pair.pairing.planned}
    rows: list[Fact] = [
        Fact(label=phrase("us.next"), value=AtMoment(booked) if booked else phrase("us.nothing_booked")),
        Fact(label=phrase("us.sessions"), value=Phrase("us.held", held)),
    ]
    if agreement is not None:
        rows += agreements.facts(agreement)
    names = (
        ("find", "agreement", "ledger", "card", "rematch")
        if booked is None
        else ("agreement", "ledger", "card", "rematch")
    )
    return [
        Say(text=phrase("us.title", partner=partner), style="heading"),
        *((Say(text=phrase("us.paused", partner=partner)),) if pair.pairing.state == "paused" else ()),
        Facts(items=tuple(rows)),
        *goals_chart(pair),
        Buttons(items=(*(pair_button(name, pair.id) for name in names), concern_button(pair.id))),
    ]


def goals_chart(pair: Pair) -> tuple[Block, ...]:
    """How far they are with each goal, as bars and in words."""
    goals = pair.agreement.goals if pair.agreement else ()
    if not goals:
        return ()
    words = tuple(phrase("goal.bar", goal=goal.text, percent=goal.percent) for goal in goals)
    bars = tuple(Bar(label=goal.text, value=goal.percent) for goal in goals)
    return (Chart(title=phrase("goal.title"), bars=bars, words=Listed(words), full=100),)


def show_goals(scene: Scene) -> None:
    """`/rm-goal`: the goals of each pairing, and how to change them."""
    pairs = my_pairs(scene)
    if not pairs:
        scene.answer(Say(text=phrase("session.nobody")), Buttons(items=(command_button("me"),)))
    for pair in pairs:
        partner = pair.name(pair.partner(scene.me.id))
        chart = goals_chart(pair)
        key = "goal.with" if chart else "goal.none"
        scene.answer(
            Say(text=Phrase(key, {"partner": partner})),
            *chart,
            Say(text=phrase("goal.words_work"), style="quiet"),
            Buttons(items=(pair_button("agreement", pair.id, main=not chart),)),
        )


def stopped(scene: Scene) -> list[Block]:
    """What I asked not to be written about, and the way back."""
    topics = tray.tray_of(scene, scene.me.id).stopped
    if not topics:
        return []
    names = Listed(tuple(Phrase(f"nudge.topic.{topic}") for topic in topics))
    again = Button(label=phrase("nudge.button.again"), action="nudge.again")
    return [Say(text=phrase("nudge.stopped", topics=names)), Buttons(items=(again,))]
