"""What would ping somebody, link somewhere or read otherwise than written? No word of people's may ever do.

Everything that does so by *markup inside a text*, and every element that pings by its structure. Nothing the program
says needs either, so each is a fault unless a test expects it.

Source: https://docs.slack.dev/messaging/formatting-message-text (November 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.slack.rules import dicts
from tests.slack.workspace import Json

_LIVE = re.compile(r"<[!@#][^>]*>?|<(?:https?|mailto|tel):[^>]*>?|<|>|&(?!(?:amp|lt|gt);)")
# What Slack itself makes live in a text of markup that is not verbatim.
_MADE_LIVE = re.compile(r"https?://\S+|(?<!\w)@(?:here|channel|everyone)\b")
PINGS = ("user", "usergroup", "channel", "broadcast", "team")


def live(body: Json) -> list[str]:
    """Everything in a message or a view that pings or links by markup, or pings by its structure."""
    found = list(_LIVE.findall(body.get("text", "")) if isinstance(body.get("text"), str) else [])
    if "markdown_text" in body:
        found.append("markdown_text")
    return found + [one for part in dicts(body.get("blocks", [])) for one in _live_in(part)]


def _live_in(part: Json) -> Iterator[str]:
    kind = part.get("type")
    if kind == "mrkdwn":
        yield from _LIVE.findall(str(part["text"]))
        if not part.get("verbatim"):
            yield from _MADE_LIVE.findall(str(part["text"]))
    if kind == "markdown":
        yield "markdown"
    if kind in PINGS:
        yield str(kind)
