"""Something feels wrong: told to one safe contact outside both reporting lines, and to nobody else.

The pairing pauses at once, what waits to be said about it is dropped, and the other is told that it pauses, never why.
The contact opens it, and closes it when it is settled; whoever told it sees how it stands. Not opened within one
working day, it goes to the next contact, whose name the sender saw beforehand. An admin sees a pairing on a break.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Fact, Facts, Phrase, Say, Value, phrase
from bot.conversation.reading import storable
from bot.conversation.talk import says_nothing
from bot.events import FromPerson
from bot.outcome import About
from bot.program.calendar import after_working_days
from bot.program.model import Concern, Person
from bot.program.pairs import breaks
from bot.program.pairs.pair import Pair, my_pairs
from bot.program.participant.membership import tell_admins_ended
from bot.program.parts import command_button, family_button, pair_button
from bot.program.trust.safety import safe_contacts
from bot.scene import Scene

REMIND_DAYS = 5  # working days
LONGEST = 2000  # characters of what somebody tells


def contacts_for(scene: Scene, pair: Pair | None) -> list[Person]:
    """Who may hear it: accepted the duty, is neither of the two, and stands in neither line. In a fixed order."""
    cohort = scene.cohort or scene.snapshot.last_cohort  # it outlasts the program
    involved = {scene.me.id} if pair is None else {pair.pairing.mentor, pair.pairing.mentee, scene.me.id}
    close = {scene.me.delegate} if pair is None else {person.delegate for person in pair.people}
    accepted = safe_contacts(scene, cohort) if cohort else []
    return [
        one
        for one in accepted
        if one.reachable and one.id not in close and not in_line(scene, one.id, involved)
    ]


def in_line(scene: Scene, contact: str, involved: set[str]) -> bool:
    """Is a safe contact one of those involved, above one of them or below?"""
    above = scene.snapshot.above
    return any(
        contact == person or contact in above.get(person, ()) or person in above.get(contact, ())
        for person in involved
    )


def begin(scene: Scene, pair: Pair | None, text: str = "") -> None:
    """Ask what it is about and who shall hear it; with nobody to hear it, say what can be done all the same."""
    if contacts_for(scene, pair):
        rests = pair is not None and pair.pairing.is_live
        notes = [Say(text=phrase("concern.begin" if rests else "concern.begin_alone"))]
        if text.strip() and isinstance(scene.event, FromPerson) and scene.event.sender.thread:
            notes.append(Say(text=phrase("concern.read_along")))
        about = pair.id if pair else ""
        words = _told_so_far(scene, about, text)
        if len(words) > LONGEST:
            notes, words = [*notes, Say(text=phrase("unclear.too_long"))], ""
        answers = {"text": words} if words else {}
        scene.begin("concern", about=about, pairing=about, notes=tuple(notes), answers=answers)
        return
    pause = (pair_button("pause", pair.id),) if pair and pair.pairing.state == "introduced" else ()
    ways = pause or (command_button("pause"), command_button("leave"))
    scene.answer(Say(text=phrase("concern.nobody_pause" if pause else "concern.nobody")), Buttons(items=ways))


def _told_so_far(scene: Scene, about: str, text: str) -> str:
    """Words right behind the command, after what an open talk about the same has already; "" when there are none."""
    words = storable(text).strip()
    if not any(character.isalnum() for character in words) or says_nothing(words):
        return ""
    for talk in map(scene.latest, scene.snapshot.talks):
        if (talk.flow, talk.about, talk.state) == ("concern", about, "open"):
            words = f"{talk.progress.answers.get('text') or ''}\n{words}".strip()
            scene.stop(talk)
    return words


def ask_which(scene: Scene, text: str = "") -> None:
    """`/rm-concern`: about whom, when there are several; whoever hears others finds theirs first."""
    pairs, known = my_pairs(scene), (*for_me(scene), *states(scene))
    if len(pairs) < 2 and (text.strip() or not known):
        if known:
            scene.answer(*known)
        begin(scene, pairs[0] if pairs else None, text)
        return
    buttons = tuple(
        Button(label=pair.name(pair.partner(scene.me.id)), action="concern.about", data={"pairing": pair.id})
        for pair in pairs
    )
    other = Button(label=phrase("concern.something_else"), action="concern.about", data={"pairing": ""})
    ask = phrase("concern.which") if pairs else phrase("concern.another")
    scene.answer(*known, Say(text=ask), Buttons(items=(*buttons, other)))


def send(scene: Scene, pair: Pair | None, contact: Person, text: str) -> None:
    """On its way to one person; the pairing rests from this moment on."""
    others = [one for one in contacts_for(scene, pair) if one.id != contact.id]
    concern = scene.save(
        Concern(
            id=scene.new_id("concern"),
            organization=scene.organization.id,
            by=scene.me.id,
            pairing=pair.id if pair else "",
            text=text,
            contact=contact.id,
            contacts=(contact.id,),
            next_contact=others[0].id if others else "",
            sent_at=scene.at,
            pass_on_at=_pass_on(contact, scene.at),
        )
    )
    rests = pair is not None and pair.pairing.is_live
    if pair is not None and rests:
        breaks.rest(scene, pair, until=None, by="", reason="concern")
    _tell_contact(scene, concern, contact)
    key = "concern.sent_paused" if rests else "concern.sent"
    values: dict[str, Value] = {"contact": contact.name}
    if pair is not None:
        values["partner"] = pair.name(pair.partner(scene.me.id))
    scene.answer(Say(text=Phrase(key, values)), Say(text=phrase("concern.follow"), style="quiet"))


def _pass_on(contact: Person, at: datetime) -> datetime:
    """One working day of the contact's later."""
    return after_working_days(contact, at, 1)


def _remind_at(contact: Person, at: datetime) -> datetime:
    """When a contact who has read it and not closed it is asked how it stands."""
    return after_working_days(contact, at, REMIND_DAYS)


def _tell_contact(scene: Scene, concern: Concern, contact: Person, key: str = "concern.for_you") -> None:
    """That there is something, and nothing of it yet: it is read on a tap, so that it is known to be read."""
    scene.tell(
        contact.id,
        "safety",
        Say(text=Phrase(key)),
        Say(text=phrase("concern.for_you_private"), style="quiet"),
        Buttons(items=(_button("open", concern, main=True),)),
        about=About(person=contact.id),
    )


def _button(name: str, concern: Concern, *, main: bool = False) -> Button:
    return family_button("concern", name, main=main, concern=concern.id)


# -- the safe contact --------------------------------------------------------------------------------------------


def open_it(scene: Scene, concern: Concern) -> None:
    """The contact reads it; from now on it is theirs, and the sender knows."""
    if concern.contact != scene.me.id or scene.me.is_guest:
        scene.answer(Say(text=phrase("concern.passed_on")))
        return
    if concern.state == "sent":
        concern = scene.save(
            msgspec.structs.replace(
                concern, state="opened", opened_at=scene.at, pass_on_at=_remind_at(scene.me, scene.at)
            )
        )
        _tell_sender(scene, concern, Say(text=phrase("concern.was_opened", contact=scene.me.name)))
    scene.answer(*_whole(scene, concern))


def _whole(scene: Scene, concern: Concern) -> tuple[Block, ...]:
    sender = scene.person(concern.by)
    rows: list[Fact] = [Fact(label=phrase("concern.from"), value=sender.name if sender else scene.name(""))]
    if sender and sender.email:
        rows.append(Fact(label=phrase("concern.reach"), value=sender.email))
    pairing = scene.snapshot.lives.get(concern.pairing)
    if pairing is not None:
        rows.append(Fact(label=phrase("concern.with"), value=scene.name(pairing.partner_of(concern.by))))
    said = phrase("feedback.quoted", words=concern.text) if concern.text else phrase("concern.no_words")
    buttons = () if concern.state == "closed" else _endings(concern)
    return (
        Say(text=phrase("concern.title"), style="heading"),
        Facts(items=tuple(rows)),
        Say(text=said),
        Say(text=phrase("concern.what_to_do"), style="quiet"),
        *((Buttons(items=buttons),) if buttons else ()),
    )


def _endings(concern: Concern) -> tuple[Button, ...]:
    names = ("settled", "end") if concern.pairing else ("settled",)
    return tuple(_button(name, concern, main=name == "settled") for name in names)


def close(scene: Scene, concern: Concern, pair: Pair | None, *, end: bool) -> None:
    """Settled: the two go on, or part without blame. Its sender hears which, and may say that it is not."""
    if concern.contact != scene.me.id:
        scene.answer(Say(text=phrase("concern.passed_on")))
        return
    if concern.state == "closed":
        scene.answer(Say(text=phrase("concern.closed_already")))
        return
    scene.save(msgspec.structs.replace(concern, state="closed", closed_at=scene.at, pass_on_at=None))
    scene.answer(Say(text=phrase("concern.closed_thanks")))
    key = "concern.was_closed_alone"
    if pair is not None and pair.pairing.is_live and end:
        key = "concern.was_closed_end"
        breaks.part(scene, pair, because="concern")
        tell_admins_ended(scene, pair.pairing)  # as after any end: silence would say what it was
    elif pair is not None and pair.pairing.is_live:
        key = "concern.was_closed"
        _go_on(scene, pair, but=concern.by)
    ways = (pair_button("rematch", pair.id),) if pair is not None and pair.pairing.is_live else ()
    said = Say(text=Phrase(key, {"contact": scene.me.name}))
    _tell_sender(scene, concern, said, Buttons(items=(_button("not_settled", concern), *ways)))


def _go_on(scene: Scene, pair: Pair, *, but: str = "") -> None:
    """The two go on, unless another concern holds them or one of them asked for a pause: that ends by itself."""
    pair.change()  # stored in any case, so that of two closed at once one sees the other
    if not breaks.is_held(scene, pair) and pair.pairing.paused_until is None:
        breaks.go_on(scene, pair, but=but)


def _tell_sender(scene: Scene, concern: Concern, *blocks: Block) -> None:
    """How it stands, as long as they are here to hear it."""
    sender = scene.person(concern.by)
    if sender is not None and not sender.gone:
        scene.tell(sender.id, "safety", *blocks)


# -- its sender --------------------------------------------------------------------------------------------------


def states(scene: Scene) -> tuple[Block, ...]:
    """How my concerns stand, the open ones; each can be taken back."""
    mine = [one for one in scene.snapshot.concerns if one.by == scene.me.id and one.state != "closed"]
    blocks: list[Block] = []
    for one in mine:
        state = Phrase(f"concern.state.{one.state}", {"contact": scene.name(one.contact)})
        ways = (_button("elsewhere", one),) if one.next_contact else ()
        blocks += [Say(text=state), Buttons(items=(*ways, _button("withdraw", one)))]
    return tuple(blocks)


def withdraw(scene: Scene, concern: Concern, pair: Pair | None) -> None:
    """Its sender has sorted it out: the contact hears that much, and the two go on unless something else is open."""
    if concern.by != scene.me.id or concern.state == "closed":
        scene.answer(Say(text=phrase("concern.closed_already")))
        return
    scene.save(msgspec.structs.replace(concern, state="closed", closed_at=scene.at, pass_on_at=None))
    if pair is not None and pair.pairing.is_live:
        _go_on(scene, pair)
    scene.answer(Say(text=phrase("concern.withdrawn")))
    contact = scene.person(concern.contact)
    if contact is not None and not contact.gone:
        scene.tell(contact.id, "safety", Say(text=phrase("concern.was_withdrawn")))


def contact_gone(scene: Scene, contact: str) -> None:
    """A safe contact is not of the company any more: what they had is passed on at once, as if it was never opened."""
    for concern in map(scene.latest, scene.snapshot.concerns):
        if concern.contact == contact and concern.state != "closed":
            scene.save(msgspec.structs.replace(concern, state="sent", pass_on_at=scene.at))


def for_me(scene: Scene) -> tuple[Block, ...]:
    """What others have told me as a safe contact and is not closed."""
    told = [one for one in scene.snapshot.concerns if one.contact == scene.me.id and one.state != "closed"]
    return tuple(
        block
        for one in told
        for block in (Say(text=phrase("concern.for_you")), Buttons(items=(_button("open", one, main=True),)))
    )


def not_settled(scene: Scene, concern: Concern, pair: Pair | None) -> None:
    """Once more to the same contact, and the pairing rests again."""
    contact = scene.person(concern.contact)
    if concern.by != scene.me.id or contact is None:
        scene.answer(Say(text=phrase("button_gone")))
        return
    if concern.state != "closed":
        scene.answer(*states(scene))
        return
    there = any(one.id == contact.id for one in contacts_for(scene, pair))
    due = _pass_on(contact, scene.at) if there else scene.at  # whoever cannot hear it passes it on at once
    again = scene.save(
        msgspec.structs.replace(concern, state="sent", sent_at=scene.at, closed_at=None, pass_on_at=due)
    )
    if pair is not None and pair.pairing.is_live:
        breaks.rest(scene, pair, until=None, by="", reason="concern")
    if there:
        _tell_contact(scene, again, contact, "concern.for_you_again")
        scene.answer(Say(text=phrase("concern.again", contact=contact.name)))
    else:
        scene.answer(Say(text=phrase("concern.again_passing", contact=contact.name)))


# -- not opened --------------------------------------------------------------------------------------------------


def overdue(scene: Scene, concern: Concern) -> None:
    """Not opened for a working day it goes to the next contact; opened and not closed, both hear that it is open."""
    contact = scene.person(concern.contact)
    if concern.state == "sent" or contact is None or _is_out(contact):
        pass_on(scene, concern)
        return
    scene.save(msgspec.structs.replace(concern, pass_on_at=_remind_at(contact, scene.at)))
    again = Buttons(items=(_button("open", concern, main=True),))
    scene.tell(
        contact.id, "safety", Say(text=phrase("concern.still_open")), again, about=About(person=contact.id)
    )
    ways = (_button("elsewhere", concern),) if concern.next_contact else ()
    text = phrase("concern.still_open_yours", contact=contact.name)
    _tell_sender(scene, concern, Say(text=text), Buttons(items=(*ways, _button("withdraw", concern))))


def _is_out(contact: Person | None) -> bool:
    """Nobody of the company any more."""
    return contact is None or contact.gone or contact.is_guest


def elsewhere(scene: Scene, concern: Concern) -> None:
    """Its sender would rather have the next contact hear it."""
    if concern.by != scene.me.id or concern.state == "closed":
        scene.answer(Say(text=phrase("concern.closed_already")))
    else:
        pass_on(scene, concern)


def pass_on(scene: Scene, concern: Concern) -> None:
    """The next contact gets it, and its sender hears who."""
    pair = Pair(scene, concern.pairing) if concern.pairing in scene.snapshot.lives else None
    sender = scene.person(concern.by)
    able: list[Person] = []
    if sender is not None:
        with scene.seen_by(sender):
            able = [one for one in contacts_for(scene, pair) if one.id not in concern.contacts]
    following = next((one for one in able if one.id == concern.next_contact), None)
    if following is None:
        scene.save(msgspec.structs.replace(concern, pass_on_at=None))
        key = "concern.nobody_left" if _is_out(scene.person(concern.contact)) else "concern.nobody_else"
        text = Phrase(key, {"contact": scene.name(concern.contact)})
        buttons = (command_button("concern"), _button("withdraw", concern))
        _tell_sender(scene, concern, Say(text=text), Buttons(items=buttons))
        return
    rest = [one for one in able if one.id != following.id]
    passed = scene.save(
        msgspec.structs.replace(
            concern,
            state="sent",
            opened_at=None,
            contact=following.id,
            contacts=(*concern.contacts, following.id),
            next_contact=rest[0].id if rest else "",
            pass_on_at=_pass_on(following, scene.at),
        )
    )
    _tell_contact(scene, passed, following)
    values: dict[str, Value] = {"before": scene.name(concern.contact), "contact": following.name}
    key = "concern.passed_gone" if _is_out(scene.person(concern.contact)) else "concern.passed"
    key = "concern.passed_wished" if scene.is_from_person() else key
    _tell_sender(scene, concern, Say(text=Phrase(key, values)))
