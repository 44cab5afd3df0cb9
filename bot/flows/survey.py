"""The survey when a program ends: how far somebody has come, three things about the program, and would they go on?"""

from __future__ import annotations

from bot.conversation.flow import Answers, Choice, Flow, Given, Scale
from bot.program import surveys
from bot.scene import Scene


def _prepare(scene: Scene) -> Given:
    me = scene.me
    return Given(language=me.language, today=scene.today(me), speaker=me.id)


def _finish(scene: Scene, answers: Answers) -> None:
    if scene.talk is not None and scene.sees(surveys=True):
        surveys.record(scene, scene.talk.pairing, answers)


SURVEY = Flow(
    "survey",
    questions=(
        Scale("now", each="wishes", sees="counted"),
        Scale("heard", sees="counted"),
        Scale("personal", sees="counted"),
        Choice("again", ("teach", "learn", "no"), sees="next_round"),
    ),
    prepare=_prepare,
    finish=_finish,
)
