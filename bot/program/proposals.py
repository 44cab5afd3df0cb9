"""`/rm-pair`: a proposal is asked for, shown, changed, approved, undone, announced.

The worker finds the pairs (`bot/program/matching`); everything here is what an admin sees and does with them.
Each change looks at the hard rules again, because people change while a proposal waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

import msgspec

from bot.conversation.messages import (
    AtMoment,
    Block,
    Button,
    Buttons,
    Divider,
    Field,
    Form,
    Listed,
    Message,
    Phrase,
    Say,
    phrase,
)
from bot.events import Pressed, ProposalMade, Submitted
from bot.outcome import About, Send
from bot.program import introductions
from bot.program.explain import first_reason, leftover_sentence
from bot.program.matching import check, discreet, score, swap_options
from bot.program.matching.pool import Member, Pool, ProposedPair
from bot.program.membership import command_button
from bot.program.model import Leftover, Line, Pairing, Person, Proposal, Suggested
from bot.program.moves import PROPOSAL_MOVES
from bot.program.pooling import history_of, member_of, rules_of
from bot.program.rulings import ruling
from bot.program.snapshot import PAGE
from bot.scene import Scene

N = TypeVar("N", Line, Leftover)
UNDO = timedelta(minutes=10)


# -- asking for a proposal ---------------------------------------------------------------------------------------


def ask_for(scene: Scene) -> None:
    """`/rm-pair`: show the proposal there is, or have one made."""
    if scene.cohort is None:
        scene.answer(
            Say(text=phrase("pair.no_program")), Buttons(items=(command_button("setup", main=True),))
        )
        return
    proposal = scene.snapshot.proposal
    if proposal is None or proposal.state in ("announced", "discarded"):
        _make(scene)
    elif proposal.state == "making":
        scene.answer(Say(text=phrase("pair.still_making")))
    else:
        show(scene, proposal)


def _make(scene: Scene) -> None:
    assert scene.cohort is not None  # noqa: S101 - asked above
    proposal = Proposal(
        id=scene.new_id("proposal"),
        organization=scene.organization.id,
        cohort=scene.cohort.id,
        asked_by=scene.me.id,
    )
    scene.save(proposal)
    scene.ask_worker("propose", proposal.id)
    joined = scene.snapshot.counts.people.get("joined", 0)
    scene.answer(Say(text=phrase("pair.making", count=joined)))


def made(scene: Scene, event: ProposalMade) -> None:
    """The worker has reported: store the lines, tell who asked. If people changed meanwhile, ask again."""
    proposal = scene.snapshot.proposal
    if proposal is None or proposal.id != event.proposal or proposal.state != "making":
        return
    changed = [
        p for i, version in event.read.items() if (p := scene.snapshot.people.get(i)) and p.version != version
    ]
    if changed:
        scene.ask_worker("propose", proposal.id)
        return
    cohort = scene.cohort
    room = max(0, cohort.size - scene.snapshot.counts.pairings.get("introduced", 0)) if cohort else 0
    pairs = event.suggestion.pairs[:room]
    extra = [i for pair in event.suggestion.pairs[room:] for i in (pair.mentor, pair.mentee)]
    placed = {i for pair in pairs for i in (pair.mentor, pair.mentee)}
    locked = {(line.mentor, line.mentee) for line in scene.snapshot.lines if line.locked}
    for old in scene.snapshot.lines:
        scene.save(msgspec.structs.replace(old, state="removed"))
    for before in scene.snapshot.leftovers:
        scene.save(msgspec.structs.replace(before, state="placed"))
    for number, pair in enumerate(pairs, 1):
        line = _line(scene, proposal, number, pair)
        scene.save(msgspec.structs.replace(line, locked=(pair.mentor, pair.mentee) in locked))
    left = [
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
        if item.reason not in ("no_consent", "left")
    ]
    full = [
        Leftover(
            id=scene.new_id(f"left/{person}"),
            organization=proposal.organization,
            proposal=proposal.id,
            number=len(left) + number,
            person=person,
            reason="pilot_full",
        )
        for number, person in enumerate(dict.fromkeys(i for i in extra if i not in placed), 1)
    ]
    for leftover in (*left, *full):
        scene.save(leftover)
    ready = scene.save(
        msgspec.structs.replace(
            proposal, state="ready", pairs=len(pairs), leftovers=len(left) + len(full), page=1
        )
    )
    scene.tell(
        proposal.asked_by,
        "admin",
        Say(text=phrase("pair.ready", count=len(pairs)), style="heading"),
        Say(text=phrase("pair.left", count=ready.leftovers)),
        Buttons(items=(_button(ready, "show", main=True), _button(ready, "discard"))),
        about=About(person=proposal.asked_by, proposal=proposal.id),
    )


def _line(scene: Scene, proposal: Proposal, number: int, pair: ProposedPair, *, hand: bool = False) -> Line:
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
        locked=hand,
        hand=hand,
    )


# -- showing it --------------------------------------------------------------------------------------------------


def show(scene: Scene, proposal: Proposal, *, notes: tuple[Block, ...] = (), replaces: str = "") -> None:
    """One page of the proposal: pairs with their reasons and moves, then who is left over and why."""
    lines = _on_page(
        [line for line in _all(scene) if line.state == "proposed"], proposal.pairs, proposal.page
    )
    waiting = [left for left in map(scene.latest, scene.snapshot.leftovers) if left.state == "left"]
    leftovers = _on_page(waiting, proposal.leftovers, proposal.page)
    pages = max(1, -(-max(proposal.pairs, proposal.leftovers) // PAGE))
    title = phrase("pair.title", count=proposal.pairs)
    blocks: list[Block] = [*notes, Say(text=title, style="heading")]
    if pages > 1:
        blocks.append(Say(text=phrase("pair.page", page=proposal.page, pages=pages), style="quiet"))
    for line in lines:
        blocks += _show_line(scene, proposal, line)
    if leftovers:
        blocks += [Divider(), Say(text=phrase("pair.leftovers", count=proposal.leftovers))]
        blocks += [
            Say(
                text=phrase(
                    "pair.leftover", name=scene.name(left.person), why=leftover_sentence(left, scene.name)
                )
            )
            for left in leftovers
        ]
    blocks += [
        Divider(),
        Buttons(items=_page_buttons(proposal, pages)),
        Buttons(items=_all_buttons(proposal)),
    ]
    message = Message(blocks=tuple(blocks), summary=title)
    scene.send(
        Send(
            kind="admin",
            message=message,
            person=scene.me.id,
            about=About(person=scene.me.id, proposal=proposal.id),
            replaces=replaces,
        )
    )


def _on_page(items: Sequence[N], total: int, page: int) -> Sequence[N]:
    """The page's items, whether all were read or only this page of them."""
    ordered = sorted(items, key=lambda item: item.number)
    return ordered[(page - 1) * PAGE : page * PAGE] if len(ordered) == total else ordered[:PAGE]


def _show_line(scene: Scene, proposal: Proposal, line: Line) -> list[Block]:
    names = phrase(
        "pair.line_locked" if line.locked else "pair.line",
        number=str(line.number),
        mentor=scene.name(line.mentor),
        mentee=scene.name(line.mentee),
    )
    reasons = [first_reason(reason, scene.name) for reason in line.reasons[:3]]
    said: list[Block] = [Say(text=names)]
    said += [Say(text=phrase("pair.reason", reason=reason), style="quiet") for reason in reasons]
    if proposal.state == "ready":
        moves = ("swap", "unlock" if line.locked else "lock", "remove", "exclude")
        said.append(Buttons(items=tuple(_button(proposal, move, line=line.id) for move in moves)))
    return said


def _page_buttons(proposal: Proposal, pages: int) -> tuple[Button, ...]:
    turns = [("previous", proposal.page - 1)] if proposal.page > 1 else []
    turns += [("next", proposal.page + 1)] if proposal.page < pages else []
    turned = tuple(_button(proposal, "show", label=name, page=str(page)) for name, page in turns)
    if proposal.state == "approved":
        return turned
    return (*turned, _button(proposal, "hand"), _button(proposal, "again"), _button(proposal, "discard"))


def _all_buttons(proposal: Proposal) -> tuple[Button, ...]:
    if proposal.state == "approved":
        return (_button(proposal, "announce", main=True), _button(proposal, "undo"))
    return (_button(proposal, "approve", main=True, count=proposal.pairs),) if proposal.pairs else ()


def _button(
    proposal: Proposal, move: str, *, label: str = "", main: bool = False, count: int = 0, **data: str
) -> Button:
    return Button(
        label=Phrase(f"pair.button.{label or move}", {"count": count}),
        action=f"proposal.{'lock' if move == 'unlock' else move}",
        data={"proposal": proposal.id, **data},
        style="primary" if main else "plain",
    )


# -- changing it -------------------------------------------------------------------------------------------------


def press(scene: Scene, event: Pressed | Submitted) -> None:
    """Any button of a proposal: look whether the move is still open, then make it."""
    name = event.action.partition(".")[2]
    proposal, move = scene.snapshot.proposal, PROPOSAL_MOVES.get(name)
    if proposal is None or move is None or proposal.id != event.data.get("proposal"):
        scene.answer(Say(text=phrase("pair.gone")), Buttons(items=(command_button("pair"),)))
    elif proposal.state not in move.source:
        scene.answer(Say(text=Phrase(f"pair.state.{proposal.state}")))
    else:
        HANDLERS[name](scene, proposal, event)


def _show(scene: Scene, proposal: Proposal, event: Pressed | Submitted) -> None:
    page = event.data.get("page", "")
    turned = msgspec.structs.replace(proposal, page=int(page)) if page.isdecimal() and int(page) else proposal
    show(scene, turned, replaces=event.message if page else "")


def _chosen_line(scene: Scene, event: Pressed | Submitted) -> Line | None:
    """The line a button stood on, if it is still proposed; else says so."""
    wanted = event.data.get("line", "")
    lines = map(scene.latest, scene.snapshot.lines)
    line = next((line for line in lines if line.id == wanted and line.state == "proposed"), None)
    if line is None:
        scene.answer(Say(text=phrase("pair.line_gone")), Buttons(items=(command_button("pair"),)))
    return line


def _note(key: str, scene: Scene, line: Line) -> tuple[Block, ...]:
    names = {"mentor": scene.name(line.mentor), "mentee": scene.name(line.mentee)}
    return (Say(text=Phrase(key, dict(names))),)


def _lock(scene: Scene, proposal: Proposal, event: Pressed | Submitted) -> None:
    line = _chosen_line(scene, event)
    if line is not None:
        locked = scene.save(msgspec.structs.replace(line, locked=not line.locked))
        note = _note("pair.locked" if locked.locked else "pair.unlocked", scene, line)
        show(scene, proposal, notes=note, replaces=event.message)


def _remove(scene: Scene, proposal: Proposal, event: Pressed | Submitted) -> None:
    line = _chosen_line(scene, event)
    if line is not None:
        changed = _take_out(scene, proposal, line)
        show(scene, changed, notes=_note("pair.removed", scene, line), replaces=event.message)


def _exclude(scene: Scene, proposal: Proposal, event: Pressed | Submitted) -> None:
    line = _chosen_line(scene, event)
    if line is not None:
        scene.save(ruling(scene, line.mentor, line.mentee, "excluded"))
        changed = _take_out(scene, proposal, line)
        show(scene, changed, notes=_note("pair.excluded", scene, line), replaces=event.message)


def _take_out(scene: Scene, proposal: Proposal, line: Line) -> Proposal:
    """Both people of a line are left over now, unless another line has them."""
    scene.save(msgspec.structs.replace(line, state="removed", locked=False))
    return _recount(scene, proposal, leaving=(line.mentor, line.mentee))


def _recount(
    scene: Scene, proposal: Proposal, *, leaving: tuple[str, ...] = (), reason: str = "taken_out"
) -> Proposal:
    """Count the lines again, and put down as left over whoever has no line any more."""
    lines = [line for line in map(scene.latest, _all(scene)) if line.state == "proposed"]
    placed = {i for line in lines for i in (line.mentor, line.mentee)}
    left = [item for item in map(scene.latest, scene.snapshot.leftovers) if item.state == "left"]
    for item in left:
        if item.person in placed:
            scene.save(msgspec.structs.replace(item, state="placed"))
    waiting = {item.person for item in left if item.person not in placed}
    fresh = [person for person in leaving if person not in placed and person not in waiting]
    for number, person in enumerate(fresh, len(left) + 1):
        scene.save(
            Leftover(
                id=scene.new_id(f"left/{person}"),
                organization=proposal.organization,
                proposal=proposal.id,
                number=number,
                person=person,
                reason=reason,
            )
        )
    counted = msgspec.structs.replace(
        scene.latest(proposal), pairs=len(lines), leftovers=len(waiting) + len(fresh), page=1
    )
    return scene.save(counted)


def _all(scene: Scene) -> tuple[Line, ...]:
    """The stored lines and those this step has made."""
    stored = {line.id: line for line in scene.snapshot.lines}
    made_now = {record.id: record for record in scene.saved() if isinstance(record, Line)}
    return tuple({**stored, **made_now}.values())


# -- swapping and pairing by hand --------------------------------------------------------------------------------


def _members(scene: Scene) -> dict[str, Member]:
    """Everybody in the proposal, as matching sees them; live pairings count against capacity."""
    live: dict[str, int] = {}
    for pairing in scene.snapshot.past:
        if pairing.state != "ended":
            live[pairing.mentor] = live.get(pairing.mentor, 0) + 1
            live[pairing.mentee] = live.get(pairing.mentee, 0) + 1
    return {
        person.id: member_of(person, scene.snapshot.above.get(person.id, ()), live.get(person.id, 0))
        for person in scene.snapshot.people.values()
    }


def _swap(scene: Scene, proposal: Proposal, event: Pressed | Submitted) -> None:
    """Offer other partners for the mentee of a line; each keeps every hard rule."""
    line = _chosen_line(scene, event)
    cohort = scene.cohort
    if line is None or cohort is None:
        return
    members = _members(scene)
    lines = [item for item in _all(scene) if item.state == "proposed"]
    pool = Pool(members=tuple(members.values()), on=scene.at.date())
    history = history_of(scene.snapshot.past, scene.snapshot.rulings)
    options = swap_options(
        tuple(_pair(item) for item in lines), line.mentor, pool, history, rules_of(cohort), limit=5
    )
    locked = {(item.mentor, item.mentee) for item in lines if item.locked}
    free = [option for option in options if not locked & set(option.replaces) - {(line.mentor, line.mentee)}]
    if not free:
        scene.answer(Say(text=phrase("pair.no_swap", name=scene.name(line.mentor))))
        return
    buttons = tuple(
        _button(proposal, "take", label="take_one", line=line.id, partner=option.partner) for option in free
    )
    named = tuple(
        msgspec.structs.replace(button, label=scene.name(option.partner))
        for button, option in zip(buttons, free, strict=True)
    )
    scene.answer(
        Say(text=phrase("pair.swap_for", name=scene.name(line.mentor), now=scene.name(line.mentee))),
        Buttons(items=named),
    )


def _pair(line: Line) -> ProposedPair:
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


def _take(scene: Scene, proposal: Proposal, event: Pressed | Submitted) -> None:
    """Make the swap that was offered, if it still keeps every rule."""
    line, cohort = _chosen_line(scene, event), scene.cohort
    if line is None or cohort is None:
        return
    wanted = event.data.get("partner", "")
    members = _members(scene)
    lines = [item for item in _all(scene) if item.state == "proposed"]
    pool = Pool(members=tuple(members.values()), on=scene.at.date())
    history = history_of(scene.snapshot.past, scene.snapshot.rulings)
    options = swap_options(
        tuple(_pair(item) for item in lines), line.mentor, pool, history, rules_of(cohort), limit=50
    )
    option = next((option for option in options if option.partner == wanted), None)
    if option is None:
        scene.answer(Say(text=phrase("pair.swap_gone")), Buttons(items=(command_button("pair"),)))
        return
    gone = {*option.replaces, (line.mentor, line.mentee)}
    leaving: list[str] = []
    for item in lines:
        if (item.mentor, item.mentee) in gone:
            scene.save(msgspec.structs.replace(item, state="removed", locked=False))
            leaving += [item.mentor, item.mentee]
    number = line.number
    fresh = [option.pair] + ([option.instead] if option.instead else [])
    numbers = [number, *(item.number for item in lines if (item.mentor, item.mentee) in option.replaces)]
    for place, pair in zip([*numbers, number], fresh, strict=False):
        scene.save(_line(scene, proposal, place, pair))
    counted = _recount(scene, proposal, leaving=tuple(leaving), reason="swapped_out")
    note = Say(
        text=phrase("pair.swapped", one=scene.name(option.pair.mentor), other=scene.name(option.pair.mentee))
    )
    _show_all(scene, counted, (note,))


def _show_all(scene: Scene, proposal: Proposal, notes: tuple[Block, ...]) -> None:
    """Say what changed, with the way back to the list: its pages have to be read anew."""
    about = About(person=scene.me.id, proposal=proposal.id)
    blocks = (*notes, Buttons(items=(_button(proposal, "show", main=True),)))
    scene.tell(scene.me.id, "admin", *blocks, about=about)


def _hand(scene: Scene, proposal: Proposal, event: Pressed | Submitted) -> None:
    """Pair two people by hand: first the form, then, when it comes back, the pair."""
    if isinstance(event, Submitted):
        _hand_made(scene, proposal, event)
        return
    fields = tuple(
        Field(name=name, label=Phrase(f"pair.hand.{name}"), kind="one", search="people")
        for name in ("mentor", "mentee")
    )
    form = Form(
        title=phrase("pair.hand.title"), fields=fields, action="proposal.hand", data={"proposal": proposal.id}
    )
    scene.answer(Say(text=phrase("pair.hand.ask")), form)


def _hand_made(scene: Scene, proposal: Proposal, event: Submitted) -> None:
    chosen = {field: (event.values.get(field) or ("",))[0] for field in ("mentor", "mentee")}
    people = {field: scene.person(person_id) for field, person_id in chosen.items()}
    for field, person in people.items():
        if person is None:
            scene.answer(Say(text=phrase("pair.hand.who", which=Phrase(f"pair.hand.{field}"))))
            return
    mentor, mentee = people["mentor"], people["mentee"]
    if mentor is not None and mentee is not None:
        pair_by_hand(scene, proposal, mentor, mentee)


def pair_by_hand(scene: Scene, proposal: Proposal, mentor: Person, mentee: Person) -> None:
    """Add a pair of the admin's own; a hard rule says no to it too, without giving a secret away."""
    cohort = scene.cohort
    if cohort is None:
        return
    members = _members(scene)
    history = history_of(scene.snapshot.past, scene.snapshot.rulings)
    one, other = members[mentor.id], members[mentee.id]
    on = scene.at.date()
    broken = check(one, other, history, rules_of(cohort), on)
    names = {"mentor": mentor.name, "mentee": mentee.name}
    if broken:
        reasons = tuple(Phrase(f"pair.broken.{rule}") for rule in discreet(broken))
        scene.answer(Say(text=Phrase("pair.hand.no", {**names, "reasons": Listed(reasons)})))
        return
    leaving: list[str] = []
    for line in _all(scene):
        if line.state == "proposed" and {line.mentor, line.mentee} & {mentor.id, mentee.id}:
            scene.save(msgspec.structs.replace(line, state="removed", locked=False))
            leaving += [line.mentor, line.mentee]
    number = max((line.number for line in _all(scene)), default=0) + 1
    scene.save(_line(scene, proposal, number, score(one, other, rules_of(cohort), on), hand=True))
    counted = _recount(scene, proposal, leaving=tuple(leaving), reason="swapped_out")
    _show_all(scene, counted, (Say(text=Phrase("pair.hand.done", dict(names))),))


# -- deciding ----------------------------------------------------------------------------------------------------


def _again(scene: Scene, proposal: Proposal, _event: Pressed | Submitted) -> None:
    scene.save(msgspec.structs.replace(proposal, state="making"))
    scene.ask_worker("propose", proposal.id)
    locked = sum(line.locked for line in scene.snapshot.lines)
    scene.answer(Say(text=phrase("pair.again", count=locked)))


def _discard(scene: Scene, proposal: Proposal, _event: Pressed | Submitted) -> None:
    scene.save(msgspec.structs.replace(proposal, state="discarded"))
    scene.answer(Say(text=phrase("pair.discarded")), Buttons(items=(command_button("pair"),)))


def _approve(scene: Scene, proposal: Proposal, _event: Pressed | Submitted) -> None:
    """Approve every pair that still keeps the rules; introductions wait ten minutes, so that it can be
    undone.
    """
    cohort = scene.cohort
    if cohort is None:
        return
    members = _members(scene)
    history = history_of(scene.snapshot.past, scene.snapshot.rulings)
    kept: list[Line] = []
    fallen: list[Line] = []
    for line in (line for line in _all(scene) if line.state == "proposed"):
        fine = line.mentor in members and line.mentee in members
        broken = fine and check(
            members[line.mentor], members[line.mentee], history, rules_of(cohort), scene.at.date()
        )
        (kept if fine and not broken else fallen).append(line)
    for line in fallen:
        scene.save(msgspec.structs.replace(line, state="removed", locked=False))
    counted = _recount(
        scene,
        proposal,
        leaving=tuple(i for line in fallen for i in (line.mentor, line.mentee)),
        reason="changed",
    )
    if not kept:
        show(scene, counted, notes=(Say(text=phrase("pair.none_holds")),))
        return
    for line in kept:
        scene.save(_pairing(scene, cohort.id, line))
    when = scene.at + UNDO
    approved = scene.save(msgspec.structs.replace(counted, state="approved", announce_at=when))
    notes = [Say(text=phrase("pair.fallen", count=len(fallen)))] if fallen else []
    scene.answer(
        Say(text=phrase("pair.approved", count=len(kept)), style="heading"),
        *notes,
        Say(text=phrase("pair.announce_at", when=AtMoment(when))),
        Buttons(items=_all_buttons(approved)),
    )


def _pairing(scene: Scene, cohort: str, line: Line) -> Pairing:
    return Pairing(
        id=scene.new_id(f"pairing/{line.id}"),
        organization=line.organization,
        cohort=cohort,
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


def _undo(scene: Scene, proposal: Proposal, _event: Pressed | Submitted) -> None:
    for pairing in scene.snapshot.pairings:
        if pairing.proposal == proposal.id and pairing.state == "approved":
            scene.save(
                msgspec.structs.replace(pairing, state="ended", ended_at=scene.at, ended_because="undone")
            )
    ready = scene.save(msgspec.structs.replace(proposal, state="ready", announce_at=None))
    scene.answer(Say(text=phrase("pair.undone")), Buttons(items=(_button(ready, "show", main=True),)))


def _announce(scene: Scene, proposal: Proposal, _event: Pressed | Submitted) -> None:
    announce(scene, proposal)


def announce(scene: Scene, proposal: Proposal) -> None:
    """Introduce every approved pair, and tell the left-over the same day."""
    approved = [p for p in scene.snapshot.pairings if p.proposal == proposal.id and p.state == "approved"]
    met: list[Pairing] = []
    for pairing in approved:
        people = (scene.person(pairing.mentor), scene.person(pairing.mentee))
        if all(person is not None and person.is_joined for person in people):
            met.append(introductions.introduce(scene, pairing))
        else:  # somebody left in the ten minutes
            ended = msgspec.structs.replace(pairing, state="ended", ended_at=scene.at, ended_because="left")
            scene.save(ended)
    placed = {i for pairing in met for i in (pairing.mentor, pairing.mentee)}
    without = {left.person: left.reason for left in scene.snapshot.leftovers if left.state == "left"}
    for pairing in map(scene.latest, scene.snapshot.pairings):  # somebody left between approval and now
        if (
            pairing.proposal == proposal.id
            and pairing.introduced_at is None
            and pairing.ended_because == "left"
        ):
            without |= dict.fromkeys((pairing.mentor, pairing.mentee), "changed")
    told = sum(
        introductions.tell_leftover(scene, person, reason)
        for person, reason in without.items()
        if person not in placed
    )
    scene.save(msgspec.structs.replace(proposal, state="announced", announce_at=None))
    scene.tell(
        proposal.asked_by,
        "admin",
        Say(text=phrase("pair.announced", count=len(met))),
        Say(text=phrase("pair.told_left", count=told), style="quiet"),
        about=About(person=proposal.asked_by, proposal=proposal.id),
    )


HANDLERS: dict[str, Callable[[Scene, Proposal, Pressed | Submitted], None]] = {
    "show": _show,
    "lock": _lock,
    "remove": _remove,
    "exclude": _exclude,
    "swap": _swap,
    "take": _take,
    "hand": _hand,
    "again": _again,
    "approve": _approve,
    "undo": _undo,
    "announce": _announce,
    "discard": _discard,
}


def junior_first(one: Person, other: Person) -> tuple[Person, Person]:
    """(mentor, mentee) of two named people: the roles they chose, else the lower grade teaches first."""
    if one.role == "mentee" or other.role == "mentor":
        return other, one
    if one.role == "mentor" or other.role == "mentee":
        return one, other
    return (other, one) if (one.grade or 0) > (other.grade or 0) else (one, other)
