"""What a handler puts together, as the outcome says it."""

from __future__ import annotations

from bot.conversation.messages import Button, Buttons, Say, phrase
from bot.outcome import Drop, Outcome
from bot.program.snapshot import Snapshot
from bot.scene import Scene, summary_of
from tests import factories as make


def test_what_waits_about_a_pairing_is_dropped() -> None:
    scene = Scene(Snapshot(), make.said())
    assert scene.outcome() == Outcome()
    scene.drop_waiting("pair", "concern")
    assert scene.outcome() == Outcome(drops=(Drop(pairing="pair", reason="concern"),))


def test_a_notification_says_the_first_paragraph_and_small_print_where_that_is_all() -> None:
    quiet, loud = Say(text="small", style="quiet"), Say(text="large")
    buttons = Buttons(items=(Button(label="Post it", action="post"),))
    assert summary_of((quiet, loud, buttons)) == "large"
    assert summary_of((quiet, buttons)) == "small"
    assert summary_of((buttons,)) == phrase("bot.name")
