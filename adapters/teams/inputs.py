"""How do things to choose and to fill in look in Teams? Pure.

They stand in the card itself, followed by their button; what they hold comes back with its press.
"""

from __future__ import annotations

from datetime import date

import msgspec

from adapters.teams.draft import BUTTON_STYLES, STYLES, Draft, Element, actions, run, text
from adapters.teams.limits import FEW, LABEL, OPTION_VALUE, unmarked, weigh
from adapters.teams.payloads import Carried, FieldKind, escape_value, input_id, person_value
from adapters.wording import clean, cut, one_line
from bot.conversation.messages import Field, Form, Option, Phrase, Pick, Text

TYPE_ANSWER = Phrase("platform.type_answer")
FILL_IN, CHOOSE = Phrase("platform.fill_in"), Phrase("platform.choose")
PICK_PEOPLE, PICK_PERSON = Phrase("platform.pick_people"), Phrase("platform.pick_person")
FIND = Phrase("platform.find")
LABEL_ROOM = 1_000
PRIMARY = BUTTON_STYLES["primary"]
PEOPLE = "people"
# Source: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker (November
# 2026): everybody of the company; who is chosen comes back by their id in the directory, several with commas between.
EVERYBODY = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}


class Choosing(msgspec.Struct, frozen=True, kw_only=True):
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()
    many: bool = False


def pick(draft: Draft, block: Pick) -> list[Element]:
    options = _options(draft, block.options)
    if block.search == PEOPLE:
        return _pick_people(draft, block, options)
    searched = bool(block.search) or len(options) < len({option.value for option in block.options})
    hint = _beneath(draft, TYPE_ANSWER) if searched or not options else []
    label = draft.line(block.label, min(draft.room.text, LABEL_ROOM))
    if not options:
        return [text([run(label, STYLES["bold"])]), *hint]
    form = draft.number()
    choosing = Choosing(options=options, chosen=block.chosen, many=block.many)
    entry = _choices(draft, choosing) | {"id": input_id(form, block.name), "label": label}
    # Of many, none may be the answer.
    entry |= {} if block.many or _is_answered(entry) else _required(draft, CHOOSE)
    fields: dict[str, FieldKind] = {block.name: "many" if block.many else "one"}
    carried = Carried(action=block.action, data=block.data, form=form, fields=fields)
    return [entry, *hint, *actions([draft.press(block.submit, carried, PRIMARY)])]


def _pick_people(draft: Draft, block: Pick, options: tuple[Option, ...]) -> list[Element]:
    form = draft.number()
    label = draft.line(block.label, min(draft.room.text, LABEL_ROOM))
    choosing = Choosing(options=options, chosen=block.chosen, many=block.many)
    entry = _people(draft, choosing) | {"id": input_id(form, block.name), "label": label}
    carried = Carried(action=block.action, data=block.data, form=form, fields={block.name: "people"})
    return [entry, *_beneath(draft, TYPE_ANSWER), *actions([draft.press(block.submit, carried, PRIMARY)])]


def _beneath(draft: Draft, hint: Text) -> list[Element]:
    return [part | {"spacing": "Small"} for part in draft.quiet(hint)]


def _required(draft: Draft, otherwise: Phrase) -> Element:
    """What must be filled in is asked for before anything is sent. Teams looks at all that a card asks for, whichever
    button is pressed: where that is more than one thing, the answer says what is missing.
    """
    return {"isRequired": True, "errorMessage": draft.line(otherwise, LABEL)} if draft.alone else {}


def _is_answered(entry: Element) -> bool:
    """One of a few that are shown at once can be chosen anew, but not be taken back."""
    return entry.get("style") == "expanded" and "value" in entry and not entry.get("isMultiSelect")


def form(draft: Draft, block: Form) -> list[Element]:
    number = draft.number()
    blocks = [text([run(draft.line(block.title, draft.room.text), STYLES["heading"])])]
    fields: dict[str, FieldKind] = {}
    for field in block.fields:
        entry = _entry(draft, field)
        label = draft.line(field.label, min(draft.room.text, LABEL_ROOM))
        asked = not field.optional and "choices.data" not in entry and not _is_answered(entry)
        needed = _required(draft, _missing(entry)) if asked else {}
        blocks.append(
            entry | {"id": input_id(number, field.name), "label": label, "spacing": "Medium"} | needed
        )
        fields[field.name] = _kind(field, entry)
        blocks += _beneath(draft, field.hint) if field.hint else []
        if _is_short(draft, field, entry):
            blocks += _beneath(draft, TYPE_ANSWER) if field.options or field.search else draft.left_out(1)
    carried = Carried(action=block.action, data=block.data, form=number, fields=fields)
    return [*blocks, *actions([draft.press(block.submit, carried, PRIMARY)])]


def _missing(entry: Element) -> Phrase:
    return CHOOSE if entry["type"] == "Input.ChoiceSet" else FILL_IN


def _entry(draft: Draft, field: Field) -> Element:
    options = _options(draft, field.options)
    if field.search == PEOPLE and all(_is_shown(person, options) for person in field.chosen):
        return _people(draft, Choosing(options=options, chosen=field.chosen, many=field.kind != "one"))
    if field.kind in ("one", "many") and options:
        many = field.kind == "many"
        chosen = tuple(field.value.split(",")) if many else (field.value,)
        return _choices(draft, Choosing(options=options, chosen=chosen, many=many))
    if field.kind == "day":
        return {"type": "Input.Date"} | ({"value": field.value} if _is_date(field.value) else {})
    value = _prefilled(draft, field)
    longest = {"maxLength": max(field.longest, weigh(value))} if field.longest else {}
    return {"type": "Input.Text", "isMultiline": field.kind == "long", **longest} | (
        {"value": value} if value else {}
    )


def _kind(field: Field, entry: Element) -> FieldKind:
    if entry["type"] != "Input.ChoiceSet":
        return "text"
    if "choices.data" in entry:
        return "people"
    return "many" if field.kind == "many" else "one"


def _prefilled(draft: Draft, field: Field) -> str:
    words = clean(field.value) if field.kind == "long" else one_line(field.value)
    return cut(words, draft.room.value, weigh)


def _is_short(draft: Draft, field: Field, entry: Element) -> bool:
    """Does the field show less than it should, or can what it should hold not be found in it?"""
    if "choices.data" in entry:
        return False
    if field.kind in ("one", "many"):
        missing = len(_options(draft, field.options)) < len({option.value for option in field.options})
        return missing or bool(field.search)
    return entry["type"] == "Input.Text" and weigh(clean(field.value)) > draft.room.value


def _is_shown(person: str, options: tuple[Option, ...]) -> bool:
    """Somebody of Teams' own list (a mention), or among those beside it?"""
    return person.startswith("@") or any(option.value == person for option in options)


def _people(draft: Draft, choosing: Choosing) -> Element:
    """Teams' own list of people, with those we know of beside it: they are found there by their names."""
    element: Element = {
        "type": "Input.ChoiceSet",
        "choices": [
            {"title": draft.line(option.label, LABEL), "value": person_value(option.value)}
            for option in choosing.options
        ],
        "choices.data": EVERYBODY,
        "placeholder": draft.line(PICK_PEOPLE if choosing.many else PICK_PERSON, LABEL),
    } | ({"isMultiSelect": True} if choosing.many else {})
    before = [person_value(one) for one in choosing.chosen if _is_shown(one, choosing.options)]
    held = ",".join(before if choosing.many else before[:1])
    return element | ({"value": held} if held else {})


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
    elif not few:
        element["placeholder"] = draft.line(FIND, LABEL)
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
