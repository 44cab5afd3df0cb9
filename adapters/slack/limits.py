"""How much does Slack take, and what does a text count?

Source: https://docs.slack.dev/reference/block-kit/blocks (November 2026); the size of a whole message is not
documented and was found by trying: Slack answers `msg_blocks_too_long`.
"""

from __future__ import annotations

from typing import Any

BLOCKS = 50
VIEW_BLOCKS = 100  # of somebody's own page, or a window
WHOLE = 13_000  # about 13,200 over all blocks
TEXT = 3_000  # a text object, an input's value, the notification's words
HEADER = 150
LABEL = 75  # of a button and of an option
OPTION_VALUE = 75
OPTIONS = 100  # in one list or one group of a list
FEW = 10  # as many can be checkboxes or radio buttons
ELEMENTS = 25  # in one block of buttons
VALUE = 2_000  # what a button carries
LINK = 3_000
ALT = 2_000  # of a picture
PLACEHOLDER = 150  # of a list to choose from
HINT = 2_000  # what stands below an input
VIEW_BLOCKS = 100
VIEW_TITLE = 24  # also of its two buttons
METADATA = 3_000  # what a view carries
FILE_ALT = 1_000  # of an uploaded one

_STRUCTURE = frozenset({"type", "style", "bold"})


def escape(text: str) -> str:
    """For the one text that Slack reads as markup, the notification's: these three and nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def weigh(text: str) -> int:
    """What a text counts, at the most: UTF-16 units, escaped."""
    units = len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
    return units + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def size(blocks: list[dict[str, Any]]) -> int:
    """What all texts of the blocks count together, ids and values included."""
    return sum(_size(block) for block in blocks)


def _size(part: object) -> int:
    match part:
        case str():
            return weigh(part)
        case dict():
            return sum(_size(inner) for name, inner in part.items() if name not in _STRUCTURE)
        case list():
            return sum(_size(inner) for inner in part)
        case _:
            return 0
