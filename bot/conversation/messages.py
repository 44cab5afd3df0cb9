"""What can be said: messages made of nine blocks, in catalog keys instead of sentences.

The engine builds these; `bot/text/catalog.py` turns keys into words for one reader, and each adapter's
`render.py` turns blocks into what its platform shows. What people wrote travels as a plain `str`: it is a
value, never markup, and every adapter escapes it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

import msgspec


class Phrase(msgspec.Struct, frozen=True, tag="phrase"):
    """A sentence of the catalog, by key, and what fills its places."""

    key: str
    values: dict[str, Value] = {}


def phrase(key: str, **values: Value) -> Phrase:
    """Shorthand: `phrase("join.done", name="Ana")`."""
    return Phrase(key, values)


class OnDay(msgspec.Struct, frozen=True, tag="day"):
    """A date, written out for the reader ("Friday, 4 September 2026")."""

    day: date


class AtMoment(msgspec.Struct, frozen=True, tag="moment"):
    """A moment (aware, UTC), shown in the reader's own time zone."""

    at: datetime


class Hours(msgspec.Struct, frozen=True, tag="hours"):
    """Spans of local clock time, shown as the reader writes them."""

    spans: tuple[tuple[time, time], ...]


class Listed(msgspec.Struct, frozen=True, tag="list"):
    """Several values joined by the reader's "and" or "or"."""

    items: tuple[Value, ...]
    joined_by: Literal["and", "or"] = "and"


class SkillName(msgspec.Struct, frozen=True, tag="skill"):
    """A skill of the catalog; shown in the reader's language where the catalog has a word for it."""

    name: str


class SkillShown(msgspec.Struct, frozen=True, tag="shown"):
    """What somebody can show who teaches a skill ("how short videos are made"), for the middle of a sentence; `turn`
    chooses between several.
    """

    name: str
    turn: int = 0


class ZoneName(msgspec.Struct, frozen=True, tag="zone"):
    """An IANA time zone; shown as a place the reader knows ("Berlin")."""

    zone: str


Value = str | int | float | Phrase | OnDay | AtMoment | Hours | Listed | SkillName | SkillShown | ZoneName
Text = str | Phrase | SkillName | ZoneName | Listed


class Say(msgspec.Struct, frozen=True, kw_only=True, tag="say"):
    """One paragraph. `quiet` is small print, such as who will see an answer."""

    text: Text
    style: Literal["plain", "heading", "quiet"] = "plain"


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    label: Text
    value: Value


class Facts(msgspec.Struct, frozen=True, kw_only=True, tag="facts"):
    """Labels and values, such as what the bot knows about the reader."""

    items: tuple[Fact, ...]


class Rows(msgspec.Struct, frozen=True, kw_only=True, tag="rows"):
    """A table: every row as long as `columns`. `page` counts from 1."""

    columns: tuple[Text, ...]
    rows: tuple[tuple[Value, ...], ...]
    page: int = 1
    pages: int = 1


class Button(msgspec.Struct, frozen=True, kw_only=True):
    """An action with ids, or a link (https). Carries no truth: the engine reads the truth again when pressed.

    `opens`: it leads to a form, which a platform may open over the chat at once.
    """

    label: Text
    action: str = ""
    data: dict[str, str] = {}
    link: str = ""
    style: Literal["plain", "primary", "danger"] = "plain"
    opens: bool = False


class Buttons(msgspec.Struct, frozen=True, kw_only=True, tag="buttons"):
    items: tuple[Button, ...]


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """`value` is what comes back; `label` what people read."""

    value: str
    label: Text


class Pick(msgspec.Struct, frozen=True, kw_only=True, tag="pick"):
    """Choose one or many. Comes back as `Submitted(action, data, {name: values})`.

    With `search` ("people" or "skills") the options are only a start and the rest is found by typing, where
    the platform can search; everywhere else the person types the answer as a message.
    """

    name: str
    label: Text
    action: str
    data: dict[str, str] = {}
    options: tuple[Option, ...] = ()
    search: Literal["", "people", "skills"] = ""
    many: bool = False
    chosen: tuple[str, ...] = ()
    submit: Text = Phrase("button.choose")


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a form. `kind` "one" and "many" choose from `options`, or from a search. A "text" with the search
    "people" takes names of several: where the platform has a list of its people to choose from, they are chosen there,
    and `chosen` (ids, named in `options`) are those it begins with.

    `hint` stands below it (who will see the answer), `longest` is how many characters may be typed, 0 for no limit
    of ours. `value` of a "many" is its values with commas between.
    """

    name: str
    label: Text
    kind: Literal["text", "long", "day", "one", "many"] = "text"
    options: tuple[Option, ...] = ()
    search: Literal["", "people", "skills"] = ""
    value: str = ""
    chosen: tuple[str, ...] = ()
    optional: bool = False
    hint: Text = ""
    longest: int = 0


class Form(msgspec.Struct, frozen=True, kw_only=True, tag="form"):
    """Several fields sent together. Comes back as `Submitted(action, data, values)`."""

    title: Text
    fields: tuple[Field, ...]
    action: str
    data: dict[str, str] = {}
    submit: Text = Phrase("button.send")


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """`shown` stands beside it in place of its number, where that is only a step ("5 or more")."""

    label: Text
    value: float
    shown: Text = ""


class Chart(msgspec.Struct, frozen=True, kw_only=True, tag="chart"):
    """Numbers with a title, and the same in words for whoever cannot see a picture.

    `full` is the number of a bar that is as long as there is room for; the largest of them when it is `None`.
    `picture` is the link of a picture of it, as of a `File`; "" where there is none, and then the bars are drawn.
    `upload` is filled in right before delivery: by it an adapter may have the picture itself, to hand it on.
    """

    title: Text
    bars: tuple[Bar, ...]
    words: Text
    full: float | None = None
    picture: str = ""
    upload: str = ""


class File(msgspec.Struct, frozen=True, kw_only=True, tag="file"):
    """A file behind a signed link. `link` is https, or a path of the playground."""

    name: str
    title: Text
    link: str


class Divider(msgspec.Struct, frozen=True, tag="divider"):
    pass


Block = Say | Facts | Rows | Buttons | Pick | Form | Chart | File | Divider


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Blocks in reading order. `summary` is what a notification and a screen reader say first."""

    blocks: tuple[Block, ...]
    summary: Text


def without_answers(message: Message) -> Message:
    """What stays of a message that was answered: its words, links, and commands, which never grow old."""
    kept = [one for block in message.blocks if (one := _unanswerable(block)) is not None]
    while kept and isinstance(kept[-1], Divider):
        kept.pop()
    return msgspec.structs.replace(message, blocks=tuple(kept) or (Say(text=message.summary),))


def _unanswerable(block: Block) -> Block | None:
    match block:
        case Pick() | Form():
            return None
        case Buttons(items=items):
            kept = tuple(button for button in items if button.link or button.action == "command")
            return Buttons(items=kept) if kept else None
        case _:
            return block


AWAY = "away"


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """All a platform needs to write to someone later.

    `place` is a workspace or tenant, `user` the platform's own id of a person ("" for a channel),
    `conversation` the platform's id of the conversation ("" while it has not been opened), `extra` what else
    the platform insists on (for Teams the service address and the bot's id), and under AWAY why nothing arrives
    there. `together` are the platform's own ids of the people who share a conversation with the bot; then there is
    no `user`.
    """

    platform: str
    place: str
    user: str = ""
    together: tuple[str, ...] = ()
    conversation: str = ""
    extra: dict[str, str] = {}

    @property
    def place_id(self) -> str:
        return f"{self.platform}:{self.place}"

    @property
    def account_id(self) -> str:
        """Of the `Account` with this address."""
        return f"{self.place_id}:{self.user}"
