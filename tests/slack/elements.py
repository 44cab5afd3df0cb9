"""What does Slack refuse in an element of a block: a button, a list to choose from, something to fill in?

Source: https://docs.slack.dev/reference/block-kit/block-elements and .../composition-objects (November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.slack.shapes import (
    Check,
    Rule,
    address,
    boolean,
    by_type,
    each,
    integer,
    matching,
    one_of,
    shape,
    string,
    text,
)
from tests.slack.workspace import Json

BOTH = ("plain_text", "mrkdwn")
USER = matching(r"[UW][A-Z0-9]+")
CHANNEL = matching(r"[CGD][A-Z0-9]+")
DATE = matching(r"\d{4}-\d\d-\d\d")

CONFIRM = shape(
    {"title": text(100), "text": text(300, *BOTH), "confirm": text(30), "deny": text(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH = shape({}, {"trigger_actions_on": each(one_of("on_enter_pressed", "on_character_entered"), most=2)})


def option(kinds: tuple[str, ...], *, linked: bool = False) -> Check:
    more: Mapping[str, Check] = {"url": address} if linked else {}
    return shape({"text": text(75, *kinds), "value": string(150)}, {"description": text(75, *kinds), **more})


def _element(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Rule) -> Check:
    return shape({"type": one_of(kind), **required}, {"action_id": string(255), **optional}, *rules)


def options(element: Json) -> list[Json]:
    """All that can be chosen in a list, of groups or not."""
    groups = element.get("option_groups", [])
    found: list[Json] = [one for group in groups for one in group["options"]]
    return found or list(element.get("options", []))


def _chosen_are_options(element: Json) -> list[str]:
    chosen = [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
    found = [f"{one['value']} is no option" for one in chosen if one not in options(element)]
    values = [one["value"] for one in options(element)]
    return found + (["a value twice"] if len(set(values)) < len(values) else [])


def _options_or_groups(element: Json) -> list[str]:
    return [] if ("options" in element) != ("option_groups" in element) else ["options or option_groups"]


def _as_many_as_may_be(element: Json) -> list[str]:
    users = element.get("initial_users", [])
    found = ["more than may be chosen"] if len(users) > element.get("max_selected_items", 1_000) else []
    return found + (["somebody twice"] if len(set(users)) < len(users) else [])


def _within_its_limits(element: Json) -> list[str]:
    given, least, most = (
        element.get("initial_value", ""),
        element.get("min_length", 0),
        element.get("max_length", 3_000),
    )
    found = ["an initial value above its limit"] if len(given) > most else []
    return found + (["the least is above the most"] if least > most else [])


_FOCUS: Mapping[str, Check] = {"focus_on_load": boolean}
_PLACEHOLDER: Mapping[str, Check] = {"placeholder": text(150)}
_TYPED: Mapping[str, Check] = {
    **_FOCUS,
    **_PLACEHOLDER,
    "dispatch_action_config": DISPATCH,
    "initial_value": string(3_000),
}
_PICKED: Mapping[str, Check] = {**_FOCUS, "confirm": CONFIRM}
_LISTED: Mapping[str, Check] = {**_PICKED, **_PLACEHOLDER}
_SOME: Mapping[str, Check] = {**_LISTED, "max_selected_items": integer(1, 1_000)}
_PLAIN_OPTION = option(("plain_text",))
_GROUP = shape({"label": text(75), "options": each(_PLAIN_OPTION, most=100)}, {})
_STATIC: Mapping[str, Check] = {
    "options": each(_PLAIN_OPTION, most=100),
    "option_groups": each(_GROUP, most=100),
}
_FEW = each(option(BOTH), most=10)
_FILTER = shape(
    {},
    {
        "include": each(one_of("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)

BUTTON = _element(
    "button",
    {"text": text(75)},
    {
        "url": address,
        "value": string(2_000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
IMAGE = shape(
    {"type": one_of("image"), "alt_text": string(2_000)},
    {"image_url": address, "slack_file": shape({}, {"id": string(255), "url": address})},
    lambda made: [] if ("image_url" in made) != ("slack_file" in made) else ["image_url or slack_file"],
)

# What can be filled in or chosen from, in an input block.
INPUTS: Mapping[str, Check] = {
    "plain_text_input": _element(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "multiline": boolean,
            "min_length": integer(0, 3_000),
            "max_length": integer(1, 3_000),
        },
        _within_its_limits,
    ),
    "email_text_input": _element("email_text_input", {}, _TYPED),
    "url_text_input": _element("url_text_input", {}, _TYPED),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {**_TYPED, "min_value": matching(r"-?[\d.]+"), "max_value": matching(r"-?[\d.]+")},
    ),
    "datepicker": _element("datepicker", {}, {**_LISTED, "initial_date": DATE}),
    "timepicker": _element(
        "timepicker",
        {},
        {**_LISTED, "initial_time": matching(r"([01]\d|2[0-3]):[0-5]\d"), "timezone": string(100)},
    ),
    "datetimepicker": _element(
        "datetimepicker", {}, {**_PICKED, "initial_date_time": integer(10**9, 10**10 - 1)}
    ),
    "checkboxes": _element(
        "checkboxes", {"options": _FEW}, {**_PICKED, "initial_options": _FEW}, _chosen_are_options
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {"options": _FEW},
        {**_PICKED, "initial_option": option(BOTH)},
        _chosen_are_options,
    ),
    "static_select": _element(
        "static_select",
        {},
        {**_LISTED, **_STATIC, "initial_option": _PLAIN_OPTION},
        _options_or_groups,
        _chosen_are_options,
    ),
    "multi_static_select": _element(
        "multi_static_select",
        {},
        {**_SOME, **_STATIC, "initial_options": each(_PLAIN_OPTION, most=100)},
        _options_or_groups,
        _chosen_are_options,
    ),
    "external_select": _element(
        "external_select",
        {},
        {**_LISTED, "initial_option": _PLAIN_OPTION, "min_query_length": integer(0, 100)},
    ),
    "multi_external_select": _element(
        "multi_external_select",
        {},
        {
            **_SOME,
            "initial_options": each(_PLAIN_OPTION, most=100),
            "min_query_length": integer(0, 100),
        },
    ),
    "users_select": _element("users_select", {}, {**_LISTED, "initial_user": USER}),
    "multi_users_select": _element(
        "multi_users_select",
        {},
        {**_SOME, "initial_users": each(USER, most=100)},
        _as_many_as_may_be,
    ),
    "channels_select": _element(
        "channels_select",
        {},
        {**_LISTED, "initial_channel": CHANNEL, "response_url_enabled": boolean},
    ),
    "conversations_select": _element(
        "conversations_select",
        {},
        {
            **_LISTED,
            "initial_conversation": CHANNEL,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": _FILTER,
        },
    ),
}
OVERFLOW = _element(
    "overflow",
    {"options": each(option(("plain_text",), linked=True), most=5)},
    {"confirm": CONFIRM},
    _chosen_are_options,
)
_CHOICES = {
    kind: check for kind, check in INPUTS.items() if not kind.endswith("_input")
}  # what needs no typing
INPUT = by_type(INPUTS)
ACTION = by_type({"button": BUTTON, "overflow": OVERFLOW, **_CHOICES})
ACCESSORY = by_type({"button": BUTTON, "image": IMAGE, "overflow": OVERFLOW, **_CHOICES})
