"""How does a message look on the page? Blocks become plain data, which the page draws. Pure.

The page never reads markup, so nothing is escaped: what people wrote stays what they wrote.
Everything a person can read comes from here, so that a screen reader, a transcript and a picture say the
same. Read next: `page/blocks.js`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from adapters.wording import Wording, clean, one_line
from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Chart,
    Divider,
    Facts,
    Field,
    File,
    Form,
    Message,
    Option,
    Pick,
    Rows,
    Say,
    Text,
    Value,
    phrase,
)

# What the playground cannot do, and what people get instead.
INSTEAD: dict[str, str] = {
    "form_over_chat": "the form stands in the talk, where it was asked for",
    "only_you": "what is asked in a channel is answered in the person's own conversation, and the page says so",
    "removes": "a line in place of what was taken back, so that whoever plays sees what became of it",
    "network": "the page and the bot are one program on one machine: a post is stored or it is not",
}

# A signed file may stand on this very machine, without https.
SAFE_LINK = re.compile(
    r"https://[^\s/?#]\S*|http://(localhost|127\.0\.0\.1|\[::1\])([:/]\S*)?|/(?![/\\])\S*", re.IGNORECASE
)

Json = dict[str, object]


def render(message: Message, words: Wording, message_id: str = "") -> Json:
    """What the page draws, in reading order. `message_id` comes back with what is pressed."""
    return {
        "id": message_id,
        "summary": one_line(words.text(message.summary)),
        "blocks": [DRAWN[type(block)](block, words) for block in message.blocks],
    }


def link_of(link: str) -> str:
    """The link when following it is harmless (https, or a path of this machine), else ""."""
    return link if SAFE_LINK.fullmatch(link) and clean(link) == link else ""


def _line(words: Wording, text: Text) -> str:
    return one_line(words.text(text))


def _value(words: Wording, value: Value) -> str:
    return clean(words.value(value))


def _say(block: Say, words: Wording) -> Json:
    return {"kind": "say", "text": clean(words.text(block.text)), "style": block.style}


def _facts(block: Facts, words: Wording) -> Json:
    items = [{"label": _line(words, fact.label), "value": _value(words, fact.value)} for fact in block.items]
    return {"kind": "facts", "items": items}


def _rows(block: Rows, words: Wording) -> Json:
    hint = phrase("platform.page", page=block.page, pages=block.pages)
    return {
        "kind": "rows",
        "columns": [_line(words, column) for column in block.columns],
        "rows": [[_value(words, cell) for cell in row] for row in block.rows],
        "hint": _line(words, hint) if block.pages > 1 else "",
    }


def _buttons(block: Buttons, words: Wording) -> Json:
    return {"kind": "buttons", "items": [_button(button, words) for button in block.items]}


def _button(button: Button, words: Wording) -> Json:
    shown: Json = {"label": _line(words, button.label), "style": button.style}
    if button.link:
        return {**shown, "link": link_of(button.link)}
    return {**shown, "action": button.action, "data": button.data}


def _options(options: tuple[Option, ...], words: Wording) -> list[Json]:
    return [{"value": option.value, "label": _line(words, option.label)} for option in options]


def _pick(block: Pick, words: Wording) -> Json:
    return {
        "kind": "pick",
        "name": block.name,
        "label": _line(words, block.label),
        "action": block.action,
        "data": block.data,
        "options": _options(block.options, words),
        "search": block.search,
        "many": block.many,
        "chosen": list(block.chosen),
        "submit": _line(words, block.submit),
    }


def _form(block: Form, words: Wording) -> Json:
    return {
        "kind": "form",
        "title": _line(words, block.title),
        "fields": [_field(field, words) for field in block.fields],
        "action": block.action,
        "data": block.data,
        "submit": _line(words, block.submit),
    }


def _field(field: Field, words: Wording) -> Json:
    return {
        "name": field.name,
        "label": _line(words, field.label),
        "kind": field.kind,
        "options": _options(field.options, words),
        "search": field.search,
        "value": clean(field.value),
        "optional": field.optional,
        "hint": _line(words, field.hint) if field.hint else "",
        "longest": field.longest,
    }


def _chart(block: Chart, words: Wording) -> Json:
    bars = [
        {
            "label": _line(words, bar.label),
            "value": bar.value,
            "shown": _line(words, bar.shown) if bar.shown else _value(words, bar.value),
        }
        for bar in block.bars
    ]
    return {
        "kind": "chart",
        "title": _line(words, block.title),
        "bars": bars,
        "full": block.full,
        "words": clean(words.text(block.words)),
        "picture": link_of(block.picture),
    }


def _file(block: File, words: Wording) -> Json:
    return {
        "kind": "file",
        "name": one_line(block.name),
        "title": _line(words, block.title),
        "link": link_of(block.link),
    }


def _divider(_block: Divider, _words: Wording) -> Json:
    return {"kind": "divider"}


# Each function takes the block it stands beside; the type of a table cannot say that.
DRAWN: Mapping[type[Block], Callable[..., Json]] = {
    Say: _say,
    Facts: _facts,
    Rows: _rows,
    Buttons: _buttons,
    Pick: _pick,
    Form: _form,
    Chart: _chart,
    File: _file,
    Divider: _divider,
}
