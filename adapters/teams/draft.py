"""How does each block of a message look in Teams? Pure; one `Draft` makes one attempt at a message with so
much room for texts.

People's words stand in text runs, which know no Markdown, and in titles of buttons; size and weight are
structure. Read next: `inputs.py` for what can be filled in, `render.py` for how a message is made to fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from adapters.teams.limits import ACTIONS, LABEL, LINES, VALUE, harmless, opens, weigh
from adapters.teams.payloads import Carried
from adapters.wording import ELLIPSIS, Wording, clean, cut, one_line
from bot.conversation.messages import Bar, Button, Buttons, Chart, Facts, File, Phrase, Rows, Say, Text

Element = dict[str, Any]

STYLES: dict[str, Element] = {
    "plain": {},
    "heading": {"weight": "Bolder", "size": "Medium"},
    "quiet": {"isSubtle": True, "size": "Small"},
    "bold": {"weight": "Bolder"},
}
BUTTON_STYLES: dict[str, Element] = {
    "plain": {},
    "primary": {"style": "positive"},
    "danger": {"style": "destructive"},
}
NARROW, WIDE, MARGIN = 4, 24, 5  # of columns, in characters, and what one takes beside its words
BOLD = 4  # characters by which a word of the header is wider
ROW, EDGES = 54, 5  # of buttons, and what one takes beside its words; in characters
PLAIN = BUTTON_STYLES["plain"]
REACHED = Phrase("platform.reached")


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """How long one text may be, and from that all other sizes."""

    text: int

    @property
    def cell(self) -> int:
        return max(16, min(300, self.text // 30))

    @property
    def rows(self) -> int:
        return max(10, min(200, self.text // 20))

    @property
    def options(self) -> int:
        return max(20, min(1_000, self.text // 10))

    @property
    def value(self) -> int:
        return max(300, min(4_000, self.text))


class Draft:
    """`message_id` is what a press carries back; `alone` says that no more than one thing is to be filled in."""

    def __init__(self, words: Wording, message_id: str, room: Room, *, alone: bool = False) -> None:
        self._words = words
        self._message_id = message_id
        self.room = room
        self.alone = alone
        self._numbers = 0
        self._presses = 0

    def number(self) -> int:
        """A number that no other form of this message has."""
        self._numbers += 1
        return self._numbers

    def line(self, text: Text, limit: int) -> str:
        """One line, never empty: what has no title cannot be pressed."""
        return harmless(cut(one_line(self._words.text(text)), limit, weigh)) or ELLIPSIS

    def say(self, block: Say) -> list[Element]:
        return paragraphs(self._paragraph(block.text), STYLES[block.style])

    def quiet(self, text: Text) -> list[Element]:
        return self.say(Say(text=text, style="quiet"))

    def left_out(self, count: int) -> list[Element]:
        return self.quiet(Phrase("platform.left_out", {"count": count})) if count else []

    def facts(self, block: Facts) -> list[Element]:
        """Columns, because Teams' own list of facts reads Markdown."""
        rows = [
            columns(
                [text([run(self.line(fact.label, self.room.cell), STYLES["bold"])])],
                paragraphs(self._value(fact.value), {}) or [text([run("–")])],
            )
            for fact in block.items
        ]
        return [{"type": "Container", "items": rows}] if rows else []

    def rows(self, block: Rows) -> list[Element]:
        head = [self.line(column, self.room.cell) for column in block.columns]
        shown = block.rows[: self.room.rows]
        body = [[self._cell(value) for value in row] for row in shown]
        widths = [
            MARGIN + max(NARROW, min(WIDE, max(len(name) + BOLD, *map(len, column), 0)))
            for name, *column in zip(head, *body, strict=True)
        ]
        rows = [[cell(words, STYLES["bold"]) for words in head], *(list(map(cell, row)) for row in body)]
        blocks = [table(rows, widths)]
        blocks += self.left_out(len(block.rows) - len(shown))
        if block.pages > 1:
            blocks += self.quiet(Phrase("platform.page", {"page": block.page, "pages": block.pages}))
        return blocks

    def buttons(self, block: Buttons) -> list[Element]:
        pressed = [self._button(button) for button in block.items if not button.link or opens(button.link)]
        unlinked = [button for button in block.items if button.link and not opens(button.link)]
        texts = [text([run(self.line(button.label, LABEL))]) for button in unlinked]
        return [*actions(pressed), *texts]

    def _button(self, button: Button) -> Element:
        if button.link:
            return opening(self.line(button.label, LABEL), button.link)
        carried = Carried(action=button.action, data=button.data)
        return self.press(button.label, carried, BUTTON_STYLES[button.style])

    def press(self, label: Text, carried: Carried, style: Element = PLAIN) -> Element:
        """A button, and what takes its place where a client knows no Execute: it carries the same, and waits for no
        answer. Raises ValueError when it carries too much, which is a mistake of ours.
        """
        data = msgspec.to_builtins(msgspec.structs.replace(carried, message=self._message_id))
        if len(msgspec.json.encode(data)) > VALUE:
            raise ValueError(f"the button of action {carried.action} carries too much")
        # What was filled in is sent by the form's own button only.
        gathers = {} if carried.form is not None else {"associatedInputs": "none"}
        pressed = {"title": self.line(label, LABEL), "data": data, **gathers, **style}
        self._presses += 1
        return {
            "type": "Action.Execute",
            "id": f"press-{self._presses}",
            "verb": carried.action,
            **pressed,
            "fallback": {"type": "Action.Submit", **pressed},
        }

    def chart(self, block: Chart) -> list[Element]:
        """Drawn by Teams; where a client cannot, its picture, which Teams fetches itself; else the figures in words.
        The words beside it are said once where they name every bar: then they are its figures.
        """
        title = self.line(block.title, self.room.text)
        words = self._paragraph(block.words)
        items = block.bars[: self.room.rows]
        bars = [(self._bar(bar), bar.value) for bar in items]
        named = bool(words and bars) and all(self.line(bar.label, VALUE) in words for bar in block.bars)
        figures = one_line(words) if named else ", ".join(map(self._figure, items))
        shown = _in_words(cut(figures, self.room.text, weigh))
        if opens(block.picture):
            said = one_line(words) or title
            picture = {"type": "Image", "url": block.picture, "altText": said}
            shown = [picture | ({"fallback": shown[0]} if shown else {})]
        if bars:
            whole = [self._whole(block.full)] if block.full else []
            drawn: Element = {"type": "Chart.HorizontalBar", "displayMode": "AbsoluteNoAxis"}
            drawn |= {"data": [*({"x": name, "y": value} for name, value in bars), *whole]}
            shown = [drawn | {"title": cut(title, LABEL, weigh)} | ({"fallback": shown[0]} if shown else {})]
        beside = [] if named else paragraphs(words, STYLES["quiet"])
        return [text([run(title, STYLES["bold"])]), *shown, *beside]

    def _figure(self, bar: Bar) -> str:
        number = self.line(bar.shown, self.room.cell) if bar.shown else self._words.value(bar.value)
        return f"{self.line(bar.label, self.room.cell)}: {number}"

    def _bar(self, bar: Bar) -> str:
        """Its name, with what is to stand there in place of its number."""
        name = self.line(bar.label, self.room.cell)
        shown = self.line(bar.shown, self.room.cell) if bar.shown else ""
        return f"{name} ({shown})" if shown else name

    def _whole(self, full: float) -> Element:
        """A bar as long as the others can become: Teams draws the longest as long as there is room for."""
        return {"x": self.line(REACHED, LABEL), "y": full, "color": "neutral"}

    def file(self, block: File) -> list[Element]:
        title = self.line(block.title, LABEL)
        name = harmless(cut(one_line(block.name), self.room.cell, weigh))
        named = [text([run(name, STYLES["quiet"])])] if name and name != title else []
        shown = actions([opening(title, block.link)]) if opens(block.link) else [text([run(title)])]
        return [*shown, *named]

    def _paragraph(self, words: Text) -> str:
        return harmless(cut(clean(self._words.text(words)).strip(), self.room.text, weigh))

    def _value(self, value: Any) -> str:
        return harmless(cut(clean(self._words.value(value)).strip(), self.room.text, weigh))

    def _cell(self, value: Any) -> str:
        return harmless(cut(one_line(self._words.value(value)), self.room.cell, weigh)) or "–"


def _in_words(words: str) -> list[Element]:
    return [text([run(words)])] if words else []


def run(words: str, style: Element | None = None) -> Element:
    return {"type": "TextRun", "text": words} | (style or {})


def text(runs: list[Element], **more: str) -> Element:
    return {"type": "RichTextBlock", "inlines": runs} | more


def paragraphs(words: str, style: Element) -> list[Element]:
    """One element for each line, because a line break inside of one is not shown everywhere."""
    lines = words.split("\n")
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], " ".join(lines[LINES - 1 :])]
    blocks: list[Element] = []
    spacing = ""
    for line in lines:
        if line.strip():
            blocks.append(text([run(line, style)], **({"spacing": spacing} if spacing else {})))
            spacing = "Small"
        elif blocks:
            spacing = "Medium"
    return blocks


def cell(words: str, style: Element | None = None) -> Element:
    return {"type": "TableCell", "items": [text([run(words, style)])]}


def table(rows: list[list[Element]], widths: list[int]) -> Element:
    """Its first row is its header, unless it says otherwise."""
    return {
        "type": "Table",
        "columns": [{"width": width} for width in widths],
        "rows": [{"type": "TableRow", "cells": cells} for cells in rows],
    }


def columns(narrow: list[Element], wide: list[Element]) -> Element:
    sides = ((1, narrow), (2, wide))
    shown = [{"type": "Column", "width": width, "items": items} for width, items in sides]
    return {"type": "ColumnSet", "spacing": "Small", "columns": shown}


def opening(title: str, link: str) -> Element:
    return {"type": "Action.OpenUrl", "title": title, "url": link}


def actions(elements: Iterable[Element]) -> list[Element]:
    """Rows of about the same length. In a longer one Teams hides the last ones in a menu, and in a wider one it cuts
    what stands on them.
    """
    shown = list(elements)
    return next((rows for most in range(ACTIONS, 0, -1) if _fit(rows := _rows(shown, most)) or most == 1), [])


def _rows(shown: list[Element], most: int) -> list[Element]:
    count = -(-len(shown) // most)
    long = -(-len(shown) // max(1, count)) or 1
    return [{"type": "ActionSet", "actions": shown[at : at + long]} for at in range(0, len(shown), long)]


def _fit(rows: list[Element]) -> bool:
    return all(sum(len(one["title"]) + EDGES for one in row["actions"]) <= ROW for row in rows)
