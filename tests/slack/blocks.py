"""What does Slack refuse in a block?

Source: https://docs.slack.dev/reference/block-kit/blocks (November 2026). Kinds that the program has no use for are
not known here and so refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.slack.elements import ACCESSORY, ACTION, BOTH, IMAGE, INPUT
from tests.slack.rich_text import RICH_TEXT
from tests.slack.shapes import (
    Check,
    Rule,
    address,
    boolean,
    by_type,
    each,
    integer,
    one_of,
    shape,
    string,
    text,
)
from tests.slack.workspace import Json


def _block(
    kind: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Rule
) -> Check:
    return shape({"type": one_of(kind), **required}, {"block_id": string(255), **(optional or {})}, *rules)


def _one_line(block: Json) -> list[str]:
    return ["a line break"] if "\n" in block["text"]["text"] else []


def _text_or_fields(block: Json) -> list[str]:
    return [] if "text" in block or "fields" in block else ["neither text nor fields"]


def _one_source(block: Json) -> list[str]:
    return [] if ("image_url" in block) != ("slack_file" in block) else ["image_url or slack_file"]


def _rows_alike(block: Json) -> list[str]:
    return [] if len({len(row) for row in block["rows"]}) == 1 else ["rows of different lengths"]


_CONTEXT = by_type({"image": IMAGE, **{kind: text(3_000, kind) for kind in BOTH}})
_CELL = by_type(
    {
        "raw_text": shape({"type": one_of("raw_text"), "text": string(3_000)}, {}),
        "rich_text": shape({"type": one_of("rich_text"), "elements": RICH_TEXT}, {}),
    }
)
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})

BLOCKS: Mapping[str, Check] = {
    "actions": _block("actions", {"elements": each(ACTION, most=25)}),
    "context": _block("context", {"elements": each(_CONTEXT, most=10)}),
    "divider": _block("divider", {}),
    "header": _block("header", {"text": text(150)}, {"level": integer(1, 6)}, _one_line),
    "image": _block(
        "image",
        {"alt_text": string(2_000)},
        {
            "image_url": address,
            "slack_file": shape({}, {"id": string(255), "url": address}),
            "title": text(2_000),
        },
        _one_source,
    ),
    "input": _block(
        "input",
        {"label": text(2_000), "element": INPUT},
        {"hint": text(2_000), "optional": boolean, "dispatch_action": boolean},
    ),
    "markdown": _block("markdown", {"text": string(12_000)}),
    "rich_text": _block("rich_text", {"elements": RICH_TEXT}),
    "section": _block(
        "section",
        {},
        {
            "text": text(3_000, *BOTH),
            "fields": each(text(2_000, *BOTH), most=10),
            "accessory": ACCESSORY,
            "expand": boolean,
        },
        _text_or_fields,
    ),
    "table": _block(
        "table",
        {"rows": each(each(_CELL, most=20), most=100)},
        {"column_settings": each(_COLUMN, most=20)},
        _rows_alike,
    ),
}
BLOCK = by_type(BLOCKS)
