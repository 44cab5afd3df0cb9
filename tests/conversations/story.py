"""Stories: lines in, lines out.

A story is a Markdown file. What people do begins with ">", time passes with "~", everything else is what the bot says:

    > Ana Silva: I'd like to join
    > Ana Silva: [Join]
    > Ana Silva: [x] Chat, Video call [Choose]
    ~ 2 days later

`= paired` stands for all that `beginnings/paired.txt` says, of which nothing is heard; `= everywhere` for all that
people do in `everywhere.md`, so that a story can go on where another one ends. `! Ana Silva reports to Carla Rossi` is
what the HR file says from now on; `! #reverse-mentoring is archived` (or deleted, left, back, named #learning;
`there` when the bot was invited) what
becomes of a channel. `[Label]` presses a button,
`[x] labels [Submit]` chooses in a pick or fills in a form, field by field with "|" between them; `{Home}` looks at
one's own page and `{Home} [Label]` presses there, anything else is typed. `tell` plays the inputs through a `Stage`
(one of the platforms, or the real service in this process) and writes the whole story anew; the test compares.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

INPUT = re.compile(r"> (?P<who>[^:]+): (?P<what>.*)")
CHOICE = re.compile(r"\[x\] (?P<labels>.*) \[(?P<submit>[^\]]+)\]")
HOME = re.compile(r"\{Home\}(?: \[(?P<label>.+)\])?")
BUTTON = re.compile(r"\[(?P<label>.+)\]")
BEFORE = re.compile(r"= (?P<name>\w+)")
MOVED = re.compile(r"! (?P<who>.+) reports to (?P<boss>.+)")
CHANGED = re.compile(
    r"! #(?P<channel>\S+) is (?P<how>archived|deleted|left|back|there|named) ?(?:#(?P<name>\S+))?"
)
STORIES = Path(__file__).parent
BEGINNINGS = STORIES / "beginnings"
LATER = re.compile(r"~ (?P<count>\d+) (?P<unit>minute|hour|day|week)s? later")


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody got since the last step: their name, or "#channel", and the lines as drawn."""

    who: str
    lines: tuple[str, ...]


class Stage(Protocol):
    """Where a story is played. People are named as in the story."""

    async def type(self, who: str, text: str) -> None: ...

    async def press(self, who: str, label: str) -> None: ...

    async def choose(self, who: str, labels: Sequence[str], submit: str) -> None: ...

    async def later(self, wait: timedelta) -> None: ...

    async def heard(self) -> Sequence[Heard]:
        """All that was said since the last call, in order; waits until the bot is done."""


@runtime_checkable
class WithFile(Protocol):
    """A stage where the HR file can change."""

    async def reports(self, who: str, boss: str) -> None: ...


@runtime_checkable
class WithChannels(Protocol):
    """A stage where something may happen to a channel, called `name` by then."""

    async def channel_is(self, channel: str, how: str, name: str) -> None: ...


@runtime_checkable
class WithHome(Protocol):
    """A stage where everybody has a page of their own."""

    async def look_home(self, who: str, label: str) -> None:
        """They look at it, or press a button on it."""


async def play(stage: Stage, line: str) -> bool:
    """Do what an input line says; false when it is no input."""
    if later := LATER.fullmatch(line):
        await stage.later(timedelta(**{f"{later['unit']}s": int(later["count"])}))
        return True
    if moved := MOVED.fullmatch(line):
        assert isinstance(stage, WithFile)
        await stage.reports(moved["who"], moved["boss"])
        return True
    if changed := CHANGED.fullmatch(line):
        assert isinstance(stage, WithChannels)
        await stage.channel_is(changed["channel"], changed["how"], changed["name"] or "")
        return True
    step = INPUT.fullmatch(line)
    if step is None:
        return False
    who, what = step["who"], step["what"]
    if home := HOME.fullmatch(what):
        assert isinstance(stage, WithHome)
        await stage.look_home(who, home["label"] or "")
    elif choice := CHOICE.fullmatch(what):
        entries = choice["labels"].split("|" if "|" in choice["labels"] else ", ")
        await stage.choose(who, entries, choice["submit"])
    elif button := BUTTON.fullmatch(what):
        await stage.press(who, button["label"])
    else:
        await stage.type(who, what)
    return True


def beginning(name: str) -> list[str]:
    """The input lines that a name stands for."""
    short = BEGINNINGS / f"{name}.txt"
    if short.exists():
        return short.read_text("utf-8").splitlines()
    lines = (STORIES / f"{name}.md").read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith(("> ", "~ "))]


async def tell(stage: Stage, written: str) -> str:
    """The story as it happens now: the same headings and inputs, with what the bot really says."""
    told: list[str] = []
    for line in written.splitlines():
        if line.startswith("#"):
            told += [line, ""]
        elif before := BEFORE.fullmatch(line):
            told += [line, ""]
            for earlier in beginning(before["name"]):
                assert await play(stage, earlier), earlier
                await stage.heard()
        elif await play(stage, line):
            told += [line, ""]
            for heard in await stage.heard():
                hear = "hear" if " and " in heard.who else "hears"
                told += [
                    f"**{heard.who}** {hear}:",
                    "",
                    *(f"    {said}".rstrip() for said in heard.lines),
                    "",
                ]
    return "\n".join(told).rstrip() + "\n"
