"""What does a message say, in plain lines? For files that people take away; platforms draw their own."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.messages import Block, Chart, Facts, File, Form, Message, Pick, Rows, Say
from bot.text.catalog import Words


def lines_of(message: Message, words: Words) -> tuple[str, ...]:
    """One line for each thing that is read; buttons are left out, and sentences that this release no longer has."""
    return tuple(line for block in message.blocks for line in _known(block, words))


def _known(block: Block, words: Words) -> tuple[str, ...]:
    try:
        return tuple(_lines(block, words))
    except KeyError:
        return ()


def _lines(block: Block, words: Words) -> Iterator[str]:
    match block:
        case Say():
            yield words.text(block.text)
        case Facts():
            yield from (f"{words.text(item.label)}: {words.value(item.value)}" for item in block.items)
        case Rows():
            for row in (block.columns, *block.rows):
                yield " | ".join(words.value(cell) for cell in row)
        case Pick():
            yield words.text(block.label)
        case Form() | File():
            yield words.text(block.title)
        case Chart():
            yield words.text(block.title)
            yield words.text(block.words)
