"""An admin changes a proposal: locks, takes out, excludes, swaps, pairs two people by hand.

Each change keeps every hard rule as people are today, and never touches a locked pair unasked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from bot.conversation.messages import Block, Buttons, Field, Form, Phrase, Say, Value, phrase
from bot.conversation.understand.people import is_mention, persons
from bot.events import Pressed, Submitted
from bot.flows.hearing import LONGEST_NAMES, colleague, colleagues
from bot.outcome import About
from bot.program.matching import score, swap_options
from bot.program.matching.pool import Pool, ProposedPair, SwapOption
from bot.program.model import Cohort, Line, Person, Proposal, Suggested
from bot.program.parts import command_button
from bot.program.proposing.board import (
    broken,
    left_of,
    lines_of,
    live_pairings,
    members,
    reasons_why,
    recount,
)
from bot.program.proposing.pooling import history_of, rules_of
from bot.program.proposing.proposal_steps import remember
from bot.program.proposing.proposal_view import button, show, undo_button
from bot.program.proposing.rulings import ruling
from bot.scene import Scene

MOST_OFFERED = 5
HAND_FIELDS = ("mentor", "mentee")


def new_line(scene: Scene, proposal: Proposal, number: int, pair: ProposedPair) -> Line:
    return Line(
        id=scene.new_id(f"line/{number}/{pair.mentor}/{pair.mentee}"),
        organization=proposal.organization,
        proposal=proposal.id,
        number=number,
        mentor=pair.mentor,
        mentee=pair.mentee,
        fit=pair.fit,
        mentor_teaches=pair.mentor_teaches,
        mentee_teaches=pair.mentee_teaches,
        overlap_hours=pair.overlap_hours,
        reasons=tuple(Suggested(kind=r.kind, values=r.values) for r in pair.reasons),
    )


def _chosen(scene: Scene, proposal: Proposal) -> Line | None:
    """The line a button stood on, if it is still proposed; else says so."""
    line = scene.snapshot.line
    if line is None or line.proposal != proposal.id or line.state != "proposed":
        scene.answer(Say(text=phrase("pair.line_gone")), Buttons(items=(command_button("pair"),)))
        return None
    return line


def _note(key: str, scene: Scene, line: Line) -> tuple[Block, ...]:
    names: dict[str, Value] = {"mentor": scene.name(line.mentor), "mentee": scene.name(line.mentee)}
    return (Say(text=Phrase(key, names)),)


# -- one line ----------------------------------------------------------------------------------------------------


def lock(scene: Scene, proposal: Proposal, _cohort: Cohort, event: Pressed | Submitted) -> None:
    _hold(scene, proposal, event, locked=True)


def unlock(scene: Scene, proposal: Proposal, _cohort: Cohort, event: Pressed | Submitted) -> None:
    _hold(scene, proposal, event, locked=False)


def _hold(scene: Scene, proposal: Proposal, event: Pressed | Submitted, *, locked: bool) -> None:
    line = _chosen(scene, proposal)
    if line is not None:
        scene.save(msgspec.structs.replace(line, locked=locked))
        note = _note("pair.locked" if locked else "pair.unlocked", scene, line)
        changed = proposal if line.locked == locked else remember(scene, proposal, _LOCKS[locked])
        show(scene, changed, notes=note)


_LOCKS = {True: "lock", False: "unlock"}


def remove(scene: Scene, proposal: Proposal, _cohort: Cohort, event: Pressed | Submitted) -> None:
    line = _chosen(scene, proposal)
    if line is not None:
        changed = _without(scene, proposal, [line], "taken_out")
        show(scene, remember(scene, changed, "remove"), notes=_note("pair.removed", scene, line))


def exclude(scene: Scene, proposal: Proposal, _cohort: Cohort, event: Pressed | Submitted) -> None:
    line = _chosen(scene, proposal)
    if line is not None:
        scene.save(ruling(scene, line.mentor, line.mentee, "excluded"))
        changed = _without(scene, proposal, [line], "taken_out")
        show(scene, remember(scene, changed, "exclude"), notes=_note("pair.excluded", scene, line))


def _without(scene: Scene, proposal: Proposal, gone: Iterable[Line], reason: str) -> Proposal:
    """Take lines out; whoever has no other is left over now."""
    leaving: list[str] = []
    for line in gone:
        scene.save(msgspec.structs.replace(line, state="removed", locked=False))
        leaving += [line.mentor, line.mentee]
    return recount(scene, proposal, leaving=leaving, reason=reason)


# -- swapping ----------------------------------------------------------------------------------------------------


def swap(scene: Scene, proposal: Proposal, cohort: Cohort, _event: Pressed | Submitted) -> None:
    """Offer other partners for the mentor of a line."""
    line = _unlocked(scene, proposal)
    if line is None:
        return
    offered = _options(scene, cohort, line)[:MOST_OFFERED]
    if not offered:
        scene.answer(Say(text=phrase("pair.no_swap", name=scene.name(line.mentor))))
        return
    partners = tuple(
        msgspec.structs.replace(
            button(proposal, "take", line=line.id, partner=option.partner), label=scene.name(option.partner)
        )
        for option in offered
    )
    scene.answer(
        Say(text=phrase("pair.swap_for", name=scene.name(line.mentor), now=scene.name(line.mentee))),
        Buttons(items=partners),
    )


def _unlocked(scene: Scene, proposal: Proposal) -> Line | None:
    line = _chosen(scene, proposal)
    if line is None or not line.locked:
        return line
    scene.answer(*_note("pair.unlock_first", scene, line), Buttons(items=(command_button("pair"),)))
    return None


def _options(scene: Scene, cohort: Cohort, line: Line) -> tuple[SwapOption, ...]:
    """All other partners of the line's mentor; locked pairs and the mentor's other pairs stay as they are."""
    lines = lines_of(scene)
    stays = [item for item in lines if item.locked or line.mentor in (item.mentor, item.mentee)]
    past = scene.snapshot.past
    history = msgspec.structs.replace(
        history_of(past, scene.snapshot.rulings),
        locked=tuple((item.mentor, item.mentee) for item in stays if item.id != line.id),
    )
    # Everything is known only of the proposal's own people: of a manager, say, lines and partners may be missing.
    paired = (person for item in lines for person in (item.mentor, item.mentee))
    own = dict.fromkeys((*paired, *(item.person for item in left_of(scene))))
    everybody = tuple(members(scene, own, live_pairings(past)).values())
    pool = Pool(members=everybody, on=scene.at.date())
    pairs = [_as_pair(item) for item in lines]
    return swap_options(pairs, line.mentor, pool, history, rules_of(cohort), limit=len(everybody))


def _as_pair(line: Line) -> ProposedPair:
    return ProposedPair(
        mentor=line.mentor,
        mentee=line.mentee,
        fit=line.fit,
        mentor_teaches=line.mentor_teaches,
        mentee_teaches=line.mentee_teaches,
        overlap_hours=line.overlap_hours,
        reasons=(),
        parts={},
    )


def take(scene: Scene, proposal: Proposal, cohort: Cohort, event: Pressed | Submitted) -> None:
    """Make the swap that was offered, if it still keeps every rule."""
    line = _unlocked(scene, proposal)
    if line is None:
        return
    partner = event.data.get("partner", "")
    option = next((o for o in _options(scene, cohort, line) if o.partner == partner), None)
    if option is None:
        scene.answer(Say(text=phrase("pair.swap_gone")), Buttons(items=(command_button("pair"),)))
        return
    gone = [item for item in lines_of(scene) if (item.mentor, item.mentee) in option.replaces]
    fresh = [option.pair, *([option.instead] if option.instead else [])]
    for old, pair in zip(gone, fresh, strict=False):
        scene.save(new_line(scene, proposal, old.number, pair))
    changed = _without(scene, proposal, gone, "swapped_out")
    names = {"mentor": scene.name(option.pair.mentor), "mentee": scene.name(option.pair.mentee)}
    _say_changed(scene, remember(scene, changed, "take"), Phrase("pair.swapped", dict(names)))


def _say_changed(scene: Scene, proposal: Proposal, said: Phrase) -> None:
    """Say what changed, with the way back to the list: its pages have to be read anew."""
    about = About(person=scene.me.id, proposal=proposal.id)
    ways = Buttons(items=(button(proposal, "show", main=True), *undo_button(proposal)))
    scene.tell(scene.me.id, "admin", Say(text=said), ways, about=about)


# -- by hand -----------------------------------------------------------------------------------------------------


def hand(scene: Scene, proposal: Proposal, cohort: Cohort, event: Pressed | Submitted) -> None:
    """First the form, then, when it comes back, the pair; what is wrong is said beside the form."""
    if not isinstance(event, Submitted):
        _ask_for_two(scene, proposal)
        return
    found: list[Person] = []
    for field in HAND_FIELDS:
        entered = (event.values.get(field) or ("",))[0]
        person = _entered(scene, entered)
        if person is None:
            typed = phrase("pair.hand.who", which=Phrase(f"pair.hand.{field}"))
            scene.reply(phrase("pair.hand.picked") if is_mention(entered) else typed, field)
            return
        found.append(person)
    wrong = pair_by_hand(scene, proposal, cohort, found[0], found[1])
    if wrong is not None:
        scene.reply(wrong)


def _entered(scene: Scene, value: str) -> Person | None:
    """Whom an entry means: an id or a mention where people are chosen from a list, a name where it is typed."""
    known = (*colleagues(scene), colleague(scene.me))
    heard = persons(value[:LONGEST_NAMES], known, lang=scene.me.language, speaker=scene.me.id)
    sure = len(heard.found) == 1 and not heard.ask and not heard.unknown
    return scene.person(value) or (scene.person(heard.found[0]) if sure else None)


def _ask_for_two(scene: Scene, proposal: Proposal) -> None:
    fields = tuple(
        Field(name=name, label=Phrase(f"pair.hand.{name}"), kind="one", search="people")
        for name in HAND_FIELDS
    )
    form = Form(
        title=phrase("pair.hand.title"), fields=fields, action="proposal.hand", data={"proposal": proposal.id}
    )
    ask = Say(text=phrase("pair.hand.ask"))
    if not scene.open_form(form, ask):
        scene.answer(ask, form)


def pair_by_hand(
    scene: Scene, proposal: Proposal, cohort: Cohort, mentor: Person, mentee: Person
) -> Phrase | None:
    """Add a pair of the admin's own and lock it; gives the objection when a hard rule says no to it."""
    names: dict[str, Value] = {"mentor": scene.name(mentor.id), "mentee": scene.name(mentee.id)}
    lines, past = lines_of(scene), scene.snapshot.past
    two = {mentor.id, mentee.id}
    known = next((line for line in lines if {line.mentor, line.mentee} == two), None)
    if known is not None:
        scene.save(msgspec.structs.replace(known, locked=True))
        changed = proposal if known.locked else remember(scene, proposal, "lock")
        _say_changed(scene, changed, Phrase("pair.hand.known", names))
        return None
    rules = broken(scene, cohort, (mentor.id, mentee.id), live_pairings(past), past)
    if rules:
        return Phrase("pair.hand.no", {**names, "reasons": reasons_why(rules)})
    gone = _making_room(scene, lines, (mentor, mentee))
    if gone is None:
        return Phrase("pair.hand.locked", names)
    both = members(scene, two, live_pairings(past))
    pair = score(both[mentor.id], both[mentee.id], rules_of(cohort), scene.at.date())
    number = max((line.number for line in scene.snapshot.lines), default=0) + 1
    line = new_line(scene, proposal, number, pair)
    scene.save(msgspec.structs.replace(line, locked=True, hand=True))
    changed = _without(scene, proposal, gone, "swapped_out")
    _say_changed(scene, remember(scene, changed, "hand"), Phrase("pair.hand.done", names))
    return None


def _making_room(scene: Scene, lines: Sequence[Line], people: tuple[Person, Person]) -> list[Line] | None:
    """The unlocked lines that must go, least fitting first, so that each has a place free; `None` if that cannot be."""
    gone: dict[str, Line] = {}
    for person in people:
        met = sum(person.id in (p.mentor, p.mentee) for p in live_pairings(scene.snapshot.past))
        own = [line for line in lines if person.id in (line.mentor, line.mentee) and line.id not in gone]
        spare = sorted((line for line in own if not line.locked), key=lambda line: line.fit)
        too_many = met + len(own) + 1 - person.capacity
        if too_many > len(spare):
            return None
        gone |= {line.id: line for line in spare[: max(0, too_many)]}
    return list(gone.values())
