"""How does a talk read as plain text? For stories, reports of a talk, and eyes that want no page.

    Ines: /rm-setup
    Turnabout: What should the program achieve?
      (Everybody will see this)
      [Digital skills] [Something else]

The words are those the page shows (`render.py`); only the drawing differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from adapters.playground.render import render
from adapters.wording import Wording, WordsFor, clean
from bot.conversation.messages import Message
from bot.runtime.ports import Post

BOT = "Turnabout"
INDENT = "  "

Lines = list[str]
Drawn = Mapping[str, Any]  # a block as render.py made it


def transcript(posts: Sequence[Post], names: Mapping[str, str], words_for: WordsFor) -> tuple[str, ...]:
    """The conversation, oldest first. `names` by author; who is not in it is shown by id."""
    lines: Lines = []
    for post in posts:
        if post.message is None:
            lines += _attributed(names.get(post.author, post.author), clean(post.text).split("\n"))
        else:
            words = words_for(post.language, post.timezone)
            lines += _attributed(BOT, message_lines(post.message, words))
    return tuple(lines)


def message_lines(message: Message, words: Wording) -> Lines:
    """One message without its author; the summary alone when nothing else is to be read."""
    drawn: Mapping[str, Any] = render(message, words)
    lines = [line for block in drawn["blocks"] for line in LINES[block["kind"]](block)]
    return lines or [str(drawn["summary"])]


def _attributed(author: str, lines: Sequence[str]) -> Lines:
    first, *rest = lines or [""]
    return [f"{author}: {first}".rstrip(), *(f"{INDENT}{line}".rstrip() for line in rest)]


def _say(block: Drawn) -> Lines:
    lines = str(block["text"]).split("\n")
    if block["style"] == "quiet":
        return [f"({line})" for line in lines]
    if block["style"] == "heading":
        return [f"# {line}" for line in lines]
    return lines


def _facts(block: Drawn) -> Lines:
    return [f"{item['label']}: {' '.join(item['value'].split())}" for item in block["items"]]


def _rows(block: Drawn) -> Lines:
    rows = [block["columns"], *block["rows"]]
    shown = [" | ".join(" ".join(cell.split()) for cell in row) for row in rows]
    return [*shown, *([f"({block['hint']})"] if block["hint"] else [])]


def _buttons(block: Drawn) -> Lines:
    return [" ".join(_button(item) for item in block["items"])]


def _button(item: Drawn) -> str:
    where = str(item["link"]).partition("?")[0] if "link" in item else ""  # what follows is for machines
    return f"[{item['label']} -> {where}]" if where else f"[{item['label']}]"


def _mark(*, chosen: bool, many: bool) -> str:
    if many:
        return "[x]" if chosen else "[ ]"
    return "(x)" if chosen else "( )"


def _options(drawn: Drawn, chosen: Sequence[str], *, many: bool) -> Lines:
    lines = [
        f"{_mark(chosen=option['value'] in chosen, many=many)} {option['label']}"
        for option in drawn["options"]
    ]
    return [*lines, *([f"(search {drawn['search']})"] if drawn["search"] else [])]


def _pick(block: Drawn) -> Lines:
    options = _options(block, block["chosen"], many=block["many"])
    return [f"{block['label']}:", *options, f"[{block['submit']}]"]


def _form(block: Drawn) -> Lines:
    lines = [f"# {block['title']}"]
    for field in block["fields"]:
        label = f"{field['label']}{' (optional)' if field['optional'] else ''}"
        asks = label.endswith(("?", ".", "!"))  # a question stands by itself, what is filled in below it
        if field["kind"] in ("one", "many"):
            chosen = [value for value in field["value"].split(",") if value]
            options = _options(field, chosen, many=field["kind"] == "many")
            lines += [label if asks else f"{label}:", *options]
        else:
            value = " ".join(field["value"].split()) or "____"
            lines += [label, value] if asks else [f"{label}: {value}"]
        lines += [f"({field['hint']})"] if field["hint"] else []
    return [*lines, f"[{block['submit']}]"]


def _chart(block: Drawn) -> Lines:
    bars = [f"{bar['label']}: {bar['shown']}" for bar in block["bars"]]
    return [block["title"], *bars, *(f"({line})" for line in block["words"].split("\n"))]


def _file(block: Drawn) -> Lines:
    return [f"<{block['title']}: {block['name']}>"]


def _divider(_block: Drawn) -> Lines:
    return ["---"]


LINES: Mapping[str, Callable[[Drawn], Lines]] = {
    "say": _say,
    "facts": _facts,
    "rows": _rows,
    "buttons": _buttons,
    "pick": _pick,
    "form": _form,
    "chart": _chart,
    "file": _file,
    "divider": _divider,
}
