"""How much does Teams take, and which words would it take for markup?

Sources (November 2026): https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
(100 KB a message, counted in UTF-16; we keep well below), https://adaptivecards.io/explorer (elements).
"""

from __future__ import annotations

import re
from html import escape
from typing import Any
from unicodedata import bidirectional

import msgspec

WHOLE = 80_000  # bytes of the activity, in the larger of UTF-8 and UTF-16
ACTIONS = 6  # in one set; what is more goes into the next set
LABEL = 100  # of a button and of an option: no limit is written down, but a longer one is not read
SUMMARY = 300
LINES = 40  # of one text, each of which is an element of its own
LINK = 2_000
OPTION_VALUE = 200
VALUE = 4_000  # what a button carries
LEFTWARD = frozenset({"ar", "fa", "he", "ur", "yi"})  # languages that are read from right to left
FEW = 6  # as many options are shown one below the other

_AT = re.compile(r"<(?=\s*/?\s*at\b)", re.IGNORECASE)
_DATE = re.compile(r"\{(?=\{\s*(?:DATE|TIME)\s*\()")
_MARKUP = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
_START = re.compile(r"^(\s*)(?:([#+-])(?=[#\s-]|$)|(\d+)(?=[.)](?:\s|$)))", re.MULTILINE)
_LINK = re.compile(r"https://[^\s<>\"|\x00-\x1f]+")
_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_LEFTWARD = re.compile(rf"{_LEFT}+(?:[\s'’.,()-]*{_LEFT}+)*")
_JOINER = "\u2060"  # has no width and no meaning; it keeps `<` and `at` from being one tag


def harmless(text: str) -> str:
    """The same to the eye, and nowhere the tag that mentions somebody, or what a card reads as a date of its own; names
    in a script that runs from right to left reorder nothing around them.
    """
    text = _DATE.sub(f"{{{_JOINER}", _AT.sub(f"<{_JOINER}", text))
    return "\n".join(map(_isolated, text.split("\n"))) if _LEFTWARD.search(text) else text


def _isolated(line: str) -> str:
    """A line that itself runs from right to left stays as it is."""
    first = next((bidirectional(char) for char in line if bidirectional(char) in ("L", "R", "AL")), "")
    return _LEFTWARD.sub(lambda found: f"\u2068{found[0]}\u2069", line) if first == "L" else line


def unmarked(text: str) -> str:
    """For the few places where cards read Markdown: the same words with their markup escaped."""
    escaped = _MARKUP.sub(lambda found: f"\\{found[0]}", text)
    return _START.sub(lambda found: found[1] + (f"\\{found[2]}" if found[2] else f"{found[3]}\\"), escaped)


def spoken(text: str) -> str:
    """For a voice, which may read markup of its own (SSML)."""
    return escape(text, quote=False)


def opens(link: str) -> bool:
    """May this address be shown as a link?"""
    return len(link) <= LINK and _LINK.fullmatch(link) is not None


def weigh(text: str) -> int:
    """UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def size(part: Any) -> int:
    """Bytes on the way, in the encoding that makes it larger."""
    encoded = msgspec.json.encode(part)
    return max(len(encoded), 2 * weigh(encoded.decode()))
