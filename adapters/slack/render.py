"""How does a message look in Slack? Blocks within all of Slack's limits, whatever people wrote. Pure.

Texts get as much room as the whole message leaves them: `render` drafts it with less and less until it fits,
and says what it left out. What can be pressed or filled in goes last. Read next: `draft.py`, `inputs.py`,
`limits.py`.
"""

from __future__ import annotations

from typing import Any

from adapters.slack import inputs
from adapters.slack.draft import NOTHING_KNOWN, Draft, Known, Room, SlackBlock, join_rich
from adapters.slack.limits import BLOCKS, TEXT, WHOLE, escape, size
from adapters.wording import Wording
from bot.conversation.messages import (
    Block,
    Buttons,
    Chart,
    Divider,
    Facts,
    File,
    Form,
    Message,
    Pick,
    Rows,
    Say,
)

# What Slack cannot show, or not yet through us, and what people get instead.
INSTEAD: dict[str, str] = {
    "chart": "its picture, uploaded or fetched by Slack where one comes along; else the same numbers in words",
    "file": "a link to it, open for a while",
    "search": "of people Slack's own list; else the likeliest options, and a line saying that any other answer can be "
    "typed as a message",
}

ROOMS = tuple(
    Room(text=text) for text in (12_000, 9_000, 6_000, 4_000, 3_000, 2_000, 1_200, 600, 300, 150, 80)
)
LEFT_OUT = 200  # what it takes to say that something is left out
_TO_PRESS = frozenset({"actions", "input"})


def render(
    message: Message, words: Wording, message_id: str = "", known: Known = NOTHING_KNOWN
) -> dict[str, Any]:
    """The body of a posting call, but for where it goes: `text` for the notification, `blocks` to be read."""
    summary = Draft(words, message_id, ROOMS[-1]).line(message.summary, TEXT)
    return {
        "text": escape(summary),
        "mrkdwn": False,
        "blocks": fitting(message, words, message_id, known=known),
    }


def fitting(
    message: Message,
    words: Wording,
    message_id: str = "",
    *,
    known: Known = NOTHING_KNOWN,
    most: int = BLOCKS,
) -> list[SlackBlock]:
    """At most so many blocks."""
    blocks: list[SlackBlock] = []
    for room in ROOMS:
        draft = Draft(words, message_id, room, known)
        blocks = [part for block in message.blocks for part in drawn(draft, block)]
        if room.dense or len(blocks) > most:
            blocks = join_rich(blocks)
        if len(blocks) <= most and size(blocks) <= WHOLE:
            return blocks
    return _dropping(blocks, Draft(words, message_id, ROOMS[-1]), most)


def drawn(draft: Draft, block: Block) -> list[SlackBlock]:
    """One block of a message, in Slack's blocks."""
    match block:
        case Say():
            return draft.say(block)
        case Facts():
            return draft.facts(block)
        case Rows():
            return draft.rows(block)
        case Buttons():
            return draft.buttons(block)
        case Pick():
            return inputs.pick(draft, block)
        case Form():
            return inputs.form(draft, block)
        case Chart():
            return draft.chart(block)
        case File():
            return draft.file(block)
        case Divider():
            return [] if draft.room.dense else [{"type": "divider"}]


def _dropping(blocks: list[SlackBlock], draft: Draft, most: int) -> list[SlackBlock]:
    """Without what is only to be read, from the end; if that does not do, without what is to be pressed."""
    order = sorted(range(len(blocks)), key=lambda at: (blocks[at]["type"] in _TO_PRESS, -at))
    kept = dict(enumerate(blocks))
    dropped = 0
    for at in order:
        if len(kept) < most and size(list(kept.values())) <= WHOLE - LEFT_OUT:
            break
        del kept[at]
        dropped += 1
    return [*draft.left_out(dropped), *kept.values()]
