"""What does Slack refuse in a message? Written from its documentation, apart from the adapter that keeps to
it.

Source: https://docs.slack.dev/reference/block-kit (blocks, block elements, composition objects), November
2026.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

WHOLE = 13_200
MAX_BLOCKS = 50


def broken_limits(body: Json) -> list[str]:
    """Each rule that the body of a posting call breaks; empty when Slack would take it."""
    blocks = body.get("blocks", [])
    broken = [] if body.get("text") or blocks else ["no text and no blocks"]
    if len(body.get("text", "")) > 4_000:
        broken.append("text is longer than 4,000")
    if len(blocks) > MAX_BLOCKS:
        broken.append(f"{len(blocks)} blocks")
    if (whole := sum(map(characters, strings(blocks)))) > WHOLE:
        broken.append(f"msg_blocks_too_long: {whole}")
    for number, block in enumerate(blocks):
        rule = BLOCKS.get(block["type"])
        found = rule(block) if rule else [f"unknown type {block['type']}"]
        broken += [f"block {number} ({block['type']}): {problem}" for problem in found]
    return broken + _twice(blocks)


def characters(text: str) -> int:
    """As Slack stores it: escaped."""
    return len(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def strings(part: object) -> Iterator[str]:
    """Every text in a payload, ids and values included, names of types not."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for name, inner in part.items():
            if name != "type":
                yield from strings(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from strings(inner)


def dicts(part: object) -> Iterator[Json]:
    """Every object in a payload, outer ones first."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from dicts(inner)


def _twice(blocks: list[Json]) -> list[str]:
    broken = []
    for name in ("block_id", "action_id"):
        ids = [found[name] for found in dicts(blocks) if name in found]
        broken += [f"{name} {one!r} twice" for one, count in Counter(ids).items() if count > 1]
        broken += [f"{name} longer than 255" for one in ids if len(one) > 255 or not one]
    return broken


def _text(found: object, limit: int, kinds: tuple[str, ...] = ("plain_text",)) -> list[str]:
    if not isinstance(found, dict) or found.get("type") not in kinds:
        return [f"no text of {kinds}: {type(found).__name__}"]
    if not isinstance(found.get("text"), str) or not found["text"].strip():
        return ["an empty text"]
    return (
        [f"a text of {characters(found['text'])} above {limit}"] if characters(found["text"]) > limit else []
    )


def _header(block: Json) -> list[str]:
    return _text(block.get("text"), 150) + (["a line break"] if "\n" in block["text"]["text"] else [])


def _context(block: Json) -> list[str]:
    elements = block["elements"]
    broken = [] if 1 <= len(elements) <= 10 else [f"{len(elements)} elements"]
    return broken + [problem for part in elements for problem in _text(part, 3_000, ("plain_text", "mrkdwn"))]


def _section(block: Json) -> list[str]:
    fields = block.get("fields", [])
    broken = [] if len(fields) <= 10 and ("text" in block or fields) else [f"{len(fields)} fields"]
    broken += [problem for part in fields for problem in _text(part, 2_000, ("plain_text", "mrkdwn"))]
    return broken + (_text(block["text"], 3_000, ("plain_text", "mrkdwn")) if "text" in block else [])


def _rich_text(block: Json) -> list[str]:
    broken = [] if block["elements"] else ["no elements"]
    for section in block["elements"]:
        if section["type"] != "rich_text_section" or not section["elements"]:
            broken.append(f"a section of {section['type']} without elements")
        for part in section["elements"]:
            allowed = {"text": {"type", "text", "style"}, "link": {"type", "url", "text", "style"}}
            if part["type"] in allowed and set(part) - allowed[part["type"]]:
                broken.append(f"unknown keys in {part['type']}: {sorted(part)}")
            if part["type"] == "text" and not 0 < characters(part["text"]) <= 3_000:
                broken.append(f"a text of {len(part['text'])}")
    return broken


def _actions(block: Json) -> list[str]:
    elements = block["elements"]
    broken = [] if 1 <= len(elements) <= 25 else [f"{len(elements)} elements"]
    return broken + [problem for element in elements for problem in _element(element, ("button",))]


INPUTS = (
    "plain_text_input",
    "datepicker",
    "static_select",
    "multi_static_select",
    "radio_buttons",
    "checkboxes",
)


def _input(block: Json) -> list[str]:
    return _text(block.get("label"), 2_000) + _element(block["element"], INPUTS)


def _element(element: Json, kinds: tuple[str, ...]) -> list[str]:
    if element["type"] not in kinds:
        return [f"no {element['type']} here"]
    return ELEMENTS[element["type"]](element)


def _button(element: Json) -> list[str]:
    broken = _text(element.get("text"), 75)
    if characters(element.get("value", "")) > 2_000:
        broken.append("a value above 2,000")
    if len(element.get("url", "")) > 3_000:
        broken.append("an address above 3,000")
    if element.get("style", "primary") not in ("primary", "danger"):
        broken.append(f"style {element['style']}")
    return broken


def _plain_input(element: Json) -> list[str]:
    long = len(element.get("initial_value", "")) > element.get("max_length", 3_000)
    return ["an initial value above its limit"] if long else []


def _datepicker(element: Json) -> list[str]:
    given = element.get("initial_date", "2026-01-01")
    return [] if re.fullmatch(r"\d{4}-\d\d-\d\d", given) else [f"no date: {given}"]


def _select(most: int) -> Callable[[Json], list[str]]:
    def check(element: Json) -> list[str]:
        groups = element.get("option_groups", [])
        lists = [group["options"] for group in groups] or [element.get("options", [])]
        broken = [f"{len(options)} options" for options in lists if not 1 <= len(options) <= most]
        broken += [f"{len(groups)} groups"] if len(groups) > 100 else []
        broken += [problem for group in groups for problem in _text(group.get("label"), 75)]
        options = [option for each in lists for option in each]
        for option in options:
            broken += _text(option.get("text"), 75)
            broken += [] if 0 < len(option["value"]) <= 75 else [f"a value of {len(option['value'])}"]
        if len({option["value"] for option in options}) < len(options):
            broken.append("a value twice")
        initial = [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
        return broken + [f"{option['value']} is no option" for option in initial if option not in options]

    return check


ELEMENTS: dict[str, Callable[[Json], list[str]]] = {
    "button": _button,
    "plain_text_input": _plain_input,
    "datepicker": _datepicker,
    "static_select": _select(100),
    "multi_static_select": _select(100),
    "radio_buttons": _select(10),
    "checkboxes": _select(10),
}


def _image(block: Json) -> list[str]:
    broken = [] if block["image_url"].startswith("https://") else [f"address {block['image_url']}"]
    alt = block.get("alt_text", "")
    return broken + ([] if 1 <= characters(alt) <= 2_000 else ["alt_text"])


BLOCKS: dict[str, Callable[[Json], list[str]]] = {
    "header": _header,
    "context": _context,
    "section": _section,
    "rich_text": _rich_text,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "divider": lambda block: [],
}
