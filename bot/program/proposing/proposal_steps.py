"""Changes of a proposal that are taken back, the newest first, until it is looked for again.

A step holds what the records it touched were before, so that taking it back restores exactly that; not where one of
the pairs that would come back breaks a rule by now.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bot.conversation.messages import Phrase, Say, Value, phrase
from bot.events import Pressed, Submitted
from bot.program.matching import check
from bot.program.model import Cohort, Leftover, Line, Pairing, Proposal, Ruling, Step, Was
from bot.program.proposing.board import counted, left_of, lines_of, live_pairings, members, reasons_why
from bot.program.proposing.pooling import history_of, rules_of
from bot.program.proposing.proposal_view import show
from bot.scene import Scene

KEPT = 20  # steps


def remember(scene: Scene, proposal: Proposal, move: str) -> Proposal:
    """Put down what this step has changed, so that it can be taken back."""
    snapshot = scene.snapshot
    lines = {line.id: line for line in (*snapshot.lines, *([snapshot.line] if snapshot.line else []))}
    left = {one.id: one for one in snapshot.leftovers}
    saved = scene.saved()
    made = next((one.id for one in saved if isinstance(one, Ruling)), "")
    step = Step(
        id=scene.new_id("step")[:8],
        move=move,
        lines=tuple(_line(lines.get(one.id), one.id) for one in saved if isinstance(one, Line)),
        left=tuple(_left(left.get(one.id), one.id) for one in saved if isinstance(one, Leftover)),
        ruling=made,
    )
    latest = scene.latest(proposal)
    return scene.save(msgspec.structs.replace(latest, steps=(*latest.steps, step)[-KEPT:]))


def _line(before: Line | None, line: str) -> Was:
    if before is None:
        return Was(id=line, state="removed")
    return Was(id=line, state=before.state, locked=before.locked, hand=before.hand)


def _left(before: Leftover | None, left: str) -> Was:
    return Was(id=left, state=before.state if before else "placed")


def revert(scene: Scene, proposal: Proposal, cohort: Cohort, event: Pressed | Submitted) -> None:
    take_back(scene, proposal, cohort, event.data.get("step", ""))


def take_back(scene: Scene, proposal: Proposal, cohort: Cohort, asked: str) -> bool:
    """Take back the newest change, if it is the one that was meant (an id, or "" for whichever it is); was it?"""
    step = proposal.steps[-1] if proposal.steps else None
    if step is None or asked not in ("", step.id):
        key = "pair.step.other" if step else "pair.step.none"
        show(scene, proposal, notes=(Say(text=Phrase(key)),))
        return False
    lines = {line.id: line for line in scene.snapshot.lines}
    back = [_as(lines[was.id], was) for was in step.lines if was.id in lines]
    objection = _objection(scene, cohort, step, back)
    if objection is not None:
        show(scene, proposal, notes=(Say(text=objection),))
        return False
    for line in back:
        scene.save(line)
    left = {one.id: one for one in scene.snapshot.leftovers}
    for was in step.left:
        if was.id in left:
            state = "left" if was.state == "left" else "placed"
            scene.save(msgspec.structs.replace(left[was.id], state=state))
    for ruling in scene.snapshot.rulings:
        if ruling.id == step.ruling:
            scene.save(msgspec.structs.replace(ruling, kind="lifted"))
    reverted = msgspec.structs.replace(proposal, steps=proposal.steps[:-1])
    said = Say(text=Phrase(f"pair.step.{step.move}", _names(scene, step, lines)))
    show(scene, scene.save(counted(reverted, lines_of(scene), left_of(scene))), notes=(said,))
    return True


def _as(line: Line, was: Was) -> Line:
    state = "proposed" if was.state == "proposed" else "removed"
    return msgspec.structs.replace(line, state=state, locked=was.locked, hand=was.hand)


def _objection(scene: Scene, cohort: Cohort, step: Step, back: Sequence[Line]) -> Phrase | None:
    """What stands against a pair that would be proposed again: people change, and so do their lines."""
    after = {line.id: line for line in lines_of(scene)} | {line.id: line for line in back}
    proposed = [line for line in after.values() if line.state == "proposed"]
    were = {line.id for line in lines_of(scene)}
    rulings = tuple(ruling for ruling in scene.snapshot.rulings if ruling.id != step.ruling)
    history = history_of(scene.snapshot.past, rulings)
    for line in back:
        if line.state != "proposed" or line.id in were:
            continue
        others = (one for one in proposed if one.id != line.id)
        besides: list[Line | Pairing] = [*live_pairings(scene.snapshot.past), *others]
        both = members(scene, (line.mentor, line.mentee), besides)
        names: dict[str, Value] = {"mentor": scene.name(line.mentor), "mentee": scene.name(line.mentee)}
        if len(both) < 2:
            return Phrase("pair.step.no", {**names, "reasons": reasons_why(("unavailable",))})
        rules = check(both[line.mentor], both[line.mentee], history, rules_of(cohort), scene.at.date())
        if rules:
            return Phrase("pair.step.no", {**names, "reasons": reasons_why(rules)})
    return None


def _names(scene: Scene, step: Step, lines: dict[str, Line]) -> dict[str, Value]:
    """The pair that was changed: of a swap, or one made by hand, the new one."""
    known = [lines[was.id] for was in step.lines if was.id in lines]
    line = next((one for one in known if one.state == "proposed"), known[0] if known else None)
    if line is None:
        return {"mentor": phrase("value.somebody"), "mentee": phrase("value.somebody")}
    return {"mentor": scene.name(line.mentor), "mentee": scene.name(line.mentee)}
