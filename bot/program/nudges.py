"""Who is due to hear what, and when? Each rule says when it falls due for a record, and what happens then.

Saving a record saves when its rules next fall due (`dues_of`); the ticker turns what has come into a
`FellDue` event; `fall_due` looks whether it still holds, and acts. A rule that finds nothing to do does
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import msgspec

from bot.conversation.messages import Say, phrase
from bot.events import FellDue
from bot.program import (
    breaks,
    care,
    concerns,
    feedback,
    membership,
    proposal_decisions,
    role_cards,
    session_view,
    tray,
)
from bot.program.calendar import back_from, next_working_moment, zone_of
from bot.program.model import (
    Attendance,
    Base,
    Cohort,
    Concern,
    Pairing,
    Person,
    Proposal,
    Session,
    Talk,
    Tray,
)
from bot.program.pair import Pair
from bot.program.snapshot import Query
from bot.scene import Scene
from bot.talks import QUIET

INVITE_BATCH = 50
BETWEEN_BATCHES = timedelta(minutes=1)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`after` gives the moment (UTC) it falls due for a record, `None` for never; `needs` what acting needs
    to see.
    """

    name: str
    record: type[Base]
    after: Callable[[Base], datetime | None]
    needs: Callable[[str, str], Query]
    act: Callable[[Scene, str], None]


def dues_of(record: Base) -> tuple[tuple[str, datetime], ...]:
    """(rule, moment) of all that is due about a record as it is now."""
    found = ((rule.name, rule.after(record)) for rule in NUDGES if isinstance(record, rule.record))
    return tuple((name, at) for name, at in found if at is not None)


def needs(event: FellDue) -> Query:
    rule = RULES.get(event.rule)
    return rule.needs(event.organization, event.subject) if rule else Query(organization=event.organization)


def fall_due(scene: Scene, event: FellDue) -> None:
    rule = RULES.get(event.rule)
    if rule is not None:  # a rule that a release took away has nothing to say any more
        rule.act(scene, event.subject)


def _still(scene: Scene, record: Base | None, rule: str) -> bool:
    """Is this rule due for the record as it is now? It may have changed since the event was made."""
    return record is not None and any(name == rule and at <= scene.at for name, at in dues_of(record))


# -- a talk left open --------------------------------------------------------------------------------------------


def _talk_quiet(record: Base) -> datetime | None:
    waits = isinstance(record, Talk) and record.state == "open" and record.offered is None
    return record.asked_at + QUIET if isinstance(record, Talk) and waits else None


def _offer_talk(scene: Scene, subject: str) -> None:
    """Once: the talk lets go of the floor, and is mentioned when there is room."""
    talk = scene.snapshot.talk
    person = scene.person(talk.person) if talk else None
    if talk is not None and person is not None and _still(scene, talk, "talk_quiet"):
        scene.save(msgspec.structs.replace(talk, offered=scene.at))
        tray.put(scene, person, "talk", talk.id)


# -- a pause that ends, an invitation put off --------------------------------------------------------------------


def _pause_end(record: Base) -> datetime | None:
    if not isinstance(record, Person) or record.paused_until is None:
        return None
    begins = datetime.combine(record.paused_until, time(), zone_of(record)).astimezone(UTC)
    return next_working_moment(record, begins)


def _end_pause(scene: Scene, subject: str) -> None:
    person = scene.person(subject)
    if person is not None and _still(scene, person, "pause_end"):
        membership.pause_ends(scene, person)


def _break_begins(record: Base) -> datetime | None:
    away = isinstance(record, Person) and record.paused_until is not None
    return record.paused_at if isinstance(record, Person) and away else None


def _begin_break(scene: Scene, subject: str) -> None:
    person = scene.person(subject)
    if person is not None and _still(scene, person, "break_begins"):
        membership.break_begins(scene, person)


def _ask_again(record: Base) -> datetime | None:
    if not isinstance(record, Person) or record.ask_again is None or record.state != "later":
        return None
    return next_working_moment(
        record, datetime.combine(record.ask_again, time(), zone_of(record)).astimezone(UTC)
    )


def _invite_again(scene: Scene, subject: str) -> None:
    person, cohort = scene.person(subject), scene.cohort
    if person is not None and cohort is not None and _still(scene, person, "ask_again"):
        membership.invite(scene, cohort, person)


# -- the program's own -------------------------------------------------------------------------------------------


def _announce_at(record: Base) -> datetime | None:
    approved = isinstance(record, Proposal) and record.state == "approved"
    return record.announce_at if isinstance(record, Proposal) and approved else None


def _announce(scene: Scene, subject: str) -> None:
    proposal, cohort = scene.snapshot.proposal, scene.cohort
    if proposal is not None and cohort is not None and _still(scene, proposal, "announce"):
        proposal_decisions.announce(scene, proposal, cohort)


def _invite_at(record: Base) -> datetime | None:
    return record.invite_at if isinstance(record, Cohort) else None


def _invite_more(scene: Scene, subject: str) -> None:
    cohort = scene.cohort
    if cohort is not None and _still(scene, cohort, "invite_more"):
        invite_batch(scene, cohort)


def invite_batch(scene: Scene, cohort: Cohort) -> None:
    """Invite the next few people of the directory; the rest a minute later, until nobody is left."""
    batch = [person for person in scene.snapshot.invitable if not person.gone and not person.is_guest]
    for person in batch:
        membership.invite(scene, cohort, scene.latest(person))
    more = len(scene.snapshot.invitable) == INVITE_BATCH
    scene.save(msgspec.structs.replace(cohort, invite_at=scene.at + BETWEEN_BATCHES if more else None))
    if scene.is_from_person():
        waiting = scene.snapshot.counts.people.get("known", len(batch))
        scene.answer(Say(text=phrase("invite.sent", count=waiting)))


# -- a session: its agenda, and how it was ------------------------------------------------------------------------


def _agenda_at(record: Base) -> datetime | None:
    return record.agenda_at if isinstance(record, Attendance) else None


def _ask_at(record: Base) -> datetime | None:
    return record.ask_at if isinstance(record, Attendance) else None


def _attending(scene: Scene, rule: str) -> tuple[Pair, Session, Attendance, Person] | None:
    """Who is due to hear of which session, when it still holds and the two still meet."""
    attendance, session = scene.snapshot.attendance, scene.snapshot.session
    if attendance is None or session is None or not _still(scene, attendance, rule):
        return None
    person = scene.person(attendance.person)
    pair = Pair(scene, attendance.pairing) if attendance.pairing in scene.snapshot.lives else None
    if pair is None or person is None or pair.pairing.state != "introduced" or session.state == "canceled":
        scene.save(msgspec.structs.replace(attendance, agenda_at=None, ask_at=None))
        return None
    return pair, session, attendance, person


def _agenda(scene: Scene, _subject: str) -> None:
    """The working day before; not of a session that has begun, and outside their hours only later."""
    found = _attending(scene, "agenda")
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
    found = _attending(scene, "ask")
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
    if found is not None and _still(scene, found, "tray"):
        tray.look_into(scene, found)


def _later_at(record: Base) -> datetime | None:
    return record.later_at if isinstance(record, Tray) else None


def _remind(scene: Scene, _subject: str) -> None:
    found = scene.snapshot.tray
    if found is not None and _still(scene, found, "later"):
        tray.say_later(scene, found)


# -- concerns, and pairings that rest ----------------------------------------------------------------------------


def _pass_on_at(record: Base) -> datetime | None:
    waits = isinstance(record, Concern) and record.state == "sent"
    return record.pass_on_at if isinstance(record, Concern) and waits else None


def _pass_on(scene: Scene, _subject: str) -> None:
    concern = scene.snapshot.concern
    if concern is not None and _still(scene, concern, "pass_on"):
        concerns.pass_on(scene, concern)


def _pair(scene: Scene, rule: str) -> Pair | None:
    pairing = scene.snapshot.pairing
    found = Pair(scene, pairing.id) if pairing and pairing.id in scene.snapshot.lives else None
    return found if found and _still(scene, found.pairing, rule) else None


def _rests_until(record: Base) -> datetime | None:
    return breaks.ends_at(record) if isinstance(record, Pairing) else None


def _go_on(scene: Scene, _subject: str) -> None:
    pair = _pair(scene, "rest_ends")
    if pair is not None:
        breaks.go_on(scene, pair)


def _rest_asks(record: Base) -> datetime | None:
    return breaks.asks_at(record) if isinstance(record, Pairing) else None


def _ask_back(scene: Scene, _subject: str) -> None:
    pair = _pair(scene, "rest_asks")
    if pair is not None:
        breaks.ask_before_end(scene, pair)


def _care(topic: str) -> Rule:
    """A row of `care.py`: put into the trays of the two."""

    def after(record: Base) -> datetime | None:
        return care.due(topic, record) if isinstance(record, Pairing) else None

    def act(scene: Scene, _subject: str) -> None:
        pair = _pair(scene, topic)
        if pair is not None:
            care.speak(scene, pair, topic)

    return Rule(name=topic, record=Pairing, after=after, needs=_needs_pairing, act=act)


def _needs_pairing(organization: str, subject: str) -> Query:
    return Query(organization=organization, pairing=subject)


def _needs_attendance(organization: str, subject: str) -> Query:
    return Query(organization=organization, attendance=subject)


def _needs_person(organization: str, subject: str) -> Query:
    return Query(organization=organization, people=(subject,), lives=True)


NUDGES: tuple[Rule, ...] = (
    Rule(
        name="talk_quiet",
        record=Talk,
        after=_talk_quiet,
        needs=lambda organization, subject: Query(organization=organization, talk=subject),
        act=_offer_talk,
    ),
    Rule(
        name="pause_end",
        record=Person,
        after=_pause_end,
        needs=_needs_person,
        act=_end_pause,
    ),
    Rule(name="break_begins", record=Person, after=_break_begins, needs=_needs_person, act=_begin_break),
    Rule(
        name="ask_again",
        record=Person,
        after=_ask_again,
        needs=lambda organization, subject: Query(organization=organization, people=(subject,)),
        act=_invite_again,
    ),
    Rule(
        name="announce",
        record=Proposal,
        after=_announce_at,
        needs=lambda organization, subject: Query(
            organization=organization,
            proposal=subject,
            all_lines=True,
            pairings_of_proposal=subject,
            history=True,
            managers=True,
        ),
        act=_announce,
    ),
    Rule(
        name="invite_more",
        record=Cohort,
        after=_invite_at,
        needs=lambda organization, subject: Query(organization=organization, invitable=INVITE_BATCH),
        act=_invite_more,
    ),
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
    Rule(name="rest_ends", record=Pairing, after=_rests_until, needs=_needs_pairing, act=_go_on),
    Rule(name="rest_asks", record=Pairing, after=_rest_asks, needs=_needs_pairing, act=_ask_back),
    *(_care(topic) for topic in care.CARES),
)
RULES = {rule.name: rule for rule in NUDGES}
