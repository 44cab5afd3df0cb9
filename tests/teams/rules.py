"""What does Teams refuse, or show otherwise than meant, in a message? Written from its documentation, apart
from the adapter that keeps to it.

Sources (November 2026): https://adaptivecards.io/explorer (elements up to version 1.5),
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format (Markdown and
HTML), https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages (size).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

WHOLE = 80 * 1024  # of 100 KB
ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|\w+);")
MARKUP = re.compile(r"(?<!\\)(?:\\\\)*([`*_\[\]<>~])")
LINE_START = re.compile(r"\s*((?:#{1,6}|[+-]|-{3,}|\d+[.)])(?=\s|$))")


def card(body: Json) -> Json:
    found: Json = body["attachments"][0]["content"]
    return found


def dicts(part: object) -> Iterator[Json]:
    """Every object in a payload, outer ones first."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from dicts(inner)


def of(body: Json, *kinds: str) -> list[Json]:
    """The parts of the card of these types, in reading order."""
    return [part for part in dicts(card(body)["body"]) if part.get("type") in kinds]


def inputs(body: Json) -> list[Json]:
    return of(body, "Input.Text", "Input.Date", "Input.ChoiceSet")


def buttons(body: Json) -> list[Json]:
    return of(body, "Action.Submit", "Action.Execute")


def is_markdown(choices: Json) -> bool:
    """Are the titles of this set of choices read as Markdown? A list that opens to choose one is not."""
    return choices["style"] == "expanded" or bool(choices.get("isMultiSelect"))


def unescaped(text: str) -> str:
    """Markdown's escapes as a person reads them."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def marked_up(text: str) -> list[str]:
    """What Markdown would make of a text beyond its words."""
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", text)
    found = MARKUP.findall(bare) + ENTITY.findall(bare)
    start = LINE_START.match(text)
    return found + ([start[1]] if start else [])


def broken_limits(body: Json) -> list[str]:
    """Each rule that an activity breaks; empty when Teams would take it."""
    broken = []
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    if (whole := max(len(encoded.encode()), len(encoded.encode("utf-16-le")))) > WHOLE:
        broken.append(f"MessageSizeTooBig: {whole}")
    if body.get("type") != "message" or not str(body.get("summary", "")).strip():
        broken.append("no message, or none that a screen reader could read")
    if "text" in body:
        broken.append("a text beside the card is shown twice")
    (attachment,) = body["attachments"]
    if attachment["contentType"] != "application/vnd.microsoft.card.adaptive":
        broken.append(f"no card: {attachment['contentType']}")
    shown = attachment["content"]
    if shown["type"] != "AdaptiveCard" or shown["version"] not in ("1.2", "1.3", "1.4", "1.5"):
        broken.append(f"version {shown['version']}")
    if not shown["body"]:
        broken.append("an empty card")
    for number, part in enumerate(shown["body"]):
        broken += [f"element {number} ({part.get('type')}): {found}" for found in _element(part)]
    ids = [part["id"] for part in inputs(body)]
    carried = {key for button in buttons(body) for key in button["data"]}
    broken += [f"input {one!r} would overwrite what a button carries" for one in ids if one in carried]
    return broken + [f"id {one!r} twice" for one, count in Counter(ids).items() if count > 1]


def _element(part: Json) -> list[str]:
    rule = ELEMENTS.get(part.get("type", ""))
    return rule(part) if rule else [f"unknown type {part.get('type')}"]


def _text(part: Json) -> list[str]:
    runs = part["inlines"]
    broken = [] if runs else ["no words"]
    for run in runs:
        if run["type"] != "TextRun" or not run["text"] or "\n" in run["text"]:
            broken.append(f"a run of {run['type']} without words or with a line break")
        if run.get("size", "Small") not in ("Small", "Medium", "Large"):
            broken.append(f"size {run['size']}")
    return broken


def _table(part: Json) -> list[str]:
    width = len(part["columns"])
    broken = [] if width and part["rows"] else ["no columns or no rows"]
    for row in part["rows"]:
        if row["type"] != "TableRow" or len(row["cells"]) != width:
            broken.append(f"a row of {len(row['cells'])}")
        for cell in row["cells"]:
            if cell["type"] != "TableCell" or not cell["items"]:
                broken.append("an empty cell")
            broken += [problem for item in cell["items"] for problem in _element(item)]
    return broken


def _actions(part: Json) -> list[str]:
    shown = part["actions"]
    broken = [] if 1 <= len(shown) <= 6 else [f"{len(shown)} actions"]
    for action in shown:
        if not action["title"].strip() or "\n" in action["title"]:
            broken.append("a button without a title")
        if action.get("style", "positive") not in ("positive", "destructive"):
            broken.append(f"style {action['style']}")
        if action["type"] == "Action.OpenUrl":
            broken += [] if action["url"].startswith("https://") else [f"address {action['url']}"]
        elif action["type"] != "Action.Submit" or not isinstance(action["data"], dict):
            broken.append("a submit whose data is no object")
    return broken


def _input(part: Json) -> list[str]:
    named = part.get("id") and str(part.get("label", "")).strip()
    return [] if named else ["an input without id or label"]


def _choices(part: Json) -> list[str]:
    broken = _input(part)
    values = [choice["value"] for choice in part["choices"]]
    if not values or len(set(values)) < len(values) or not all(values):
        broken.append("no choices, or a value twice or empty")
    if not all(choice["title"].strip() for choice in part["choices"]):
        broken.append("a choice without a title")
    if part["style"] not in ("compact", "expanded", "filtered"):
        broken.append(f"style {part['style']}")
    if part.get("isMultiSelect"):
        if part["style"] == "filtered":
            broken.append("several cannot be chosen from a filtered list")
        if any("," in value for value in values):
            broken.append("a value with a comma falls apart")
    chosen = part.get("value", "").split(",") if part.get("isMultiSelect") else [part.get("value", "")]
    return broken + [f"{one} is no choice" for one in chosen if one and one not in values]


def _date(part: Json) -> list[str]:
    given = part.get("value", "2026-01-01")
    return _input(part) + ([] if re.fullmatch(r"\d{4}-\d\d-\d\d", given) else [f"no date: {given}"])


def _image(part: Json) -> list[str]:
    broken = [] if part["url"].startswith("https://") else [f"address {part['url']}"]
    return broken + ([] if part.get("altText", "").strip() else ["a picture without words"])


ELEMENTS: dict[str, Callable[[Json], list[str]]] = {
    "RichTextBlock": _text,
    "Image": _image,
    "Table": _table,
    "ActionSet": _actions,
    "Input.Text": _input,
    "Input.Date": _date,
    "Input.ChoiceSet": _choices,
}
