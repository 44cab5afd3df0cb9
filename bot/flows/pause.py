"""A break from the program. It always has an end, so that nobody is forgotten."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.flow import Answers, Day, Flow, Given
from bot.conversation.messages import Option, phrase
from bot.conversation.reading import day_of
from bot.program.participant import membership
from bot.scene import Scene

WEEKS = (1, 2, 4)


def _prepare(scene: Scene) -> Given:
    today = scene.today(scene.me)
    options = tuple(
        Option(value=(today + timedelta(weeks=n)).isoformat(), label=phrase("pause.weeks", count=n))
        for n in WEEKS
    )
    return Given(language=scene.me.language, today=today, speaker=scene.me.id, options={"until": options})


def _finish(scene: Scene, answers: Answers) -> None:
    until = day_of(answers.get("until"))
    if until is not None:
        membership.pause(scene, until)


PAUSE = Flow("pause", questions=(Day("until", sees="paused"),), prepare=_prepare, finish=_finish)
