"""Does the README show what there is? Its pictures exist, are small, and say in words what they show."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
LARGEST = 150_000  # bytes


def test_every_picture_is_there_small_and_described() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert shown
    for words, path in shown:
        assert len(words) > 20, path
        assert (ROOT / path).stat().st_size < LARGEST, path
