"""How does each block of a message look in Slack? Pure; one `Draft` makes one attempt at a message with so
much room for texts.

People's words stand in rich text and plain text only, where Slack knows no markup; bold and links are
structure. Read next: `inputs.py` for what can be filled in, `render.py` for how a message is made to fit.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import regex

from adapters.slack.limits import ALT, ELEMENTS, HEADER, LABEL, LINK, TEXT, VALUE, weigh
from adapters.slack.payloads import ButtonValue
from adapters.wording import ELLIPSIS, Wording, clean, cut, one_line
from bot.conversation.messages import Button, Buttons, Chart, Facts, File, Phrase, Rows, Say, Text

SlackBlock = dict[str, Any]

_LINK = re.compile(r"https://[^\s<>\"|\x00-\x1f]+")
_CLUSTERS = regex.compile(r"\X{1,500}")
_BETWEEN = " · "


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """How long one text may be, and from that all other sizes. `dense`: fewer blocks, less nice."""

    text: int

    @property
    def dense(self) -> bool:
        return self.text < 1_000

    @property
    def cell(self) -> int:
        return max(16, min(300, self.text // 30))

    @property
    def rows(self) -> int:
        return max(10, min(100, self.text // 20))

    @property
    def options(self) -> int:
        return max(20, min(1_000, self.text // 10))

    @property
    def value(self) -> int:
        return max(300, min(TEXT, self.text))


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What Slack has of what is shown: its file for each `Chart.upload`, its user for people (ids) who are chosen."""

    files: Mapping[str, str] = {}
    users: Mapping[str, str] = {}


NOTHING_KNOWN = Known()


class Run(msgspec.Struct, frozen=True):
    """Some words of a rich text; with a `link` they open it."""

    words: str
    bold: bool = False
    link: str = ""


class Draft:
    """`message_id` is what a press carries back."""

    def __init__(self, words: Wording, message_id: str, room: Room, known: Known = NOTHING_KNOWN) -> None:
        self._words = words
        self.known = known
        self._message_id = message_id
        self.room = room
        self._numbers = 0
        # Slack keeps what was typed when a message is replaced and an input keeps its id: a new message, new
        # ids.
        self.tag = hashlib.sha256(message_id.encode()).hexdigest()[:8] if message_id else ""

    def number(self) -> int:
        """A number that no other part of this message has."""
        self._numbers += 1
        return self._numbers

    def line(self, text: Text, limit: int) -> str:
        """One line, never empty: Slack refuses empty texts."""
        return cut(one_line(self._words.text(text)), limit, weigh) or ELLIPSIS

    def paragraph(self, text: Text) -> str:
        return cut(clean(self._words.text(text)).strip(), self.room.text, weigh)

    def say(self, block: Say) -> list[SlackBlock]:
        words = self.paragraph(block.text)
        if not words or self.room.dense:
            return rich([Run(words, bold=block.style == "heading")])
        if block.style == "heading" and weigh(words) <= HEADER:
            return [{"type": "header", "text": plain(one_line(words))}]
        if block.style == "quiet":
            return [{"type": "context", "elements": [plain(cut(words, TEXT, weigh))]}]
        return rich([Run(words, bold=block.style == "heading")])

    def quiet(self, text: Text) -> list[SlackBlock]:
        return self.say(Say(text=text, style="quiet"))

    def facts(self, block: Facts) -> list[SlackBlock]:
        runs: list[Run] = []
        for fact in block.items:
            value = cut(clean(self._words.value(fact.value)).strip(), self.room.text, weigh)
            runs += [Run(f"{self.line(fact.label, self.room.cell)}: ", bold=True), Run(f"{value or '–'}\n")]
        return rich(runs)

    def rows(self, block: Rows) -> list[SlackBlock]:
        head = _BETWEEN.join(self.line(column, self.room.cell) for column in block.columns)
        runs = [Run(f"{head}\n", bold=True)]
        for row in block.rows[: self.room.rows]:
            cells = (one_line(self._words.value(cell)) for cell in row)
            line = _BETWEEN.join(cut(cell, self.room.cell, weigh) or "–" for cell in cells)
            runs.append(Run(f"{line}\n"))
        blocks = rich(runs)
        if len(block.rows) > self.room.rows:
            blocks += self.left_out(len(block.rows) - self.room.rows)
        if block.pages > 1:
            blocks += self.quiet(Phrase("platform.page", {"page": block.page, "pages": block.pages}))
        return blocks

    def left_out(self, count: int) -> list[SlackBlock]:
        return self.quiet(Phrase("platform.left_out", {"count": count}))

    def buttons(self, block: Buttons) -> list[SlackBlock]:
        elements = [self._button(button) for button in block.items if not button.link or opens(button.link)]
        unlinked = [button for button in block.items if button.link and not opens(button.link)]
        texts = rich([Run(f"{self.line(button.label, LABEL)}\n") for button in unlinked])
        return [*actions(elements), *texts]

    def _button(self, button: Button) -> SlackBlock:
        if button.link:
            return {
                "type": "button",
                "action_id": f"link:{self.number()}",
                "text": plain(self.line(button.label, LABEL)),
                "url": button.link,
            }
        value = ButtonValue(action=button.action, data=button.data)
        if button.opens:
            value = msgspec.structs.replace(value, opens=True, language=self._words.language)
        element = self.press(button.label, value)
        return element if button.style == "plain" else element | {"style": button.style}

    def press(self, label: Text, value: ButtonValue) -> SlackBlock:
        """A button; raises ValueError when it carries more than Slack takes, which is a mistake of ours."""
        carried = msgspec.json.encode(msgspec.structs.replace(value, message=self._message_id)).decode()
        if weigh(carried) > VALUE:
            raise ValueError(f"the button of action {value.action} carries too much")
        return {
            "type": "button",
            "action_id": f"{value.action[:200]}:{self.number()}",
            "text": plain(self.line(label, LABEL)),
            "value": carried,
        }

    def chart(self, block: Chart) -> list[SlackBlock]:
        """The words beside the picture, where there is one: uploaded to Slack, or fetched by it."""
        title = Run(f"{self.line(block.title, self.room.text)}\n", bold=True)
        words = self.paragraph(block.words)
        said = rich([title, Run(words)])
        picture = self._picture(block)
        if self.room.dense or not picture:
            return said
        return [*said, {"type": "image", **picture, "alt_text": self.described(block, ALT)}]

    def _picture(self, block: Chart) -> SlackBlock:
        if block.upload in self.known.files:
            return {"slack_file": {"id": self.known.files[block.upload]}}
        return {"image_url": block.picture} if opens(block.picture) else {}

    def described(self, block: Chart, limit: int) -> str:
        """What a chart shows, in one line, for whoever cannot see it."""
        return cut(one_line(self._words.text(block.words)), limit, weigh) or self.line(block.title, limit)

    def file(self, block: File) -> list[SlackBlock]:
        title = self.line(block.title, min(self.room.text, TEXT))
        name = one_line(block.name)
        tail = Run(f" ({cut(name, self.room.cell, weigh)})") if name and name != title else Run("")
        return rich([Run(title, link=block.link if opens(block.link) else ""), tail])


def opens(link: str) -> bool:
    """May this address be shown as a link?"""
    return weigh(link) <= LINK and _LINK.fullmatch(link) is not None


def plain(text: str) -> SlackBlock:
    return {"type": "plain_text", "text": text, "emoji": True}


def actions(elements: list[SlackBlock]) -> list[SlackBlock]:
    return [
        {"type": "actions", "elements": elements[start : start + ELEMENTS]}
        for start in range(0, len(elements), ELEMENTS)
    ]


def rich(runs: Iterable[Run]) -> list[SlackBlock]:
    """One block of rich text, or none where there are no words."""
    elements = [element for run in runs if run.words for element in _elements(run)]
    if not elements:
        return []
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}]


def join_rich(blocks: list[SlackBlock]) -> list[SlackBlock]:
    """The same with neighboring rich texts as one block, an empty line between them."""
    joined: list[SlackBlock] = []
    for block in blocks:
        if joined and block["type"] == "rich_text" == joined[-1]["type"]:
            gap = {"type": "text", "text": "\n\n"}
            before = joined[-1]["elements"][0]["elements"]
            after = block["elements"][0]["elements"]
            section = {"type": "rich_text_section", "elements": [*before, gap, *after]}
            joined[-1] = {"type": "rich_text", "elements": [section]}
        else:
            joined.append(block)
    return joined


def _elements(run: Run) -> Iterator[SlackBlock]:
    style: SlackBlock = {"style": {"bold": True}} if run.bold else {}
    if run.link:
        yield {"type": "link", "url": run.link, "text": run.words} | style
        return
    for piece in _pieces(run.words):
        yield {"type": "text", "text": piece} | style


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that Slack takes, cut between characters as people see them."""
    piece = ""
    for part in _parts(text):
        if piece and weigh(piece) + weigh(part) > TEXT:
            yield piece
            piece = ""
        piece += part
    if piece:
        yield piece


def _parts(text: str) -> Iterator[str]:
    for found in _CLUSTERS.findall(text):
        if weigh(found) < TEXT // 2:
            yield found
            continue
        for cluster in regex.findall(r"\X", found):
            # A letter may carry thousands of accents; where it is cut then, nobody sees.
            yield from (cluster[start : start + 200] for start in range(0, len(cluster), 200))
