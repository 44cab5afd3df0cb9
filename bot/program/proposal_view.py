"""How does a proposal look to an admin? A page of pairs with their reasons and moves, and who is left over.

Buttons: `proposal.<move>` (`moves.py`), with the proposal, the line and the page they stood on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Divider, Message, Phrase, Say, phrase
from bot.outcome import About, Send
from bot.program import advice_view
from bot.program.board import left_of, lines_of
from bot.program.explain import first_reason, leftover_sentence
from bot.program.model import Leftover, Line, Proposal
from bot.program.parts import page_buttons
from bot.program.snapshot import PAGE
from bot.scene import Scene

N = TypeVar("N", Line, Leftover)


def show(scene: Scene, proposal: Proposal, *, notes: tuple[Block, ...] = ()) -> None:
    """Show the page that was asked for, or the last there is."""
    pages = max(1, -(-max(proposal.pairs, proposal.leftovers) // PAGE))
    page = min(scene.snapshot.seen.page, pages)
    if page != scene.snapshot.seen.page and not scene.snapshot.seen.all_lines:
        scene.more = msgspec.structs.replace(scene.snapshot.seen, page=page)
        return
    title = phrase("pair.title", count=proposal.pairs)
    blocks: list[Block] = [*notes, Say(text=title, style="heading")]
    if pages > 1:
        blocks.append(Say(text=phrase("pair.page", page=page, pages=pages), style="quiet"))
    for number, line in enumerate(_on_page(scene, lines_of(scene), page), (page - 1) * PAGE + 1):
        blocks += [*_line(scene, line, number), *_moves(proposal, line, page)]
    leftovers = _on_page(scene, left_of(scene), page)
    if leftovers:
        blocks += [Divider(), Say(text=phrase("pair.leftovers", count=proposal.leftovers))]
        blocks += [_leftover(scene, left) for left in leftovers]
    if page == pages:
        blocks += advice_view.blocks(scene, proposal)
    blocks += [
        Divider(),
        *_row(*page_buttons("proposal.show", page, pages, proposal=proposal.id), *_changes(proposal)),
        *_row(*decisions(scene, proposal)),
    ]
    scene.send(
        Send(
            kind="admin",
            message=Message(blocks=tuple(blocks), summary=title),
            person=scene.me.id,
            about=About(person=scene.me.id, proposal=proposal.id),
        )
    )


def _on_page(scene: Scene, items: Sequence[N], page: int) -> Sequence[N]:
    return items[(page - 1) * PAGE : page * PAGE] if scene.snapshot.seen.all_lines else items


def _line(scene: Scene, line: Line, number: int) -> list[Block]:
    names = phrase(
        "pair.line_locked" if line.locked else "pair.line",
        number=str(number),
        mentor=scene.name(line.mentor),
        mentee=scene.name(line.mentee),
    )
    reasons = [first_reason(reason, line, scene.name, number) for reason in line.reasons[:3]]
    return [
        Say(text=names),
        *(Say(text=phrase("pair.reason", reason=reason), style="quiet") for reason in reasons),
    ]


def _moves(proposal: Proposal, line: Line, page: int) -> tuple[Block, ...]:
    moves: tuple[str, ...] = ("unlock", "remove") if line.locked else ("swap", "lock", "remove", "exclude")
    ready = proposal.state == "ready"
    return _row(*(button(proposal, move, line=line.id, page=str(page)) for move in moves if ready))


def _leftover(scene: Scene, left: Leftover) -> Say:
    why = leftover_sentence(left, scene.name)
    return Say(text=phrase("pair.leftover", name=scene.name(left.person), why=why))


def _row(*items: Button) -> tuple[Block, ...]:
    return (Buttons(items=items),) if items else ()


def _changes(proposal: Proposal) -> list[Button]:
    moves = ("hand", "again", "discard") if proposal.state == "ready" else ()
    return [button(proposal, move) for move in moves]


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
    )
