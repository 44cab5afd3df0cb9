"""What people type and what it should mean: one `words => value` per line, `|` between values that are both fine.

"unclear" is a value like others. Lines that begin with # are comments.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

HERE = Path(__file__).parent


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Words and the values they may be understood as, best first."""

    words: str
    meant: tuple[str, ...]


def cases(name: str) -> list[Case]:
    return [_case(line) for line in lines(name)]


def lines(name: str) -> Iterator[str]:
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _case(line: str) -> Case:
    words, meant = line.rsplit(" => ", 1)
    return Case(words=words, meant=tuple(one.strip() for one in meant.split("|")))
