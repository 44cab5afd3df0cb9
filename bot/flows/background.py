"""About me, for matching: a few questions for the program's aim, each of which may be passed over without a trace."""

from __future__ import annotations

from bot.conversation.flow import Answers, Choice, Flow, Given, Many, Question, YesNo, answered
from bot.conversation.messages import Value
from bot.program.participant import background
from bot.scene import Scene

SEES = "aim"


def _prepare(scene: Scene) -> Given:
    me, cohort = scene.me, scene.cohort
    asked = cohort is not None and bool(cohort.aim)
    values: dict[str, Value] = {"purpose": background.purpose(cohort)} if cohort is not None and asked else {}
    return Given(language=me.language, today=scene.today(me), speaker=me.id, values=values)


def _finish(scene: Scene, answers: Answers) -> None:
    if scene.sees(background=True):
        background.keep(scene, answers)


def _question(topic: background.Topic) -> Question:
    if topic.many:
        return Many(topic.name, topic.options, optional=True, private=True, sees=SEES)
    return Choice(topic.name, topic.options, optional=True, private=True, sees=SEES)


BACKGROUND = Flow(
    "background",
    questions=(
        *map(_question, background.TOPICS),
        *(
            YesNo(background.AGREED, when=answered(one.name), sees=SEES)
            for one in background.TOPICS
            if one.agreed
        ),
    ),
    prepare=_prepare,
    finish=_finish,
    unsaid=True,
)
