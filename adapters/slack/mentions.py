"""What did a person type, before Slack put people, channels and links into angle brackets?"""

from __future__ import annotations

import re

from adapters.wording import clean

MOST = 10  # channels of one text
_CHANNEL = re.compile(r"#[A-Z0-9]{1,40}")
_BRACKETS = re.compile(r"<([^<>]*)>")
_ENTITIES = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
)  # the last must be last: "&amp;lt;" was typed as "&lt;"


def unescape(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def typed_text(text: str) -> str:
    """The words as typed; people are `@` and their id (two may share a name), channels `#name`."""
    return clean(unescape(_BRACKETS.sub(lambda found: _typed(found[1]), text))).strip()


def channels(text: str) -> dict[str, str]:
    """The first channels named in a text: id -> name, or the id again where Slack gives no name."""
    found: dict[str, str] = {}
    for inside in _BRACKETS.findall(text):
        target, _, name = inside.partition("|")
        if _CHANNEL.fullmatch(target) and len(found) < MOST:
            found[target[1:]] = unescape(name) or target[1:]
    return found


def _typed(inside: str) -> str:
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@":
            return target
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            # A date, a group or everybody: what stood there is in the label, or is the word itself.
            return label or f"@{target[1:].partition('^')[0]}"
        case _:
            return _link(target, label)


def _link(target: str, label: str) -> str:
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or address.endswith(label):
        return label or address
    return f"{label} ({address})"
