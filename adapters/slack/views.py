"""How does a form look over the chat in Slack? A `Form` as a view, and what a view says meanwhile. Pure.

A view carries in its metadata what its submission means, as a button does in its value. Read next: `inputs.py` for
the fields, `client/modals.py` for how a view is opened and filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from adapters.slack.draft import NOTHING_KNOWN, Draft, Known, Room, Run, SlackBlock, join_rich, plain, rich
from adapters.slack.inputs import entries
from adapters.slack.limits import METADATA, TEXT, VIEW_BLOCKS, VIEW_TITLE, size, weigh
from adapters.slack.payloads import ButtonValue
from adapters.slack.render import drawn
from adapters.wording import ELLIPSIS, Wording, clean, cut, one_line
from bot.conversation.messages import Block, Form, Phrase, Text

View = dict[str, Any]

FORM, NOTE = "form", "note"  # what the two kinds of view are called, and the block that says what is wrong
NAME = Phrase("bot.name")
WAIT, IN_CHAT, CLOSE = Phrase("platform.wait"), Phrase("platform.in_chat"), Phrase("platform.close")
WHOLE = 100_000  # characters over all blocks: far below the 250 KB that a view may weigh
ROOMS = tuple(Room(text=text) for text in (3_000, 1_200, 300, 80))
# What of a view that Slack has told us of may be sent back to it.
KEPT = ("type", "callback_id", "title", "submit", "close", "private_metadata", "notify_on_close", "blocks")


def note_view(words: Wording, text: Text = WAIT) -> View:
    """A view with a line in it and nothing to fill in."""
    draft = Draft(words, "", ROOMS[0])
    return {
        "type": "modal",
        "callback_id": NOTE,
        "title": _title(words, NAME),
        "close": _title(words, CLOSE),
        "blocks": rich([Run(draft.line(text, TEXT))]),
    }


def form_view(form: Form, notes: tuple[Block, ...], words: Wording, known: Known = NOTHING_KNOWN) -> View:
    """The form to fill in; `notes` stand above it. Raises ValueError when it carries more than Slack takes, which is
    a mistake of ours.
    """
    carried = ButtonValue(action=form.action, data=form.data, form=1, language=words.language)
    metadata = msgspec.json.encode(carried).decode()
    if weigh(metadata) > METADATA:
        raise ValueError(f"the form of action {form.action} carries too much")
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": _title(words, form.title),
        "submit": _title(words, form.submit),
        "close": _title(words, CLOSE),
        "private_metadata": metadata,
        "notify_on_close": True,
        "blocks": _blocks(form, notes, words, known),
    }


def with_note(view: Mapping[str, Any], text: str) -> View:
    """The view that somebody has sent, with what is wrong above its fields; what they entered stays in it."""
    blocks = [block for block in view.get("blocks", []) if block.get("block_id") != NOTE]
    entered = (view.get("state") or {}).get("values") or {}
    note = [block | {"block_id": NOTE} for block in rich([Run(text)])]
    kept = {name: view[name] for name in KEPT if view.get(name)}
    return kept | {"blocks": [*note, *(_holding(block, entered) for block in blocks)][:VIEW_BLOCKS]}


def block_of(view: Mapping[str, Any], field: str) -> str:
    """The id of the block that asks for the field, "" when none does; without a field, the first that can be filled."""
    asks = [str(block["block_id"]) for block in view.get("blocks", []) if block.get("type") == "input"]
    return next((one for one in asks if not field or one.partition("/")[2] == field), "")


def said(words: Wording, text: Text) -> str:
    """A line about an entry, never empty."""
    return cut(one_line(words.text(text)), TEXT, weigh) or ELLIPSIS


def _title(words: Wording, text: Text) -> SlackBlock:
    return plain(cut(one_line(words.text(text)), VIEW_TITLE, weigh) or ELLIPSIS)


def _blocks(form: Form, notes: tuple[Block, ...], words: Wording, known: Known) -> list[SlackBlock]:
    blocks: list[SlackBlock] = []
    for room in ROOMS:
        draft = Draft(words, form.action, room, known)
        above = [part for note in notes for part in drawn(draft, note)]
        if weigh(one_line(words.text(form.title))) > VIEW_TITLE:
            above = [*rich([Run(draft.line(form.title, room.text), bold=True)]), *above]
        blocks = [*(join_rich(above) if room.dense else above), *entries(draft, form, 1)]
        if len(blocks) <= VIEW_BLOCKS and size(blocks) <= WHOLE:
            return blocks
    inputs = [block for block in blocks if block["type"] == "input"]
    return inputs[:VIEW_BLOCKS]


def _holding(block: SlackBlock, entered: Mapping[str, Any]) -> SlackBlock:
    """An input with what was entered as what it begins with; Slack gives it back as it tells of it."""
    element = block.get("element")
    if block.get("type") != "input" or not isinstance(element, dict):
        return block
    held = (entered.get(block.get("block_id", "")) or {}).get(element.get("action_id")) or {}
    bare = {name: value for name, value in element.items() if not name.startswith("initial_")}
    begins = {
        _BEGINS[name]: clean(value) if isinstance(value, str) else value
        for name, value in held.items()
        if name in _BEGINS and value
    }
    return block | {"element": bare | begins}


# What an input holds -> what it begins with
_BEGINS = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
}
