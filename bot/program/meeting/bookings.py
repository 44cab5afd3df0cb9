"""A session in the diary of two people: booked, taken out, called off; what is due about it, and to whom.

`sessions.py` says how the two come to a time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from bot.conversation.messages import Say, phrase
from bot.program.calendar import next_working_moment, starts_work, working_day_before, zone_of
from bot.program.cohorts.templates import SESSION_MINUTES
from bot.program.meeting import session_view
from bot.program.model import Attendance, Person, Session
from bot.program.pairs.pair import Pair, acts_for
from bot.scene import Scene

ASK_AFTER = timedelta(hours=2)


def session_id(pairing: str, number: int) -> str:
    """The same whoever makes it: when both begin at once, one finds the other's."""
    return f"{pairing}/{number}"


def may_meet(scene: Scene, pair: Pair) -> bool:
    """Not on a break, neither the two of them nor one."""
    away = next((person for person in pair.people if person.is_paused), None)
    if pair.pairing.state == "paused":
        scene.answer(Say(text=phrase("session.paused", partner=pair.name(partner_of_mine(scene, pair)))))
    elif pair.pairing.state != "introduced":
        scene.answer(Say(text=phrase("session.pairing_over")))
    elif away is not None and away.paused_until is not None:
        session_view.tell_away(scene, away)
    else:
        return True
    return False


def end_of(scene: Scene) -> datetime | None:
    """When the program ends, once that is known; nothing is booked beyond it."""
    cohort = scene.cohort
    return cohort.closes_at if cohort is not None and cohort.state == "closing" else None


def is_after_end(scene: Scene, moment: datetime, minutes: int) -> bool:
    """Would they still be talking when the program is over?"""
    end = end_of(scene)
    return end is not None and moment + timedelta(minutes=minutes) > end


def can_be_chosen(scene: Scene, session: Session) -> tuple[datetime, ...]:
    """The slots that neither the clock nor the end of the program has overtaken."""
    ahead = (slot for slot in session.slots if slot > scene.at)
    return tuple(slot for slot in ahead if not is_after_end(scene, slot, session.minutes))


def new_session(scene: Scene, pair: Pair) -> Session:
    number = len(pair.sessions) + 1
    cohort = scene.cohort
    return Session(
        id=session_id(pair.id, number),
        organization=pair.pairing.organization,
        pairing=pair.id,
        number=number,
        minutes=cohort.minutes if cohort else SESSION_MINUTES,
    )


def end_talks(scene: Scene, pair: Pair, *flows: str, about: str = "") -> None:
    """Questions that another answer has made pointless, of these flows and about this record where named.

    A concern never is. What was answered so far is private, and nobody needs it any more.
    """
    for talk in pair.talks(*flows):
        if talk.flow != "concern" and about in ("", talk.about):
            scene.stop(talk)


def lies_ahead(scene: Scene, session: Session) -> bool:
    """It can still be called off; what has begun is for the two to tell."""
    return session.state == "offered" or session.starts_at is None or session.starts_at > scene.at


def book(scene: Scene, pair: Pair, session: Session, moment: datetime) -> None:
    """Put it down for both: agenda the working day before, the question how it was two hours after."""
    if not may_meet(scene, pair):
        return
    moved = session.state == "booked" and session.starts_at != moment
    booked = scene.save(
        msgspec.structs.replace(
            session,
            state="booked",
            starts_at=moment,
            turn="",
            slots=(),
            changes=session.changes + moved,
        )
    )
    pair.change(booked_at=moment, canceled_at=None)
    for person in pair.people:
        scene.save(attendance_of(scene, pair, booked, person, moment))
    end_talks(scene, pair, "slots", "arrange", "call_off")
    end_talks(scene, pair, "feedback", about=session.id)
    session_view.tell_booked(scene, pair, booked, moved=moved)


def attendance_of(scene: Scene, pair: Pair, session: Session, person: Person, moment: datetime) -> Attendance:
    """When this person hears of it, by their own hours; whatever was said of an earlier time is void."""
    day = moment.astimezone(zone_of(person)).date()
    eve = starts_work(person, working_day_before(person, day))
    ends = moment + timedelta(minutes=session.minutes)
    return msgspec.structs.replace(
        pair.attendance(session, person.id),
        agenda_at=eve if eve > scene.at else None,
        ask_at=next_working_moment(person, ends + ASK_AFTER),
        asked=0,
        met="",
    )


def unbook(scene: Scene, pair: Pair, session: Session) -> None:
    """What waited for its time does not come any more."""
    for attendance in pair.attendances(session):
        scene.save(msgspec.structs.replace(attendance, agenda_at=None, ask_at=None))
    pair.change(booked_at=pair.next_booked)
    end_talks(scene, pair, "feedback", about=session.id)


def close(scene: Scene, pair: Pair, session: Session, state: Literal["canceled", "missed"]) -> Session:
    """It does not take place, or did not."""
    closed = scene.save(msgspec.structs.replace(session, state=state, turn="", slots=(), over_at=scene.at))
    unbook(scene, pair, closed)
    end_talks(scene, pair, "slots", "call_off", about=session.id)
    if pair.open_session is None:
        end_talks(scene, pair, "arrange")
    return closed


def hold(scene: Scene, pair: Pair, session: Session) -> None:
    """It has taken place: one of the two says so, and that is enough."""
    scene.save(msgspec.structs.replace(session, state="held", over_at=scene.at, turn="", slots=()))
    met_at = max(filter(None, (pair.pairing.met_at, session.starts_at or scene.at)))
    pair.change(met_at=met_at, held=pair.pairing.held + 1, booked_at=pair.next_booked, canceled_at=None)


def take_back(scene: Scene, pair: Pair, session: Session) -> None:
    """It has not taken place after all: who said so says that it was a mistake, and nobody else has spoken of it."""
    scene.save(msgspec.structs.replace(session, state="missed", over_at=scene.at))
    for attendance in pair.attendances(session):
        if not attendance.asked:
            scene.save(msgspec.structs.replace(attendance, ask_at=None))
    held = pair.held
    met_at = max((one.starts_at for one in held if one.starts_at), default=None)
    pair.change(met_at=met_at, held=len(held), booked_at=pair.next_booked)


def partner_of_mine(scene: Scene, pair: Pair) -> str:
    """The other one, seen from whoever does something: one of the two, or who arranges for one."""
    return pair.partner(acts_for(scene, pair.pairing) or pair.pairing.mentor)
