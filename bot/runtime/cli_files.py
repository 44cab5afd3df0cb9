"""How does a command read a file it is given, and print what came of it?"""

from __future__ import annotations

import json
from pathlib import Path

from bot.runtime.errors import TurnaboutError


class WrongUse(TurnaboutError):
    """The command was called with something it cannot read: exit 2."""


def read_bytes(path: Path) -> bytes:
    """Raises WrongUse with one clear line when there is no such file or it may not be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{path}: {error.strerror or 'cannot be read'}") from error


def replace_file(path: Path, content: str | bytes) -> None:
    """Write a whole file or none: what was there stays until all of the new one is. A device is written to."""
    body = content.encode() if isinstance(content, str) else content
    if path.exists() and not path.is_file():
        path.write_bytes(body)
        return
    path = path.resolve()
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(body)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read_lines(path: Path) -> list[str]:
    """One entry for each line, in order; a line ends at a line feed and nowhere else."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(f"{path}: is not UTF-8 text (byte {error.start + 1})") from error
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def print_json(document: object) -> None:
    """The one JSON document of a command called with --json."""
    print(json.dumps(document, ensure_ascii=False))
