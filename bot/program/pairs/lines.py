"""Nobody meets inside a reporting line, also when the company changes: pairs that do now are found and ended kindly.

Whoever runs the program hears the names the same day, and every working morning until it is over. There is no button
to keep such a pair. What the two read when it ends is the same as ever, and no reason.

A wish never to be with somebody is not looked for here: what people told me themselves, no admin may learn from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Say, phrase
from bot.events import Pressed, Submitted
from bot.outcome import About
from bot.program.dues import Rule, still
from bot.program.keeping import audit
from bot.program.model import Base, Cohort, Line, Pairing
from bot.program.pairs import breaks
from bot.program.pairs.pair import Pair
from bot.program.participant.membership import tell_admins_ended
from bot.program.parts import command_button
from bot.program.proposing.board import lines_of, reasons_why
from bot.program.proposing.proposal_view import button, row
from bot.program.snapshot import LIVE_AT_ONCE, Query
from bot.program.telling.digest import morning, zone_of
from bot.scene import Scene

GO_ON = timedelta(seconds=1)
FILED = "filed"  # on a button: it was the file of the company that asked
FOUND = ("introduced", "paused")  # approved ones are looked at when they are introduced


def due(record: Base) -> datetime | None:
    over = isinstance(record, Cohort) and record.state == "closed"
    return record.recheck_at if isinstance(record, Cohort) and not over else None


def _needs(organization: str, _subject: str) -> Query:
    return Query(organization=organization, live_after="", managers=True, admins=True)


def _fall_due(scene: Scene, _subject: str) -> None:
    """A part of the pairs that meet; after the last part the proposal that waits."""
    cohort = scene.cohort
    if cohort is None or not still(scene, due(cohort)):
        return
    if not scene.sees(live_after=cohort.recheck_after):
        return
    pairs = scene.snapshot.live_pairs
    last = len(pairs) < LIVE_AT_ONCE
    if last and not scene.sees(proposal="current", all_lines=True):
        return
    broken = [one for one in pairs if one.state in FOUND and in_line(scene, one)]
    tell(scene, broken, ("reporting_line",))
    found = cohort.recheck_found or bool(broken)
    if last:
        _tell_lines(scene)
        again = morning(scene.at, zone_of(scene, cohort), monday=False) if found else None
        scene.save(_looked(cohort, again))
    else:
        scene.save(_looked(cohort, scene.at + GO_ON, after=pairs[-1].id, found=found))


def _looked(cohort: Cohort, at: datetime | None, *, after: str = "", found: bool = False) -> Cohort:
    return msgspec.structs.replace(cohort, recheck_at=at, recheck_after=after, recheck_found=found)


def in_line(scene: Scene, pair: Pairing | Line) -> bool:
    """Does one of the two report to the other, over however many levels?"""
    above = scene.snapshot.above
    return pair.mentor in above.get(pair.mentee, ()) or pair.mentee in above.get(pair.mentor, ())


def tell(scene: Scene, pairs: Sequence[Pairing], rules: tuple[str, ...]) -> None:
    """Every admin but the two themselves hears which pairs cannot go on, a button beside each; they only where nobody
    else could.
    """
    admins = [admin.id for admin in scene.snapshot.admins]
    for pairing in pairs:
        others = [one for one in admins if one not in (pairing.mentor, pairing.mentee)]
        for admin in others or admins:
            _tell(scene, admin, pairing, rules)


def _tell(scene: Scene, admin: str, pairing: Pairing, rules: tuple[str, ...]) -> None:
    data = {"pairing": pairing.id, **({FILED: "yes"} if "never_with" in rules else {})}
    end = Button(label=phrase("lines.button.end"), action="lines.end", data=data, style="primary")
    said = phrase(
        "lines.found",
        mentor=scene.name(pairing.mentor),
        mentee=scene.name(pairing.mentee),
        reasons=reasons_why(rules),
    )
    about = About(person=admin, pairing=pairing.id)
    quiet = Say(text=phrase("lines.what"), style="quiet")
    scene.tell(
        admin, "admin", Say(text=said), quiet, Buttons(items=(end,)), about=about, unless=("pairing_over",)
    )


def _tell_lines(scene: Scene) -> None:
    """Of a proposal that waits: approving leaves such a pair out anyway, looking again finds other partners."""
    proposal = scene.snapshot.proposal
    if proposal is None or proposal.state != "ready":
        return
    found = [line for line in lines_of(scene) if in_line(scene, line)]
    if not found:
        return
    said: list[Block] = [
        Say(text=phrase("lines.proposed", mentor=scene.name(one.mentor), mentee=scene.name(one.mentee)))
        for one in found[:MOST_NAMED]
    ]
    ways = row(button(proposal, "again", main=True), button(proposal, "show"))
    scene.tell(proposal.asked_by, "admin", *said, Say(text=phrase("lines.left_out"), style="quiet"), *ways)


MOST_NAMED = 10
RULES = (Rule(name="recheck", record=Cohort, after=due, needs=_needs, act=_fall_due),)


# -- ending one --------------------------------------------------------------------------------------------------


def needs(event: Pressed | Submitted) -> Query:
    return Query(sender=event.sender, pairing=event.data.get("pairing", ""), managers=True, admins=True)


def end(scene: Scene, event: Pressed | Submitted) -> None:
    """As when two part: neutral words to both, and both come first next time."""
    pairing = scene.snapshot.pairing
    again = Buttons(items=(command_button("pair", main=True),))
    if pairing is None or not pairing.is_live:
        scene.answer(Say(text=phrase("lines.over")), again)
    elif not (in_line(scene, pairing) or (FILED in event.data and _unwanted(scene, pairing))):
        scene.answer(Say(text=phrase("lines.not_any_more")))
    else:
        breaks.part(scene, Pair(scene, pairing.id), because="rematch")
        audit.note(scene, "lines_end", pairing.mentor, pairing.mentee)
        names = {"mentor": scene.name(pairing.mentor), "mentee": scene.name(pairing.mentee)}
        scene.answer(Say(text=phrase("lines.ended", **names)), again)
        tell_admins_ended(scene, pairing, but=scene.me.id)


def _unwanted(scene: Scene, pairing: Pairing) -> bool:
    """Do the two still not want to be a pair? Asked only where the file of the company said so: what becomes of a press
    about a reporting line that is set right by now must not tell what somebody told me themselves.
    """
    mentor, mentee = scene.person(pairing.mentor), scene.person(pairing.mentee)
    if mentor is None or mentee is None:
        return False
    return mentee.id in mentor.never_with or mentor.id in mentee.never_with
