"""What do the buttons lead to that people get when a program ends? The survey, and their certificate."""

from __future__ import annotations

from collections.abc import Callable

from bot.events import Pressed, Submitted
from bot.program.cohorts import certificate, surveys
from bot.program.snapshot import Query
from bot.scene import Scene

Press = Pressed | Submitted
GROUPS = frozenset({"survey", "certificate"})


def needs(event: Press) -> Query:
    return Query(sender=event.sender, pairing=event.data.get("pairing", ""), surveys=True)


def _survey(scene: Scene, event: Press) -> None:
    surveys.begin(scene, event.data.get("pairing", ""))


def _certificate(scene: Scene, event: Press) -> None:
    certificate.give(scene, event.data.get("pairing", ""))


ACTIONS: dict[str, Callable[[Scene, Press], None]] = {
    "survey.begin": _survey,
    "certificate.get": _certificate,
}
