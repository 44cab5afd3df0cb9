"""What may each element of an Adaptive Card hold, and of which type? What is not listed here, the program does not
use: it is refused.

Sources (November 2026): https://adaptivecards.io/explorer (version 1.5; its JSON Schema allows no other properties),
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards and
.../people-picker (what Teams adds).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Check = Callable[[Any], list[str]]


def _is(*kinds: type) -> Check:
    def check(value: Any) -> list[str]:
        fits = isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))
        return [] if fits else [f"a {type(value).__name__}"]

    return check


def _one_of(*names: str) -> Check:
    """Names count in any case."""
    known = {name.casefold() for name in names}
    return lambda value: [] if isinstance(value, str) and value.casefold() in known else [f"{value!r}"]


def _matching(pattern: str) -> Check:
    return lambda value: [] if isinstance(value, str) and re.fullmatch(pattern, value) else [f"{value!r}"]


def _some(check: Check) -> Check:
    def checked(value: Any) -> list[str]:
        if not isinstance(value, list):
            return [f"a {type(value).__name__}"]
        return [f"[{at}] {found}" for at, one in enumerate(value) for found in check(one)]

    return checked


def _typed(*kinds: str) -> Check:
    """One of these elements, by its `type`."""

    def checked(value: Any) -> list[str]:
        if not isinstance(value, dict) or value.get("type") not in kinds:
            return [f"no {' or '.join(kinds)}: {value.get('type') if isinstance(value, dict) else value!r}"]
        return faults(value)

    return checked


def _record(*required: str, **known: Check) -> Check:
    return lambda value: _fitting(value, known, required) if isinstance(value, dict) else ["no object"]


def _or_drop(check: Check) -> Check:
    return lambda value: [] if value == "drop" else check(value)


STRING, BOOLEAN, NUMBER, OBJECT = _is(str), _is(bool), _is(int, float), _is(dict)
COUNT = _is(int)
SPACING = _one_of("None", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding")
ALIGNMENT = _one_of("Left", "Center", "Right")
STYLE = _one_of("default", "emphasis", "good", "attention", "warning", "accent")
SHOWN = ("RichTextBlock", "Image", "Table", "ActionSet", "Container", "ColumnSet")
ASKED = ("Input.Text", "Input.Date", "Input.ChoiceSet")
ELEMENT = _typed(*SHOWN, *ASKED, "Chart.HorizontalBar")
ACTION = _typed("Action.Execute", "Action.Submit", "Action.OpenUrl")
TEXT = {
    "size": _one_of("Default", "Small", "Medium", "Large", "ExtraLarge"),
    "weight": _one_of("Default", "Lighter", "Bolder"),
    "color": _one_of("Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"),
    "isSubtle": BOOLEAN,
    "italic": BOOLEAN,
    "strikethrough": BOOLEAN,
    "underline": BOOLEAN,
    "highlight": BOOLEAN,
    "fontType": _one_of("Default", "Monospace"),
}
OF_ELEMENT: dict[str, Check] = {
    "type": STRING,
    "id": STRING,
    "isVisible": BOOLEAN,
    "separator": BOOLEAN,
    "spacing": SPACING,
    "height": _one_of("auto", "stretch"),
    "requires": OBJECT,
    "fallback": _or_drop(ELEMENT),
}
OF_INPUT = OF_ELEMENT | {
    "label": STRING,
    "isRequired": BOOLEAN,
    "errorMessage": STRING,
    "placeholder": STRING,
}
OF_ACTION: dict[str, Check] = {
    "type": STRING,
    "id": STRING,
    "title": STRING,
    "iconUrl": STRING,
    "tooltip": STRING,
    "isEnabled": BOOLEAN,
    "style": _one_of("default", "positive", "destructive"),
    "mode": _one_of("primary", "secondary"),
    "requires": OBJECT,
    "fallback": _or_drop(ACTION),
}
SENDS = OF_ACTION | {"data": OBJECT, "associatedInputs": _one_of("auto", "none")}
COLOR = _matching(
    "good|warning|attention|neutral|(categorical|diverging)[A-Z][A-Za-z]+|sequential[1-8]"
)  # names of Teams
OF_CHART = OF_ELEMENT | {
    "title": STRING,
    "colorSet": STRING,
    "color": COLOR,
    "horizontalAlignment": ALIGNMENT,
    "lang": STRING,
    "xAxisTitle": STRING,
    "yAxisTitle": STRING,
}

# Nobody sees what a card asks for by itself: it needs no words.
REFRESHING = _record(
    "type",
    "verb",
    type=_one_of("Action.Execute"),
    verb=STRING,
    title=STRING,
    id=STRING,
    data=OBJECT,
    fallback=_typed("Action.Submit"),
)

# By type: what it may hold, and what it must.
ELEMENTS: dict[str, tuple[dict[str, Check], tuple[str, ...]]] = {
    "AdaptiveCard": (
        {
            "type": STRING,
            "$schema": _matching(r"https?://adaptivecards\.io/schemas/adaptive-card\.json"),
            # Tables, Execute and required inputs are of 1.5, 1.4 and 1.3, and Teams knows no version above 1.5.
            "version": _one_of("1.5"),
            "body": _some(ELEMENT),
            "actions": _some(ACTION),
            "fallbackText": STRING,
            "speak": STRING,
            "lang": _matching("[a-z]{2}"),
            "rtl": BOOLEAN,
            "refresh": _record("action", action=REFRESHING, userIds=_some(STRING), expires=STRING),
            "msteams": _record(width=_one_of("Full")),
        },
        ("type", "version", "body", "fallbackText"),
    ),
    "RichTextBlock": (
        OF_ELEMENT | {"inlines": _some(_typed("TextRun")), "horizontalAlignment": ALIGNMENT},
        ("inlines",),
    ),
    "TextRun": ({"type": STRING, "text": STRING} | TEXT, ("text",)),
    "Image": (
        OF_ELEMENT
        | {
            "url": STRING,
            "altText": STRING,
            "size": _one_of("auto", "stretch", "small", "medium", "large"),
            "horizontalAlignment": ALIGNMENT,
        },
        ("url", "altText"),
    ),
    "Container": (OF_ELEMENT | {"items": _some(ELEMENT), "style": STYLE, "rtl": BOOLEAN}, ("items",)),
    "ColumnSet": (OF_ELEMENT | {"columns": _some(_typed("Column"))}, ("columns",)),
    "Column": (
        OF_ELEMENT
        | {
            "items": _some(ELEMENT),
            "width": _is(int, str),
            "fallback": _or_drop(_typed("Column")),
            "rtl": BOOLEAN,
        },
        ("items",),
    ),
    "Table": (
        OF_ELEMENT
        | {
            "columns": _some(_record("width", width=_is(int, str), horizontalCellContentAlignment=ALIGNMENT)),
            "rows": _some(_typed("TableRow")),
            "firstRowAsHeader": BOOLEAN,
            "showGridLines": BOOLEAN,
            "gridStyle": STYLE,
        },
        ("columns", "rows"),
    ),
    "TableRow": ({"type": STRING, "cells": _some(_typed("TableCell")), "style": STYLE}, ("cells",)),
    "TableCell": (
        {"type": STRING, "items": _some(ELEMENT), "style": STYLE, "rtl": BOOLEAN},
        ("items",),
    ),
    "ActionSet": (OF_ELEMENT | {"actions": _some(ACTION)}, ("actions",)),
    "Action.Execute": (SENDS | {"verb": STRING}, ("title", "id", "verb", "data", "fallback")),
    "Action.Submit": (SENDS, ("title", "data")),
    "Action.OpenUrl": (OF_ACTION | {"url": STRING}, ("title", "url")),
    "Input.Text": (
        OF_INPUT
        | {
            "value": STRING,
            "isMultiline": BOOLEAN,
            "maxLength": COUNT,
            "style": _one_of("text", "tel", "url", "email"),
        },
        ("id", "label"),
    ),
    "Input.Date": (OF_INPUT | {"value": STRING, "min": STRING, "max": STRING}, ("id", "label")),
    "Input.ChoiceSet": (
        OF_INPUT
        | {
            "choices": _some(_record("title", "value", title=STRING, value=STRING)),
            "choices.data": _record(
                "type",
                "dataset",
                type=_matching("Data.Query"),
                dataset=_matching(r"graph\.microsoft\.com/users(\?scope=currentContext)?"),
            ),
            "style": _one_of("compact", "expanded", "filtered"),
            "isMultiSelect": BOOLEAN,
            "value": STRING,
            "wrap": BOOLEAN,
        },
        ("id", "label", "choices"),
    ),
    "Chart.HorizontalBar": (
        OF_CHART
        | {
            "data": _some(_record("x", "y", x=STRING, y=NUMBER, color=COLOR)),
            "displayMode": _one_of("AbsoluteWithAxis", "AbsoluteNoAxis", "PartToWhole"),
        },
        ("data", "fallback"),
    ),
}


def faults(part: Json) -> list[str]:
    """Where an element is not as it is documented, with the way there; of an action or a whole card, too."""
    kind = part.get("type")
    if not isinstance(kind, str) or kind not in ELEMENTS:
        return [f"unknown type {kind!r}"]
    known, required = ELEMENTS[kind]
    return [f"{kind}.{found}" for found in _fitting(part, known, required)]


def _fitting(part: Json, known: dict[str, Check], required: tuple[str, ...]) -> list[str]:
    broken = [f"{name} is missing" for name in required if name not in part]
    for name, value in part.items():
        check = known.get(name)
        broken += [f"{name}: {found}" for found in check(value)] if check else [f"{name} is unknown"]
    return broken
