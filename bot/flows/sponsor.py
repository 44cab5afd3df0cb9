"""Who goes first: an admin names somebody, and that person chooses what one sentence may say about them."""

from __future__ import annotations

import msgspec

from bot.conversation.flow import Answers, Choice, Flow, Given, People, YesNo
from bot.conversation.messages import Option, SkillName, phrase
from bot.conversation.reading import list_of
from bot.flows.hearing import colleague
from bot.flows.nominate import given_colleagues
from bot.program.awareness import naming, sponsor
from bot.program.keeping import audit
from bot.scene import Scene


def _prepare_who(scene: Scene) -> Given:
    given = given_colleagues(scene)
    return msgspec.structs.replace(given, directory=(*given.directory, colleague(scene.me)))


def _finish_who(scene: Scene, answers: Answers) -> None:
    named = list_of(answers.get("who"))
    if not scene.me.is_admin:
        audit.refuse(scene)
    elif named:
        naming.name(scene, named[0])


SPONSOR_WHO = Flow(
    "sponsor_who",
    questions=(People("who", fewest=1, sees="sponsor_who"),),
    prepare=_prepare_who,
    finish=_finish_who,
)


def _prepare(scene: Scene) -> Given:
    me = scene.me
    wishes = tuple(Option(value=wish, label=SkillName(wish)) for wish in me.wants)
    without = Option(value=sponsor.NO_TOPIC, label=phrase("sponsor.topic.none"))
    return Given(
        language=me.language,
        today=scene.today(me),
        speaker=me.id,
        options={"topic": (*wishes, without)},
        values={"title": me.title.strip()},
    )


def _finish(scene: Scene, answers: Answers) -> None:
    if scene.sees(awareness=True):
        sponsor.show(scene, str(answers.get("topic")), titled=answers.get("title") == "yes")


SPONSOR = Flow(
    "sponsor",
    questions=(
        Choice("topic", sees="sponsor"),
        YesNo("title", when=lambda answers: not answers.get("untitled"), sees="sponsor"),
    ),
    prepare=_prepare,
    finish=_finish,
)
