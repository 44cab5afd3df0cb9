"""How do things to choose and to fill in look in Teams? Pure.

They stand in the card itself, followed by their button; what they hold comes back with its press.
"""

from __future__ import annotations

from datetime import date

import msgspec

from adapters.teams.draft import STYLES, Draft, Element, actions, run, text
from adapters.teams.limits import FEW, LABEL, OPTION_VALUE, unmarked, weigh
from adapters.teams.payloads import Carried, FieldKind, escape_value, input_id
from adapters.wording import clean, cut, one_line
from bot.conversation.messages import Field, Form, Option, Phrase, Pick

TYPE_ANSWER = Phrase("platform.type_answer")
LABEL_ROOM = 1_000


class Choosing(msgspec.Struct, frozen=True, kw_only=True):
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()
    many: bool = False


def pick(draft: Draft, block: Pick) -> list[Element]:
    options = _options(draft, block.options)
    searched = bool(block.search) or len(options) < len({option.value for option in block.options})
    hint = draft.quiet(TYPE_ANSWER) if searched or not options else []
    label = draft.line(block.label, min(draft.room.text, LABEL_ROOM))
    if not options:
        return [text([run(label, STYLES["bold"])]), *hint]
    form = draft.number()
    choosing = Choosing(options=options, chosen=block.chosen, many=block.many)
    entry = _choices(draft, choosing) | {"id": input_id(form, block.name), "label": label}
    fields: dict[str, FieldKind] = {block.name: "many" if block.many else "one"}
    carried = Carried(action=block.action, data=block.data, form=form, fields=fields)
    return [entry, *hint, *actions([draft.press(block.submit, carried)])]


def form(draft: Draft, block: Form) -> list[Element]:
    number = draft.number()
    blocks = [text([run(draft.line(block.title, draft.room.text), STYLES["heading"])])]
    fields: dict[str, FieldKind] = {}
    for field in block.fields:
        entry = _entry(draft, field)
        label = draft.line(field.label, min(draft.room.text, LABEL_ROOM))
        blocks.append(entry | {"id": input_id(number, field.name), "label": label})
        fields[field.name] = _kind(field, entry)
        blocks += draft.quiet(field.hint) if field.hint else []
        if _is_short(draft, field, entry):
            blocks += draft.quiet(TYPE_ANSWER) if field.options or field.search else draft.left_out(1)
    carried = Carried(action=block.action, data=block.data, form=number, fields=fields)
    return [*blocks, *actions([draft.press(block.submit, carried)])]


def _entry(draft: Draft, field: Field) -> Element:
    options = _options(draft, field.options)
    if field.kind in ("one", "many") and options:
        many = field.kind == "many"
        chosen = tuple(field.value.split(",")) if many else (field.value,)
        return _choices(draft, Choosing(options=options, chosen=chosen, many=many))
    if field.kind == "day":
        return {"type": "Input.Date"} | ({"value": field.value} if _is_date(field.value) else {})
    value = _prefilled(draft, field)
    longest = {"maxLength": field.longest} if field.longest else {}
    return {"type": "Input.Text", "isMultiline": field.kind == "long", **longest} | (
        {"value": value} if value else {}
    )


def _kind(field: Field, entry: Element) -> FieldKind:
    if entry["type"] != "Input.ChoiceSet":
        return "text"
    return "many" if field.kind == "many" else "one"


def _prefilled(draft: Draft, field: Field) -> str:
    words = clean(field.value) if field.kind == "long" else one_line(field.value)
    return cut(words, draft.room.value, weigh)


def _is_short(draft: Draft, field: Field, entry: Element) -> bool:
    """Does the field show less than it should?"""
    if field.kind in ("one", "many"):
        missing = len(_options(draft, field.options)) < len({option.value for option in field.options})
        return missing or bool(field.search)
    return entry["type"] == "Input.Text" and weigh(clean(field.value)) > draft.room.value


def _choices(draft: Draft, choosing: Choosing) -> Element:
    """Few are shown at once; of many one is found by typing its beginning, and several are ticked in a list."""
    few, many = len(choosing.options) <= FEW, choosing.many
    style = "expanded" if few else ("compact" if many else "filtered")
    # What is shown at once is read as Markdown, a list that opens is not.
    marked = few or many
    choices = []
    for option in choosing.options:
        title = draft.line(option.label, LABEL)
        value = escape_value(option.value) if many else option.value
        choices.append({"title": unmarked(title) if marked else title, "value": value})
    element: Element = {"type": "Input.ChoiceSet", "style": style, "choices": choices, "wrap": True}
    if many:
        element["isMultiSelect"] = True
    known = {option.value for option in choosing.options}
    before = [value for value in choosing.chosen if value in known]
    held = ",".join(map(escape_value, before)) if many else "".join(before[:1])
    return element | ({"value": held} if held else {})


def _options(draft: Draft, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Those that fit, each value once."""
    wanted: dict[str, Option] = {}
    for option in options:
        if 0 < len(option.value) <= OPTION_VALUE:
            wanted.setdefault(option.value, option)
    return tuple(wanted.values())[: draft.room.options]


def _is_date(words: str) -> bool:
    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return len(words) == len("2026-11-23")
