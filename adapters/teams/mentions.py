"""What did a person type, before Teams escaped it and put names into tags?

All of it takes time in proportion to the text, whatever somebody made up.
"""

from __future__ import annotations

import html
import re

from adapters.teams.payloads import Mention
from adapters.wording import clean

MOST = 50  # mentions in one message
NAME = 200  # characters in a tag

_TAG = re.compile(rf"<at\b[^<>]{{0,{NAME}}}>([^<>]{{0,{NAME}}})</at>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|\w{2,31});", re.IGNORECASE)
_BREAK = re.compile(r"\s?<(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]{0,200}>\s?", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-z][^<>]{0,2000}>", re.IGNORECASE)
ADDRESSING = " \xa0\t\r\n,:;"
_CLOSING = ".,;:!?)"


def typed_text(text: str, mentions: list[Mention], bot: str, text_format: str = "") -> str:
    """The words as typed: without the bot's own name, other people's names in plain words.

    Only text that says it is markup (`text_format` "xml") is read as such: in any other a tag is what somebody typed.
    """
    for mention in mentions[:MOST]:
        if mention.text and mention.text.strip():
            if mention.mentioned.id == bot and text.lstrip().startswith(mention.text):
                text = text.lstrip()[len(mention.text) :].lstrip(ADDRESSING)  # "@Turnabout, ..."
            words = "" if mention.mentioned.id == bot else mention.mentioned.name or ""
            text = _without(text, mention.text, words)
    text = _TAG.sub(lambda found: found[1], text)
    if text_format == "xml":
        text = _ANY_TAG.sub("", _BREAK.sub("\n", text))
    return clean(_ENTITY.sub(lambda found: html.unescape(found[0]), text).replace("\xa0", " ")).strip()


def tag_of(text: str, name: str) -> str:
    """The first tag around that name, whatever its case; "" where there is none."""
    found = (tag for tag in _TAG.finditer(text) if tag[1].strip().casefold() == name.strip().casefold())
    return next((tag[0] for tag in found), "") if name.strip() else ""


def _without(text: str, tag: str, words: str) -> str:
    """These words in place of the tag, and one space on either side."""
    first, *others = text.split(tag)
    if not others:
        return text
    pieces = [first]
    for other in others:
        pieces[-1] = pieces[-1].rstrip()
        after = other.lstrip()
        if words:
            pieces += [" ", words]
        pieces += ["" if after.startswith(tuple(_CLOSING)) else " ", after]
    return "".join(pieces)
