"""There is no partner for somebody this time: why, honestly, and what they can do about it.

What would tell on somebody else (that one does not want the other) is said like what nobody can look up.
"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import Buttons, Listed, Phrase, Say, SkillName, phrase
from bot.program.model import Person
from bot.program.participant.about_me import change_button
from bot.program.parts import command_button, first_name
from bot.scene import Scene
from bot.text.catalog import has

MOST_NAMED = 3
HELPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "no_common_hours": ("hours", ("hours", "timezone")),
    "outnumbered": ("role", ("teaches", "wants", "role")),
    "seniority_gap": ("level", ()),
    "pilot_full": ("", ()),
}
"""Why somebody has no partner -> what they can do (a sentence), and which of their answers they may change for it."""

MORE_TOPICS = ("topics", ("teaches", "wants"))
"""What always helps. Whatever is nobody's to know is answered by this as well."""


def tell_leftover(scene: Scene, person_id: str, reason: str) -> int:
    """Tell somebody that there is no partner yet, why, what they can do, and that they come first next time; 1 when
    told.
    """
    person = scene.person(person_id)
    if person is None or not person.is_joined or person.is_paused:
        return 0
    scene.save(msgspec.structs.replace(person, waiting_since=person.waiting_since or scene.at))
    help_by, changes = HELPS.get(reason, MORE_TOPICS)
    helps = (Say(text=Phrase(f"waiting.help.{help_by}")),) if help_by else ()
    scene.tell(
        person.id,
        "leftover",
        Say(text=phrase("waiting.sorry", name=first_name(person))),
        Say(text=_why_nobody(person, reason)),
        *helps,
        Say(text=phrase("waiting.next")),
        Buttons(
            items=(*(change_button(name) for name in changes), command_button("me"), command_button("pause"))
        ),
    )
    return 1


def _why_nobody(person: Person, reason: str) -> Phrase:
    """Honestly why; a reason that would tell on somebody is like any other that nobody can look up."""
    if reason == "nobody_wants_or_teaches":
        key = NOTHING_MET[bool(person.wants), bool(person.teaches)]
        return Phrase(f"waiting.{key}", {"wants": _any_of(person.wants), "teaches": _any_of(person.teaches)})
    key = f"waiting.{reason}"
    return Phrase(key if has(key) else "waiting.other")


NOTHING_MET = {
    (True, True): "nobody_wants_or_teaches",
    (True, False): "nobody_teaches",
    (False, True): "nobody_wants",
    (False, False): "nothing_told",
}
"""Whether somebody told wishes, and topics -> what is said where neither meets anything."""


def _any_of(skills: tuple[str, ...]) -> Listed:
    return Listed(tuple(SkillName(name) for name in skills[:MOST_NAMED]), joined_by="or")
