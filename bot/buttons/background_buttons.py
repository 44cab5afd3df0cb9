"""What do the buttons lead to by which people tell something about themselves beside the talk of joining?

Only ever to what they told themselves: for the program's aim, or how sure they are of showing something.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.events import Pressed, Submitted
from bot.program.participant import background, showing
from bot.program.snapshot import Query
from bot.scene import Scene

Press = Pressed | Submitted
GROUPS = frozenset({"background", "showing"})


def needs(event: Press) -> Query:
    asked = event.action.partition(".")[0]
    return Query(sender=event.sender, background=asked == "background")


def _doing(do: Callable[[Scene], None]) -> Callable[[Scene, Press], None]:
    return lambda scene, _event: do(scene)


def _rate(scene: Scene, event: Press) -> None:
    showing.rate(scene, event.data.get("rating", ""))


ACTIONS: dict[str, Callable[[Scene, Press], None]] = {
    "background.show": _doing(background.show),
    "background.begin": _doing(background.begin),
    "background.again": _doing(background.begin),
    "background.delete": _doing(background.delete),
    "showing.rate": _rate,
}
