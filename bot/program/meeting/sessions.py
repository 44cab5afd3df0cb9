"""How two people come to a time: offered, chosen, moved, agreed in words, called off. `bookings.py` keeps the diary.

Slots go to whoever is to choose first, then to the other; picking what the other picked books it. People may be
represented by a delegate, who sees times and nothing else. `session_view.py` has the words.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from bot.conversation.messages import AtMoment, Buttons, Say, phrase
from bot.conversation.understand import moments
from bot.program.calendar import slots
from bot.program.meeting import meetings, session_view
from bot.program.meeting.bookings import (
    book,
    can_be_chosen,
    close,
    end_of,
    end_talks,
    lies_ahead,
    may_meet,
    new_session,
    unbook,
)
from bot.program.model import Session
from bot.program.pairs.pair import Pair, acts_for, arranged_pairs, arranger, my_pairs
from bot.program.parts import command_button
from bot.scene import Scene

SLOTS = 3
FOR_EVER = datetime.max.replace(tzinfo=UTC)
SOON = timedelta(hours=24)
EARLIER = timedelta(days=3)  # than a full rhythm after the last session, or than what is moved


def find_times(scene: Scene, pair: Pair) -> None:
    """Three slots for whoever chooses first; when something is open already, that is shown instead."""
    if not may_meet(scene, pair):
        return
    session, side = pair.open_session, acts_for(scene, pair.pairing)
    if session is not None and session.state == "offered" and not can_be_chosen(scene, session):
        offer(scene, pair, msgspec.structs.replace(session, starts_at=None), side)  # they let it lie too long
        return
    if session is not None:
        session_view.show(scene, pair)
        return
    first = side if pair.sessions else pair.pairing.first_writer or side
    offer(scene, pair, new_session(scene, pair), first)
    if first != side:
        scene.answer(Say(text=phrase("session.asks_first", partner=pair.name(first))))


def free_slots(
    scene: Scene, pair: Pair, session: Session, *, after: datetime | None = None
) -> tuple[datetime, ...]:
    """Moments that suit both by their hours, from the day after `after` on, or about a rhythm after the last one; none
    after the end of the program.
    """
    if len(pair.people) < 2:
        return ()
    last = pair.pairing.met_at
    wanted = last + timedelta(weeks=pair.pairing.rhythm_weeks) - EARLIER if last else scene.at
    length, end = timedelta(minutes=session.minutes), end_of(scene)
    taken = [(end, FOR_EVER)] if end else []
    if session.state == "booked" and session.starts_at:
        taken.append((session.starts_at, session.starts_at + length))
    froms = [max(scene.at, after or wanted)]
    if end and after is None:
        froms.append(scene.at)  # rather sooner than the rhythm has it than not at all
    found = (
        slots(*pair.people, after=one, minutes=session.minutes, count=SLOTS, taken=taken) for one in froms
    )
    return next((some for some in found if some), ())


def offer(scene: Scene, pair: Pair, session: Session, turn: str, *, after: datetime | None = None) -> None:
    """Ask somebody to choose among three; where their hours never meet, to find a time in words."""
    free = free_slots(scene, pair, session, after=after)
    offered = scene.save(msgspec.structs.replace(session, slots=free, turn=turn))
    ask_turn(scene, pair, offered)


def ask_turn(scene: Scene, pair: Pair, session: Session, *, instead_of: datetime | None = None) -> None:
    """Ask whose turn it is; who arranges for them, unless they are at it themselves.

    At once when it is `instead_of` a time that is near.
    """
    themselves = scene.is_from_person() and scene.me.id == session.turn
    asked = scene.me if themselves else arranger(scene, pair.pairing, session.turn)
    if asked is None:
        return
    end_talks(scene, pair, "slots", "arrange", "call_off")
    mine = scene.is_from_person() and asked.id == scene.me.id
    soon = instead_of is not None and instead_of - scene.at < SOON
    scene.begin(
        "slots",
        asked.id,
        about=session.id,
        pairing=pair.id,
        notes=session_view.ask_notes(scene, pair, session, asked, instead_of),
        kind="question" if mine else "change" if soon else "partner",
    )
    if scene.is_from_person() and not mine and session.turn == acts_for(scene, pair.pairing):
        scene.answer(Say(text=phrase("session.their_turn", partner=pair.name(asked.id))))


# -- choosing ----------------------------------------------------------------------------------------------------


def pick(scene: Scene, pair: Pair, session: Session, moment: datetime) -> None:
    """The slot chosen: booked when the other had picked it, else the other is asked."""
    side = acts_for(scene, pair.pairing)
    if session.turn != side or not session.is_open:
        session_view.show(scene, pair)
    elif moment <= scene.at:
        offer(scene, pair, session, side)
    elif session.state == "offered" and session.starts_at == moment:
        book(scene, pair, session, moment)
    elif session.starts_at == moment:  # booked, and that is to stay
        scene.save(msgspec.structs.replace(session, turn="", slots=()))
        session_view.show(scene, pair)
    else:
        _suggest(scene, pair, session, moment, side)


def _suggest(scene: Scene, pair: Pair, session: Session, moment: datetime, side: str) -> None:
    other = pair.partner(side)
    suggested = scene.save(
        msgspec.structs.replace(
            session,
            state="offered",
            starts_at=moment,
            turn=other,
            slots=tuple(sorted({*session.slots, moment})),
            changes=session.changes + (session.state == "booked"),
        )
    )
    if session.state == "booked":
        unbook(scene, pair, session)
    scene.answer(Say(text=phrase("session.asking", partner=pair.name(other), when=AtMoment(moment))))
    booked = session.starts_at if session.state == "booked" else None
    ask_turn(scene, pair, suggested, instead_of=booked if booked and booked > scene.at else None)


def none_of_these(scene: Scene, pair: Pair, session: Session) -> None:
    """Three others for the same person; what was suggested stays until they choose."""
    if session.turn != acts_for(scene, pair.pairing) or not session.is_open:
        session_view.show(scene, pair)
        return
    offer(scene, pair, session, session.turn, after=max(session.slots, default=scene.at))


# -- booked ------------------------------------------------------------------------------------------------------


def agreed(scene: Scene, pair: Pair, moment: datetime) -> None:
    """They have found a time by themselves: it is put down, or what was booked is moved to it."""
    session = pair.open_session
    if session is None or not (lies_ahead(scene, session) or _not_yet(pair, session)):
        session = new_session(scene, pair)  # of one that has begun they are still asked
    book(scene, pair, session, moment)


def _not_yet(pair: Pair, session: Session) -> bool:
    """Did one of the two say that it has not happened? Then they are to be asked once more, or were."""
    return any(
        one.met == "no" or one.asked > 1 or (one.asked and one.ask_at) for one in pair.attendances(session)
    )


def ask_move(scene: Scene, pair: Pair, session: Session) -> None:
    """Another time for what is booked, not long before it; until one is chosen the old one holds."""
    if session.state != "booked" or session.starts_at is None:
        session_view.show(scene, pair)
    elif may_meet(scene, pair):
        offer(scene, pair, session, acts_for(scene, pair.pairing), after=session.starts_at - EARLIER)


def call_off(scene: Scene, pair: Pair, session: Session) -> None:
    """No session then; the other hears it at once, and who asked nothing is asked nothing."""
    if not session.is_open:
        session_view.show(scene, pair)
        return
    was_booked = session.state == "booked"
    close(scene, pair, session, "canceled")
    if was_booked and pair.pairing.booked_at is None:
        pair.change(canceled_at=scene.at)
    session_view.tell_called_off(scene, pair, session, was_booked=was_booked)


# -- /rm-session -------------------------------------------------------------------------------------------------


def overview(scene: Scene, text: str = "") -> None:
    """How things stand with each partner, and with those I arrange for; "Thursday at 3" with one is put down, and that
    two have met with whomever it was.
    """
    pairs = [*my_pairs(scene), *arranged_pairs(scene)]
    if not pairs:
        scene.answer(Say(text=phrase("session.nobody")), Buttons(items=(command_button("me"),)))
        return
    if text and meetings.heard(scene, text):
        return
    moment = _moment_in(scene, text) if text and len(pairs) == 1 else None
    if moment is not None:
        scene.stop_talks("arrange")  # about another day
        shown = Say(text=phrase("arrange.shown", when=AtMoment(moment)))
        about, answers = pairs[0].id, {"when": moment.isoformat()}
        scene.begin("arrange", about=about, pairing=about, answers=dict(answers), notes=(shown,))
        return
    for pair in pairs:
        session_view.show(scene, pair)


def names_moment(scene: Scene, text: str) -> bool:
    """Do words out of the blue say when two partners meet, or that they have met?"""
    if not scene.snapshot.pairings:
        return False
    return meetings.heard_in(scene, text) is not None or _moment_in(scene, text) is not None


def _moment_in(scene: Scene, text: str) -> datetime | None:
    me = scene.me
    meant = moments.moment(text, lang=me.language, now=scene.at, zone=me.timezone or "UTC", hours=me.hours)
    return meant if isinstance(meant, datetime) else None
