"""What does a person read and find to press, in a message, a form or on their home page? As plain text."""

from __future__ import annotations

import html
from collections.abc import Iterator

from tests.slack.elements import options
from tests.slack.workspace import Json

_FILLED_IN = ("initial_value", "initial_date", "initial_time", "initial_user", "initial_channel")


def read_message(body: Json) -> list[str]:
    """Line by line; a message of blocks is those, its text only the notification's."""
    if body.get("blocks"):
        return read_blocks(body["blocks"])
    return html.unescape(body.get("text") or body.get("markdown_text") or "").split("\n")


def read_view(view: Json) -> list[str]:
    title = [f"== {view['title']['text']} =="] if view.get("title") else []
    ends = [f"[{view[name]['text']}]" for name in ("close", "submit") if view.get(name)]
    return [*title, *read_blocks(view["blocks"]), *ends]


def read_blocks(blocks: list[Json]) -> list[str]:
    return [line for block in blocks for line in "\n".join(_read(block)).split("\n")]


def _read(block: Json) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield f"# {block['text']['text']}"
        case "section":
            yield from (_words(part) for part in [block.get("text"), *block.get("fields", [])] if part)
            yield from _element(block["accessory"]) if "accessory" in block else ()
        case "context":
            yield from (
                f"({_words(part) if 'text' in part else part['alt_text']})" for part in block["elements"]
            )
        case "actions":
            yield " ".join(line for part in block["elements"] for line in _element(part))
        case "input":
            yield f"{block['label']['text']}{' (optional)' if block.get('optional') else ''}:"
            yield from _element(block["element"])
            yield from [f"({block['hint']['text']})"] if "hint" in block else []
        case "rich_text":
            yield from (_rich(part) for part in block["elements"])
        case "image":
            yield f"[picture: {block['alt_text']}]"
        case "table":
            yield from (" | ".join(_cell(cell) for cell in row) for row in block["rows"])
        case "markdown":
            yield block["text"]
        case _:
            yield "---"


def _words(text: Json) -> str:
    return html.unescape(text["text"]) if text["type"] == "mrkdwn" else str(text["text"])


def _cell(cell: Json) -> str:
    return str(cell["text"]) if cell["type"] == "raw_text" else "".join(map(_rich, cell["elements"]))


def _rich(part: Json) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(f"- {_rich(item)}" for item in part["elements"])
    return "".join(_run(run) for run in part["elements"])


def _run(run: Json) -> str:
    match run["type"]:
        case "text":
            return str(run["text"])
        case "link":
            return str(run.get("text") or run["url"])
        case "user" | "channel" | "usergroup":
            return f"@{run[run['type'] + '_id']}"
        case "broadcast":
            return f"@{run['range']}"
        case "emoji":
            return f":{run['name']}:"
        case _:
            return str(run.get("fallback", ""))


def _element(element: Json) -> Iterator[str]:
    kind = element["type"]
    if kind == "button":
        yield f"[{element['text']['text']}]"
    elif kind == "image":
        yield f"[picture: {element['alt_text']}]"
    elif options(element):
        chosen = [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
        yield from (f"({'x' if one in chosen else ' '}) {one['text']['text']}" for one in options(element))
    else:
        filled = next((str(element[name]) for name in _FILLED_IN if element.get(name)), "")
        filled = filled or ", ".join(element.get("initial_users", []))
        yield f"____ {filled}".strip()
