"""What did a person type, before Teams escaped it and put names into tags?"""

from __future__ import annotations

import html
import re

from adapters.teams.payloads import Mention
from adapters.wording import clean

_TAG = re.compile(r"<at\b[^>]*>(.*?)</at>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|\w{2,31});", re.IGNORECASE)
ADDRESSING = " \xa0\t\r\n,:;"


def typed_text(text: str, mentions: list[Mention], bot: str) -> str:
    """The words as typed: without the bot's own name, other people's names in plain words."""
    for mention in mentions:
        if mention.text:
            if mention.mentioned.id == bot and text.lstrip().startswith(mention.text):
                text = text.lstrip()[len(mention.text) :].lstrip(ADDRESSING)  # "@Turnabout, ..."
            words = "" if mention.mentioned.id == bot else mention.mentioned.name or ""
            parts = re.split(rf"\s*{re.escape(mention.text)}\s*", text)
            text = (f" {words} " if words else " ").join(parts)
    text = _TAG.sub(lambda found: found[1], text)
    return clean(_ENTITY.sub(lambda found: html.unescape(found[0]), text).replace("\xa0", " ")).strip()
