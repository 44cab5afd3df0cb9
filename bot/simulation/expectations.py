"""What should have reached whom in a simulated program, and how often did it? From the records as they are in the end.

Left out is what nobody could expect: about pairs that were on a break or parted by then, and for people who were away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bot.program.keeping.former import is_former
from bot.program.model import Pairing, Person, Session
from bot.simulation.findings import Facts, Kept, settled, works
from bot.simulation.mailbox import Got

FEEDBACK_AFTER = timedelta(hours=2)
STEP = timedelta(minutes=1)
LOOK = timedelta(days=20)
SLACK = timedelta(hours=1)


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that one person should hear: `got` times so far, `most` times at the most."""

    what: str
    subject: str
    person: str
    got: int
    most: int = 1
    needed: bool = True


def expectations(facts: Facts, kept: Kept) -> list[Expected]:
    makers: tuple[Callable[[Facts, Kept], Iterator[Expected]], ...] = (
        _invitations,
        _introductions,
        _sessions,
        _check_ins,
    )
    return [expected for make in makers for expected in make(facts, kept)]


def missed(expected: list[Expected]) -> list[Expected]:
    return [one for one in expected if one.needed and not one.got]


def doubled(expected: list[Expected]) -> list[Expected]:
    return [one for one in expected if one.got > one.most]


def _invitations(facts: Facts, kept: Kept) -> Iterator[Expected]:
    """Once, and once more for each "not now"."""
    got = Counter(one.person for one in facts.log if one.kind == "invitation")
    later = Counter(one.person for one in facts.did if one.does.action == "invitation.later")
    for external, person in kept.people.items():
        if person.state != "known":
            yield Expected(
                what="invitation", subject="", person=external, got=got[external], most=1 + later[external]
            )


def _introductions(facts: Facts, kept: Kept) -> Iterator[Expected]:
    got = Counter((one.about.pairing, one.person) for one in facts.log if one.kind == "introduction")
    for pairing in kept.pairings.values():
        for person in _still_known(pairing):
            who = kept.externals[person]
            yield Expected(what="introduction", subject=pairing.id, person=who, got=got[pairing.id, who])


def _still_known(pairing: Pairing) -> list[str]:
    """Of whoever left long ago nothing is known any more."""
    return [side for side in (pairing.mentor, pairing.mentee) if not is_former(side)]


def _check_ins(facts: Facts, kept: Kept) -> Iterator[Expected]:
    """Whether there was room for it nobody can say afterwards; twice it never comes."""
    got = Counter(
        (topic, about, one.person)
        for one in facts.log
        if one.kind == "nudge"
        for topic, about in one.items
        if topic in ("third", "two_thirds")
    )
    for (topic, about, person), times in got.items():
        yield Expected(what=topic, subject=about, person=person, got=times)


# -- sessions ------------------------------------------------------------------------------------------------------


def _sessions(facts: Facts, kept: Kept) -> Iterator[Expected]:
    last, unmet = settled(facts.log), _unmet(facts)
    agendas, asked = _agendas(facts), _asked(facts, kept)
    for session in kept.sessions.values():
        pairing, mark = kept.pairings[session.pairing], last.get(session.id)
        if mark is None or mark.starts_at != session.starts_at or pairing.state != "introduced":
            continue
        for side in _still_known(pairing):
            person = kept.people[kept.externals[side]]
            got = sum(
                one.at >= mark.at and one.when == mark.starts_at
                for one in agendas[session.id, person.external]
            )
            needed = _could_hear(facts, pairing, person, session, mark.at)
            if needed or got:
                yield Expected(
                    what="agenda", subject=session.id, person=person.external, got=got, needed=needed
                )
            if session.state != "canceled":
                after = [got for got in asked[session.id, person.external] if got.at >= mark.starts_at]
                again = sum(got.about.talk in unmet for got in after)
                yield _feedback(facts, pairing, person, session, got=len(after), most=1 + again)


def _agendas(facts: Facts) -> defaultdict[tuple[str, str], list[Got]]:
    """By session and person."""
    found: defaultdict[tuple[str, str], list[Got]] = defaultdict(list)
    for got in facts.log:
        if got.kind == "agenda":
            found[got.session, got.person].append(got)
    return found


def _could_hear(facts: Facts, pairing: Pairing, person: Person, session: Session, since: datetime) -> bool:
    """Did their last working day before it begin after it was settled, while we were up and nobody was away?"""
    starts = session.starts_at
    if starts is None or _rested(pairing, person, since) or (session.over_at or starts) < starts:
        return False
    eve = _eve(person, starts)
    first = _first_up(facts, person, eve)
    return since < eve < facts.end - SLACK and first is not None and first + SLACK < starts


def _eve(person: Person, starts: datetime) -> datetime:
    """When their hours begin on the last day before on which they work."""
    zone = ZoneInfo(person.timezone or "UTC")
    day: date = starts.astimezone(zone).date() - timedelta(days=1)
    opens = min(start for start, _ in person.hours)
    while not works(person, datetime.combine(day, opens, zone)):
        day -= timedelta(days=1)
    return datetime.combine(day, opens, zone)


def _first_up(facts: Facts, person: Person, at: datetime) -> datetime | None:
    """The first working minute from a moment on at which somebody could write to them."""
    moment, last = at, at + LOOK
    while moment < last:
        if facts.down and facts.down[0] <= moment < facts.down[1]:
            moment = facts.down[1]
        elif works(person, moment):
            return moment
        else:
            moment += STEP
    return None


def _rested(pairing: Pairing, person: Person, since: datetime) -> bool:
    """Were the two, or this one, on a break since then? What was settled is void, or comes later."""
    back = pairing.nudged.get("back")
    return person.is_paused or person.state != "joined" or (back is not None and back >= since)


def _asked(facts: Facts, kept: Kept) -> defaultdict[tuple[str, str], list[Got]]:
    """The messages that ask how it was, by session and person."""
    found: defaultdict[tuple[str, str], list[Got]] = defaultdict(list)
    for got in facts.log:
        talk = kept.talks.get(got.about.talk) if got.kind == "feedback" else None
        if talk is not None:
            found[talk.about, got.person].append(got)
    return found


def _unmet(facts: Facts) -> set[str]:
    """The talks in which somebody said that it has not happened yet."""
    return {one.does.data["talk"] for one in facts.did if one.does.data.get("value") == "not_yet"}


def _feedback(facts: Facts, pairing: Pairing, person: Person, session: Session, **times: int) -> Expected:
    """How it was: once, and once more after "not yet"."""
    starts = session.starts_at or facts.end
    first = _first_up(facts, person, starts + timedelta(minutes=session.minutes) + FEEDBACK_AFTER)
    needed = first is not None and first + SLACK < facts.end and not _rested(pairing, person, starts)
    return Expected(what="feedback", subject=session.id, person=person.external, needed=needed, **times)
