"""What is in a payload, whatever platform it is of? And the same payload with something odd in one place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def dicts(part: object) -> Iterator[Json]:
    """Every object in a payload, outer ones first."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from dicts(inner)


def places_in(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a payload."""
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, inner in items:
        yield (*path, name)
        yield from places_in(inner, (*path, name))


def mutated(made: Json, path: tuple[Any, ...], odd: Any, *, drop: bool) -> Json:
    made = copy.deepcopy(made)
    part: Any = made
    for name in path[:-1]:
        part = part[name]
    if drop:
        del part[path[-1]]
    else:
        part[path[-1]] = odd
    return made
