"""What should the pairs also do: bridge difference, or find common ground? An admin decides; by default neither.

Without an aim nobody is asked anything. Another aim, or none, forgets what people told for the one before: `ROUNDS`
goes through that, and then through those who are in already, to offer them the questions, a page at a time.
`bot/program/participant/background.py` has what people tell.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from bot.conversation.messages import Block, Buttons, Phrase, Say, phrase
from bot.program import tray
from bot.program.cohorts.cohort import no_more
from bot.program.keeping import audit
from bot.program.model import Base, Cohort
from bot.program.participant import background
from bot.program.participant.background import AIMS, Aim
from bot.program.parts import command_button, family_button, set_up_first
from bot.program.snapshot import PEOPLE_AT_ONCE, Query
from bot.scene import Scene

FORGOTTEN_AT_ONCE = 100
TOPIC = "background"


# -- what an admin decides ---------------------------------------------------------------------------------------


def show(scene: Scene) -> None:
    """`/rm-pair aim`: what there is to choose from, why, and what it means for people."""
    cohort = scene.cohort
    if cohort is None:
        scene.answer(*set_up_first())
    elif not no_more(scene):
        scene.answer(
            Say(text=phrase("aim.title"), style="heading"),
            Say(text=Phrase(f"aim.now.{cohort.aim or 'off'}")),
            Say(text=phrase("aim.why")),
            Say(text=phrase("aim.people")),
            _choices(cohort),
        )
        audit.note(scene, "aim")


def _choices(cohort: Cohort) -> Buttons:
    others = [aim for aim in AIMS if aim != cohort.aim]
    return Buttons(items=tuple(family_button("aim", aim or "off") for aim in others))


def act(scene: Scene, name: str) -> None:
    """A button: an aim, or none; `sure_` before it when answers would be deleted."""
    cohort = scene.cohort
    aim = ASKED.get(name.removeprefix("sure_"))
    if cohort is None:
        scene.answer(*set_up_first())
    elif name == "keep":
        scene.answer(Say(text=phrase("aim.kept")))
    elif aim is None or no_more(scene):
        return
    elif aim == cohort.aim:
        scene.answer(Say(text=phrase("aim.already")), Say(text=Phrase(f"aim.now.{aim or 'off'}")))
    elif cohort.aim and not name.startswith("sure_"):
        _ask(scene, name)
    else:
        _change(scene, cohort, aim)


def _ask(scene: Scene, name: str) -> None:
    key = "aim.sure.off" if name == "off" else "aim.sure.other"
    ways = (family_button("aim", f"sure_{name}", main=True), family_button("aim", "keep"))
    scene.answer(Say(text=Phrase(key)), Buttons(items=ways))


def _change(scene: Scene, cohort: Cohort, aim: Aim) -> None:
    scene.save(background.with_aim(cohort, aim, scene.at))
    audit.note(scene, f"aim_{aim or 'off'}")
    blocks: tuple[Block, ...] = (Say(text=Phrase(f"aim.set.{aim or 'off'}")),)
    scene.answer(*blocks, Buttons(items=(command_button("pair"),)))


ASKED: dict[str, Aim] = {aim or "off": aim for aim in AIMS}
ACTS = ("show", "keep", *ASKED, *(f"sure_{name}" for name in ASKED))


# -- a page at a time --------------------------------------------------------------------------------------------


def needs(organization: str, _subject: str) -> Query:
    return Query(organization=organization)


def due(record: Base) -> datetime | None:
    return record.aim_due if isinstance(record, Cohort) and record.aim_round else None


def fall_due(scene: Scene, _subject: str) -> None:
    cohort = scene.cohort or scene.snapshot.last_cohort
    moment = due(cohort) if cohort else None
    if cohort is not None and moment is not None and moment <= scene.at and cohort.aim_round:
        ROUNDS[cohort.aim_round](scene, cohort)


def _forget(scene: Scene, cohort: Cohort) -> None:
    """What was told for the aim before, in records, in talks half done and in messages."""
    if not scene.sees(backgrounds=FORGOTTEN_AT_ONCE):
        return
    old = [one for one in scene.snapshot.backgrounds.values() if not background.holds(one, cohort)]
    for one in old:
        background.forget(scene, one)
    since = cohort.aim_since or scene.at
    begun = [talk for talk in scene.snapshot.talks if talk.asked_at < since]
    for talk in begun:
        scene.stop(talk)
        scene.unsay(talk.about)
    if max(len(old), len(begun)) >= FORGOTTEN_AT_ONCE:
        scene.save(msgspec.structs.replace(cohort, aim_due=scene.at + background.BETWEEN))
    else:
        offer = {"aim_round": "offer", "aim_page": 1, "aim_due": scene.at + background.BETWEEN}
        scene.save(msgspec.structs.replace(cohort, **(offer if cohort.aim else _DONE)))


def _offer(scene: Scene, cohort: Cohort) -> None:
    """Everybody who is in hears once that there are questions, when there is room."""
    if not scene.sees(joined=cohort.aim_page):
        return
    people = scene.snapshot.joined
    for person in people:
        tray.put(scene, person, TOPIC, person.id)
    more = {"aim_page": cohort.aim_page + 1, "aim_due": scene.at + background.BETWEEN}
    scene.save(msgspec.structs.replace(cohort, **(more if len(people) == PEOPLE_AT_ONCE else _DONE)))


_DONE: dict[str, object] = {"aim_round": "", "aim_page": 1, "aim_due": None}
ROUNDS: dict[str, Callable[[Scene, Cohort], None]] = {"forget": _forget, "offer": _offer}
