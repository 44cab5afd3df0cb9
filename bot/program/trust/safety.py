"""Are there enough safe contacts? Two who have accepted and are still there: everybody needs somebody to turn to."""

from __future__ import annotations

from bot.conversation.messages import Block, Buttons, Say, phrase
from bot.program.model import Cohort, Person
from bot.program.parts import command_button
from bot.scene import Scene

FEWEST_CONTACTS = 2


def safe_contacts(scene: Scene, cohort: Cohort) -> list[Person]:
    """Who has accepted the duty and is still of the company."""
    accepted = [
        scene.person(contact.person) for contact in cohort.safe_contacts if contact.state == "accepted"
    ]
    return [
        one
        for one in accepted
        if one is not None and not one.gone and not one.is_guest and not scene.is_former(one.id)
    ]


def contacts_warning(scene: Scene, cohort: Cohort) -> tuple[Block, ...]:
    """What to tell an admin as long as there are too few; nothing otherwise."""
    there = len(safe_contacts(scene, cohort))
    if there >= FEWEST_CONTACTS:
        return ()
    return (
        Say(text=phrase("safety.too_few", count=there)),
        Buttons(items=(command_button("setup", called="set_up_again"),)),
    )
