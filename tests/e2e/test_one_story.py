"""The same stories pass through Slack and Teams, sentence by sentence as they are written for the playground.

The program runs in a process of its own and gets signed requests; its program time is the stories' (`abroad.py`), so
that the times it names are theirs.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

from tests.conversations.story import play
from tests.e2e.abroad import Journey, to_slack, to_teams

FOLDER = Path(__file__).parents[1] / "conversations"
STORIES = ("everywhere", "everywhere_together")  # each goes on where the one before ends
HEARS = re.compile(r"\*\*(?P<who>.+)\*\* hears:")
LABEL = re.compile(r"\[([^\]]+)\]")
LINK = " -> "
# What differs by the pairing's id, or because a workspace has not told the company's name.
OWN = re.compile(r"here's one for both of you|I bring together colleagues at")


def written(story: str) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """(input, what follows it: (who, lines))."""
    step, heard = "", list[tuple[str, list[str]]]()
    for line in (FOLDER / f"{story}.md").read_text("utf-8").splitlines():
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
    if line == "---" or line.startswith("(search ") or OWN.search(line):  # drawn by each as it can
        return []
    if re.match(r"\[[ x]\] ", line):
        return [line[4:]]
    if LABEL.sub("", line).strip() == "":
        labels = [label.partition(LINK)[0] for label in LABEL.findall(line)]
        return [label for label in labels if not label.startswith("#")]  # channels are a place's own
    if " | " in line:
        return line.split(" | ")
    plain = re.sub(r"^# ", "", line)
    plain = plain[1:-1] if plain.startswith("(") and plain.endswith(")") else plain
    label, colon, value = plain.partition(": ")
    return [label.removesuffix(":"), value] if colon and len(label) < 30 else [plain.removesuffix(":")]


def addresses(lines: list[str]) -> list[tuple[str, str]]:
    """What opens an address: (label, the address without what follows its path)."""
    drawn = [label for line in lines for label in LABEL.findall(line) if LINK in label]
    return [(label, address) for label, _, address in (each.partition(LINK) for each in drawn)]


def promised(lines: list[str]) -> list[str]:
    """All that the lines promise. Where a platform cannot search a list there is nothing to choose: it is typed."""
    shown = [
        line for before, line in zip(["", *lines], lines, strict=False) if not before.startswith("(search ")
    ]
    return [piece for line in shown for piece in sentences(line)]


def squeezed(text: str) -> str:
    return " ".join(text.split())


async def test_the_stories_read_the_same(tmp_path: Path) -> None:
    """Both at once: most of the time each waits for its platform's pace."""
    async with asyncio.TaskGroup() as journeys:
        for name, journey in (("slack", to_slack), ("teams", to_teams)):
            home = tmp_path / name
            home.mkdir()
            journeys.create_task(_told_alike(journey, home), name=name)


async def _told_alike(journey: Journey, home: Path) -> None:
    async with journey(home) as abroad:
        for step, expected in (each for story in STORIES for each in written(story)):
            abroad.expected = len(expected)
            assert await play(abroad, step), step
            heard = await abroad.heard()
            assert sorted(one.who for one in heard) == sorted(who for who, _ in expected), step
            for who, lines in expected:
                said = squeezed(" ".join(" ".join(one.lines) for one in heard if one.who == who))
                missing = [piece for piece in promised(lines) if squeezed(piece) not in said]
                assert not missing, (step, missing, said)
                opened = abroad.links(who)
                lost = [one for one in addresses(lines) if one not in opened]
                assert not lost, (step, lost, opened)
        assert abroad.broken() == []
