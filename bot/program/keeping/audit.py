"""Who looked at something, or did something, with more than their own rights. Never what was said or written."""

from __future__ import annotations

from uuid import UUID, uuid5

from bot.conversation.messages import Buttons, Phrase, Say, phrase
from bot.program.model import Audit
from bot.program.parts import command_button
from bot.scene import Scene
from bot.text.catalog import has

ONCE = UUID("c0c6a2a2-3f0b-4d0e-9a3a-6d2a6a1d8f51")
REFUSED = "refused"


def action(entry: Audit) -> Phrase:
    """What was done, in words."""
    tried, _, command = entry.action.partition(".")
    if tried == REFUSED and command:
        return phrase("audit.action.refused_command", command=f"/rm-{command}")
    key = f"audit.action.{entry.action}"
    return Phrase(key if has(key) else "audit.action.other")


def note(scene: Scene, action: str, *subjects: str) -> None:
    """Put down that this person did this, about these people; `action` is a key of [audit.action] in the catalog."""
    for subject in subjects or ("",):
        scene.save(
            Audit(
                id=scene.new_id(f"audit/{action}/{subject}"),
                organization=scene.organization.id,
                actor=scene.me.id,
                action=action,
                subject=subject,
                at=scene.at,
            )
        )


def noted(scene: Scene) -> tuple[Audit, ...]:
    """What this step has put down so far."""
    return tuple(record for record in scene.saved() if isinstance(record, Audit))


def refuse(scene: Scene, command: str = "") -> None:
    """Somebody wants what only those may who run the program: they hear so, and it is put down, once a day for each
    command, however often they try.
    """
    what = f"{REFUSED}.{command}" if command else REFUSED
    entry = Audit(
        id=uuid5(ONCE, f"{scene.organization.id}/{scene.me.id}/{what}/{scene.at.date()}").hex,
        organization=scene.organization.id,
        actor=scene.me.id,
        action=what,
        at=scene.at,
    )
    if not scene.sees(noted=(entry.id,)):
        return
    if entry.id not in scene.snapshot.noted:
        scene.save(entry)
    scene.answer(Say(text=phrase("command.admins_only")), Buttons(items=(command_button("help"),)))
