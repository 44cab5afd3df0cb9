"""When does a message read the same as in the stories, which are written as the playground draws them?

The words have to be there, whatever the drawing; what each platform draws as it can is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "conversations"
HEARS = re.compile(r"\*\*(?P<who>.+)\*\* hears?:")
LABEL = re.compile(r"\[([^\]]+)\]")
LINK = " -> "
# What differs by the pairing's id, or because a workspace has not told the company's name or a stranger's.
OWN = re.compile(
    r"in the conversation I'm opening for the three of us|here's one for both of you|I bring together colleagues at"
    r"|You're not in the program, ana"
)
# What is otherwise in Teams, a step or what is said: "My program" is a card there, which /rm-me and /rm-status show, as
# who says hello is told; a calendar is reached by a Teams meeting.
IN_TEAMS = re.compile(r"> .*: /rm-(me|status)|Add to Google Calendar|Press a button or just write to me\..*")
NOTHING = re.compile(r"(?!)")


def written(story: str) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """(input, what follows it: (who, lines))."""
    step, heard = "", list[tuple[str, list[str]]]()
    for line in (FOLDER / f"{story}.md").read_text("utf-8").splitlines():
        if line.startswith(("> ", "~ ", "! ", "= ")):
            if step:
                yield step, heard
            step, heard = line, []
        elif hears := HEARS.fullmatch(line):
            heard.append((readers(hears["who"]), []))
        elif line.startswith("    "):
            heard[-1][1].append(line.strip())
    yield step, heard


def readers(who: str) -> str:
    """Somebody, or those who read something together, in the order of their names."""
    return " and ".join(sorted(who.split(" and ")))


def sentences(line: str) -> list[str]:
    """What a drawn line promises a reader: the words, whatever the drawing."""
    if line in ("---", "____") or line.startswith("(search ") or OWN.search(line):  # drawn by each as it can
        return []
    if re.match(r"(\[[ x]\]|\([ x]\)) ", line):
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
