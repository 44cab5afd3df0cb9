"""What do the buttons about the answers for the program's aim lead to? Only ever to what the person told themselves."""

from __future__ import annotations

from collections.abc import Callable

from bot.events import Pressed, Submitted
from bot.program import background
from bot.program.snapshot import Query
from bot.scene import Scene

Press = Pressed | Submitted
GROUPS = frozenset({"background"})


def needs(event: Press) -> Query:
    return Query(sender=event.sender, background=True)


def _doing(do: Callable[[Scene], None]) -> Callable[[Scene, Press], None]:
    return lambda scene, _event: do(scene)


ACTIONS: dict[str, Callable[[Scene, Press], None]] = {
    "background.show": _doing(background.show),
    "background.begin": _doing(background.begin),
    "background.again": _doing(background.begin),
    "background.delete": _doing(background.delete),
}
