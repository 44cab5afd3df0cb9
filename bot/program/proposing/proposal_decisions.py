"""What becomes of a proposal: looked for again, discarded, approved, undone, announced.

Approving and announcing both look at the hard rules as people are at that moment: what no longer holds is left
out and said, with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from bot.conversation.messages import AtMoment, Block, Buttons, Phrase, Say, phrase
from bot.events import Pressed, Submitted
from bot.outcome import About
from bot.program.model import Cohort, Line, Pairing, Proposal
from bot.program.pairs import introductions
from bot.program.parts import command_button
from bot.program.progress import WAITING
from bot.program.proposing import waiting
from bot.program.proposing.board import Standing, left_of, lines_of, reasons_why, recount
from bot.program.proposing.proposal_view import button, decisions, show
from bot.program.trust.safety import contacts_warning
from bot.scene import Scene

UNDO = timedelta(minutes=10)
AT_ONCE = 200  # pairs introduced in one commit
BETWEEN_PARTS = timedelta(seconds=1)


def again(scene: Scene, proposal: Proposal, _cohort: Cohort, _event: Pressed | Submitted) -> None:
    scene.save(msgspec.structs.replace(proposal, state="making", asked_by=scene.me.id))
    scene.ask_worker("propose", proposal.id)
    locked = sum(line.locked for line in lines_of(scene))
    scene.answer(Say(text=phrase("pair.again", count=locked)), name=WAITING)
    _tell_asker(scene, proposal, "again")


def discard(scene: Scene, proposal: Proposal, _cohort: Cohort, _event: Pressed | Submitted) -> None:
    scene.save(msgspec.structs.replace(proposal, state="discarded"))
    scene.answer(Say(text=phrase("pair.discarded")), Buttons(items=(command_button("pair"),)))
    _tell_asker(scene, proposal, "discard")


def _tell_asker(scene: Scene, proposal: Proposal, move: str) -> None:
    """Another admin decided: whoever had asked for the proposal hears of it."""
    if proposal.asked_by != scene.me.id:
        about = About(person=proposal.asked_by, proposal=proposal.id)
        said = Phrase(f"pair.by_other.{move}", {"name": scene.name(scene.me.id)})
        scene.tell(proposal.asked_by, "admin", Say(text=said), about=about)


# -- approving ---------------------------------------------------------------------------------------------------


def approve(scene: Scene, proposal: Proposal, cohort: Cohort, event: Pressed | Submitted) -> None:
    """Approve what was read; introductions wait ten minutes, so that it can be undone."""
    if event.data.get("read") != str(proposal.version):
        show(scene, proposal, notes=(Say(text=phrase("pair.moved_on")),))
        return
    kept, fallen = _sorted_out(scene, cohort)
    notes = tuple(_left_out(scene, line, rules) for line, rules in fallen)
    for line, _ in fallen:
        scene.save(msgspec.structs.replace(line, state="removed", locked=False))
    leaving = [person for line, _ in fallen for person in (line.mentor, line.mentee)]
    counted = recount(scene, proposal, leaving=leaving, reason="changed")
    if not kept:
        show(scene, counted, notes=(Say(text=phrase("pair.none_holds")), *notes))
        return
    for line in kept:
        scene.save(_pairing(scene, cohort, line))
    when = scene.at + UNDO
    approved = scene.save(
        msgspec.structs.replace(counted, state="approved", announce_at=when, asked_by=scene.me.id)
    )
    scene.answer(
        Say(text=phrase("pair.approved", count=len(kept)), style="heading"),
        *notes,
        Say(text=phrase("pair.announce_at", when=AtMoment(when))),
        *contacts_warning(scene, cohort),
        Buttons(items=tuple(decisions(scene, approved))),
    )
    _tell_asker(scene, proposal, "approve")


def _sorted_out(scene: Scene, cohort: Cohort) -> tuple[list[Line], list[tuple[Line, tuple[str, ...]]]]:
    """The lines that still hold, and those that do not with the rules they break; locked ones go first."""
    kept: list[Line] = []
    fallen: list[tuple[Line, tuple[str, ...]]] = []
    standing = Standing(scene, cohort, scene.snapshot.past)
    for line in sorted(lines_of(scene), key=lambda line: not line.locked):
        rules = standing.broken(line)
        if rules:
            fallen.append((line, rules))
        else:
            standing.stands(line)
            kept.append(line)
    return kept, fallen


def _left_out(scene: Scene, pair: Line | Pairing, rules: Sequence[str]) -> Block:
    mentor, mentee = scene.name(pair.mentor), scene.name(pair.mentee)
    return Say(text=phrase("pair.left_out", mentor=mentor, mentee=mentee, reasons=reasons_why(rules)))


def _pairing(scene: Scene, cohort: Cohort, line: Line) -> Pairing:
    return Pairing(
        id=scene.new_id(f"pairing/{line.id}"),
        organization=line.organization,
        cohort=cohort.id,
        proposal=line.proposal,
        mentor=line.mentor,
        mentee=line.mentee,
        fit=line.fit,
        mentor_teaches=line.mentor_teaches,
        mentee_teaches=line.mentee_teaches,
        overlap_hours=line.overlap_hours,
        reasons=line.reasons,
        # The mentee writes first: it is the easier step for the one with the longer title.
        first_writer=line.mentee,
        approved_at=scene.at,
    )


def undo(scene: Scene, proposal: Proposal, _cohort: Cohort, _event: Pressed | Submitted) -> None:
    for pairing in _approved(scene, proposal):
        scene.save(msgspec.structs.replace(pairing, state="ended", ended_at=scene.at, ended_because="undone"))
    ready = scene.save(msgspec.structs.replace(proposal, state="ready", announce_at=None))
    scene.answer(Say(text=phrase("pair.undone")), Buttons(items=(button(ready, "show", main=True),)))
    _tell_asker(scene, proposal, "undo")


def _approved(scene: Scene, proposal: Proposal) -> list[Pairing]:
    return [p for p in scene.snapshot.pairings if p.proposal == proposal.id and p.state == "approved"]


# -- announcing --------------------------------------------------------------------------------------------------


def announce_now(scene: Scene, proposal: Proposal, cohort: Cohort, _event: Pressed | Submitted) -> None:
    announce(scene, proposal, cohort, scene.me.id)
    if scene.latest(proposal).state == "announcing":
        scene.answer(Say(text=phrase("pair.state.announcing")))


def announce(scene: Scene, proposal: Proposal, cohort: Cohort, *also_told: str) -> None:
    """Introduce every approved pair that still holds, and tell those left over the same day.

    Of many pairs so many at a time, each part in a commit of its own: whatever is cut short goes on where it was.
    """
    last = len(_approved(scene, proposal)) < AT_ONCE
    if last and not scene.sees(approved=0, all_lines=True):
        return
    fallen = _introduce(scene, proposal, cohort)
    told = dict.fromkeys((proposal.asked_by, *also_told))
    if last:
        left = _tell_left(scene, proposal)
        scene.save(msgspec.structs.replace(proposal, state="announced", announce_at=None))
        count = sum(one.introduced_at is not None for one in map(scene.latest, scene.snapshot.pairings))
        done = [Say(text=phrase("pair.announced", count=count))]
        small = [Say(text=phrase("pair.told_left", count=left), style="quiet")]
    else:
        following = scene.at + BETWEEN_PARTS
        scene.save(msgspec.structs.replace(proposal, state="announcing", announce_at=following))
        done, small = [], []
    for admin in told:
        if last or fallen:
            about = About(person=admin, proposal=proposal.id)
            scene.tell(admin, "admin", *done, *fallen, *small, about=about)


def _introduce(scene: Scene, proposal: Proposal, cohort: Cohort) -> list[Block]:
    """Those that are in sight; gives what is said of the pairs that do not hold any more."""
    fallen: list[Block] = []
    standing = Standing(scene, cohort, scene.snapshot.past)
    for pairing in _approved(scene, proposal):
        rules = standing.broken(pairing)
        if rules:
            standing.falls(pairing)
            ended = {"state": "ended", "ended_at": scene.at, "ended_because": "changed"}
            scene.save(msgspec.structs.replace(pairing, **ended))
            fallen.append(_left_out(scene, pairing, rules))
        else:
            introductions.introduce(scene, pairing, cohort)
            if cohort.began_at is None:
                cohort = scene.save(msgspec.structs.replace(cohort, began_at=scene.at))
    return fallen


def _tell_left(scene: Scene, proposal: Proposal) -> int:
    """How many without a partner were told so: the left-over, and whose pair fell apart since approval."""
    without = {left.person: left.reason for left in left_of(scene)}
    for pairing in map(scene.latest, scene.snapshot.pairings):
        if pairing.proposal == proposal.id and pairing.ended_because in ("left", "changed"):
            without |= dict.fromkeys((pairing.mentor, pairing.mentee), "changed")
    live = [p for p in map(scene.latest, scene.snapshot.past) if p.is_live]
    placed = {person for pairing in live for person in (pairing.mentor, pairing.mentee)}
    return sum(
        waiting.tell_leftover(scene, person, reason)
        for person, reason in without.items()
        if person not in placed
    )
