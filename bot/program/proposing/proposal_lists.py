"""A proposal of many pairs, read page by page: all, the weakest first, the locked ones, who is left over, somebody's.

A pair is one line and small print. Which one is to be changed is chosen below the page, or by its number
("/rm-pair 7"), which it keeps as long as the proposal stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Listed,
    Option,
    Phrase,
    Pick,
    Say,
    SkillName,
    phrase,
)
from bot.program.model import Line, Proposal
from bot.program.proposing.board import lines_of
from bot.program.snapshot import LINES, LISTS, LineList
from bot.scene import Scene

N = TypeVar("N")
MOST_SKILLS = 2


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where in which list the reader is; both counted from 1."""

    kind: LineList
    page: int
    pages: int

    def on_page(self, items: Sequence[N], everything: bool) -> Sequence[N]:
        """What stands on this page, of all there is or of what was read for it."""
        return items[(self.page - 1) * LINES : self.page * LINES] if everything else items[:LINES]


def place_of(scene: Scene, proposal: Proposal) -> Place:
    seen = scene.snapshot.seen
    in_all = {"left": proposal.leftovers, "locked": _locked(scene)}.get(seen.lines, proposal.pairs)
    pages = max(1, -(-in_all // LINES))
    return Place(kind=seen.lines, page=min(seen.page, pages), pages=pages)


def _locked(scene: Scene) -> int:
    """How many are locked, as this step has changed it."""
    if scene.snapshot.seen.all_lines:
        return sum(line.locked for line in lines_of(scene))
    before = {line.id: line.locked for line in scene.snapshot.lines}
    changed = [line for line in scene.saved() if isinstance(line, Line) and line.id in before]
    return scene.snapshot.locked + sum(line.locked - before[line.id] for line in changed)


def _ordered(scene: Scene, kind: LineList) -> list[Line]:
    lines = lines_of(scene)
    if kind == "weakest":
        return sorted(lines, key=lambda line: (line.fit, line.number, line.id))
    return [line for line in lines if line.locked] if kind == "locked" else lines


def compact(scene: Scene, proposal: Proposal, at: Place) -> list[Block]:
    """The title of the list, its page, and a way to open one of them."""
    if at.kind == "left":
        title = phrase("pair.leftovers", count=proposal.leftovers) if proposal.leftovers else None
        return [Say(text=title or phrase("pair.left", count=0)), *_page(at)]
    lines = at.on_page(_ordered(scene, at.kind), scene.snapshot.seen.all_lines)
    if not lines:
        return [Say(text=phrase("pair.list.none"))]
    return [*_page(at), *in_lines(scene, lines), *choose(scene, proposal, lines, at)]


def _page(at: Place) -> tuple[Block, ...]:
    kind = Phrase(f"pair.list.{at.kind}")
    return (Say(text=phrase("pair.page_of", list=kind, page=at.page, pages=at.pages), style="quiet"),)


def in_lines(scene: Scene, lines: Sequence[Line]) -> list[Block]:
    return [block for line in lines for block in _line(scene, line)]


def _line(scene: Scene, line: Line) -> tuple[Block, ...]:
    return Say(text=_title(scene, line)), Say(text=_what(scene, line), style="quiet")


def _title(scene: Scene, line: Line) -> Phrase:
    return phrase(
        "pair.line_locked" if line.locked else "pair.line",
        number=str(line.number),
        mentor=scene.name(line.mentor),
        mentee=scene.name(line.mentee),
    )


def _what(scene: Scene, line: Line) -> Phrase:
    """How well they fit, and what each can show the other."""
    values = {
        "fit": fit_words(line.fit),
        "mentor": scene.first_name(line.mentor),
        "mentee": scene.first_name(line.mentee),
    }
    shows = {"mentor_teaches": _skills(line.mentor_teaches), "mentee_teaches": _skills(line.mentee_teaches)}
    ways = "both" if line.mentor_teaches and line.mentee_teaches else ""
    ways = ways or ("mentor" if line.mentor_teaches else "mentee" if line.mentee_teaches else "neither")
    return Phrase(f"pair.what.{ways}", {**values, **shows})


FITS = ((0.75, "very_good"), (0.55, "good"), (0.39, "fair"), (0.0, "weak"))


def fit_words(fit: float) -> Phrase:
    """A fit from 0 to 1 in words; below 0.39 only one of the two has something for the other."""
    return Phrase(f"pair.fit.{next(name for least, name in FITS if fit >= least)}")


def _skills(skills: tuple[str, ...]) -> Listed:
    return Listed(tuple(SkillName(skill) for skill in skills[:MOST_SKILLS]))


def choose(scene: Scene, proposal: Proposal, lines: Sequence[Line], at: Place) -> tuple[Block, ...]:
    options = tuple(Option(value=line.id, label=_title(scene, line)) for line in lines)
    return (
        Pick(
            name="line",
            label=phrase("pair.choose"),
            action="proposal.open",
            data={"proposal": proposal.id, "page": str(at.page), "list": at.kind},
            options=options,
            submit=phrase("pair.button.open"),
        ),
    )


# -- the ways to other pages and lists ---------------------------------------------------------------------------


def _way(proposal: Proposal, label: str, kind: str, page: int) -> Button:
    data = {"proposal": proposal.id, "page": str(page), "list": kind}
    return Button(
        label=Phrase(f"pair.button.{label}", {"count": proposal.leftovers}), action="proposal.show", data=data
    )


def turns(proposal: Proposal, at: Place) -> tuple[Button, ...]:
    """To the first page, the ones beside this, and the last."""
    wanted = (("first", 1), ("previous", at.page - 1), ("next", at.page + 1), ("last", at.pages))
    far = {"first": at.page > 2, "last": at.page < at.pages - 1}
    open_ = [(label, to) for label, to in wanted if 1 <= to <= at.pages and far.get(label, True)]
    return tuple(_way(proposal, label, at.kind, to) for label, to in open_)


def lists_row(proposal: Proposal, at: Place, *, few: int) -> tuple[Block, ...]:
    """The other lists; none where all of it is read in one look."""
    if max(proposal.pairs, proposal.leftovers) <= few and at.kind == "all":
        return ()
    others = [kind for kind in LISTS if kind != at.kind and (kind != "left" or proposal.leftovers)]
    buttons = Buttons(items=tuple(_way(proposal, f"list_{kind}", kind, 1) for kind in others))
    return buttons, Say(text=phrase("pair.find_hint"), style="quiet")
