"""A goal that somebody has written: with whom, in which words, and shall it be kept?"""

from __future__ import annotations

import msgspec

from bot.conversation.flow import Answers, Choice, Flow, Given, Text, YesNo, answered
from bot.conversation.messages import Say, phrase
from bot.flows.about_pair import chosen_pair, given_about, partners_among
from bot.program.pairs import goals
from bot.scene import Scene


def _prepare(scene: Scene) -> Given:
    given, known = given_about(scene), scene.talk.progress.answers if scene.talk else {}
    return msgspec.structs.replace(given, options={"who": partners_among(scene, known)})


def _finish(scene: Scene, answers: Answers) -> None:
    pair, words = chosen_pair(scene, answers), str(answers.get("words") or "")
    if scene.more is not None:
        return
    if pair is None:
        scene.answer(Say(text=phrase("session.pairing_over")))
    elif answers.get("sure") != "yes":
        scene.answer(Say(text=phrase("goal.not_kept")))
    else:
        goals.keep(scene, pair, words)


GOAL = Flow(
    "goal",
    questions=(
        Choice("who", when=answered("several")),
        Text("words", longest=goals.LONGEST, sees="both"),
        YesNo("sure"),
    ),
    prepare=_prepare,
    finish=_finish,
)
