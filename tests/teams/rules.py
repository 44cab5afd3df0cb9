"""What does Teams refuse, or show otherwise than meant, in a message? Written from its documentation, apart
from the adapter that keeps to it.

What each element may hold stands in `schema.py`; here is what the parts of a card must be to each other.
Sources (November 2026): https://adaptivecards.io/explorer (elements up to version 1.5),
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format (Markdown and
HTML), https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages (size).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable

from tests.parts import dicts as dicts
from tests.teams.schema import Json as Json
from tests.teams.schema import faults

WHOLE = 80 * 1024  # of 100 KB
ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|\w+);")
GUID = re.compile("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
MARKUP = re.compile(r"(?<!\\)(?:\\\\)*([`*_\[\]<>~])")
LINE_START = re.compile(r"\s*((?:#{1,6}|[+-]|-{3,}|\d+[.)])(?=\s|$))")


def card(body: Json) -> Json:
    found: Json = body["attachments"][0]["content"]
    return found


def of(body: Json, *kinds: str) -> list[Json]:
    """The parts of the card of these types, in reading order."""
    return [part for part in dicts(card(body)["body"]) if part.get("type") in kinds]


def inputs(body: Json) -> list[Json]:
    return of(body, "Input.Text", "Input.Date", "Input.ChoiceSet")


def buttons(body: Json) -> list[Json]:
    """What can be pressed, and not what stands in its place where a client does not know it."""
    sets = of(body, "ActionSet")
    return [action for part in sets for action in part["actions"] if action["type"] != "Action.OpenUrl"]


def is_people(choices: Json) -> bool:
    """Does Teams fill this list with the people of the company?"""
    return "choices.data" in choices


def is_markdown(choices: Json) -> bool:
    """Are the titles of this set of choices read as Markdown? A list that opens to choose one is not, nor are names."""
    return not is_people(choices) and (choices["style"] == "expanded" or bool(choices.get("isMultiSelect")))


def unescaped(text: str) -> str:
    """Markdown's escapes as a person reads them."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def marked_up(text: str) -> list[str]:
    """What Markdown would make of a text beyond its words."""
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", text)
    found = MARKUP.findall(bare) + ENTITY.findall(bare)
    starts = (LINE_START.match(line) for line in text.split("\n"))
    return found + [start[1] for start in starts if start]


ACTIVITY = frozenset(
    {"type", "id", "from", "recipient", "conversation", "summary", "attachments", "locale", "importance"}
    | {"channelData", "replyToId", "attachmentLayout", "inputHint", "serviceUrl", "channelId"}
)


def broken_limits(body: Json) -> list[str]:
    """Each rule that an activity breaks; empty when Teams would take it."""
    broken = []
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    if (whole := max(len(encoded.encode()), len(encoded.encode("utf-16-le")))) > WHOLE:
        broken.append(f"MessageSizeTooBig: {whole}")
    if body.get("type") != "message" or not str(body.get("summary", "")).strip():
        broken.append("no message, or none that a screen reader could read")
    broken += [f"{name} has no place in a message of one card" for name in sorted(set(body) - ACTIVITY)]
    (attachment,) = body["attachments"]
    if attachment["contentType"] != "application/vnd.microsoft.card.adaptive":
        broken.append(f"no card: {attachment['contentType']}")
    return broken + broken_card(attachment["content"])


def broken_card(shown: Json) -> list[str]:
    """The same of a card alone, as it stands in the answer to a press."""
    broken = faults(shown)
    if broken:
        return broken
    parts = list(dicts({key: part for key, part in shown.items() if key != "refresh"}))
    for part in parts:
        rule = TOGETHER.get(part.get("type", ""))
        broken += [f"{part['type']}: {found}" for found in (rule(part) if rule else [])]
    entries = [part["id"] for part in parts if str(part.get("type", "")).startswith("Input.")]
    carried = {key for part in parts if isinstance(part.get("data"), dict) for key in part["data"]}
    broken += [f"input {one!r} would overwrite what a button carries" for one in entries if one in carried]
    ids = Counter(part["id"] for part in parts if "id" in part and "type" in part)
    broken += [f"id {one!r} twice" for one, count in ids.items() if count > 1]
    asked = {one.partition("/")[0] for one in entries}
    if len(asked) > 1 and any(part.get("isRequired") for part in parts):
        broken.append("what one form requires holds up the buttons of another")
    return broken


def broken_answer(answer: Json) -> list[str]:
    """Each rule that the answer to a press breaks: a card that stands in its place, or words.

    Source (November 2026): https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model
    """
    match answer:
        case {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": dict(shown)}:
            return broken_card(shown)
        case {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": str(words)}:
            return [] if words.strip() else ["no words"]
        case _:
            return [f"no such answer: {answer}"]


def _text(part: Json) -> list[str]:
    broken = [] if part["inlines"] else ["no words"]
    return broken + ["no words, or a line break" for run in part["inlines"] if not _is_line(run["text"])]


def _table(part: Json) -> list[str]:
    width = len(part["columns"])
    broken = [] if width and part["rows"] else ["no columns or no rows"]
    for row in part["rows"]:
        broken += [] if len(row["cells"]) == width else [f"a row of {len(row['cells'])}"]
        broken += ["an empty cell" for cell in row["cells"] if not cell["items"]]
    return broken


def _actions(part: Json) -> list[str]:
    shown = [action for action in part["actions"] if action.get("mode", "primary") == "primary"]
    broken = [] if 1 <= len(shown) <= 6 else [f"{len(shown)} actions"]
    return broken + ["a button without a title" for one in part["actions"] if not _is_line(one["title"])]


def _execute(part: Json) -> list[str]:
    """A client that knows no Execute sends the same as a message."""
    other = part.get("fallback")
    if not isinstance(other, dict) or other["type"] != "Action.Submit":
        return ["no submit in its place"]
    ours = ("title", "data", "style", "associatedInputs")
    return [f"another {name} in its place" for name in ours if part.get(name) != other.get(name)]


def _link(part: Json) -> list[str]:
    return [] if part["url"].startswith("https://") else [f"address {part['url']}"]


def _picture(part: Json) -> list[str]:
    return _link(part) + ([] if part["altText"].strip() else ["a picture without words"])


def _input(part: Json) -> list[str]:
    broken = [] if part["id"] and _is_line(part["label"]) else ["without id or label"]
    if part.get("isRequired") and not _is_line(part.get("errorMessage", "")):
        broken.append("required, and nothing is said where it is missing")
    return broken


def _typed(part: Json) -> list[str]:
    most = part.get("maxLength", 0)
    held = len(part.get("value", "").encode("utf-16-le")) // 2
    return _input(part) + ([f"{held} characters of {most}"] if most and held > most else [])


def _choices(part: Json) -> list[str]:
    broken = _input(part)
    values = [choice["value"] for choice in part["choices"]]
    if not (values or is_people(part)) or len(set(values)) < len(values) or not all(values):
        broken.append("no choices, or a value twice or empty")
    if not all(_is_line(choice["title"]) for choice in part["choices"]):
        broken.append("a choice without a title")
    several = part.get("isMultiSelect", False)
    if several and part.get("style") == "filtered":
        broken.append("several cannot be chosen from a filtered list")
    if several and any("," in value for value in values):
        broken.append("a value with a comma falls apart")
    chosen = part.get("value", "").split(",") if several else [part.get("value", "")]
    there = [one for one in chosen if one and not (is_people(part) and GUID.fullmatch(one))]
    return broken + [f"{one} is no choice" for one in there if one not in values]


def _date(part: Json) -> list[str]:
    given = part.get("value", "2026-01-01")
    return _input(part) + ([] if re.fullmatch(r"\d{4}-\d\d-\d\d", given) else [f"no date: {given}"])


def _chart(part: Json) -> list[str]:
    """No version of Adaptive Cards has charts: where a client cannot draw them, it needs what it can."""
    chain = [part]
    while isinstance(chain[-1].get("fallback"), dict):
        chain.append(chain[-1]["fallback"])
    kinds = [one["type"] for one in chain[1:]]
    good = kinds in (["RichTextBlock"], ["Image", "RichTextBlock"])
    return [] if part["data"] and good else [f"no figures, or in their place {kinds}"]


def _is_line(text: str) -> bool:
    return bool(text.strip()) and "\n" not in text


TOGETHER: dict[str, Callable[[Json], list[str]]] = {
    "RichTextBlock": _text,
    "Image": _picture,
    "Table": _table,
    "ActionSet": _actions,
    "Action.Execute": _execute,
    "Action.OpenUrl": _link,
    "Input.Text": _typed,
    "Input.Date": _date,
    "Input.ChoiceSet": _choices,
    "Chart.HorizontalBar": _chart,
}
