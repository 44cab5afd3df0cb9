"""Whom does a reader of the digest think of? Those who run the program hear it, and decide whether to ask."""

from __future__ import annotations

from bot.conversation.flow import Answers, Flow, Given, People
from bot.conversation.messages import Button, Buttons, Listed, Say, phrase
from bot.conversation.messages import Text as Words
from bot.conversation.reading import list_of
from bot.flows.hearing import colleagues
from bot.scene import Scene


def _prepare(scene: Scene) -> Given:
    labels: dict[str, Words] = {person.id: person.name for person in scene.snapshot.people.values()}
    me = scene.me
    return Given(
        language=me.language,
        today=scene.today(me),
        speaker=me.id,
        directory=colleagues(scene),
        labels=labels,
    )


def _finish(scene: Scene, answers: Answers) -> None:
    """Nothing is sent to whom was named: an invitation is the admins' to give."""
    if not scene.sees(admins=True):
        return
    named = list_of(answers.get("who"))
    names = Listed(tuple(scene.name(person) for person in named))
    ask = tuple(
        Button(
            label=phrase("suggest.ask", name=scene.name(person)),
            action="nominate.try",
            data={"person": person},
        )
        for person in named
    )
    told = Say(text=phrase("suggest.told", name=scene.name(scene.me.id), names=names))
    for admin in scene.snapshot.admins:
        scene.tell(admin.id, "admin", told, Buttons(items=ask))
    scene.answer(Say(text=phrase("suggest.thanks", names=names)))


SUGGEST = Flow(
    "suggest", questions=(People("who", fewest=1, sees="admins"),), prepare=_prepare, finish=_finish
)
