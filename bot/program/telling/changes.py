"""What changed because of a session: one line, agreed to word by word by both; leaders read it in the digest.

Either may write one after any session they held, change it, which asks the other anew, or take it back at any time.
Names stand beside it only when both want theirs to.
"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Phrase, Say, Text, Value, phrase
from bot.outcome import About
from bot.program.model import Change
from bot.program.moves import CHANGE_MOVES
from bot.program.pairs.pair import Pair
from bot.program.parts import family_button, pair_button
from bot.program.telling import told
from bot.scene import Scene

LONGEST = 200  # characters


def change_button(name: str, change: Change, *, main: bool = False, **data: str) -> Button:
    return family_button("change", name, main=main, change=change.id, **data)


def write_button(pair: Pair) -> Button:
    return family_button("change", "write", pairing=pair.id)


def may(change: Change, move: str) -> bool:
    return change.state in CHANGE_MOVES[move].source


def write(scene: Scene, pair: Pair) -> None:
    """A new line; there is one as soon as they have met."""
    if pair.pairing.held:
        scene.begin("change", about=f"new/{pair.id}", pairing=pair.id)
    else:
        scene.answer(
            Say(text=phrase("change.first_meet", partner=pair.name(pair.partner(scene.me.id)))),
            Buttons(items=(pair_button("find", pair.id, main=True),)),
        )


def edit(scene: Scene, pair: Pair, change: Change) -> None:
    if may(change, "write"):
        scene.begin("change", about=change.id, pairing=pair.id)
    else:
        show(scene, pair, change)


def propose(scene: Scene, pair: Pair, change: Change | None, text: str, *, named: bool) -> None:
    """Written by me, so agreed to by me; the other is asked. The same words again leave their yes as it was. What a
    digest has told is no longer agreed to, so it goes from there.
    """
    me = scene.me.id
    names = (me,) if named else ()
    text = " ".join(text.split())
    if change is None:
        change = scene.save(
            Change(
                id=scene.new_id(f"change/{pair.id}"),
                organization=pair.pairing.organization,
                cohort=pair.pairing.cohort,
                pairing=pair.id,
                mentor=pair.pairing.mentor,
                mentee=pair.pairing.mentee,
                by=me,
                text=text,
                approved=(me,),
                names=names,
                proposed_at=scene.at,
            )
        )
    elif not may(change, "write"):
        show(scene, pair, change)
        return
    elif change.text == text and named == (me in change.names):
        agree(scene, pair, change, str(change.edition), named=named)
        return
    elif not change.told_in or scene.sees(stories=True):
        told.out_of_digests(scene, change)
        change = scene.save(
            msgspec.structs.replace(
                change,
                state=CHANGE_MOVES["write"].to,
                by=me,
                text=text,
                edition=change.edition + 1,
                approved=(me,),
                names=names,
                named=False,
                agreed_at=None,
                told_in=(),
            )
        )
    else:
        return
    _show_both(scene, pair, change)


def _show_both(scene: Scene, pair: Pair, change: Change) -> None:
    """What goes to the other waits for their hours; taken back before, it goes nowhere."""
    show(scene, pair, change)
    reader = pair.partner(scene.me.id)
    scene.tell(
        reader,
        "partner",
        *card(pair, change, reader),
        about=About(person=reader, pairing=pair.id, story=change.id),
        unless=("pairing_over",),
    )


def agree(scene: Scene, pair: Pair, change: Change, read: str, *, named: bool) -> None:
    """Yes to the words that were read."""
    me = scene.me.id
    if not may(change, "approve") or me in change.approved:
        show(scene, pair, change, phrase("change.moved_on"))
        return
    if read != str(change.edition):
        show(scene, pair, change, phrase("change.changed_since"))
        return
    approved = tuple(dict.fromkeys((*change.approved, me)))
    without = tuple(one for one in change.names if one != me)  # whatever I wished for before
    names = (*without, me) if named else without
    both = {change.mentor, change.mentee}
    change = msgspec.structs.replace(change, approved=approved, names=names)
    if set(approved) >= both:
        change = msgspec.structs.replace(
            change, state=CHANGE_MOVES["agree"].to, named=set(names) >= both, agreed_at=scene.at
        )
    _show_both(scene, pair, scene.save(change))


def take_back(scene: Scene, change: Change) -> None:
    """By either, at any time, without a reason; what was agreed is out of the log, and the other hears that much."""
    if not may(change, "take_back"):
        scene.answer(Say(text=phrase("change.state.withdrawn")))
        return
    told.close_change(scene, change)
    scene.answer(Say(text=phrase("change.you_took_back")))
    other = scene.person(change.partner_of(scene.me.id))
    if other is not None and not other.gone:
        scene.tell(
            other.id, "partner", Say(text=phrase("change.was_taken_back")), about=About(person=other.id)
        )


def show(scene: Scene, pair: Pair, change: Change, *notes: Phrase) -> None:
    """Kept with the change, so that its words go when it is taken back."""
    said = tuple(Say(text=note) for note in notes)
    about = About(person=scene.me.id, story=change.id)
    scene.tell(scene.me.id, "answer", *said, *card(pair, change, scene.me.id), about=about)


def card(pair: Pair, change: Change, reader: str) -> tuple[Block, ...]:
    """The line as one of the two sees it, and what they can do."""
    if change.state == "withdrawn":
        return (Say(text=phrase("change.state.withdrawn")),)
    partner, mine = pair.name(pair.partner(reader)), reader in change.approved
    theirs = pair.partner(reader) in change.approved
    state = "agreed" if change.state == "agreed" else "waits" if mine else "asks" if theirs else "open"
    values: dict[str, Value] = {"partner": partner}
    ways = () if mine else _yes(change, reader)
    edit = (
        () if pair.pairing.state == "paused" or not pair.pairing.is_live else (change_button("edit", change),)
    )
    return (
        Say(text=Phrase(f"change.state.{state}", values)),
        Say(text=phrase("feedback.quoted", words=change.text)),
        Say(text=_naming(change, reader, partner), style="quiet"),
        Buttons(items=(*ways, *edit, _away(change, reader))),
    )


def _yes(change: Change, reader: str) -> tuple[Button, ...]:
    """With my name only where it could stand there: both have to want it."""
    read = str(change.edition)
    agree = change_button("agree", change, main=True, read=read)
    others = [one for one in (change.mentor, change.mentee) if one != reader]
    wished = set(others) <= {*change.names} or not change.approved
    return (agree, change_button("agree_named", change, read=read)) if wished else (agree,)


def _away(change: Change, reader: str) -> Button:
    """The same for both; but whoever was asked and has not agreed yet has nothing to take back."""
    button = change_button("take_back", change)
    if reader in (change.by, *change.approved):
        return button
    return msgspec.structs.replace(button, label=phrase("change.button.rather_not"))


def _naming(change: Change, reader: str, partner: Text) -> Phrase:
    """Whether names would stand there, as far as it is known."""
    if change.state == "agreed":
        return phrase("change.named" if change.named else "change.unnamed")
    if reader in change.names:
        key = "change.named_if"
    else:
        key = "change.named_if_you" if change.names and reader not in change.approved else "change.unnamed"
    return Phrase(key, {"partner": partner})
