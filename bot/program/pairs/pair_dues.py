"""What falls due about pairs: an agenda, a question, a tray, a concern nobody opened, the end of a break, care."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from bot.program import tray
from bot.program.calendar import back_from, next_working_moment
from bot.program.dues import Rule, still
from bot.program.meeting import feedback, session_view
from bot.program.model import Attendance, Base, Concern, Pairing, Person, Session, Tray
from bot.program.pairs import breaks, care, role_cards
from bot.program.pairs.pair import Pair
from bot.program.snapshot import Query
from bot.program.trust import concerns
from bot.scene import Scene

After = Callable[[Base], datetime | None]

# -- a session: its agenda, and how it was ------------------------------------------------------------------------


def _agenda_at(record: Base) -> datetime | None:
    return record.agenda_at if isinstance(record, Attendance) else None


def _ask_at(record: Base) -> datetime | None:
    return record.ask_at if isinstance(record, Attendance) else None


def _attending(scene: Scene, after: After) -> tuple[Pair, Session, Attendance, Person] | None:
    """Who is due to hear of which session, when it still holds and the two still meet."""
    attendance, session = scene.snapshot.attendance, scene.snapshot.session
    if attendance is None or session is None or not still(scene, after(attendance)):
        return None
    person = scene.person(attendance.person)
    pair = Pair(scene, attendance.pairing) if attendance.pairing in scene.snapshot.lives else None
    if pair is None or person is None or pair.pairing.state != "introduced" or session.state == "canceled":
        scene.save(msgspec.structs.replace(attendance, agenda_at=None, ask_at=None))
        return None
    return pair, session, attendance, person


def _agenda(scene: Scene, _subject: str) -> None:
    """The working day before; not of a session that has begun, and outside their hours only later."""
    found = _attending(scene, _agenda_at)
    if found is None:
        return
    pair, session, attendance, person = found
    moment = next_working_moment(person, back_from(person, scene.at))
    late = session.starts_at is None or moment >= session.starts_at
    if moment > scene.at and not late:
        scene.save(msgspec.structs.replace(attendance, agenda_at=moment))
        return
    scene.save(msgspec.structs.replace(attendance, agenda_at=None))
    if not late:
        first = role_cards.plan(pair, person.id) if session.number == 1 else ()
        session_view.tell_agenda(scene, pair, session, person, *first)


def _ask(scene: Scene, _subject: str) -> None:
    """Two hours after, in their hours, which may have changed since it was booked."""
    found = _attending(scene, _ask_at)
    if found is None:
        return
    pair, session, attendance, person = found
    moment = next_working_moment(person, back_from(person, scene.at))
    if moment > scene.at:
        scene.save(msgspec.structs.replace(attendance, ask_at=moment))
    else:
        feedback.ask(scene, pair, session, attendance)


# -- what waits to be said ---------------------------------------------------------------------------------------


def _tray_at(record: Base) -> datetime | None:
    return record.open_at if isinstance(record, Tray) else None


def _look_into(scene: Scene, _subject: str) -> None:
    found = scene.snapshot.tray
    if found is not None and still(scene, _tray_at(found)):
        tray.look_into(scene, found)


def _later_at(record: Base) -> datetime | None:
    return record.later_at if isinstance(record, Tray) else None


def _remind(scene: Scene, _subject: str) -> None:
    found = scene.snapshot.tray
    if found is not None and still(scene, _later_at(found)):
        tray.say_later(scene, found)


# -- concerns, and pairings that rest ----------------------------------------------------------------------------


def _pass_on_at(record: Base) -> datetime | None:
    waits = isinstance(record, Concern) and record.state != "closed"
    return record.pass_on_at if isinstance(record, Concern) and waits else None


def _pass_on(scene: Scene, _subject: str) -> None:
    concern = scene.snapshot.concern
    if concern is not None and still(scene, _pass_on_at(concern)):
        concerns.overdue(scene, concern)


def _pair(scene: Scene, after: After) -> Pair | None:
    pairing = scene.snapshot.pairing
    found = Pair(scene, pairing.id) if pairing and pairing.id in scene.snapshot.lives else None
    return found if found and still(scene, after(found.pairing)) else None


def _rests_until(record: Base) -> datetime | None:
    return breaks.ends_at(record) if isinstance(record, Pairing) else None


def _go_on(scene: Scene, _subject: str) -> None:
    pair = _pair(scene, _rests_until)
    if pair is not None:
        breaks.ends(scene, pair)


def _rest_asks(record: Base) -> datetime | None:
    return breaks.asks_at(record) if isinstance(record, Pairing) else None


def _ask_back(scene: Scene, _subject: str) -> None:
    pair = _pair(scene, _rest_asks)
    if pair is not None:
        breaks.ask_before_end(scene, pair)


def _care(topic: str) -> Rule:
    """A row of `care.py`: put into the trays of the two."""

    def after(record: Base) -> datetime | None:
        return care.due(topic, record) if isinstance(record, Pairing) else None

    def act(scene: Scene, _subject: str) -> None:
        pair = _pair(scene, after)
        if pair is not None:
            care.speak(scene, pair, topic)

    return Rule(name=topic, record=Pairing, after=after, needs=_needs_pairing, act=act)


def _needs_pairing(organization: str, subject: str) -> Query:
    return Query(organization=organization, pairing=subject)


def _needs_attendance(organization: str, subject: str) -> Query:
    return Query(organization=organization, attendance=subject)


PAIR_RULES: tuple[Rule, ...] = (
    Rule(name="agenda", record=Attendance, after=_agenda_at, needs=_needs_attendance, act=_agenda),
    Rule(name="ask", record=Attendance, after=_ask_at, needs=_needs_attendance, act=_ask),
    Rule(name="tray", record=Tray, after=_tray_at, needs=tray.needs, act=_look_into),
    Rule(name="later", record=Tray, after=_later_at, needs=tray.needs, act=_remind),
    Rule(
        name="pass_on",
        record=Concern,
        after=_pass_on_at,
        needs=lambda organization, subject: Query(organization=organization, concern=subject, managers=True),
        act=_pass_on,
    ),
    Rule(
        name="rest_ends",
        record=Pairing,
        after=_rests_until,
        needs=lambda organization, subject: Query(organization=organization, pairing=subject, concerns=True),
        act=_go_on,
    ),
    Rule(name="rest_asks", record=Pairing, after=_rest_asks, needs=_needs_pairing, act=_ask_back),
    *(_care(topic) for topic in care.CARES),
)
