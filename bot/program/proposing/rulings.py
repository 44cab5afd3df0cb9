"""Two people who are never to be proposed together (again)."""

from __future__ import annotations

from bot.program.model import Ruling
from bot.scene import Scene


def ruling(scene: Scene, one: str, other: str, kind: str) -> Ruling:
    """Two people never to be proposed together again."""
    first, second = sorted((one, other))
    return Ruling(
        id=scene.new_id(f"ruling/{first}/{second}"),
        organization=scene.organization.id,
        first=first,
        second=second,
        kind="swapped" if kind == "swapped" else "excluded",
    )
