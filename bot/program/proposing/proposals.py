"""`/rm-pair`: a proposal is asked for, and shown when the worker has made it; its buttons find their handler here.

The worker finds the pairs (`bot/program/matching`). `proposal_view.py` shows them, `proposal_changes.py` and
`proposal_decisions.py` are what an admin does with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from bot.conversation.messages import Block, Buttons, Phrase, Say, phrase
from bot.events import Pressed, ProposalMade, Submitted
from bot.outcome import About
from bot.program.keeping import audit
from bot.program.matching.pool import ProposedPair
from bot.program.model import Cohort, Leftover, Line, Person, Proposal
from bot.program.moves import PROPOSAL_MOVES, Move
from bot.program.parts import command_button
from bot.program.progress import WAITING
from bot.program.proposing import advice_view
from bot.program.proposing import proposal_changes as changes
from bot.program.proposing import proposal_decisions as decisions
from bot.program.proposing import proposal_steps as steps
from bot.program.proposing.board import counted, left_of, lines_of, reasons_why
from bot.program.proposing.effect import with_room
from bot.program.proposing.proposal_changes import new_line
from bot.program.proposing.proposal_view import button, open_line, show
from bot.program.trust.safety import contacts_warning
from bot.scene import Scene

Handler = Callable[[Scene, Proposal, Cohort, Pressed | Submitted], None]
NOT_LEFT_OVER = ("no_consent", "left")  # who has not joined is nobody's leftover


def ask_for(scene: Scene, *notes: Block) -> None:
    """`/rm-pair`: show the proposal there is, or have one made."""
    cohort, proposal = scene.cohort, scene.snapshot.proposal
    if cohort is None:
        no_program(scene)
    elif proposal is None or (proposal.state == "ready" and not proposal.pairs):
        if proposal is not None:  # nobody was found then; people may have joined since
            scene.save(msgspec.structs.replace(proposal, state="discarded"))
        _make(scene, cohort, notes)
    elif proposal.state == "making":
        asker = {"name": scene.name(proposal.asked_by)}
        key = "pair.still_making" if proposal.asked_by == scene.me.id else "pair.still_making_for"
        scene.answer(*notes, Say(text=Phrase(key, dict(asker))))
    elif proposal.state == "announcing":
        scene.answer(*notes, Say(text=phrase("pair.state.announcing")))
    else:
        show(scene, proposal, notes=notes)


def no_program(scene: Scene) -> None:
    scene.answer(Say(text=phrase("pair.no_program")), Buttons(items=(command_button("setup", main=True),)))


def _make(scene: Scene, cohort: Cohort, notes: tuple[Block, ...]) -> None:
    proposal = Proposal(
        id=scene.new_id("proposal"),
        organization=scene.organization.id,
        cohort=cohort.id,
        asked_by=scene.me.id,
    )
    scene.save(proposal)
    scene.ask_worker("propose", proposal.id)
    joined = scene.snapshot.counts.people.get("joined", 0)
    scene.answer(*notes, Say(text=phrase("pair.making", count=joined)), name=WAITING)


# -- the worker has reported -------------------------------------------------------------------------------------


def made(scene: Scene, event: ProposalMade) -> None:
    """Store the lines, tell who asked. If people changed meanwhile, ask again."""
    proposal, cohort = scene.snapshot.proposal, scene.cohort
    if proposal is None or cohort is None or proposal.state != "making":
        return  # discarded while the worker was at it
    people = scene.snapshot.people
    if any(known in people and people[known].version != version for known, version in event.read.items()):
        scene.ask_worker("propose", proposal.id)
        return
    room = _room(scene, cohort)
    pairs, full = _with_room(scene, room, event.suggestion.pairs)
    lost = [
        Say(
            text=phrase(
                "pair.lost_lock",
                mentor=scene.name(lock.mentor),
                mentee=scene.name(lock.mentee),
                reasons=reasons_why(lock.broken),
            )
        )
        for lock in event.suggestion.dropped_locks
    ]
    _replace_lines(scene, proposal, pairs)
    _replace_leftovers(scene, proposal, event, full)
    fresh = msgspec.structs.replace(proposal, state="ready", steps=())
    advice = advice_view.kept(event.suggestion.advice, full=len(full), room=room - len(pairs))
    ready = scene.save(
        msgspec.structs.replace(counted(fresh, lines_of(scene), left_of(scene)), advice=advice)
    )
    leftovers = ready.leftovers
    if not (pairs or leftovers or lost):
        _nobody_waits(scene, ready)
        return
    scene.tell(
        proposal.asked_by,
        "admin",
        Say(text=phrase("pair.ready", count=len(pairs)), style="heading"),
        Say(text=phrase("pair.left", count=leftovers)),
        *lost,
        *contacts_warning(scene, cohort),
        Buttons(items=(button(ready, "show", main=True), button(ready, "discard"))),
        about=About(person=proposal.asked_by, proposal=proposal.id),
    )


def _nobody_waits(scene: Scene, proposal: Proposal) -> None:
    """There is nothing to look at, to approve or to discard."""
    scene.save(msgspec.structs.replace(proposal, state="discarded"))
    invite = Buttons(items=(command_button("invite"),))
    scene.tell(proposal.asked_by, "admin", Say(text=phrase("pair.nobody_waits")), invite)


def _locked(scene: Scene) -> dict[tuple[str, str], bool]:
    """The locked pairs, and whether each was made by hand."""
    return {(line.mentor, line.mentee): line.hand for line in scene.snapshot.lines if line.locked}


def _room(scene: Scene, cohort: Cohort) -> int:
    """For how many pairs the pilot still has room."""
    met = scene.snapshot.counts.pairings
    return max(0, cohort.size - sum(met.get(state, 0) for state in ("approved", "introduced", "paused")))


def _with_room(
    scene: Scene, room: int, pairs: Sequence[ProposedPair]
) -> tuple[list[ProposedPair], list[str]]:
    """As many pairs as there is room for, locked ones first; and who is without one for that alone."""
    chosen = with_room(pairs, _locked(scene), room)
    placed = {person for pair in chosen for person in (pair.mentor, pair.mentee)}
    everybody = dict.fromkeys(person for pair in pairs for person in (pair.mentor, pair.mentee))
    return chosen, [person for person in everybody if person not in placed]


def _replace_lines(scene: Scene, proposal: Proposal, pairs: Sequence[ProposedPair]) -> None:
    locked = _locked(scene)
    for old in scene.snapshot.lines:
        scene.save(msgspec.structs.replace(old, state="removed", locked=False))
    for number, pair in enumerate(pairs, 1):
        line, hand = new_line(scene, proposal, number, pair), locked.get((pair.mentor, pair.mentee))
        scene.save(msgspec.structs.replace(line, locked=hand is not None, hand=bool(hand)))


def _replace_leftovers(scene: Scene, proposal: Proposal, event: ProposalMade, full: Sequence[str]) -> None:
    """Put down who has nobody, those the pilot has no room for last."""
    for before in scene.snapshot.leftovers:
        scene.save(msgspec.structs.replace(before, state="placed"))
    found = [
        Leftover(
            id=scene.new_id(f"left/{item.person}"),
            organization=proposal.organization,
            proposal=proposal.id,
            number=number,
            person=item.person,
            reason=item.reason,
            closest=item.closest,
            values=item.values,
        )
        for number, item in enumerate(event.suggestion.leftovers, 1)
        if item.reason not in NOT_LEFT_OVER
    ]
    found += [
        Leftover(
            id=scene.new_id(f"left/{person}"),
            organization=proposal.organization,
            proposal=proposal.id,
            number=len(event.suggestion.leftovers) + number,
            person=person,
            reason="pilot_full",
        )
        for number, person in enumerate(full, 1)
    ]
    for leftover in found:
        scene.save(leftover)


# -- buttons -----------------------------------------------------------------------------------------------------


def press(scene: Scene, event: Pressed | Submitted) -> None:
    """Any button of a proposal: look whether the move is still open, then make it."""
    name = event.action.partition(".")[2]
    proposal, move = scene.snapshot.proposal, PROPOSAL_MOVES.get(name)
    if scene.cohort is None:
        no_program(scene)
    elif proposal is None or move is None:
        scene.answer(Say(text=phrase("pair.gone")), Buttons(items=(command_button("pair"),)))
    elif proposal.state not in move.source:
        pairs = (button(proposal, "show"),) if proposal.state in PROPOSAL_MOVES["show"].source else ()
        there = (Buttons(items=pairs),) if pairs else ()
        scene.answer(Say(text=Phrase(f"pair.state.{proposal.state}")), *there)
    else:
        HANDLERS[name](scene, proposal, scene.cohort, event)
        _note(scene, proposal, move)


def _note(scene: Scene, proposal: Proposal, move: Move) -> None:
    """Put down a move that has changed something; about the pairs it made or locked, else those it took out."""
    if move.to:
        if scene.latest(proposal).state in (move.to, "announcing"):
            audit.note(scene, f"proposal_{move.name}")
        return
    lines = [record for record in scene.saved() if isinstance(record, Line)]
    about = [line for line in lines if line.state == "proposed"] or lines
    people = dict.fromkeys(person for line in about for person in (line.mentor, line.mentee))
    if people:
        audit.note(scene, f"proposal_{move.name}", *people)


def _show(scene: Scene, proposal: Proposal, _cohort: Cohort, event: Pressed | Submitted) -> None:
    show(scene, proposal)


def _open(scene: Scene, proposal: Proposal, _cohort: Cohort, event: Pressed | Submitted) -> None:
    open_line(scene, proposal)


HANDLERS: dict[str, Handler] = {
    "show": _show,
    "open": _open,
    "lock": changes.lock,
    "unlock": changes.unlock,
    "remove": changes.remove,
    "exclude": changes.exclude,
    "swap": changes.swap,
    "take": changes.take,
    "hand": changes.hand,
    "revert": steps.revert,
    "again": decisions.again,
    "approve": decisions.approve,
    "undo": decisions.undo,
    "announce": decisions.announce_now,
    "discard": decisions.discard,
}


def junior_first(one: Person, other: Person) -> tuple[Person, Person]:
    """(mentor, mentee) of two named people: the roles they chose, else the lower grade teaches first."""
    if one.role == "mentee" or other.role == "mentor":
        return other, one
    if one.role == "mentor" or other.role == "mentee":
        return one, other
    return (other, one) if (one.grade or 0) > (other.grade or 0) else (one, other)
