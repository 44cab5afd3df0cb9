"""What do the inputs of a message or a view hold when somebody has filled them in? As Slack tells it."""

from __future__ import annotations

from tests.slack.elements import options
from tests.slack.workspace import Json


def state(blocks: list[Json], values: dict[str, tuple[str, ...]]) -> Json:
    """Of all inputs; `values` go into those of these names, all others hold what they show.

    A name is a block's id, or what follows the first stroke in it.
    """
    values = dict(values)
    found: Json = {}
    for block in blocks:
        if block["type"] == "input":
            block_id, element = block["block_id"], block["element"]
            name = block_id if block_id in values else block_id.partition("/")[2]
            held = values.pop(name) if name in values else _held(element)
            found[block_id] = {element["action_id"]: {"type": element["type"]} | _entered(element, held)}
    assert not values, f"nothing to fill in for {sorted(values)}"
    return found


def _held(element: Json) -> tuple[str, ...]:
    chosen = [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
    one = (element.get(f"initial_{name}") for name in ("value", "date", "time", "user", "conversation"))
    listed = [*element.get("initial_users", []), *filter(None, one)]
    return (*(option["value"] for option in chosen), *listed)


# kind of element -> the key its one value is under
_ONE = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
}


def _entered(element: Json, values: tuple[str, ...]) -> Json:
    one = values[0] if values else None
    match element["type"]:
        case "checkboxes" | "multi_static_select":
            return {"selected_options": [_option(element, value) for value in values]}
        case "multi_users_select":
            return {"selected_users": list(values)}
        case "multi_external_select":
            return {"selected_options": [_found(value) for value in values]}
        case "external_select":
            return {"selected_option": _found(one) if one is not None else None}
        case "static_select" | "radio_buttons":
            return {"selected_option": _option(element, one) if one is not None else None}
        case kind:
            return {_ONE[kind]: one}


def _option(element: Json, value: str) -> Json:
    return next(option for option in options(element) if option["value"] == value)


def _found(value: str) -> Json:
    """One that was found by typing: its label is the app's, and of no concern here."""
    return {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
