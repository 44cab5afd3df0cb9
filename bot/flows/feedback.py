"""After a session, in two parts told apart: what both of the two read, then what nobody reads one by one."""

from __future__ import annotations

from bot.conversation.flow import Answers, Choice, Flow, Scale, Text, said
from bot.conversation.messages import Say, phrase
from bot.flows.about_pair import given_about, pair_of, session_of
from bot.program.meeting import feedback
from bot.scene import Scene

met = said("met", "yes")


def _finish(scene: Scene, answers: Answers) -> None:
    pair, session = pair_of(scene), session_of(scene)
    if pair is None or session is None:
        scene.answer(Say(text=phrase("session.pairing_over")))
    else:
        feedback.record(scene, pair, session, answers)


FEEDBACK = Flow(
    "feedback",
    questions=(
        Choice("met", ("yes", "not_yet"), sees="partner"),
        Text("learned", optional=True, longest=300, when=met, sees="both"),
        Text("taught", optional=True, longest=300, when=met, sees="both"),
        Text("next_step", optional=True, longest=300, when=met, sees="both"),
        Scale("progress", each="goals", optional=True, when=met, sees="both"),
        Scale("useful", when=met, sees="counted"),
        Scale("free", when=met, sees="counted"),
        Text("wish", optional=True, longest=500, when=met, sees="counted"),
    ),
    prepare=given_about,
    finish=_finish,
)
