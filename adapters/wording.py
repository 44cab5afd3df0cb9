"""How does an adapter get words, and how does it keep people's words harmless and short enough?

Every `render.py` uses these; what is live markup differs by platform and is escaped there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

import regex

from bot.conversation.messages import Text, Value


class Wording(Protocol):
    """Keys and values into words for one reader; what people wrote comes back as it is."""

    language: str

    def text(self, text: Text) -> str: ...

    def value(self, value: Value) -> str: ...


WordsFor = Callable[[str, str], Wording]  # (language, time zone) -> words

ELLIPSIS = "…"

_CLUSTER = regex.compile(r"\X")
_MANY_CLUSTERS = regex.compile(r"\X{1,100}")  # most of a long text in large steps, the end in small ones
# Control characters but tab and newline, line and paragraph separators, lone surrogates, and the marks that
# turn the direction of all that follows: one of those in a name would reorder our own sentence around it.
_UNWANTED = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """The same words without control characters and direction overrides; newlines become `\\n`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return _UNWANTED.sub("", lines)


def one_line(text: str) -> str:
    """Cleaned, with every run of white space as one space: for labels and titles."""
    return " ".join(clean(text).split())


def cut(text: str, limit: int, weigh: Callable[[str], int] = len) -> str:
    """At most `limit` by weight, cut between characters as people see them and then ended by an ellipsis.

    `weigh` says what a piece of text counts on the platform, and must be additive.
    """
    if weigh(text) <= limit:
        return text
    kept = _start(_MANY_CLUSTERS, text, limit - weigh(ELLIPSIS), weigh)
    rest = text[len(kept) :]
    kept += _start(_CLUSTER, rest, limit - weigh(ELLIPSIS) - weigh(kept), weigh)
    return kept.rstrip() + ELLIPSIS


def _start(piece: Any, text: str, room: int, weigh: Callable[[str], int]) -> str:
    """As many whole pieces from the start as there is room for."""
    end: int = 0
    for found in piece.finditer(text):
        room -= weigh(found.group())
        if room < 0:
            break
        end = found.end()
    return text[:end]
