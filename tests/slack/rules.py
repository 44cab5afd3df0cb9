"""What does Slack refuse in a message or a view? Written from its documentation, apart from the adapter that keeps
to it. Read next: `blocks.py`, `markup.py`.

Source: https://docs.slack.dev/reference/block-kit, https://docs.slack.dev/reference/views,
https://docs.slack.dev/messaging/message-metadata (November 2026).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.parts import dicts
from tests.slack.blocks import BLOCK
from tests.slack.shapes import boolean, characters, each, one_of, shape, string, text

__all__ = ["Json", "broken_limits", "broken_metadata", "broken_view", "characters", "dicts", "strings"]

Json = dict[str, Any]

WHOLE = 13_200  # over all blocks: not documented, found by trying (`msg_blocks_too_long`)
MAX_BLOCKS = 50
MAX_VIEW_BLOCKS = 100
MAX_VIEW = 250_000  # bytes of a view, as JSON (`view_too_large`)
MAX_METADATA = 8_000


def broken_limits(body: Json) -> list[str]:
    """Each rule that the body of a posting call breaks; empty when Slack would take it."""
    blocks = body.get("blocks", [])
    broken = [] if body.get("text") or blocks or body.get("markdown_text") else ["no text and no blocks"]
    if len(body.get("text", "")) > 4_000:
        broken.append("text is longer than 4,000")
    if len(body.get("markdown_text", "")) > 12_000 or ("markdown_text" in body and blocks):
        broken.append("markdown_text above 12,000, or beside blocks")
    if (whole := sum(map(characters, strings(blocks)))) > WHOLE:
        broken.append(f"msg_blocks_too_long: {whole}")
    if sum(block.get("type") == "table" for block in blocks) > 1:
        broken.append("only_one_table_allowed")
    if "metadata" in body:
        broken += broken_metadata(body["metadata"])
    return broken + _broken_blocks(blocks, MAX_BLOCKS)


def broken_view(view: Json) -> list[str]:
    """The same for a view: a form or a home page."""
    broken = _VIEWS[view["type"]](view) if view.get("type") in _VIEWS else [f"no view {view.get('type')}"]
    blocks = view.get("blocks", [])
    fills_in = any(block.get("type") == "input" for block in blocks)
    if view.get("type") == "modal" and fills_in and not view.get("submit"):
        broken.append("something to fill in and no submit")
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW:
        broken.append("view_too_large")
    focused = [part for part in dicts(blocks) if part.get("focus_on_load")]
    broken += ["two elements with the focus"] if len(focused) > 1 else []
    return broken + _broken_blocks(blocks, MAX_VIEW_BLOCKS)


def broken_metadata(metadata: object) -> list[str]:
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        return ["metadata is event_type and event_payload"]
    if not re.fullmatch(r"[A-Za-z0-9_.]{1,255}", str(metadata["event_type"])):
        return [f"event_type {metadata['event_type']!r}"]
    if not isinstance(metadata["event_payload"], dict):
        return ["event_payload is no object"]
    return ["metadata_too_large"] if len(json.dumps(metadata)) > MAX_METADATA else []


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


def _broken_blocks(blocks: list[Json], most: int) -> list[str]:
    broken = [f"{len(blocks)} blocks"] if len(blocks) > most else []
    for number, block in enumerate(blocks):
        broken += [f"block {number} ({block.get('type')}): {problem}" for problem in BLOCK(block)]
        broken += _twice("action_id", [part["action_id"] for part in dicts(block) if "action_id" in part])
    return broken + _twice("block_id", [block["block_id"] for block in blocks if block.get("block_id")])


def _twice(name: str, ids: list[str]) -> list[str]:
    return [f"{name} {one!r} twice" for one, count in Counter(ids).items() if count > 1]


_OF_ALL = {
    "callback_id": string(255),
    "external_id": string(255),
    "private_metadata": string(3_000, least=0),
}
_BLOCKS = each(lambda block: [], most=MAX_VIEW_BLOCKS, least=0)
_VIEWS = {
    "home": shape({"type": one_of("home"), "blocks": _BLOCKS}, _OF_ALL),
    "modal": shape(
        {"type": one_of("modal"), "blocks": _BLOCKS, "title": text(24)},
        {
            **_OF_ALL,
            "submit": text(24),
            "close": text(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
}
