"""A pairing with all that belongs to it, as this step has changed it so far; and who may act in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

import msgspec

from bot.conversation.messages import Text
from bot.program.model import (
    Agreement,
    Attendance,
    Base,
    Change,
    Feedback,
    Pairing,
    Person,
    Session,
    Story,
    Talk,
)
from bot.scene import Scene

R = TypeVar("R", bound=Base)


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """What was taught in one session, in each direction, in their own words."""

    by_mentor: tuple[str, ...] = ()
    by_mentee: tuple[str, ...] = ()

    @property
    def is_one_way(self) -> bool:
        return bool(self.by_mentor) != bool(self.by_mentee)


class Pair:
    """Reads a pairing's life out of the scene; `id` must be among `snapshot.lives`, else LookupError."""

    def __init__(self, scene: Scene, pairing_id: str) -> None:
        self.scene = scene
        self.id = pairing_id
        if pairing_id not in scene.snapshot.lives:
            raise LookupError(f"pairing {pairing_id} was not loaded")

    @property
    def pairing(self) -> Pairing:
        return self.scene.latest(self.scene.snapshot.lives[self.id])

    def change(self, **changes: object) -> Pairing:
        return self.scene.save(msgspec.structs.replace(self.pairing, **changes))

    @property
    def people(self) -> tuple[Person, ...]:
        """Mentor first; without those nobody knows any more."""
        found = (self.scene.person(self.pairing.mentor), self.scene.person(self.pairing.mentee))
        return tuple(person for person in found if person is not None)

    def partner(self, person: str) -> str:
        return self.pairing.partner_of(person)

    def name(self, person: str) -> Text:
        return self.scene.first_name(person)

    def is_mentor(self, person: str) -> bool:
        return person == self.pairing.mentor

    @property
    def agreement(self) -> Agreement | None:
        known = self.scene.snapshot.agreements.get(self.id)
        made = self._now(Agreement, [known] if known else [])
        return made[0] if made else None

    @property
    def sessions(self) -> list[Session]:
        """All of them, the first first."""
        return sorted(self._now(Session, self.scene.snapshot.sessions), key=lambda one: one.number)

    @property
    def open_session(self) -> Session | None:
        return next((one for one in reversed(self.sessions) if one.is_open), None)

    @property
    def next_booked(self) -> datetime | None:
        """When the last booked session begins, that nobody has spoken of yet."""
        return max(
            (one.starts_at for one in self.sessions if one.state == "booked" and one.starts_at), default=None
        )

    @property
    def held(self) -> list[Session]:
        return [one for one in self.sessions if one.state == "held"]

    @property
    def stories(self) -> list[Story]:
        """All they ever began, the first first."""
        return sorted(self._now(Story, self.scene.snapshot.stories), key=lambda one: (one.begun_at, one.id))

    @property
    def changes(self) -> list[Change]:
        """All that changed because of their sessions, the first first."""
        found = self._now(Change, self.scene.snapshot.changes)
        return sorted(found, key=lambda one: (one.proposed_at, one.id))

    def session(self, session_id: str) -> Session | None:
        return next((one for one in self.sessions if one.id == session_id), None)

    def attendances(self, session: Session) -> list[Attendance]:
        found = self._now(Attendance, self.scene.snapshot.attendances)
        return [one for one in found if one.session == session.id]

    def attendance(self, session: Session, person: str) -> Attendance:
        """What this person's side of the session is, an empty one when there is none yet."""
        found = (one for one in self.attendances(session) if one.person == person)
        return next(found, None) or Attendance(
            id=f"{session.id}/{person}",
            organization=session.organization,
            session=session.id,
            pairing=self.id,
            person=person,
        )

    def feedback(self, session: Session, person: str) -> Feedback | None:
        found = self._now(Feedback, self.scene.snapshot.feedback)
        return next((one for one in found if (one.session, one.person) == (session.id, person)), None)

    def exchange(self, session: Session) -> Exchange:
        """What either said of it: what the mentee learned, the mentor taught."""
        mentor = self.attendance(session, self.pairing.mentor)
        mentee = self.attendance(session, self.pairing.mentee)
        return Exchange(
            by_mentor=_said(mentor.taught, mentee.learned), by_mentee=_said(mentee.taught, mentor.learned)
        )

    def goals_asked(self, session: Session) -> dict[str, list[str]]:
        """The goals whose progress is asked for, as a talk has them: of whoever answers first only, both read it."""
        if any(one.met == "yes" for one in self.attendances(session)):
            return {}
        goals = self.agreement.goals if self.agreement else ()
        return {"goals": [goal.text for goal in goals if goal.percent < 100]}

    def talks(self, *flows: str) -> list[Talk]:
        """Open talks of either person, or of who arranges for them, about this pairing; of these flows."""
        found = self._now(Talk, (*self.scene.snapshot.pair_talks, *self.scene.snapshot.talks))
        return [one for one in found if one.state == "open" and (not flows or one.flow in flows)]

    def _now(self, kind: type[R], known: Iterable[R]) -> list[R]:
        """Those known and those this step has made, as they are now."""
        made = {one.id: one for one in self.scene.saved() if isinstance(one, kind)}
        all_of_them = {one.id: one for one in known} | made
        return [one for one in all_of_them.values() if getattr(one, "pairing", "") == self.id]


def _said(*words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def my_pairs(scene: Scene) -> list[Pair]:
    return live_pairs_of(scene, scene.me.id)


def arranged_pairs(scene: Scene) -> list[Pair]:
    """The live pairs of those whom I may arrange for."""
    theirs = (
        pairing.id
        for pairing in scene.snapshot.lives.values()
        if scene.latest(pairing).is_live and _principal(scene, pairing)
    )
    return [Pair(scene, pairing_id) for pairing_id in sorted(theirs)]


def acts_for(scene: Scene, pairing: Pairing) -> str:
    """Whose side I am on: my own id, that of whom I arrange for, or "" when it is none of my business."""
    if scene.me.id in (pairing.mentor, pairing.mentee):
        return scene.me.id
    return _principal(scene, pairing)


def _principal(scene: Scene, pairing: Pairing) -> str:
    """Of two whom I arrange for, the one whose turn it is."""
    people = (scene.person(side) for side in (pairing.mentor, pairing.mentee))
    mine = [one.id for one in people if one is not None and one.delegate == scene.me.id and not one.gone]
    sessions = map(scene.latest, scene.snapshot.sessions)
    turns = {session.turn for session in sessions if session.pairing == pairing.id}
    return next((side for side in mine if side in turns), mine[0] if mine else "")


def arranger(scene: Scene, pairing: Pairing, person_id: str) -> Person | None:
    """Who is asked about times for somebody: their delegate where they have one we can reach, else they themselves.

    Partners do not arrange for each other: then one would be asked twice, and the other never.
    """
    person = scene.person(person_id)
    delegate = scene.person(person.delegate) if person and person.delegate else None
    if delegate is None or delegate.gone or not delegate.reachable:
        return person
    return person if delegate.id in (pairing.mentor, pairing.mentee) else delegate


def live_pairs_of(scene: Scene, person: str) -> list[Pair]:
    """The live pairs somebody is in, of those that were loaded."""
    theirs = (
        one.id
        for one in map(scene.latest, scene.snapshot.lives.values())
        if one.is_live and person in (one.mentor, one.mentee)
    )
    return [Pair(scene, pairing_id) for pairing_id in sorted(theirs)]
