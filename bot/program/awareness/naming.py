"""An admin names who goes first: that person is asked in private, and the admin hears the same whatever they answer."""

from __future__ import annotations

import msgspec

from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Listed,
    Message,
    Phrase,
    Say,
    Value,
    phrase,
)
from bot.conversation.understand.people import persons
from bot.flows.hearing import colleague, colleagues
from bot.outcome import About, Send
from bot.program.awareness import rotation, sponsor
from bot.program.calendar import next_working_moment
from bot.program.keeping import audit
from bot.program.model import Person, Sponsor, sponsor_id
from bot.program.parts import family_button, first_name, set_up_first
from bot.scene import Scene, summary_of


def by_name(scene: Scene, text: str) -> None:
    """`/rm-announce sponsor Vera Lang`: exactly one person."""
    known = (*colleagues(scene), colleague(scene.me))
    heard = persons(text, known, lang=scene.me.language, speaker=scene.me.id)
    if len(heard.found) == 1 and not heard.ask and not heard.unknown:
        name(scene, heard.found[0])
        return
    several = dict.fromkeys([*heard.found, *(person for _, ids in heard.ask for person in ids)])
    people = [person for one in several if (person := scene.person(one)) is not None]
    if people:
        said = Say(text=phrase("sponsor.which"))
        scene.answer(said, Buttons(items=tuple(_choose(person) for person in people[:5])))
    else:
        scene.answer(Say(text=phrase("nominate.unknown", names=Listed((text.strip(),)))))


def _choose(person: Person) -> Button:
    where = phrase("nominate.of", name=person.name, department=person.department)
    return Button(
        label=where if person.department else person.name, action="announce.name", data={"person": person.id}
    )


def name(scene: Scene, person_id: str) -> None:
    """Ask somebody to go first; whatever they said before about joining, the admin hears the same."""
    cohort, person = scene.cohort, scene.person(person_id)
    if not scene.sees(awareness=True, sponsor=person_id):
        return
    if cohort is None:
        scene.answer(*set_up_first())
        return
    if person is None or person.gone:
        scene.answer(Say(text=phrase("nominate.gone")))
        return
    if person.is_guest or not person.reachable:
        key = "nominate.guest" if person.is_guest else "nominate.unreachable"
        scene.answer(Say(text=Phrase(key, {"names": scene.name(person.id)})))
        return
    awareness = rotation.awareness_of(scene, cohort)
    if awareness.sponsor == person.id:  # the same whatever they answered
        scene.answer(Say(text=phrase("sponsor.asked_already", name=scene.name(person.id))))
        return
    audit.note(scene, "sponsor", person.id)
    scene.save(msgspec.structs.replace(awareness, sponsor=person.id))
    _ask(scene, person)
    scene.answer(Say(text=phrase("sponsor.asked", name=scene.name(person.id))))


def _ask(scene: Scene, person: Person) -> None:
    """In their working hours; not whoever said that they do not want to be asked again. A yes that holds still does."""
    fresh = Sponsor(
        id=sponsor_id(person.id), organization=person.organization, person=person.id, named_by=scene.me.id
    )
    known = scene.snapshot.sponsors.get(person.id, fresh)
    asked = msgspec.structs.replace(known, named_by=scene.me.id)
    if asked.state != "agreed":
        asked = msgspec.structs.replace(asked, state="named", sentence="", draft="")
    scene.save(asked)
    blocks = (*_question(scene, person), *sponsor.agreed_to(asked))
    if person.id == scene.me.id:
        scene.answer(*blocks)
    elif person.state != "declined":
        send = Send(
            kind="invitation",
            message=Message(blocks=blocks, summary=summary_of(blocks)),
            person=person.id,
            about=About(person=person.id),
            unless=("person_away",),
            not_before=next_working_moment(person, scene.at),
        )
        scene.send(send)


def _question(scene: Scene, person: Person) -> tuple[Block, ...]:
    cohort = scene.cohort
    values: dict[str, Value] = {"name": first_name(person), "admin": scene.name(scene.me.id)}
    key = "sponsor.question_self" if person.id == scene.me.id else "sponsor.question"
    return (
        Say(text=Phrase(key, values)),
        Say(text=phrase("sponsor.what", minutes=cohort.minutes if cohort else 0)),
        Say(text=phrase("sponsor.private"), style="quiet"),
        Buttons(items=(family_button("sponsor", "yes", main=True), family_button("sponsor", "no"))),
    )
