"""Somebody's own page, as they would read it: opened in a small company that memory keeps."""

from __future__ import annotations

from itertools import count

from adapters.playground.transcript import message_lines
from bot.conversation.messages import Button, Buttons, Message
from bot.events import HomeOpened
from bot.outcome import Outcome
from bot.text.catalog import words_for
from tests.unit.world import World, from_user

_numbers = count(1)


def opened(here: World, who: str, *, answered: bool = False) -> Outcome:
    """They look at it; what is decided is stored."""
    event = HomeOpened(id=f"home-{next(_numbers)}", at=here.now, sender=from_user(who), answered=answered)
    return here.run(event)


def page(outcome: Outcome) -> Message:
    """The one page that came of it."""
    (send,) = [send for send in outcome.sends if send.kind == "home"]
    assert send.home
    return send.message


def home(here: World, who: str, lang: str = "en", *, answered: bool = False) -> str:
    """All that stands on it."""
    outcome = opened(here, who, answered=answered)
    assert [send.kind for send in outcome.sends] == ["home"], "looking in says nothing else"
    return "\n".join(message_lines(page(outcome), words_for(lang, "Europe/Berlin")))


def pressable(outcome: Outcome) -> list[Button]:
    blocks = page(outcome).blocks
    return [button for block in blocks if isinstance(block, Buttons) for button in block.items]
