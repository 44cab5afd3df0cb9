"""What is counted, and what of it may anybody read? The two kinds of number, and the floor no role can lower.

*Activity* (people, pairs, sessions) says what happened: exact, always since the cohort began, for the cohort as a
whole, and only once it has five people. *Answers* (ratings, and what people wrote that they taught) are published
at fixed points alone: each figure is of at least five people, made only of what was said since the figure before,
and kept as it was (a `Release`), so that comparing two of them, or taking one group from all, never tells about
fewer than five. `ACTIVITY` and `ANSWERS` list what there is, `metrics_end.py` what
people say at the end; `telling/digest_view.py` and `cohorts/report_view.py` put it into words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from bot.program.model import (
    Attendance,
    CheckIn,
    Cohort,
    Digest,
    Feedback,
    Pairing,
    Release,
    Session,
    Share,
    Survey,
    Term,
)

FEWEST = 5  # people, behind any number
FEWEST_WRITERS = 10  # people whose words themes are looked for in
FIXED_POINTS = timedelta(weeks=8)
TOPICS = 2  # in each direction
A_WEEK = timedelta(weeks=1)
ALMOST = 1e-9  # what adding thirds may have lost
LOW, HIGH, STEP = 10, 90, 5  # percent
BANDS = (20, 10, FEWEST)  # people are said as "20 or more", "10 or more", "5 or more"
Role = Literal["mentor", "mentee"]
Group = Literal["all", "mentor", "mentee"]
Side = Literal["mentors", "mentees"]
EVER = datetime(1970, 1, 1, tzinfo=UTC)


N = TypeVar("N", bound=str)


class CohortRead(msgspec.Struct, frozen=True, kw_only=True):
    """All of a cohort that figures are made of. `sessions` were held. `joined` counts people, `changes` what changed
    because of this. `releases` have been published before; `terms` say which words mean a skill in this organization.
    """

    cohort: Cohort
    zone: str
    language: str
    digest: Digest
    joined: int
    changes: int = 0
    pairings: tuple[Pairing, ...] = ()
    sessions: tuple[Session, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    surveys: tuple[Survey, ...] = ()
    releases: tuple[Release, ...] = ()
    terms: tuple[Term, ...] = ()


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """Sessions held, and planned, from the beginning until the day; both exact."""

    day: date
    held: int
    planned: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What happened; nothing at all (`None` where this stands) while the cohort has fewer than five people."""

    numbers: dict[str, int]
    weeks: tuple[Week, ...]


# -- what happened -----------------------------------------------------------------------------------------------


def held_by(read: CohortRead, at: datetime) -> int:
    return sum(_held_at(session) <= at for session in read.sessions)


def _held_at(session: Session) -> datetime:
    return session.starts_at or session.over_at or EVER


def planned_by(read: CohortRead, at: datetime) -> int:
    """How many sessions the rhythm of all pairs asks for by then, each counted as its round goes by."""
    return int(sum(_rounds(pairing, at) for pairing in read.pairings) + ALMOST)


def due_by(read: CohortRead, at: datetime) -> int:
    """Of those planned, how many whose round is over: before the first one is, nobody can be late."""
    return sum(int(_rounds(pairing, at) + ALMOST) for pairing in read.pairings)


def _rounds(pairing: Pairing, at: datetime) -> float:
    """How many rounds of its rhythm a pair has had, the last one in part; no more than it plans."""
    if pairing.introduced_at is None:
        return 0.0
    until = min(at, pairing.ended_at or at)
    rounds = (until - pairing.introduced_at) / timedelta(weeks=max(1, pairing.rhythm_weeks))
    return max(0.0, min(float(pairing.planned), rounds))


def _pairs(read: CohortRead, _at: datetime) -> int:
    return sum(pairing.introduced_at is not None for pairing in read.pairings)


def _met(read: CohortRead, at: datetime) -> int:
    """How many people have met their partner at least once."""
    pairs = {session.pairing for session in read.sessions if _held_at(session) <= at}
    return len({side for one in read.pairings if one.id in pairs for side in (one.mentor, one.mentee)})


ACTIVITY: Mapping[str, Callable[[CohortRead, datetime], int]] = {
    "joined": lambda read, _at: read.joined,
    "pairs": _pairs,
    "held": held_by,
    "planned": planned_by,
    "due": due_by,
    "changes": lambda read, _at: read.changes,
    "met": _met,
}


def activity(read: CohortRead, at: datetime) -> Figures | None:
    """Exact and cumulative; `None` while there are fewer than five people."""
    if read.joined < FEWEST:
        return None
    numbers = {name: count(read, at) for name, count in ACTIVITY.items()}
    return Figures(numbers=numbers, weeks=_weeks(read, at))


def _weeks(read: CohortRead, at: datetime) -> tuple[Week, ...]:
    """Each Monday from the first introduction on, and the day that it is."""
    zone = ZoneInfo(read.zone)
    begun = min((one.introduced_at for one in read.pairings if one.introduced_at), default=None)
    if begun is None:
        return ()
    moments = []
    monday = monday_before(begun, zone) + A_WEEK
    while monday < at:
        moments.append(_again_midnight(monday, zone))
        monday += A_WEEK
    if moments and moments[-1].astimezone(zone).date() == at.astimezone(zone).date():
        moments.pop()
    moments.append(at)
    return tuple(
        Week(day=moment.astimezone(zone).date(), held=held_by(read, moment), planned=planned_by(read, moment))
        for moment in moments
    )


def monday_before(at: datetime, zone: ZoneInfo) -> datetime:
    """When the week of a moment began in a zone (UTC)."""
    day = at.astimezone(zone).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(), zone).astimezone(UTC)


def _again_midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """The midnight nearest to a moment: a week has an hour more or less where clocks change."""
    day = (moment + timedelta(hours=2)).astimezone(zone).date()
    return datetime.combine(day, time(), zone).astimezone(UTC)


# -- what people answered ----------------------------------------------------------------------------------------


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One rating of 1 to 5 by one person, `role` in the pairing it is about."""

    person: str
    role: Role
    rating: int
    at: datetime


def rated(read: CohortRead, ratings: Iterable[tuple[str, str, object, datetime]]) -> list[Answer]:
    mentors = {pairing.id: pairing.mentor for pairing in read.pairings}
    return [
        Answer(
            person=person,
            role="mentor" if mentors[pairing] == person else "mentee",
            rating=rating,
            at=at,
        )
        for pairing, person, rating, at in ratings
        if isinstance(rating, int) and pairing in mentors and person
    ]


def _useful(read: CohortRead) -> list[Answer]:
    return rated(read, ((one.pairing, one.person, one.useful, one.given_at) for one in read.feedback))


def _free(read: CohortRead) -> list[Answer]:
    return rated(read, ((one.pairing, one.person, one.free, one.given_at) for one in read.feedback))


def _pulse(read: CohortRead) -> list[Answer]:
    given = (one for one in read.check_ins if one.kind == "pulse")
    return rated(read, ((one.pairing, one.person, one.answers.get("rating"), one.given_at) for one in given))


def _exchange(read: CohortRead) -> list[Answer]:
    """Did it go both ways, by what each of the two wrote themselves?"""
    ways = ((one, at, one.taught.strip() and one.learned.strip()) for one, at in _attended(read))
    return rated(read, ((one.pairing, one.person, YES if both else NO, at) for one, at, both in ways))


def _attended(read: CohortRead) -> Iterator[tuple[Attendance, datetime]]:
    """What each wrote about a session, and when they did."""
    said_at = {(one.session, one.person): one.given_at for one in read.feedback}
    over_at = {session.id: session.over_at or _held_at(session) for session in read.sessions}
    for one in read.attendances:
        at = said_at.get((one.session, one.person)) or over_at.get(one.session)
        if at is not None:
            yield one, at


ANSWERS: Mapping[str, Callable[[CohortRead], list[Answer]]] = {
    "useful": _useful,
    "free": _free,
    "pulse": _pulse,
    "exchange": _exchange,
}
ROLES: tuple[Role, ...] = ("mentor", "mentee")
YES, NO = 5, 1  # as a rating
GOOD = 3.5  # somebody's average, of 5


def shown(groups: Mapping[N, Collection[str]]) -> tuple[N, ...]:
    """Which of groups that have nobody in common may be published beside all of them together.

    Those of fewer than five are hidden, and then the next smallest, until the hidden together are nobody, or five.
    """
    by_size = sorted(groups, key=lambda name: (len(groups[name]), name))
    hidden = [name for name in by_size if len(groups[name]) < FEWEST]
    rest = by_size[len(hidden) :]
    while rest and 0 < sum(len(groups[name]) for name in hidden) < FEWEST:
        hidden.append(rest.pop(0))
    return tuple(sorted(rest))


def shares(answers: Mapping[str, Collection[Answer]]) -> tuple[Share, ...]:
    """For each metric how many were content: of all, and of mentors and mentees where both may be seen."""
    found: list[Share] = []
    for metric, given in answers.items():
        last = {one.person: one for one in sorted(given, key=lambda one: one.at)}
        if len(last) < FEWEST:
            continue
        groups = {role: {one.person for one in last.values() if one.role == role} for role in ROLES}
        cells: list[tuple[Group, Collection[str]]] = [("all", last)]
        cells += [(role, groups[role]) for role in ROLES if role in shown(groups)]
        found += [_share(metric, group, people, given) for group, people in cells]
    return tuple(found)


def _share(metric: str, group: Group, people: Collection[str], given: Collection[Answer]) -> Share:
    ratings: dict[str, list[int]] = {}
    for one in given:
        ratings.setdefault(one.person, []).append(one.rating)
    content = sum(sum(ratings[person]) / len(ratings[person]) >= GOOD for person in people)
    return Share(
        metric=metric, group=group, percent=rounded(content, len(people)), people=banded(len(people))
    )


def rounded(content: float, people: int) -> int:
    """A percentage to 5; all that is under 10 is 5 ("less than 10 %"), over 90 is 95 ("more than 90 %")."""
    percent = 100 * content / people
    if percent < LOW:
        return STEP
    return 100 - STEP if percent > HIGH else min(HIGH, max(LOW, STEP * round(percent / STEP)))


def banded(people: int) -> int:
    return next(band for band in BANDS if people >= band)


# -- what people wrote that they taught --------------------------------------------------------------------------


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What one person wrote about what was taught in one session, in one direction."""

    person: str
    by: Side
    words: str
    at: datetime


D = TypeVar("D", Answer, Written)


def written(read: CohortRead) -> list[Written]:
    mentors = {pairing.id: pairing.mentor for pairing in read.pairings}
    found: list[Written] = []
    for one, at in _attended(read):
        if one.pairing not in mentors or not one.person:
            continue
        is_mentor = mentors[one.pairing] == one.person
        for words, by_mentor in ((one.taught, is_mentor), (one.learned, not is_mentor)):
            if words.strip():
                by: Side = "mentors" if by_mentor else "mentees"
                found.append(Written(person=one.person, by=by, words=words, at=at))
    return found


def themes(
    lines: Collection[Written],
    topics_in: Callable[[str], Collection[str]],
    kind_of: Callable[[str], str],
) -> tuple[str, ...]:
    """The two topics that most wrote about, by name; where too few meant the same skill, the kind it is of.

    Nothing while fewer than ten have written; no topic that fewer than five wrote about.
    """
    if len({line.person for line in lines}) < FEWEST_WRITERS:
        return ()
    meant = {(line.person, topic) for line in lines for topic in topics_in(line.words)}
    topics = Counter(topic for _, topic in meant)
    kinds = Counter(kind for _, kind in {(person, kind_of(topic)) for person, topic in meant})
    chosen = _commonest(topics)
    covered = {kind_of(topic) for topic in chosen}
    chosen += [f"kind:{kind}" for kind in _commonest(kinds) if kind not in covered and kind != "other"]
    return tuple(sorted(chosen[:TOPICS]))


def _commonest(counted: Counter[str]) -> list[str]:
    enough = [name for name, people in counted.items() if people >= FEWEST]
    return sorted(enough, key=lambda name: (-counted[name], name))


# -- when they are published -------------------------------------------------------------------------------------


def fixed_point(cohort: Cohort, zone: ZoneInfo, at: datetime) -> datetime | None:
    """The last Monday (its midnight) at which answers are published, every eight weeks; `None` before the first."""
    begun, now = monday_before(cohort.opened_at, zone), monday_before(at, zone)
    rounds = (now + timedelta(hours=2) - begun) // FIXED_POINTS
    return _again_midnight(begun + rounds * FIXED_POINTS, zone) if rounds > 0 else None


def releases(
    read: CohortRead,
    at: datetime,
    topics_in: Callable[[str], Collection[str]],
    kind_of: Callable[[str], str],
) -> tuple[Release, ...]:
    """What there is to publish for the first time: of whatever was said before this week, and after the last time."""
    zone = ZoneInfo(read.zone)
    this_week = monday_before(at, zone)
    found: list[Release] = []
    point = fixed_point(read.cohort, zone, at)
    if point is not None and point > _last(read, "answers"):
        given = {
            name: _between(answers(read), _last(read, "answers", name), point)
            for name, answers in ANSWERS.items()
        }
        if fresh := shares(given):
            found.append(release(read, "answers", point, shares=fresh))
    lines = written(read)
    sides: tuple[Side, ...] = ("mentors", "mentees")
    for by in sides:
        mine = [line for line in lines if line.by == by]
        if topics := themes(_between(mine, _last(read, by), this_week), topics_in, kind_of):
            found.append(release(read, by, this_week, topics=topics))
    return tuple(found)


def _last(read: CohortRead, kind: str, metric: str = "") -> datetime:
    """Until when what was said is published: of a kind, or of one metric, which may have had too few for longer."""
    mine = (one for one in read.releases if one.kind == kind)
    published = (one for one in mine if not metric or any(share.metric == metric for share in one.shares))
    return max((one.until for one in published), default=EVER)


def _between(said: Collection[D], since: datetime, until: datetime) -> list[D]:
    return [one for one in said if since <= one.at < until]


def release(
    read: CohortRead,
    kind: Literal["answers", "end"] | Side,
    until: datetime,
    shares: tuple[Share, ...] = (),
    topics: tuple[str, ...] = (),
) -> Release:
    return Release(
        id=f"{read.cohort.id}/{kind}/{until.date().isoformat()}",
        organization=read.cohort.organization,
        cohort=read.cohort.id,
        kind=kind,
        until=until,
        shares=shares,
        topics=topics,
    )
