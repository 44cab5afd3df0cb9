"""The survey at the end: who is asked, and what is kept of it. Nobody reads it one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.conversation.flow import Answer
from bot.conversation.messages import Buttons, Say, phrase
from bot.program import tray
from bot.program.cohorts.templates import of as template_of
from bot.program.metrics_end import AFTER, BEFORE
from bot.program.model import Cohort, Pairing, Person, Survey, survey_id
from bot.program.parts import command_button
from bot.scene import Scene

TOPIC = "survey"
MOST_WISHES = 3  # that are asked about again


def of(scene: Scene, person: str) -> Survey | None:
    """What somebody said at the end of this cohort."""
    cohort = scene.cohort
    mine = (one for one in scene.snapshot.surveys if one.person == person)
    return next((one for one in mine if cohort is not None and one.cohort == cohort.id), None)


def is_open(cohort: Cohort | None) -> bool:
    return cohort is not None and cohort.state == "closing"


def wishes_of(person: Person) -> list[str]:
    """Those with something to compare: how sure somebody was on joining."""
    return [wish for wish in person.wants if wish in person.confidence][:MOST_WISHES]


def ask(scene: Scene, person: Person, pairings: Iterable[Pairing]) -> None:
    """Once, about the partner they met last, however many they had; whoever has answered is not asked."""
    met = [one for one in pairings if one.held and person.id in (one.mentor, one.mentee)]
    waits = any(item.topic == TOPIC for item in tray.tray_of(scene, person.id).items)
    if met and not waits and of(scene, person.id) is None:
        newest = max(met, key=lambda one: (one.met_at or one.approved_at, one.id))
        tray.put(scene, person, TOPIC, newest.id)


def _counts(scene: Scene, met: Pairing | None) -> bool:
    """Is it a pairing of the program that closes, and did the two meet? Anything else would spend the one answer."""
    cohort = scene.cohort
    return (
        is_open(cohort)
        and cohort is not None
        and met is not None
        and met.cohort == cohort.id
        and met.held > 0
    )


def begin(scene: Scene, pairing: str) -> None:
    """[Answer], once, while the program closes, by one of the two."""
    met = scene.snapshot.lives.get(pairing)
    if met is None or scene.me.id not in (met.mentor, met.mentee):
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("help"),)))
    elif not _counts(scene, met):
        scene.answer(Say(text=phrase("survey.over")))
    elif of(scene, scene.me.id) is not None:
        scene.answer(Say(text=phrase("survey.already")))
    else:
        template = template_of(scene.cohort.template if scene.cohort else "")
        answers: dict[str, Answer] = {"wishes": wishes_of(scene.me), "items": list(template.survey)}
        scene.begin("survey", pairing=pairing, answers=answers)


def record(scene: Scene, pairing: str, answers: Mapping[str, object]) -> None:
    """Keep it for counting, beside how sure they were on joining."""
    cohort, me = scene.cohort, scene.me
    if cohort is None or not _counts(scene, scene.snapshot.lives.get(pairing)):
        scene.answer(Say(text=phrase("survey.over")))
        return
    if of(scene, me.id) is not None:
        scene.answer(Say(text=phrase("survey.already")))
        return
    kept: dict[str, str | int] = {}
    for name, answer in answers.items():
        wish = name.removeprefix("now/")
        if isinstance(answer, int) and wish != name:
            kept[AFTER + wish] = answer
            kept |= {BEFORE + wish: me.confidence[wish]} if wish in me.confidence else {}
        elif name in ("personal", "heard", "again") and isinstance(answer, str | int):
            kept[name] = answer
    scene.save(
        Survey(
            id=survey_id(cohort.id, me.id),
            organization=cohort.organization,
            cohort=cohort.id,
            pairing=pairing,
            person=me.id,
            kind="end",
            answers=kept,
            given_at=scene.at,
        )
    )
    again = answers.get("again")
    key = "survey.thanks_again" if again in ("teach", "learn") else "survey.thanks"
    scene.answer(Say(text=phrase(key, name=scene.first_name(me.id))))
