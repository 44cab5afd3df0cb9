"""Somebody says that the two have met: with whom, on which day, and was it the session that is booked?"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bot.conversation.flow import Answers, Choice, Day, Flow, Given, answered
from bot.conversation.messages import AtMoment, OnDay, Option, Say, Value, phrase
from bot.conversation.reading import day_of, list_of
from bot.flows.about_pair import given_about, pair_of
from bot.program import meetings
from bot.program.pair import Pair
from bot.scene import Scene

LAST_DAYS = 3  # to press, when no day was named


def _prepare(scene: Scene) -> Given:
    given, known = given_about(scene), scene.talk.progress.answers if scene.talk else {}
    several = list_of(known.get("several"))
    who = tuple(
        Option(value=one.id, label=scene.first_name(one.partner_of(scene.me.id)))
        for one in scene.snapshot.pairings
        if one.id in several
    )
    days = list_of(known.get("likely")) or tuple(
        (given.today - timedelta(days=back)).isoformat() for back in range(LAST_DAYS)
    )
    options = tuple(
        Option(value=one, label=phrase("value.plain", value=OnDay(day)))
        for one in days
        if (day := day_of(one)) is not None
    )
    return msgspec.structs.replace(
        given, options={"who": who, "day": options}, values={**given.values, **_clash(scene, known)}
    )


def _clash(scene: Scene, known: Answers) -> dict[str, Value]:
    """When the session is that lies on another day."""
    pair = pair_of(scene)
    session = pair.session(str(known.get("clash"))) if pair else None
    return (
        {"when": AtMoment(session.starts_at)}
        if session and session.starts_at
        else {"when": phrase("session.sometime")}
    )


def _finish(scene: Scene, answers: Answers) -> None:
    chosen = answers.get("who") or (scene.talk.pairing if scene.talk else "")
    if chosen not in scene.snapshot.lives and not scene.sees(lives=True):
        return
    pair = Pair(scene, str(chosen)) if chosen in scene.snapshot.lives else None
    day = day_of(answers.get("day"))
    if pair is None or not pair.pairing.is_live or day is None:
        scene.answer(Say(text=phrase("session.pairing_over")))
    else:
        meetings.put_down(scene, pair, day, which=str(answers.get("which") or ""))


MET = Flow(
    "met",
    questions=(
        Choice("who", when=answered("several")),
        Day("day", over=True, sees="both"),
        Choice("which", ("that", "another"), when=answered("clash")),
    ),
    prepare=_prepare,
    finish=_finish,
)
