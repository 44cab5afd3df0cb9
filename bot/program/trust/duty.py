"""Being a safe contact: a duty that somebody takes on, and may lay down again."""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.conversation.messages import Button, Buttons, Phrase, Say, phrase
from bot.conversation.understand import tokens
from bot.conversation.understand.yes_no import yes_no
from bot.program.model import SafeContact
from bot.program.trust.safety import contacts_warning
from bot.scene import Scene

State = Literal["accepted", "declined"]
WORDS = 4  # of an answer; more are about something else


def meant(scene: Scene, text: str) -> State | None:
    """What typed words answer to the question whether they would be one, as long as it is open."""
    if _mine(scene, "asked") is None or len(tokens(text)) > WORDS:
        return None
    said = yes_no(text, lang=scene.me.language)
    return "accepted" if said == "yes" else "declined" if said == "no" else None


def answer(scene: Scene, state: State) -> None:
    """Accept or decline; who set the program up hears which."""
    cohort, me = scene.cohort, scene.me
    if cohort is None or (asked := _mine(scene)) is None:
        scene.answer(Say(text=phrase("duty.not_asked")))
        return
    scene.answer(Say(text=Phrase(f"duty.{state}")), *(_way_out() if state == "accepted" else ()))
    if asked.state == state:
        return
    mine = SafeContact(person=me.id, state=state)
    contacts = tuple(mine if one.person == me.id else one for one in cohort.safe_contacts)
    changed = scene.save(msgspec.structs.replace(cohort, safe_contacts=contacts))
    said = Say(text=Phrase(f"duty.{state}_admin", {"name": scene.name(me.id)}))
    warning = contacts_warning(scene, changed) if state == "declined" else ()
    scene.tell(cohort.opened_by, "admin", said, *warning)


def _mine(scene: Scene, state: str = "") -> SafeContact | None:
    contacts = scene.cohort.safe_contacts if scene.cohort else ()
    return next((one for one in contacts if one.person == scene.me.id and state in ("", one.state)), None)


def _way_out() -> tuple[Buttons, ...]:
    return (Buttons(items=(Button(label=phrase("button.end_duty"), action="duty.decline"),)),)
