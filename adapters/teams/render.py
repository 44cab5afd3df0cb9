"""How does a message look in Teams? One Adaptive Card within all limits, whatever people wrote. Pure.

Texts get as much room as the whole message leaves them: `render` drafts it with less and less until it fits,
and says what it left out. What can be pressed or filled in goes last. Read next: `draft.py`, `inputs.py`,
`limits.py`.
"""

from __future__ import annotations

from adapters.teams import inputs
from adapters.teams.draft import Draft, Element, Room, run, text
from adapters.teams.limits import LEFTWARD, SUMMARY, WHOLE, size, spoken, unmarked
from adapters.teams.payloads import Payload
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

# What Teams cannot show, or not yet through us, and what people get instead.
INSTEAD: dict[str, str] = {
    "form_over_chat": "the form stands in the chat, as a card",
    "only_you": "what is asked in a channel is answered in the personal chat, and a line beneath it says so",
    "file": "a link to it, open for a while",
    "search": "people are found in Teams' own list of people; of skills the likeliest, and any other is typed",
    "together": "a button in each one's own introduction that opens the chat of the two",
    "home": "a card in the chat, posted by /rm-me and /rm-status, that Teams asks for anew whenever it is looked at",
    "look_up": "an answer that got lost stays in doubt: a bot may not read back what it wrote",
}

CARD = "application/vnd.microsoft.card.adaptive"
ROOMS = tuple(
    Room(text=room) for room in (12_000, 9_000, 6_000, 4_000, 3_000, 2_000, 1_200, 600, 300, 150, 80)
)
SPARE = 4_000  # for the card around its elements and the summary, and for the line about what is left out


def render(message: Message, words: Wording, message_id: str = "") -> Payload:
    """The activity to post, but for where it goes. `summary` is for the notification and screen readers."""
    return {
        "type": "message",
        "summary": _summary(message, words),
        "attachments": [{"contentType": CARD, "content": render_card(message, words, message_id)}],
    }


def render_card(message: Message, words: Wording, message_id: str = "") -> Payload:
    """The card alone, as it may stand in the answer to a press."""
    summary = _summary(message, words)
    leftward = {"rtl": True} if words.language in LEFTWARD else {}
    wide = {"msteams": {"width": "Full"}} if any(isinstance(block, Rows) for block in message.blocks) else {}
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": unmarked(summary),
        "speak": spoken(summary),
        "lang": words.language,
        **leftward,
        **wide,
        "body": _fitting(message, words, message_id) or [text([run(summary)])],
    }


def _summary(message: Message, words: Wording) -> str:
    return Draft(words, "", ROOMS[-1]).line(message.summary, SUMMARY)


def _fitting(message: Message, words: Wording, message_id: str) -> list[Element]:
    body: list[Element] = []
    alone = sum(isinstance(block, Pick | Form) for block in message.blocks) <= 1
    for room in ROOMS:
        draft = Draft(words, message_id, room, alone=alone)
        body = _separated([part for block in message.blocks for part in _drawn(draft, block)])
        if size(body) <= WHOLE - SPARE:
            return body
    return _dropping(body, Draft(words, message_id, ROOMS[-1]))


def _drawn(draft: Draft, block: Block) -> list[Element]:
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
            return [{}]


def _separated(body: list[Element]) -> list[Element]:
    """A divider (empty so far) becomes a line above what follows it."""
    parts: list[Element] = []
    line = False
    for part in body:
        if part:
            parts.append(part | {"separator": True, "spacing": "Medium"} if line and parts else part)
        line = not part
    return parts


def _dropping(body: list[Element], draft: Draft) -> list[Element]:
    """Without what is only to be read, from the end; if that does not do, without what is to be pressed."""
    order = sorted(range(len(body)), key=lambda at: (_is_to_press(body[at]), -at))
    sizes = [size(part) + 2 for part in body]
    whole, dropped = sum(sizes), set[int]()
    for at in order:
        if whole <= WHOLE - SPARE:
            break
        whole -= sizes[at]
        dropped.add(at)
    kept = [part for at, part in enumerate(body) if at not in dropped]
    return [*draft.left_out(len(dropped)), *kept]


def _is_to_press(part: Element) -> bool:
    kind: str = part["type"]
    return kind == "ActionSet" or kind.startswith("Input.")
