"""Something feels wrong: in one's own words or without any, to a contact whose name is seen first."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bot.conversation.flow import Answers, Choice, Flow, Given, Text
from bot.conversation.messages import Button, Option, Say, phrase
from bot.flows.about_pair import given_about
from bot.program.pairs import breaks
from bot.program.pairs.pair import Pair
from bot.program.trust import concerns
from bot.scene import Scene

ONLY_PAUSE = "only_pause"
PAUSE_WEEKS = 2


def _pair(scene: Scene) -> Pair | None:
    """The pair it is about. After the end, too: then whoever it is about is still nobody to hear it."""
    pairing = scene.snapshot.lives.get(scene.talk.pairing) if scene.talk else None
    return Pair(scene, pairing.id) if pairing is not None else None


def _prepare(scene: Scene) -> Given:
    pair, given = _pair(scene), given_about(scene)
    options = [Option(value=one.id, label=one.name) for one in concerns.contacts_for(scene, pair)]
    beside: tuple[Button, ...] = ()
    if pair is not None:
        other = Button(label=phrase("concern.something_else"), action="concern.about", data={"pairing": ""})
        beside = (other,)
    if pair is not None and pair.pairing.state == "introduced":
        options.append(Option(value=ONLY_PAUSE, label=phrase("concern.contact.only_pause")))
        data = {"pairing": pair.id}
        beside = (
            Button(label=phrase("concern.contact.only_pause"), action="together.pause", data=data),
            other,
        )
    return msgspec.structs.replace(
        given, options={"contact": tuple(options)}, beside={"text": beside} if beside else {}
    )


def _finish(scene: Scene, answers: Answers) -> None:
    pair, chosen = _pair(scene), str(answers.get("contact") or "")
    contact = next((one for one in concerns.contacts_for(scene, pair) if one.id == chosen), None)
    if chosen == ONLY_PAUSE and pair is not None and breaks.may_pause(scene, pair):
        if answers.get("text"):
            scene.answer(Say(text=phrase("concern.words_gone")))
        breaks.pause_us(scene, pair, scene.today(scene.me) + timedelta(weeks=PAUSE_WEEKS))
    elif contact is None:
        scene.answer(Say(text=phrase("concern.nobody")))
    else:
        concerns.send(scene, pair, contact, str(answers.get("text") or ""))


CONCERN = Flow(
    "concern",
    questions=(
        Text("text", optional=True, longest=concerns.LONGEST, sees="contact_only"),
        Choice("contact", sees="contact_only"),
    ),
    prepare=_prepare,
    finish=_finish,
)
