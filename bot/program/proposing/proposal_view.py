"""How does a proposal look to an admin? A page of pairs, and who is left over; what can be done with it.

A few pairs are shown with their reasons and moves. Many are one line and small print each, in lists (`LISTS` of
`snapshot.py`) that are turned page by page; a pair is opened to be changed (`proposal_lists.py`).

Buttons: `proposal.<move>` (`moves.py`), with the proposal, the line, and the page and list they stood on.
"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Divider,
    Message,
    Phrase,
    Say,
    Text,
    Value,
    phrase,
)
from bot.outcome import About, Send
from bot.program.model import Leftover, Line, Proposal
from bot.program.proposing import advice_view, why
from bot.program.proposing.board import left_of, lines_of
from bot.program.proposing.explain import first_reason, leftover_sentence
from bot.program.proposing.proposal_lists import compact, fit_words, lists_row, place_of, turns
from bot.program.snapshot import LINES
from bot.scene import Scene

FEW = 6  # pairs, and people left over: all of it is read in one look
LEAST_FOR_A_NUMBER = 5  # pairs; what people rated themselves is in it
STEPS = 20  # a number as coarse as this tells nothing of one pair, whatever is taken out or swapped


def show(scene: Scene, proposal: Proposal, *, notes: tuple[Block, ...] = ()) -> None:
    """Show the page that was asked for, or the last there is."""
    at = place_of(scene, proposal)
    seen = scene.snapshot.seen
    if at.page != seen.page and not seen.all_lines:
        scene.more = msgspec.structs.replace(seen, page=at.page)
        return
    title = phrase("pair.title", count=proposal.pairs)
    blocks: list[Block] = [*notes, Say(text=title, style="heading"), *_summary(proposal)]
    if max(proposal.pairs, proposal.leftovers) <= FEW and at.kind == "all":
        blocks += [block for line in lines_of(scene) for block in full(scene, proposal, line)]
        blocks += [*_leftovers(scene, proposal, left_of(scene)), *advice_view.blocks(scene, proposal)]
        ways: tuple[Button, ...] = ()
    else:
        blocks += compact(scene, proposal, at)
        if at.kind == "left":
            blocks += [leftover(scene, left) for left in at.on_page(left_of(scene), seen.all_lines)]
            blocks += advice_view.blocks(scene, proposal) if at.page == at.pages else ()
        ways = turns(proposal, at)
    blocks += [
        Divider(),
        *row(*ways),
        *lists_row(proposal, at, few=FEW),
        *row(*_changes(proposal)),
        *row(*decisions(scene, proposal)),
    ]
    _send(scene, proposal, title, blocks)


def _send(scene: Scene, proposal: Proposal, title: Text, blocks: list[Block]) -> None:
    scene.send(
        Send(
            kind="admin",
            message=Message(blocks=tuple(blocks), summary=title),
            person=scene.me.id,
            about=About(person=scene.me.id, proposal=proposal.id),
        )
    )


def _summary(proposal: Proposal) -> tuple[Block, ...]:
    """How good it is altogether, where there is more than meets the eye."""
    if proposal.pairs <= 1:
        return ()
    fit = proposal.fit / proposal.pairs
    values: dict[str, Value] = {
        "people": proposal.people,
        "all": proposal.people + proposal.leftovers,
        "fit": fit_words(fit),
        "ways": phrase("pair.ways", count=proposal.two_way),
    }
    said = Phrase("pair.summary_few", values)
    if proposal.pairs >= LEAST_FOR_A_NUMBER:
        said = Phrase("pair.summary", {**values, "number": round(fit * STEPS) * 100 // STEPS})
    return (Say(text=said),)


# -- a pair ------------------------------------------------------------------------------------------------------


def open_line(scene: Scene, proposal: Proposal) -> None:
    """One pair with its reasons, and what can be done with it."""
    line = scene.snapshot.line
    if line is None or line.proposal != proposal.id or line.state != "proposed":
        scene.answer(Say(text=phrase("pair.line_gone")), *row(button(proposal, "show")))
        return
    at = place_of(scene, proposal)
    fit = Say(text=phrase("pair.fits", fit=fit_words(line.fit)), style="quiet")
    back = button(proposal, "show", page=str(at.page), list=at.kind)
    blocks = [*full(scene, proposal, line)[:1], fit, *full(scene, proposal, line)[1:], *row(back)]
    _send(scene, proposal, _names(scene, line), blocks)


def _names(scene: Scene, line: Line) -> Phrase:
    return phrase(
        "pair.line_locked" if line.locked else "pair.line",
        number=str(line.number),
        mentor=scene.name(line.mentor),
        mentee=scene.name(line.mentee),
    )


def full(scene: Scene, proposal: Proposal, line: Line) -> list[Block]:
    reasons = [first_reason(reason, line, scene.name, line.number) for reason in line.reasons[:3]]
    return [
        Say(text=_names(scene, line)),
        *(Say(text=phrase("pair.reason", reason=reason), style="quiet") for reason in reasons),
        *_moves(scene, proposal, line),
    ]


def _moves(scene: Scene, proposal: Proposal, line: Line) -> tuple[Block, ...]:
    moves: tuple[str, ...] = ("unlock", "remove") if line.locked else ("swap", "lock", "remove", "exclude")
    at = place_of(scene, proposal)
    page, ready = str(at.page), proposal.state == "ready"
    ways = (button(proposal, move, line=line.id, page=page, list=at.kind) for move in moves if ready)
    return row(*ways, why.button(line.mentor, line.mentee))


def _leftovers(scene: Scene, proposal: Proposal, left: list[Leftover]) -> list[Block]:
    if not left:
        return []
    title = Say(text=phrase("pair.leftovers", count=proposal.leftovers))
    return [Divider(), title, *(leftover(scene, one) for one in left[:LINES])]


def leftover(scene: Scene, left: Leftover) -> Say:
    """Who it is and why; whoever reads of themselves is not told, since it could tell somebody's private wish."""
    why = phrase("leftover.you") if left.person == scene.me.id else leftover_sentence(left, scene.name)
    return Say(text=phrase("pair.leftover", name=scene.name(left.person), why=why))


# -- what can be done --------------------------------------------------------------------------------------------


def row(*items: Button) -> tuple[Block, ...]:
    return (Buttons(items=items),) if items else ()


def _changes(proposal: Proposal) -> list[Button]:
    if proposal.state != "ready":
        return []
    rules = Button(label=phrase("pair.button.rules"), action="rules.show")
    return [
        *undo_button(proposal),
        button(proposal, "hand"),
        button(proposal, "again"),
        rules,
        button(proposal, "discard"),
    ]


def undo_button(proposal: Proposal) -> tuple[Button, ...]:
    """Names the change it takes back: pressed twice it does not take back two."""
    return (button(proposal, "revert", step=proposal.steps[-1].id),) if proposal.steps else ()


def decisions(scene: Scene, proposal: Proposal) -> list[Button]:
    """What ends the matter; approving names what was read, so that nobody approves what they have not seen."""
    if proposal.state == "approved":
        return [button(proposal, "announce", main=True), button(proposal, "undo")]
    if not proposal.pairs:
        return []
    return [button(proposal, "approve", main=True, read=version_read(scene, proposal))]


def version_read(scene: Scene, proposal: Proposal) -> str:
    """The proposal's version once this step is stored."""
    return str(proposal.version + any(record.id == proposal.id for record in scene.saved()))


def button(proposal: Proposal, move: str, *, main: bool = False, **data: str) -> Button:
    return Button(
        label=Phrase(f"pair.button.{move}", {"count": proposal.pairs}),
        action=f"proposal.{move}",
        data={"proposal": proposal.id, **data},
        style="primary" if main else "plain",
        opens=move == "hand",
    )
