"""A pairing that rests, goes on, or ends; a person on a break. The other hears that it is so, and never why."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import msgspec

from bot.conversation.messages import AtMoment, Block, Button, Buttons, OnDay, Phrase, Say, Value, phrase
from bot.outcome import About
from bot.program.calendar import local
from bot.program.meeting import bookings
from bot.program.model import Pairing, Person, Session
from bot.program.pairs.pair import Pair
from bot.program.parts import command_button, concern_button, family_button, pair_button
from bot.program.proposing.rulings import ruling
from bot.program.telling import told
from bot.scene import Scene

BEGUN = time(8)  # UTC; then the day has begun from Los Angeles to Auckland
ASKED_BACK = "asked_back"
BEFORE = timedelta(days=3)  # a weekend may lie in between
Because = Literal["rematch", "concern", "left", "swap"]


def rest(scene: Scene, pair: Pair, *, until: date | None, by: str, reason: str) -> None:
    """The two pause: what was booked is called off, what waits to be said about them is dropped.

    `until` is the first day they go on, `None` when a safe contact ends it; `by` whoever asked, "" in confidence. Both
    kinds read the same to the other: they cannot tell one from the other. In a pause that is on already the other
    hears nothing more, and what they asked for stays as it was: they would know that it is something else than before.
    """
    scene.drop_waiting(pair.id, reason)
    told.rest(scene, pair)
    rested = pair.pairing.state == "paused"
    session = pair.open_session
    if session is not None and bookings.lies_ahead(scene, session):
        bookings.close(scene, pair, session, "canceled")
    bookings.end_talks(scene, pair)
    spoken = {topic: at for topic, at in pair.pairing.nudged.items() if topic != ASKED_BACK}
    if not rested or by:
        pair.change(paused_until=until, paused_by=by)
    pair.change(state="paused", canceled_at=None, booked_at=None, nudged=spoken)
    me = scene.me.id
    partner = pair.partner(me)
    if me in (pair.pairing.mentor, pair.pairing.mentee) and not rested:
        text = phrase("break.other", partner=pair.name(me))
        ways = Buttons(items=(pair_button("rematch", pair.id), concern_button(pair.id)))
        scene.tell(partner, "change", Say(text=text), ways, about=About(person=partner))


def go_on(scene: Scene, pair: Pair, *, but: str = "") -> None:
    """They are on again; each hears it, but not `but`, who is told otherwise."""
    if pair.pairing.state != "paused":
        return
    back = {**pair.pairing.nudged, "back": scene.at}
    pair.change(state="introduced", paused_until=None, paused_by="", nudged=back)
    told.go_on(scene, pair)
    for person in pair.people:
        if person.id != but:
            text = phrase("break.over", partner=pair.name(pair.partner(person.id)))
            about = About(person=person.id, pairing=pair.id)
            find = Buttons(items=(pair_button("find", pair.id, main=True),))
            scene.tell(person.id, "partner", Say(text=text), find, about=about)


def is_held(scene: Scene, pair: Pair) -> bool:
    """Does a concern about them, that somebody can still close, keep them resting?"""
    about = [one for one in map(scene.latest, scene.snapshot.concerns) if one.pairing == pair.id]
    contacts = [scene.person(one.contact) for one in about if one.state != "closed"]
    return any(contact is not None and not contact.gone for contact in contacts)


def ends(scene: Scene, pair: Pair) -> None:
    """The day has come: they go on, unless something told in confidence holds them; of that nobody hears."""
    if is_held(scene, pair):
        pair.change(paused_until=None, paused_by="")
    else:
        go_on(scene, pair)


def part(scene: Scene, pair: Pair, *, because: Because, word: str = "", by: str = "") -> None:
    """They are no longer partners, and never are again. Each who is still here is asked whether to look further.

    `by` has been told already; `word` is what they chose to say to the other.
    """
    pairing = pair.pairing
    scene.drop_waiting(pair.id, because)
    told.part(scene, pair)
    session = pair.open_session
    if session is not None:
        bookings.close(scene, pair, session, "canceled")
    bookings.end_talks(scene, pair)
    pair.change(
        state="ended",
        ended_at=scene.at,
        ended_because=because,
        booked_at=None,
        paused_until=None,
        paused_by="",
    )
    if because != "left":  # whoever left may come back to the same partner
        scene.save(ruling(scene, pairing.mentor, pairing.mentee, "swapped"))
    for person in pair.people:
        if person.id != by:
            tell_ended(scene, pairing, person, word)


def tell_ended(scene: Scene, pairing: Pairing, person: Person, word: str = "") -> None:
    """Neutral words to whoever is left, a new partner offered; what the other chose to say stands beside it."""
    scene.save(msgspec.structs.replace(scene.latest(person), waiting_since=scene.at))
    partner = pairing.partner_of(person.id)
    name: dict[str, Value] = {"name": scene.first_name(person.id), "partner": scene.name(partner)}
    said: tuple[Block, ...] = ()
    if word:
        said = (
            Say(text=phrase("pairing.word", partner=scene.first_name(partner))),
            Say(text=phrase("feedback.quoted", words=word)),
        )
    scene.tell(
        person.id,
        "leftover",
        Say(text=Phrase("pairing.ended", name)),
        *said,
        Buttons(
            items=(
                Button(label=phrase("pairing.button.again"), action="rematch.again", style="primary"),
                command_button("pause"),
                command_button("me"),
            )
        ),
        about=About(person=person.id),
    )


# -- only pause us -----------------------------------------------------------------------------------------------


def ends_at(pairing: Pairing) -> datetime | None:
    """When they go on (UTC); each hears it in their own working hours."""
    if pairing.state != "paused" or pairing.paused_until is None:
        return None
    return datetime.combine(pairing.paused_until, BEGUN, UTC)


def asks_at(pairing: Pairing) -> datetime | None:
    """A working day before that, when whoever asked for the pause is asked whether to go on."""
    ends = ends_at(pairing)
    return None if ends is None or not pairing.paused_by or ASKED_BACK in pairing.nudged else ends - BEFORE


def may_pause(scene: Scene, pair: Pair) -> bool:
    """May I pause the two of us, or make a pause that I asked for longer?"""
    return pair.pairing.state == "introduced" or pair.pairing.paused_by == scene.me.id


def pause_us(scene: Scene, pair: Pair, until: date) -> None:
    """A pause with an end, without a reason, asked for by one of the two."""
    me = scene.me.id
    rest(scene, pair, until=until, by=me, reason="paused")
    asks = asks_at(pair.pairing)
    if asks is not None and asks <= scene.at:  # it is short: they have just decided
        pair.change(nudged={**pair.pairing.nudged, ASKED_BACK: scene.at})
    scene.answer(
        Say(text=phrase("break.us", partner=pair.name(pair.partner(me)), day=OnDay(until))),
        Buttons(items=(_button("go_on", pair),)),
    )


def _button(name: str, pair: Pair, *, main: bool = False) -> Button:
    return family_button("break", name, main=main, pairing=pair.id)


def ask_before_end(scene: Scene, pair: Pair) -> None:
    """Whoever asked for the pause decides first; without a word it ends by itself."""
    pairing = pair.change(nudged={**pair.pairing.nudged, ASKED_BACK: scene.at})
    if pairing.paused_until is None:
        return
    scene.tell(
        pairing.paused_by,
        "partner",
        Say(
            text=phrase(
                "break.ends_soon",
                name=scene.first_name(pairing.paused_by),
                partner=pair.name(pair.partner(pairing.paused_by)),
                day=OnDay(pairing.paused_until),
            )
        ),
        Buttons(items=(_button("go_on", pair, main=True), _button("longer", pair), _button("part", pair))),
        about=About(person=pairing.paused_by),
    )


# -- a person on a break -----------------------------------------------------------------------------------------


def person_away(scene: Scene, person: Person, pair: Pair) -> None:
    """What lies in the break is called off; the partner hears until when, and that it is nothing about them."""
    session, until = pair.open_session, person.paused_until
    if until is None or pair.pairing.state != "introduced":
        return
    called_off = None
    if session is not None and bookings.lies_ahead(scene, session) and _before(session, person, until):
        called_off = session.starts_at if session.state == "booked" else None
        bookings.close(scene, pair, session, "canceled")
    partner = pair.partner(person.id)
    values: dict[str, Value] = {"partner": pair.name(person.id), "day": OnDay(until)}
    key = "break.person_called_off" if called_off else "break.person"
    if called_off:
        values["when"] = AtMoment(called_off)
    kind = "change" if called_off else "partner"
    scene.tell(partner, kind, Say(text=Phrase(key, values)), about=About(person=partner, pairing=pair.id))


def _before(session: Session, person: Person, day: date) -> bool:
    """Is it before this day of theirs, or has no time yet?"""
    return session.starts_at is None or local(person, session.starts_at).date() < day


def person_back(scene: Scene, pair: Pair) -> None:
    """From now on their pairing is looked after again."""
    pair.change(nudged={**pair.pairing.nudged, "back": scene.at})


def person_back_early(scene: Scene, pair: Pair, person_id: str) -> None:
    """The partner, who has been told of a day, hears that it is over before that."""
    person_back(scene, pair)
    partner = pair.partner(person_id)
    if pair.pairing.state == "introduced":
        text = phrase("break.person_back", partner=pair.name(person_id))
        find = Buttons(items=(pair_button("find", pair.id, main=True),))
        about = About(person=partner, pairing=pair.id)
        scene.tell(partner, "partner", Say(text=text), find, about=about, unless=("person_away",))
