"""How is somebody taken out of messages to others? By their names, their ids and their own words.

A message that was settled loses all its words when it mentions them; one that still waits is said without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from functools import cache
from typing import Any

import msgspec

from bot.conversation.messages import (
    Bar,
    Button,
    Buttons,
    Chart,
    Fact,
    Facts,
    Field,
    File,
    Form,
    Listed,
    Message,
    Option,
    Phrase,
    Pick,
    Rows,
    Say,
    SkillName,
    SkillShown,
)
from bot.outcome import About, Send
from bot.program.keeping.former import NAME
from bot.program.skills import load_catalog
from bot.text.catalog import sentences

LONG = 6  # characters from which words are looked for inside others, too
WORD = re.compile(r"\w+")
QUOTES = frozenset({"feedback.quoted"})  # somebody's own words stand in these
NOTHING = Message(blocks=(), summary="")

# Fields in which a value may stand that somebody reads; all other texts are ids and names of ours.
READ: dict[type[msgspec.Struct], tuple[str, ...]] = {
    Message: ("blocks", "summary"),
    Say: ("text",),
    Facts: ("items",),
    Fact: ("label", "value"),
    Rows: ("columns", "rows"),
    Buttons: ("items",),
    Button: ("label",),
    Pick: ("label", "options", "submit"),
    Option: ("label",),
    Form: ("title", "fields", "submit"),
    Field: ("label", "options"),
    Chart: ("title", "bars", "words"),
    Bar: ("label",),
    File: ("title",),
    Listed: ("items",),
}


@cache
def _ordinary() -> frozenset[str]:
    """Words that tell nothing about anybody: skills of the catalog, and answers that are offered."""
    skills = {name.casefold() for name in load_catalog().names}
    return frozenset(skills | {key.rpartition(".")[2] for key in sentences("en")})


def _words(text: str) -> set[str]:
    return {word for word in WORD.findall(text.casefold()) if len(word) > 2}


class Traces:
    """What may tell who somebody was: their name and each word of it, their ids, and their own words.

    Of `names` each word counts by itself, but for a reader who bears it as well.
    """

    def __init__(
        self, person: str, former: str, *, names: Iterable[str], ids: Iterable[str], said: Iterable[str]
    ) -> None:
        self._person, self._former = person, former
        whole = {one.strip().casefold() for one in names}
        own = {one.strip().casefold() for one in said} - _ordinary()
        self._named = frozenset(word for one in whole for word in _words(one))
        self._traces = frozenset(one for one in (*whole, *own, *(i.casefold() for i in ids)) if len(one) > 1)
        self._quick = tuple(_in_json(one) for one in (*self._traces, *self._named, person.casefold()))
        self._reads: frozenset[str] = frozenset()
        self._quotes: frozenset[str] = frozenset()

    def for_reader(self, name: str) -> Traces:
        """The same for somebody who may be called alike: their own name is theirs."""
        own = copy(self)
        own._reads = self._named & _words(name)
        return own

    def may_be_in(self, stored: str) -> bool:
        """A quick look at JSON: false means that it surely does not mention them."""
        folded = stored.casefold()
        return any(one in folded for one in self._quick)

    def are_in(self, send: Send) -> bool:
        return self.about(send.about) != send.about or self.without(send.message) != send.message

    def tell(self, text: str) -> bool:
        folded = text.casefold()
        if any(one in folded if len(one) >= LONG or " " in one else one == folded for one in self._traces):
            return True
        return bool((self._named - self._reads) & _words(folded))

    def without(self, value: Any) -> Any:
        """A value, a block or a message without them."""
        match value:
            case str():
                return NAME if self.tell(value) else value
            case tuple():
                return tuple(self.without(item) for item in value)
            case Phrase() if value.key in self._quotes:
                return NAME
            case Phrase():
                return Phrase(value.key, {name: self.without(one) for name, one in value.values.items()})
            case SkillName() | SkillShown():
                return NAME if self.tell(value.name) else value
            case msgspec.Struct():
                return self._read_without(value)
        return value

    def _read_without(self, value: msgspec.Struct) -> msgspec.Struct:
        changed: dict[str, Any] = {
            name: self.without(getattr(value, name)) for name in READ.get(type(value), ())
        }
        for name in ("data", "value", "chosen"):
            if name in value.__struct_fields__ and name not in changed:
                changed[name] = self._ids_without(getattr(value, name))
        return msgspec.structs.replace(value, **changed)

    def _ids_without(self, value: Any) -> Any:
        match value:
            case str():
                return self._former if value == self._person else "" if self.tell(value) else value
            case dict():
                return {name: self._ids_without(one) for name, one in value.items()}
            case tuple():
                return tuple(self._ids_without(one) for one in value)
        return value

    def send_without(self, send: Send) -> Send:
        """A message to somebody else that still waits; what it quotes word by word may be theirs as well."""
        mentioned = self.without(send.message) != send.message
        bare = self._unquoted() if mentioned else self
        return msgspec.structs.replace(send, message=bare.without(send.message), about=self.about(send.about))

    def _unquoted(self) -> Traces:
        own = copy(self)
        own._quotes = QUOTES
        return own

    def emptied(self, send: Send) -> Send:
        """A message to somebody else that is settled."""
        return msgspec.structs.replace(send, message=NOTHING, about=self.about(send.about))

    def about(self, about: About) -> About:
        return msgspec.structs.replace(about, person="") if about.person == self._person else about


def _in_json(text: str) -> str:
    return msgspec.json.encode(text).decode()[1:-1]


def emptied(send: Send) -> Send:
    """What stays of a message when its words are no longer needed."""
    return msgspec.structs.replace(send, message=NOTHING)
