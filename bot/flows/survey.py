"""The survey when a program ends: how far somebody has come, three things about the program, and would they go on?"""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.flow import Answers, Choice, Flow, Given, Scale
from bot.conversation.reading import list_of
from bot.program.cohorts import surveys
from bot.program.cohorts.templates import SURVEY as SURVEY_ITEMS
from bot.scene import Scene


def _is_asked(item: str) -> Callable[[Answers], bool]:
    """The program's template says which of these are asked."""

    def holds(answers: Answers) -> bool:
        return item in (list_of(answers.get("items")) or SURVEY_ITEMS)

    return holds


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
        Scale("heard", when=_is_asked("heard"), sees="counted"),
        Scale("personal", when=_is_asked("personal"), sees="counted"),
        Choice("again", ("teach", "learn", "no"), sees="next_round"),
    ),
    prepare=_prepare,
    finish=_finish,
)
