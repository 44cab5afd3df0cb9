"""The same story passes through Slack and Teams, sentence by sentence as it is written for the playground."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversations.story import play
from tests.e2e.abroad import Journey, to_slack, to_teams

STORY = Path(__file__).parents[1] / "conversations" / "everywhere.md"
HEARS = re.compile(r"\*\*(?P<who>.+)\*\* hears:")
LABEL = re.compile(r"\[([^\]]+)\]")
# What differs by the hour, by the pairing's id, or because a workspace has not told the company's name.
WHEN = re.compile(r"\d\d:\d\d\. Until then|here's one for both of you|I bring together colleagues at")


def written() -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """(input, what follows it: (who, lines))."""
    step, heard = "", list[tuple[str, list[str]]]()
    for line in STORY.read_text("utf-8").splitlines():
        if line.startswith("> "):
            if step:
                yield step, heard
            step, heard = line, []
        elif hears := HEARS.fullmatch(line):
            heard.append((hears["who"], []))
        elif line.startswith("    "):
            heard[-1][1].append(line.strip())
    yield step, heard


def sentences(line: str) -> list[str]:
    """What a drawn line promises a reader: the words, whatever the drawing."""
    if line == "---" or line.startswith("(search ") or WHEN.search(line):  # drawn by each as it can, or timed
        return []
    if re.match(r"\[[ x]\] ", line):
        return [line[4:]]
    if LABEL.sub("", line).strip() == "":
        return [
            label for label in LABEL.findall(line) if not label.startswith("#")
        ]  # channels are a place's own
    plain = re.sub(r"^# ", "", line)
    plain = plain[1:-1] if plain.startswith("(") and plain.endswith(")") else plain
    label, colon, value = plain.partition(": ")
    return [label.removesuffix(":"), value] if colon and len(label) < 30 else [plain.removesuffix(":")]


def promised(lines: list[str]) -> list[str]:
    """All that the lines promise. Where a platform cannot search a list there is nothing to choose: it is typed."""
    shown = [
        line for before, line in zip(["", *lines], lines, strict=False) if not before.startswith("(search ")
    ]
    return [piece for line in shown for piece in sentences(line)]


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("journey", [to_slack, to_teams], ids=["slack", "teams"])
async def test_the_story_reads_the_same(journey: Journey, tmp_path: Path) -> None:
    async with journey(tmp_path) as abroad:
        for step, expected in written():
            abroad.expected = len(expected)
            assert await play(abroad, step), step
            heard = await abroad.heard()
            assert sorted(one.who for one in heard) == sorted(who for who, _ in expected), step
            for who, lines in expected:
                said = squeezed(" ".join(" ".join(one.lines) for one in heard if one.who == who))
                missing = [piece for piece in promised(lines) if squeezed(piece) not in said]
                assert not missing, (step, missing, said)
