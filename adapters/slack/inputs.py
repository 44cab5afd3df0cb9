"""How do things to choose and to fill in look in Slack? Pure.

They stand in the message itself, followed by their button; what they hold comes back with its press. The id
of each input says to which form or pick of the message it belongs, and its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from adapters.slack.draft import Draft, Run, SlackBlock, actions, plain, rich
from adapters.slack.limits import FEW, HINT, LABEL, OPTION_VALUE, OPTIONS, PLACEHOLDER, TEXT, weigh
from adapters.slack.payloads import ButtonValue
from adapters.wording import clean, cut, one_line
from bot.conversation.messages import Block, Field, Form, Option, Phrase, Pick, Text
from bot.program.company.mentions import MOST

TYPE_ANSWER = Phrase("platform.type_answer")
PICK_PEOPLE, PICK_PERSON = Phrase("platform.pick_people"), Phrase("platform.pick_person")
PEOPLE = "people"
PICKERS = frozenset({"users_select", "multi_users_select"})
MOST_PICKED = MOST  # as many are known by one message


def chosen_in(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The people (ids) who are chosen already where people are picked."""
    picks = [block.chosen for block in blocks if isinstance(block, Pick) and block.search == PEOPLE]
    fields = [field for block in blocks if isinstance(block, Form) for field in block.fields]
    picks += [field.chosen for field in fields if field.search == PEOPLE]
    return tuple(dict.fromkeys(person for chosen in picks for person in chosen))


def pick(draft: Draft, block: Pick) -> list[SlackBlock]:
    options = _options(draft, block.options)
    proposed = {option.value for option in block.options} - set(block.chosen)
    if block.search == PEOPLE and not proposed and _are_users(draft, block.chosen):
        return _pick_people(draft, block)
    searched = bool(block.search) or len(options) < len({option.value for option in block.options})
    hint = draft.quiet(TYPE_ANSWER) if searched or not options else []
    if not options:
        return [*rich([Run(draft.line(block.label, draft.room.text), bold=True)]), *hint]
    form = draft.number()
    element = _choice(draft, options, block.chosen, many=block.many)
    value = ButtonValue(action=block.action, data=block.data, form=form)
    return [
        _input(draft, form, block.name, label=block.label, element=element),
        *hint,
        *actions([draft.press(block.submit, value)]),
    ]


def _pick_people(draft: Draft, block: Pick) -> list[SlackBlock]:
    form = draft.number()
    element = _people(draft, block.chosen, many=block.many)
    value = ButtonValue(action=block.action, data=block.data, form=form)
    return [
        _input(draft, form, block.name, label=block.label, element=element),
        *draft.quiet(TYPE_ANSWER),
        *actions([draft.press(block.submit, value)]),
    ]


def form(draft: Draft, block: Form) -> list[SlackBlock]:
    number = draft.number()
    title = rich([Run(draft.line(block.title, draft.room.text), bold=True)])
    value = ButtonValue(action=block.action, data=block.data, form=number)
    return [*title, *entries(draft, block, number), *actions([draft.press(block.submit, value)])]


def entries(draft: Draft, block: Form, number: int) -> list[SlackBlock]:
    """The fields of a form, in a message or in a view."""
    blocks: list[SlackBlock] = []
    for field in block.fields:
        element = _entry(draft, field)
        entry = _input(draft, number, field.name, label=field.label, element=element)
        blocks.append(entry | _hint(draft, field) | {"optional": field.optional})
        if _is_short(draft, field, element):
            blocks += draft.quiet(TYPE_ANSWER) if field.options or field.search else draft.left_out(1)
    return blocks


def _hint(draft: Draft, field: Field) -> dict[str, SlackBlock]:
    return {"hint": plain(draft.line(field.hint, min(draft.room.text, HINT)))} if field.hint else {}


def _input(draft: Draft, form: int, name: str, *, label: Text, element: SlackBlock) -> SlackBlock:
    return {
        "type": "input",
        "block_id": f"input-{form}-{draft.tag}/{name}",
        "label": plain(draft.line(label, min(draft.room.text, 2_000))),
        "element": element,
    }


def _entry(draft: Draft, field: Field) -> SlackBlock:
    if field.search == PEOPLE and _are_users(draft, field.chosen):
        return _people(draft, field.chosen, many=field.kind != "one")
    options = _options(draft, field.options)
    if field.kind in ("one", "many") and options:
        chosen = (field.value,) if field.kind == "one" else tuple(field.value.split(","))
        return _choice(draft, options, chosen, many=field.kind == "many")
    if field.kind == "day":
        element: dict[str, Any] = {"type": "datepicker", "action_id": f"day:{draft.number()}"}
        return element | ({"initial_date": field.value} if _is_date(field.value) else {})
    value = _prefilled(draft, field)
    return {
        "type": "plain_text_input",
        "action_id": f"text:{draft.number()}",
        "multiline": field.kind == "long",
        "max_length": min(field.longest or TEXT, TEXT),
    } | ({"initial_value": value} if value else {})


def _prefilled(draft: Draft, field: Field) -> str:
    text = clean(field.value) if field.kind == "long" else one_line(field.value)
    return cut(text, min(draft.room.value, field.longest or TEXT), weigh)


def _is_short(draft: Draft, field: Field, element: SlackBlock) -> bool:
    """Does the field show less than it should?"""
    if element["type"] in PICKERS:
        return False
    if field.kind in ("one", "many"):
        missing = len(_options(draft, field.options)) < len({option.value for option in field.options})
        return missing or bool(field.search)
    return element["type"] == "plain_text_input" and weigh(clean(field.value)) > draft.room.value


def _are_users(draft: Draft, people: tuple[str, ...]) -> bool:
    """Can Slack show all who are chosen? Somebody without an account there would go unseen, and be lost."""
    return len(people) <= MOST_PICKED and all(person in draft.known.users for person in people)


def _people(draft: Draft, chosen: tuple[str, ...], *, many: bool) -> SlackBlock:
    """Slack's own list of people."""
    element: SlackBlock = {
        "type": "multi_users_select" if many else "users_select",
        "action_id": f"people:{draft.number()}",
        "placeholder": plain(draft.line(PICK_PEOPLE if many else PICK_PERSON, PLACEHOLDER)),
    }
    users = list(dict.fromkeys(draft.known.users[person] for person in chosen))
    if not many:
        return element | ({"initial_user": users[0]} if users else {})
    return element | {"max_selected_items": MOST_PICKED} | ({"initial_users": users} if users else {})


def _choice(draft: Draft, options: list[SlackBlock], chosen: tuple[str, ...], *, many: bool) -> SlackBlock:
    few = len(options) <= FEW
    kind = (
        ("checkboxes" if few else "multi_static_select")
        if many
        else ("radio_buttons" if few else "static_select")
    )
    element: SlackBlock = {"type": kind, "action_id": f"choose:{draft.number()}"}
    if len(options) <= OPTIONS:
        element["options"] = options
    else:
        element["option_groups"] = [
            {
                "label": plain(f"{start + 1}–{min(start + OPTIONS, len(options))}"),
                "options": options[start : start + OPTIONS],
            }
            for start in range(0, len(options), OPTIONS)
        ]
    before = [option for option in options if option["value"] in chosen]
    if before:
        element |= {"initial_options": before} if many else {"initial_option": before[0]}
    return element


def _options(draft: Draft, options: tuple[Option, ...]) -> list[SlackBlock]:
    """Those that fit, each value once."""
    shown = {option.value: option for option in reversed(options) if 0 < weigh(option.value) <= OPTION_VALUE}
    wanted = [option for option in options if shown.get(option.value) is option]
    return [
        {"text": plain(draft.line(option.label, LABEL)), "value": option.value}
        for option in wanted[: draft.room.options]
    ]


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-11-23")
