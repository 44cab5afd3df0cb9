"""Another channel for what the program posts: one question. `Talk.about` says for what (`USES` of `channels.py`)."""

from __future__ import annotations

from bot.conversation.flow import Answers, Choice, Flow, Given
from bot.conversation.messages import Phrase
from bot.program.keeping import audit
from bot.program.telling import channels
from bot.scene import Scene


def _prepare(scene: Scene) -> Given:
    me, cohort, use = scene.me, scene.cohort, scene.talk.about if scene.talk else ""
    now = channels.USES[use].now(cohort) if cohort is not None and use in channels.USES else ""
    here = scene.channel(now)
    return Given(
        language=me.language,
        today=scene.today(me),
        speaker=me.id,
        values={"use": Phrase(f"channels.use.{use}")},
        options={"which": channels.options(scene, "" if here and here.away else now)},
    )


def _finish(scene: Scene, answers: Answers) -> None:
    if not scene.me.is_admin:
        audit.refuse(scene)
    elif scene.talk is not None and scene.sees(awareness=True):
        channels.chosen(scene, scene.talk.about, str(answers["which"]))


CHANNEL = Flow(
    "channel",
    questions=(Choice("which", sees="everybody"),),
    prepare=_prepare,
    finish=_finish,
)
