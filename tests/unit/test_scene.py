"""What a handler puts together, as the outcome says it."""

from __future__ import annotations

from bot.outcome import Drop, Outcome
from bot.program.snapshot import Snapshot
from bot.scene import Scene
from tests import factories as make


def test_what_waits_about_a_pairing_is_dropped() -> None:
    scene = Scene(Snapshot(), make.said())
    assert scene.outcome() == Outcome()
    scene.drop_waiting("pair", "concern")
    assert scene.outcome() == Outcome(drops=(Drop(pairing="pair", reason="concern"),))
