"""Two have met, and one of them says so: by a button, or out of the blue ("we met yesterday at 3 pm").

It counts as held from then on, how it was is asked at once, and the other is asked once. A day that is not clear, and
which of two sessions it was, is asked kindly (`bot/flows/met.py`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import msgspec

from bot.conversation.flow import Answer
from bot.conversation.messages import Block, OnDay, Phrase, Say, Text, phrase
from bot.conversation.understand import tokens
from bot.conversation.understand.meetings import Met, met
from bot.conversation.understand.moments import Here
from bot.program.calendar import next_working_moment, zone_of
from bot.program.meeting import session_view
from bot.program.meeting.bookings import ASK_AFTER, attendance_of, end_talks, hold, may_meet, new_session
from bot.program.model import Session
from bot.program.pairs.pair import Pair, my_pairs
from bot.scene import Scene

NOON = time(12)  # of a day without a time
NEAR = timedelta(days=7)  # what the other has told of is asked about, when it is no further off


def heard_in(scene: Scene, text: str) -> Met | None:
    """What words tell of a meeting of two partners that has been."""
    if not scene.snapshot.pairings:
        return None
    partners = [one.partner_of(scene.me.id) for one in scene.snapshot.pairings]
    return met(text, here(scene), [word for one in partners for word in _called(scene, one)])


def here(scene: Scene) -> Here:
    me = scene.me
    return Here(lang=me.language, now=scene.at, zone=me.timezone or "UTC", hours=me.hours)


def _called(scene: Scene, person_id: str) -> list[str]:
    person = scene.person(person_id)
    return tokens(person.name) if person else []


def heard(scene: Scene, text: str) -> bool:
    """Put down what the words tell, or ask what they leave open; false when they tell of no meeting."""
    told, pairs = heard_in(scene, text), my_pairs(scene)
    if told is None or not pairs:
        return False
    named = [one for one in pairs if told.names & set(_called(scene, one.partner(scene.me.id)))]
    scene.stop_talks("met")  # about another day
    chosen = named or pairs
    pair = chosen[0]
    if len(chosen) > 1:
        day = told.day.isoformat() if told.day else None
        _ask(scene, None, day=day, several=[one.id for one in chosen], likely=told.likely)
    elif told.day is not None:
        put_down(scene, pair, told.day, told.at)
    elif not told.likely and (session := _spoken_of(scene, pair)):
        _that_one(scene, pair, session, None)
    else:
        _ask(scene, pair, likely=told.likely)
    return True


def _ask(scene: Scene, pair: Pair | None, *, likely: tuple[date, ...] = (), **answers: Answer) -> None:
    """What is left open; what is known by now stands among the answers."""
    given = {name: answer for name, answer in answers.items() if answer}
    given |= {"likely": [one.isoformat() for one in likely]} if likely else {}
    scene.begin("met", pairing=pair.id if pair else "", answers=given)


def put_down(scene: Scene, pair: Pair, day: date, at: datetime | None = None, which: str = "") -> None:
    """They met on this day; `which` says whether it was the session that lies on another day ("that" or "another")."""
    session = next((one for one in reversed(pair.sessions) if _is_on(scene, one, day)), None)
    other = None if session else elsewhere(scene, pair, day)
    if other is not None and not which:
        _ask(scene, pair, day=day.isoformat(), clash=other.id)
        return
    chosen = session or (other if which == "that" else None)
    if chosen is not None:
        _that_one(scene, pair, chosen, None if session else at or _noon(scene, day))
    else:
        waits = pair.open_session
        offered = waits if waits is not None and waits.state == "offered" else None
        happened(scene, pair, offered, at or _noon(scene, day), told=True)


def elsewhere(scene: Scene, pair: Pair, day: date) -> Session | None:
    """A session of theirs that may be meant, though it lies on another day."""
    waits = pair.open_session
    if waits is not None and waits.state == "booked":
        return waits
    session = _told_by_other(scene, pair)
    return session if session is not None and abs(_day_of(scene, session) - day) <= NEAR else None


def _spoken_of(scene: Scene, pair: Pair) -> Session | None:
    """The session a mere "we met" is about: its time has come, or the other has told of it."""
    waits = pair.open_session
    if waits is not None and waits.state == "booked" and waits.starts_at and waits.starts_at <= scene.at:
        return waits
    return _told_by_other(scene, pair)


def _told_by_other(scene: Scene, pair: Pair) -> Session | None:
    """The newest that the other says was held, and I have not spoken of."""
    last = pair.held[-1:] if pair.held else []
    return next((one for one in last if not pair.attendance(one, scene.me.id).met), None)


def tapped(scene: Scene, pair: Pair) -> None:
    """They met, says a button, and not when: with nothing booked, what the other has told of is meant."""
    session, waits = _told_by_other(scene, pair), pair.open_session
    last = pair.held[-1] if pair.held else None
    if waits is not None and waits.state == "booked":
        happened(scene, pair, waits)
    elif session is not None:
        _how_was_it(scene, pair, session, told=True)
    elif last is not None and _day_of(scene, last) == scene.today(scene.me):
        _that_one(scene, pair, last, None)  # tapped twice
    else:
        happened(scene, pair, waits)


def _that_one(scene: Scene, pair: Pair, session: Session, at: datetime | None) -> None:
    """It was this session; one that is held already is only asked about."""
    if session.is_open:
        happened(scene, pair, session, at, told=True)
    elif pair.attendance(session, scene.me.id).met == "yes":
        day = OnDay(_day_of(scene, session))
        scene.answer(Say(text=phrase("met.told_already", partner=_partner(scene, pair), day=day)))
        session_view.show(scene, pair)
    else:
        _how_was_it(scene, pair, session, told=True)


def _is_on(scene: Scene, session: Session, day: date) -> bool:
    return (
        session.state in ("booked", "held")
        and session.starts_at is not None
        and _day_of(scene, session) == day
    )


def _day_of(scene: Scene, session: Session) -> date:
    """Where I am."""
    return (session.starts_at or scene.at).astimezone(zone_of(scene.me)).date()


def _noon(scene: Scene, day: date) -> datetime:
    return datetime.combine(day, NOON, zone_of(scene.me)).astimezone(UTC)


def _partner(scene: Scene, pair: Pair) -> Text:
    return pair.name(pair.partner(scene.me.id))


def happened(
    scene: Scene, pair: Pair, session: Session | None, at: datetime | None = None, *, told: bool = False
) -> None:
    """It counts as held; how it was is asked at once, and the other once in their hours. `told`: say what is kept."""
    if not may_meet(scene, pair):
        return
    if session is None or not session.is_open:
        session = new_session(scene, pair)
    waits = pair.open_session
    if waits is None or waits.id == session.id:
        end_talks(scene, pair, "slots", "arrange", "call_off")
    starts = min(at or session.starts_at or scene.at, scene.at)
    session = scene.save(msgspec.structs.replace(session, starts_at=starts, turn="", slots=()))
    for person in pair.people:
        if person.id != scene.me.id and pair.attendance(session, person.id).asked:
            continue  # they have been asked, and may have answered
        asked = attendance_of(scene, pair, session, person, starts)
        ask_at = None if person.id == scene.me.id else next_working_moment(person, scene.at + ASK_AFTER)
        scene.save(msgspec.structs.replace(asked, agenda_at=None, ask_at=ask_at))
    _how_was_it(scene, pair, session, told=told)
    hold(scene, pair, session)


def _how_was_it(scene: Scene, pair: Pair, session: Session, *, told: bool) -> None:
    """Begin with what both read. Whether they met is answered, where that was asked already, too."""
    me = scene.me.id
    for talk in pair.talks("feedback"):
        if (talk.person, talk.about, talk.progress.asked) == (me, session.id, "met"):
            scene.stop(talk)
    goals = pair.goals_asked(session)
    mine = pair.attendance(session, me)
    scene.save(msgspec.structs.replace(mine, met="yes", ask_at=None))
    notes: tuple[Block, ...] = ()
    if told:
        day = OnDay(_day_of(scene, session))
        both = pair.attendance(session, pair.partner(me)).met == "yes"
        said = {"partner": _partner(scene, pair), "day": day}
        notes = (Say(text=Phrase("met.both" if both else "met.put_down", {**said})),)
    scene.begin("feedback", about=session.id, pairing=pair.id, answers={"met": "yes", **goals}, notes=notes)
