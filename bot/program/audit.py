"""Who looked at something, or did something, with more than their own rights. Never what was said or written."""

from __future__ import annotations

from bot.program.model import Audit
from bot.scene import Scene


def note(scene: Scene, action: str, subject: str = "") -> None:
    """Put down that this person did this; `action` is a key of [audit.action] in the catalog."""
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
