"""`/rm-nominate` and `/rm-invite` with a name: somebody is asked in private, and only they know what they answer.

Whoever asks hears the same sentence whatever state the person is in, so that no answer can be read off it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.conversation.messages import Block, Button, Buttons, Listed, Say, Text, phrase
from bot.conversation.understand.people import persons
from bot.flows.hearing import LONGEST_NAMES, colleague, colleagues, unknown
from bot.program.keeping import audit
from bot.program.model import Person
from bot.program.participant import membership
from bot.program.parts import command_button, set_up_first
from bot.scene import Scene


def by_name(scene: Scene, text: str, *, nominated: bool) -> None:
    """Ask everybody named; what fits several people, or nobody, is said and loses nothing of the rest."""
    if len(text) > LONGEST_NAMES:
        scene.answer(Say(text=phrase("nominate.long")))
        return
    known = (*colleagues(scene), colleague(scene.me))
    heard = persons(text, known, lang=scene.me.language, speaker=scene.me.id)
    open_: list[Block] = []
    for said, ids in heard.ask:
        items = tuple(_which(person, nominated) for person in _people(scene, ids))
        open_ += [Say(text=phrase("nominate.which", said=said)), Buttons(items=items)]
    if heard.unknown or not (heard.found or heard.ask):
        open_.append(Say(text=unknown("nominate.unknown", heard.unknown or (text.strip(),))))
    ask(scene, heard.found, *open_, nominated=nominated)


def _which(person: Person, nominated: bool) -> Button:
    where = phrase("nominate.of", name=person.name, department=person.department)
    return Button(
        label=where if person.department else person.name,
        action="nominate.try" if nominated else "nominate.join",
        data={"person": person.id},
    )


def chosen(scene: Scene, person_id: str, *, nominated: bool) -> None:
    """The one a button names, if they are still there."""
    if _people(scene, [person_id]):
        ask(scene, [person_id], nominated=nominated)
    else:
        scene.answer(Say(text=phrase("nominate.gone")), Buttons(items=(command_button("people"),)))


def ask(scene: Scene, ids: Sequence[str], *rest: Block, nominated: bool) -> None:
    """Invite these people where that is right, and say what is said about anybody; `rest` comes after it."""
    cohort = scene.cohort
    if cohort is None:
        scene.answer(*set_up_first())
        return
    people = _people(scene, ids)
    others = [person for person in people if person.id != scene.me.id]
    asked = [person for person in others if person.reachable and not person.is_guest]
    if asked and not scene.sees(offers=True, middle_grade=True):
        return
    for person in asked:
        if _may_be_asked(scene, person):
            membership.invite(scene, cohort, person, nominated=nominated)
    if asked:
        audit.note(scene, "nominate" if nominated else "invite_one", *(person.id for person in asked))
    blocks = [*_said(scene, asked, others), *rest]
    if len(others) < len(people):
        join = Buttons(items=(command_button("join"),))
        blocks += [Say(text=phrase("nominate.self")), *(() if scene.me.state == "joined" else (join,))]
    scene.answer(*blocks)


def _may_be_asked(scene: Scene, person: Person) -> bool:
    """Who was never asked, or said "not now" and has had the time they were given."""
    if person.state == "later" and person.ask_again is not None:
        return person.ask_again <= scene.today(person)
    return person.state == "known"


def _said(scene: Scene, asked: Sequence[Person], others: Sequence[Person]) -> list[Block]:
    """The same about everybody who could be written to; why not, about those who cannot."""
    guests = [person for person in others if person.is_guest]
    unreachable = [person for person in others if not person.is_guest and not person.reachable]
    said: list[Block] = []
    if asked:
        said.append(Say(text=phrase("nominate.sent", count=len(asked), names=_names(scene, asked))))
    if guests:
        said.append(Say(text=phrase("nominate.guest", names=_names(scene, guests))))
    if unreachable:
        said.append(Say(text=phrase("nominate.unreachable", names=_names(scene, unreachable))))
    return said


def _names(scene: Scene, people: Iterable[Person]) -> Text:
    return Listed(tuple(scene.name(person.id) for person in people))


def _people(scene: Scene, ids: Iterable[str]) -> list[Person]:
    """Those of them who are still in the company."""
    found = (scene.person(person_id) for person_id in ids)
    return [person for person in found if person is not None and not person.gone]
