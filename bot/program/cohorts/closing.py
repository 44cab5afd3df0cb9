"""A program comes to its end, kindly: two weeks to meet and to say how it was, then thanks, certificates, a last post.

An admin closes it by `/rm-cohort`. From then on nobody is invited or matched; `ROUNDS` says what is gone through, a
page at a time, each due on the cohort. At the end everybody is out of the program and may be invited to the
next: nobody is entered into it without saying yes again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from bot.conversation.messages import AtMoment, Button, Buttons, Phrase, Say, Value, phrase
from bot.outcome import About
from bot.program.cohorts import certificate, surveys
from bot.program.meeting import bookings
from bot.program.model import Base, Cohort, Pairing, Person
from bot.program.moves import CHANGE_MOVES
from bot.program.pairs.pair import Pair
from bot.program.participant import background
from bot.program.snapshot import PAIRS_AT_ONCE, PEOPLE_AT_ONCE, Query
from bot.program.telling import digest, told
from bot.scene import Scene

BETWEEN = timedelta(minutes=1)  # pages
REMIND = timedelta(days=5)  # before the end


def needs(organization: str, _subject: str) -> Query:
    return Query(organization=organization)


def due(record: Base) -> datetime | None:
    closes = isinstance(record, Cohort) and record.state == "closing"
    return record.round_at if isinstance(record, Cohort) and closes else None


def fall_due(scene: Scene, _subject: str) -> None:
    """The next page of the round that is on."""
    cohort = scene.cohort
    moment = due(cohort) if cohort else None
    if cohort is not None and moment is not None and moment <= scene.at and cohort.round:
        ROUNDS[cohort.round](scene, cohort)


def begin(scene: Scene, cohort: Cohort, *, closes_at: datetime, quietly: bool) -> Cohort:
    return scene.save(
        msgspec.structs.replace(
            background.with_aim(cohort, "", scene.at),  # nobody is matched any more: what it was for is over
            state="closing",
            closes_at=closes_at,
            closed_by=scene.me.id,
            quietly=quietly,
            invite_at=None,
            round="ask",
            round_page=1,
            round_at=scene.at + BETWEEN,
        )
    )


def _go_on(scene: Scene, cohort: Cohort, *, full: bool, **then: object) -> None:
    """Another page in a minute, or what comes when all have been seen."""
    if full:
        then = {"round_page": cohort.round_page + 1, "round_at": scene.at + BETWEEN}
    scene.save(msgspec.structs.replace(scene.latest(cohort), **{"round_page": 1, **then}))


def _people_of(scene: Scene, page: int) -> tuple[Person, ...] | None:
    """A page of those in the program, with the pairings they ever had; `None` while it has to be fetched."""
    fetched = scene.sees(joined=page, surveys=True, history=True)
    return scene.snapshot.joined if fetched else None


def _past(scene: Scene, cohort: Cohort) -> list[Pairing]:
    return [one for one in scene.snapshot.past if one.cohort == cohort.id]


# -- how was it? -------------------------------------------------------------------------------------------------


def _ask(scene: Scene, cohort: Cohort) -> None:
    """Whoever has met at least once is asked how it was, when there is room."""
    people = _people_of(scene, cohort.round_page)
    if people is None or cohort.closes_at is None:
        return
    for person in people:
        surveys.ask(scene, person, _past(scene, cohort))
    full = len(people) == PEOPLE_AT_ONCE
    if cohort.round == "ask":
        _go_on(scene, cohort, full=full, round="remind", round_at=cohort.closes_at - REMIND)
    else:
        _go_on(scene, cohort, full=full, round="end", round_at=cohort.closes_at)


# -- the pairs end -----------------------------------------------------------------------------------------------


def _end(scene: Scene, cohort: Cohort) -> None:
    """Every pairing that still is one ends, finished and without blame; who has met gets a certificate."""
    if not scene.sees(members=cohort.round_page, counts=True):
        return
    pairs = [Pair(scene, pairing.id) for pairing in scene.snapshot.cohort_pairs]
    if cohort.round_page == 1:
        joined = scene.snapshot.counts.people.get("joined", 0)
        scene.save(msgspec.structs.replace(cohort, joined=joined))
    for pair in pairs:
        before = pair.pairing
        notes = {one.id: _cut_short(scene, pair, one.id) for one in pair.people}
        if before.state != "ended":
            _finish(scene, pair)
        for person in pair.people:
            if person.is_joined and (before.is_live or before.held):
                _tell(scene, before, person, notes[person.id])
    full = len(pairs) == PAIRS_AT_ONCE
    _go_on(scene, cohort, full=full, round="people", round_at=scene.at + BETWEEN)


def _cut_short(scene: Scene, pair: Pair, person: str) -> tuple[Say, ...]:
    """What ends with it for this person: a time that was booked, words of the two that were not agreed upon yet."""
    if pair.pairing.state == "ended":
        return ()
    session, notes = pair.open_session, []
    if (
        session is not None
        and session.starts_at
        and session.starts_at > scene.at
        and session.state == "booked"
    ):
        notes.append(Say(text=phrase("closing.end.called_off", when=AtMoment(session.starts_at))))
    story = told.under_way(pair)
    known = story is not None and (
        story.state != "asked" or story.by == person
    )  # else they need not hear of it
    if known or any(one.state in CHANGE_MOVES["part"].source for one in pair.changes):
        notes.append(Say(text=phrase("closing.end.unfinished")))
    return tuple(notes)


def _finish(scene: Scene, pair: Pair) -> None:
    scene.drop_waiting(pair.id, "finished")
    told.part(scene, pair)
    session = pair.open_session
    if session is not None:
        bookings.close(scene, pair, session, "canceled")
    bookings.end_talks(scene, pair)
    pair.change(
        state="ended",
        ended_at=scene.at,
        ended_because="finished",
        booked_at=None,
        paused_until=None,
        paused_by="",
    )


def _tell(scene: Scene, pairing: Pairing, person: Person, notes: tuple[Say, ...]) -> None:
    """The partner is named to those who were meeting; on a break or apart there may be a reason not to."""
    partner = scene.first_name(pairing.partner_of(person.id))
    values: dict[str, Value] = {"name": scene.first_name(person.id), "count": pairing.held}
    if pairing.state == "introduced":
        key = "met" if pairing.held else "never"
        values["partner"] = partner
    else:
        key = "thanks" if pairing.held else "over"
    said = Say(text=Phrase(f"closing.end.{key}", values))
    more = (Buttons(items=(certificate.button(pairing.id),)),) if pairing.held else ()
    scene.tell(person.id, "partner", said, *notes, *more, about=About(person=person.id))


# -- everybody is out --------------------------------------------------------------------------------------------


def _people(scene: Scene, cohort: Cohort) -> None:
    """Everybody is out of it, as if never asked; who would rather not is not invited to the next by itself."""
    people = _people_of(scene, 1)  # who is out is not found any more
    if people is None:
        return
    heard = [one for one in _past(scene, cohort) if one.ended_because == "finished" or one.held]
    told = {side for one in heard for side in (one.mentor, one.mentee)}
    for person in people:
        if person.id not in told:
            waited = Say(text=phrase("closing.end.waiting", name=scene.first_name(person.id)))
            scene.tell(person.id, "partner", waited, about=About(person=person.id))
        scene.save(_out(scene, person))
    if len(people) == PEOPLE_AT_ONCE:
        scene.save(msgspec.structs.replace(cohort, round_at=scene.at + BETWEEN))
    else:
        _over(scene, cohort)


def _out(scene: Scene, person: Person) -> Person:
    said = surveys.of(scene, person.id)
    rather_not = said is not None and said.answers.get("again") == "no"
    return msgspec.structs.replace(
        scene.latest(person),
        state="later" if rather_not else "known",
        joined_at=None,
        waiting_since=None,
        paused_until=None,
        paused_at=None,
        ask_again=None,
    )


def _over(scene: Scene, cohort: Cohort) -> None:
    """The last post, unless it is to end quietly, and the end report to whoever closed it."""
    closed = scene.save(
        msgspec.structs.replace(cohort, state="closed", round="", round_at=None, digest_at=None)
    )
    if closed.channel and not closed.quietly:
        digest.make(scene, closed, to_channel=True, kind="closing")
    digest.make(scene, closed, to_channel=False, asked_by=closed.closed_by, kind="report")
    scene.tell(closed.closed_by, "admin", Say(text=phrase("cohort.over")), Buttons(items=(next_round(),)))


def next_round() -> Button:
    """What comes after the end: another set-up."""
    label = phrase("cohort.button.next")
    return Button(label=label, action="command", data={"command": "setup"}, style="primary")


ROUNDS: dict[str, Callable[[Scene, Cohort], None]] = {
    "ask": _ask,
    "remind": _ask,
    "end": _end,
    "people": _people,
}
