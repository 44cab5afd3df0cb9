"""How is said what an object of Block Kit must look like? A check takes a value and gives each problem in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], list[str]]
Rule = Callable[[dict[str, Any]], list[str]]


def characters(text: str) -> int:
    """As Slack stores it: escaped."""
    return len(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def shape(required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Rule) -> Check:
    """An object with these fields and no others; `rules` look at it whole once every field is right."""
    known = {**required, **optional}

    def check(value: Any) -> list[str]:
        if not isinstance(value, dict):
            return [f"no object but {type(value).__name__}"]
        found = [f"{name} is missing" for name in required if value.get(name) is None]
        found += [f"unknown field {name}" for name in value if name not in known]
        for name, inner in value.items():
            if name in known and inner is not None:
                found += [f"{name}: {problem}" for problem in known[name](inner)]
        return found or [problem for rule in rules for problem in rule(value)]

    return check


def string(most: int, least: int = 1) -> Check:
    def check(value: Any) -> list[str]:
        if not isinstance(value, str):
            return [f"no text but {type(value).__name__}"]
        if "\x00" in value or any("\ud800" <= each <= "\udfff" for each in value):
            return ["a character that is none"]
        return [] if least <= characters(value) <= most else [f"{characters(value)} characters, of {most}"]

    return check


def matching(pattern: str) -> Check:
    return lambda value: (
        [] if isinstance(value, str) and re.fullmatch(pattern, value) else [f"{value!r} is no {pattern}"]
    )


def one_of(*words: Any) -> Check:
    return lambda value: [] if value in words else [f"{value!r} is none of {words}"]


def boolean(value: Any) -> list[str]:
    return [] if isinstance(value, bool) else [f"{value!r} is neither yes nor no"]


def integer(least: int, most: int) -> Check:
    def check(value: Any) -> list[str]:
        fine = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return [] if fine else [f"{value!r} is not between {least} and {most}"]

    return check


def address(value: Any) -> list[str]:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s<>|\"]+", value):
        return [f"no address: {value!r}"]
    return [] if len(value) <= 3_000 else ["an address above 3,000"]


def each(check: Check, most: int, least: int = 1) -> Check:
    def check_all(value: Any) -> list[str]:
        if not isinstance(value, list):
            return [f"no list but {type(value).__name__}"]
        found = [] if least <= len(value) <= most else [f"{len(value)} entries, of {least} to {most}"]
        return found + [f"{number}: {problem}" for number, one in enumerate(value) for problem in check(one)]

    return check_all


def by_type(table: Mapping[str, Check]) -> Check:
    """One of several kinds of object, told apart by their `type`."""

    def check(value: Any) -> list[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        known = table.get(kind) if isinstance(kind, str) else None
        return known(value) if known else [f"no {kind} here"]

    return check


def text(most: int, *kinds: str) -> Check:
    """A text object of one of these kinds, plain by default. Source: .../composition-objects/text-object."""
    plain = shape({"type": one_of("plain_text"), "text": _words(most)}, {"emoji": boolean})
    mrkdwn = shape({"type": one_of("mrkdwn"), "text": _words(most)}, {"verbatim": boolean})
    known = {"plain_text": plain, "mrkdwn": mrkdwn}
    return by_type({kind: known[kind] for kind in kinds or ("plain_text",)})


def _words(most: int) -> Check:
    inner = string(most)
    return lambda value: inner(value) or ([] if value.strip() else ["an empty text"])
