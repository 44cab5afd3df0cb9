"""Whom would an admin like to see in the program? Asked when `/rm-nominate` comes without a name."""

from __future__ import annotations

from bot.conversation.flow import Answers, Flow, Given, People
from bot.conversation.messages import Text as Words
from bot.conversation.reading import list_of
from bot.flows.hearing import colleagues
from bot.program.keeping import audit
from bot.program.participant import nominations
from bot.scene import Scene


def given_colleagues(scene: Scene) -> Given:
    """What a talk needs in which colleagues are named."""
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
    if scene.me.is_admin:
        nominations.ask(scene, list_of(answers.get("who")), nominated=True)
    else:
        audit.refuse(scene)


NOMINATE = Flow(
    "nominate",
    questions=(People("who", fewest=1, sees="nominated"),),
    prepare=given_colleagues,
    finish=_finish,
)
