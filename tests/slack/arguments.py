"""What may be said in a call, and what was said: names and types of a method's arguments."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from aiohttp import web

from tests.slack.workspace import Json


class Argument(msgspec.Struct, frozen=True):
    """`read` makes the value of what was sent, and raises ValueError or TypeError for what is of no such kind."""

    read: Callable[[Any], object]
    required: bool = False


def _text(sent: Any) -> str:
    if not isinstance(sent, str):
        raise TypeError(type(sent).__name__)
    return sent


def _number(sent: Any) -> int:
    if isinstance(sent, bool) or not isinstance(sent, int | str):
        raise TypeError(type(sent).__name__)
    return int(sent)


def _yes_no(sent: Any) -> bool:
    known = {"1": True, "true": True, "0": False, "false": False}
    return sent if isinstance(sent, bool) else known[str(sent)] if str(sent) in known else _no_yes_no(sent)


def _no_yes_no(sent: Any) -> bool:
    raise ValueError(f"{sent!r} is neither yes nor no")


def _structure(kind: type) -> Callable[[Any], object]:
    def read(sent: Any) -> object:
        made = json.loads(sent) if isinstance(sent, str) else sent
        if not isinstance(made, kind):
            raise TypeError(type(made).__name__)
        return made

    return read


TEXT = Argument(_text)
NUMBER = Argument(_number)
YES_NO = Argument(_yes_no)
LIST = Argument(_structure(list))
OBJECT = Argument(_structure(dict))


def needed(argument: Argument) -> Argument:
    return msgspec.structs.replace(argument, required=True)


async def sent_with(request: web.Request) -> tuple[Json, str]:
    """All arguments of a call and how they came: "json" or "form" (the query of an address counts as that)."""
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        made = json.loads(body) if body else {}
        return arguments | made, "json" if made else "form"
    form = await request.post() if request.method == "POST" else {}
    return arguments | dict(form.items()), "form"


def read_arguments(sent: Json, known: Mapping[str, Argument]) -> tuple[Json, list[str]]:
    """The values by name, and what is wrong with them."""
    wrong = [f"no argument {name}" for name in sent if name not in known]
    values: Json = {}
    for name, argument in known.items():
        if sent.get(name) is None:
            wrong += [f"{name} is missing"] if argument.required else []
            continue
        try:
            values[name] = argument.read(sent[name])
        except (ValueError, TypeError) as error:
            wrong.append(f"{name}: {error}")
    return values, wrong
