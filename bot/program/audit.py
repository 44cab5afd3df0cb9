"""Who looked at something, or did something, with more than their own rights. Never what was said or written."""

from __future__ import annotations

from bot.conversation.messages import Buttons, Say, phrase
from bot.program.model import Audit
from bot.program.parts import command_button
from bot.scene import Scene


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


def refuse(scene: Scene) -> None:
    """Somebody wants what only those may who run the program: they hear so, and it is put down."""
    note(scene, "refused")
    scene.answer(Say(text=phrase("command.admins_only")), Buttons(items=(command_button("help"),)))
