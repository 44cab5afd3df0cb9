"""Somebody says that the two have met: with whom, on which day, and was it the session that is booked?"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bot.conversation.flow import Answers, Choice, Day, Flow, Given, answered
from bot.conversation.messages import AtMoment, OnDay, Option, Say, Value, phrase
from bot.conversation.reading import day_of, list_of
from bot.flows.about_pair import chosen_pair, given_about, pair_of, partners_among
from bot.program.meeting import meetings
from bot.scene import Scene

LAST_DAYS = 3  # to press, when no day was named


def _prepare(scene: Scene) -> Given:
    given, known = given_about(scene), scene.talk.progress.answers if scene.talk else {}
    days = list_of(known.get("likely")) or tuple(
        (given.today - timedelta(days=back)).isoformat() for back in range(LAST_DAYS)
    )
    options = tuple(
        Option(value=one, label=phrase("value.plain", value=OnDay(day)))
        for one in days
        if (day := day_of(one)) is not None
    )
    return msgspec.structs.replace(
        given,
        options={"who": partners_among(scene, known), "day": options},
        values={**given.values, **_clash(scene, known)},
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
    pair, day = chosen_pair(scene, answers), day_of(answers.get("day"))
    if scene.more is not None:
        return
    if pair is None or day is None:
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
