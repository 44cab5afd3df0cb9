"""Replies people type and what they mean, read from `corpora/`; how many of them are understood.

`replies_tuned.toml` is what the tables were tuned with: seven rounds, each written before it was run. In the last,
91 of 100 replies that mean something were understood at once and 0.3 of 100 wrongly; it is kept apart in
`replies_fresh.toml`. A new round goes there, and the old one to the tuned.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from bot.conversation.understand.choices import Option

CORPORA = Path(__file__).with_name("corpora")
NOTHING = ("unclear", "none")


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """`group` is the set of options or who writes; `meaning` is "unclear" or "none" where nothing may be taken."""

    lang: str
    group: str
    text: str
    meaning: str


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """`wrong` are the replies, with what was made of them, from which a value was taken that was not meant."""

    understood: float
    wrong: tuple[tuple[Reply, str], ...]
    count: int


def replies(kind: str, file: str) -> list[Reply]:
    """All replies of a kind in one file of the corpus."""
    found: list[Reply] = []
    for lang, meanings in _read(file)[kind].items():
        for group, some in meanings.items():
            grouped = some.items() if isinstance(some, dict) else [(group, some)]
            name = group if isinstance(some, dict) else ""
            found += [
                Reply(lang=lang, group=name, text=text, meaning=meaning)
                for meaning, texts in grouped
                for text in texts
            ]
    return found


def offered(reply: Reply, file: str) -> list[Option]:
    """The options a reply answers."""
    pairs = _read(file)["options"][reply.lang][reply.group]
    return [Option(value=value, label=label) for value, label in pairs]


def rates(every: Sequence[Reply], understand: Callable[[Reply], str]) -> Rates:
    """How many of the replies that mean something are understood, and what was understood wrongly."""
    heard = [(reply, understand(reply)) for reply in every]
    meant = [(reply, value) for reply, value in heard if reply.meaning not in NOTHING]
    return Rates(
        understood=sum(value == reply.meaning for reply, value in meant) / len(meant),
        wrong=tuple(_wrong(heard)),
        count=len(heard),
    )


def _wrong(heard: list[tuple[Reply, str]]) -> Iterator[tuple[Reply, str]]:
    return ((reply, value) for reply, value in heard if value not in (*NOTHING, reply.meaning))


@cache
def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((CORPORA / f"replies_{file}.toml").read_text(encoding="utf-8"))
