"""What is a topic that may be said to somebody unasked? `topics.py` lists them all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec

from bot.conversation.messages import Button, Phrase
from bot.program.model import Person
from bot.scene import Scene


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said; `pairing` when it is about one."""

    text: Phrase
    buttons: tuple[Button, ...] = ()
    pairing: str = ""


Make = Callable[[Scene, Person, str], Line | None]


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """`keeps` is how long it may wait before nobody needs it any more. Of one `group` only the weightiest is said."""

    name: str
    line: Make
    group: str = ""
    keeps: timedelta = timedelta(days=14)
