"""Has a document the shape that somebody else asks for? Rules to put together, for what we hand in elsewhere.

A rule says in words what is wrong, "" when nothing is. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rule = Callable[[Any], str]


def text(most: int, *, least: int = 1, like: str = "", called: str = "") -> Rule:
    """`called` says what `like` stands for."""

    def wrong(value: Any) -> str:
        if not isinstance(value, str) or not least <= len(value) <= most:
            return f"is no text of {least} to {most} characters"
        return "" if re.search(like, value) else f"is {called or f'not like {like}'}"

    return wrong


def flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "is neither true nor false"


def number(value: Any) -> str:
    return "" if isinstance(value, int) and not isinstance(value, bool) else "is no whole number"


def one_of(*values: str) -> Rule:
    def wrong(value: Any) -> str:
        return "" if isinstance(value, str) and value in values else f"is none of {', '.join(values)}"

    return wrong


def listed(rule: Rule, most: int, *, least: int = 0) -> Rule:
    def wrong(value: Any) -> str:
        if not isinstance(value, list) or not least <= len(value) <= most:
            return f"is no list of {least} to {most}"
        if len({repr(item) for item in value}) < len(value):
            return "has something twice"
        return next((f"{place}: {said}" for place, item in enumerate(value, 1) if (said := rule(item))), "")

    return wrong


def table(required: Mapping[str, Rule], optional: Mapping[str, Rule]) -> Rule:
    def wrong(value: Any) -> str:
        return next(objections(value, required, optional), "")

    return wrong


def objections(value: Any, required: Mapping[str, Rule], optional: Mapping[str, Rule]) -> Iterator[str]:
    """What is wrong with a table: for each name at most one thing."""
    if not isinstance(value, dict):
        yield "is no table"
        return
    yield from (f"lacks {name}" for name in required if name not in value)
    rules = {**required, **optional}
    for name, held in value.items():
        said = rules[name](held) if name in rules else "is not known"
        if said:
            yield f"{name}: {said}"
