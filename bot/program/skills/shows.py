"""What can somebody show who teaches a skill? "how short videos are made", from `bot/text/shows.toml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

SOURCE: Final = Path(__file__).parents[2] / "text" / "shows.toml"


@cache
def shows() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By the skill's name, then by language. Raises ValueError for a mistake in the table."""
    return msgspec.toml.decode(SOURCE.read_bytes(), type=dict[str, dict[str, tuple[str, ...]]])


def shown(name: str, lang: str, turn: int = 0) -> str:
    """The end of "... can show you", `turn` choosing between several; "" for a skill that has none, such as a
    person's own words.
    """
    lines = shows().get(name, {}).get("de" if lang.lower().startswith("de") else "en", ())
    return lines[turn % len(lines)] if lines else ""


def is_shown(name: str) -> bool:
    """Is there such a line, in every language?"""
    return name in shows()
