"""Forget me: asked once more, so that a typed yes or no is heard as well as a press."""

from __future__ import annotations

from bot.conversation.flow import Answers, Flow, Given, YesNo
from bot.program.keeping import forgetting
from bot.scene import Scene


def _prepare(scene: Scene) -> Given:
    me = scene.me
    return Given(language=me.language, today=scene.today(me), speaker=me.id)


def _finish(scene: Scene, answers: Answers) -> None:
    if answers.get("sure") == "yes":
        forgetting.forget_me(scene)
    else:
        forgetting.keep(scene)


FORGET = Flow("forget", questions=(YesNo("sure", sees="forget"),), prepare=_prepare, finish=_finish)
