"""Can anybody learn from half a year of digests what fewer than five people answered?

The adversary of these tests knows more than any reader: who answered when, in which role, and each published share
exactly instead of rounded. They put all figures of 26 weeks into one system of linear equations and look whether any
combination of them is about fewer than five people. What a figure is made of is worked out here once more, apart from
the code that publishes. When the program ends everybody may say once more how it was: that is in the same system.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import chain, combinations

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from bot.program import metrics, metrics_end
from bot.program.metrics import CohortRead
from bot.program.model import Attendance, CheckIn, Cohort, Feedback, Pairing, Release, Session, Survey
from tests import factories as make
from tests.factories import NOON, after

WEEKS = 26
FEWEST, FEWEST_WRITERS = 5, 10
Row = frozenset[tuple[str, str, str]]  # (metric, when published, person): what one figure is a mean of
TOPICS = ("TikTok", "Branding", "Figma", "Excel", "Negotiation", "Strategy", "something of my own")
KINDS = {"TikTok": "marketing", "Branding": "marketing", "Figma": "tools", "Excel": "tools"}


class Company:
    """A made-up cohort: who met, said and wrote what in 26 weeks. Small ones and lopsided ones are the dangerous."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.pairings: list[Pairing] = []
        self.sessions: list[Session] = []
        self.attendances: list[Attendance] = []
        self.feedback: list[Feedback] = []
        self.check_ins: list[CheckIn] = []
        mentors, mentees = dice.randint(1, 13), dice.randint(1, 13)
        diligence = {"mentor": dice.uniform(0.1, 1), "mentee": dice.uniform(0.1, 1)}
        for number in range(dice.randint(2, 15)):
            mentor, mentee = f"m{dice.randrange(mentors)}", f"s{dice.randrange(mentees)}"
            if dice.random() < 0.1:  # one person in both roles
                mentee = f"m{dice.randrange(mentors)}" if mentors > 1 else mentee
            if mentor != mentee:
                self._pairing(dice, f"pair-{number}", {"mentor": mentor, "mentee": mentee}, diligence)
        self.people = sorted({side for one in self.pairings for side in (one.mentor, one.mentee)})
        self.closes_at = after(weeks=dice.choice((9, 16, 24, 25)), hours=dice.choice((-3, 5, 40)))
        self.surveys = [
            self._at_the_end(dice, person)
            for person in self.people
            if dice.random() < max(diligence.values())
        ]

    def _pairing(
        self, dice: random.Random, name: str, sides: dict[str, str], diligence: dict[str, float]
    ) -> None:
        begun = after(weeks=dice.randint(0, 12))
        self.pairings.append(
            make.pairing(name, **sides, cohort="spring", state="introduced", introduced_at=begun)
        )
        for number in range(1, dice.randint(1, 9)):
            at = begun + timedelta(weeks=dice.choice((1, 2, 3)) * number, hours=dice.randint(0, 60))
            session = f"{name}/{number}"
            self.sessions.append(
                make.session(number, id=session, pairing=name, state="held", starts_at=at, over_at=at)
            )
            for side, person in sides.items():
                if dice.random() < diligence[side]:
                    self._said(dice, name, session, person, at + timedelta(hours=dice.randint(2, 90)))

    def _said(self, dice: random.Random, pairing: str, session: str, person: str, at: datetime) -> None:
        about = {"session": session, "pairing": pairing, "person": person}
        name = f"{session}/{person}"
        self.feedback.append(
            make.feedback(
                name,
                **about,
                useful=dice.choice((None, 1, 2, 3, 4, 5)),
                free=dice.choice((None, 1, 5)),
                given_at=at,
            )
        )
        self.attendances.append(
            make.attendance(
                name,
                id=f"{name}/attendance",
                **about,
                met="yes",
                learned=dice.choice(("", *TOPICS)),
                taught=dice.choice(("", *TOPICS)),
            )
        )
        if dice.random() < 0.3:
            given = {"rating": dice.randint(1, 5)}
            self.check_ins.append(
                make.check_in(
                    f"{name}/pulse", pairing=pairing, person=person, kind="pulse", answers=given, given_at=at
                )
            )

    def _at_the_end(self, dice: random.Random, person: str) -> Survey:
        """Some skip a wish, some joined without one; a few answer in the very last minute, or too late."""
        theirs = [one for one in self.pairings if person in (one.mentor, one.mentee)]
        answers: dict[str, str | int] = {
            "heard": dice.randint(1, 5),
            "personal": dice.randint(1, 5),
            "again": dice.choice(("teach", "learn", "no")),
        }
        for wish in TOPICS[: dice.choice((0, 1, 2, 3, 3))]:
            answers[f"after/{wish}"] = dice.randint(1, 5)
            answers |= {f"before/{wish}": dice.randint(1, 5)} if dice.random() < 0.8 else {}
        pairing, given = dice.choice(theirs).id, dice.choice((-200, -30, -1, 0, 2))
        return make.survey(
            person, pairing=pairing, answers=answers, given_at=self.closes_at + timedelta(hours=given)
        )

    def program(self, at: datetime) -> Cohort:
        """Open, then closing for two weeks, then closed."""
        closing = at >= self.closes_at - timedelta(days=14)
        state = "closed" if at >= self.closes_at else "closing" if closing else "open"
        return make.cohort(state=state, closes_at=self.closes_at if closing else None)

    def read(self, at: datetime, releases: Collection[Release]) -> CohortRead:
        """As the storage holds it at a moment: what is said later is not there yet."""
        said = {(one.session, one.person) for one in self.feedback if one.given_at <= at}
        return CohortRead(
            cohort=self.program(at),
            zone="Europe/Lisbon",
            language="en",
            digest=make.digest(made_at=at),
            joined=len(self.people),
            pairings=tuple(self.pairings),
            sessions=tuple(one for one in self.sessions if one.starts_at and one.starts_at <= at),
            attendances=tuple(one for one in self.attendances if (one.session, one.person) in said),
            feedback=tuple(one for one in self.feedback if one.given_at <= at),
            check_ins=tuple(one for one in self.check_ins if one.given_at <= at),
            surveys=tuple(one for one in self.surveys if one.given_at <= at),
            releases=tuple(releases),
        )


def topics_in(words: str) -> tuple[str, ...]:
    return (words,) if words in KINDS or words in ("Negotiation", "Strategy") else ()


def kind_of(topic: str) -> str:
    return KINDS.get(topic, "leadership")


def half_a_year(company: Company, seed: int) -> list[Release]:
    """All that is ever published: every Monday at nine, and whenever an admin looks in between."""
    dice = random.Random(seed)
    published: dict[str, Release] = {}
    for week in range(1, WEEKS + 1):
        looks = sorted(dice.uniform(0, 7) for _ in range(dice.randint(0, 2)))
        for at in (after(weeks=week, hours=-3), *(after(weeks=week, days=days) for days in looks)):
            if metrics.activity(company.read(at, ()), at) is not None:
                read = company.read(at, tuple(published.values()))
                fresh = (*metrics.releases(read, at, topics_in, kind_of), *metrics_end.releases(read, at))
                published |= {one.id: one for one in fresh if one.id not in published}
    return sorted(published.values(), key=lambda one: (one.until, one.kind))


# -- the adversary -----------------------------------------------------------------------------------------------


def ratings(company: Company, metric: str) -> Iterator[tuple[str, str, int, datetime]]:
    """(person, role, rating, moment) of all that was answered."""
    mentors = {one.id: one.mentor for one in company.pairings}
    records: list[tuple[str, str, object, datetime]] = [
        (one.pairing, one.person, getattr(one, metric, None), one.given_at) for one in company.feedback
    ]
    if metric == "pulse":
        records = [
            (one.pairing, one.person, one.answers["rating"], one.given_at) for one in company.check_ins
        ]
    if metric == "exchange":
        said_at = {(one.session, one.person): one.given_at for one in company.feedback}
        records = [
            (
                one.pairing,
                one.person,
                5 if one.taught and one.learned else 1,
                said_at[one.session, one.person],
            )
            for one in company.attendances
        ]
    for pairing, person, rating, at in records:
        if isinstance(rating, int):
            yield person, "mentor" if mentors[pairing] == person else "mentee", rating, at


def last_words(company: Company, metric: str) -> Iterator[tuple[str, str, bool]]:
    """(person, role, yes or no) of all that was said at the end, in time."""
    mentors = {one.id: one.mentor for one in company.pairings}
    for one in company.surveys:
        said = one.answers.get(metric)
        both = [
            (one.answers[f"before/{wish}"], after)
            for wish in TOPICS
            if isinstance(after := one.answers.get(f"after/{wish}"), int) and f"before/{wish}" in one.answers
        ]
        if one.given_at >= company.closes_at or (metric == "risen" and not both):
            continue
        risen = sum(after - int(before) for before, after in both) > 0
        yes = risen if metric == "risen" else said in (4, 5, "teach")
        yield one.person, "mentor" if mentors[one.pairing] == one.person else "mentee", yes


def windows(published: Collection[Release], kind: str) -> list[tuple[datetime, Release]]:
    """Each of a kind with the moment its fresh answers begin."""
    mine = [one for one in published if one.kind == kind]
    begins = [datetime.min.replace(tzinfo=NOON.tzinfo), *(one.until for one in mine)]
    return list(zip(begins, mine, strict=False))


def published_before(published: Collection[Release], release: Release, metric: str) -> datetime:
    """When this metric was published last before this; a metric with too few answers waits for more."""
    before = [
        one.until
        for one in published
        if one.kind == "answers" and one.until < release.until and metric in {s.metric for s in one.shares}
    ]
    return max(before, default=datetime.min.replace(tzinfo=NOON.tzinfo))


def figures(company: Company, published: Collection[Release]) -> dict[Row, int]:
    """What each published figure is a mean of, and how many answered with mostly 4 or 5, exactly."""
    found: dict[Row, int] = {}
    for release in (one for one in published if one.kind == "answers"):
        for share in release.shares:
            since = published_before(published, release, share.metric)
            given: dict[str, list[int]] = {}
            last: dict[str, tuple[datetime, str]] = {}
            for person, role, rating, at in ratings(company, share.metric):
                if since <= at < release.until:
                    given.setdefault(person, []).append(rating)
                    last[person] = max(last.get(person, (at, role)), (at, role))
            people = [one for one in given if share.group in ("all", last[one][1])]
            content = sum(sum(given[one]) / len(given[one]) >= 3.5 for one in people)
            assert share.percent == metrics.rounded(content, len(people))
            assert share.people == metrics.banded(len(people))
            found[frozenset((share.metric, release.id, one) for one in people)] = content
    for _, release in windows(published, "end"):
        for share in release.shares:
            said = {
                person: yes
                for person, role, yes in last_words(company, share.metric)
                if share.group in ("all", role)
            }
            assert share.percent == metrics.rounded(sum(said.values()), len(said))
            assert share.people == metrics.banded(len(said))
            found[frozenset((share.metric, release.id, one) for one in said)] = sum(said.values())
    return found


def smallest(rows: Collection[Row]) -> int:
    """The fewest people that any combination of these sums is about.

    Unknowns that stand in the same sums can never be told apart, so they are one column. A combination that is
    about some columns only exists where leaving these out makes the system lose rank.
    """
    unknowns = sorted(set().union(*rows)) if rows else []
    columns: dict[tuple[bool, ...], set[str]] = {}
    for unknown in unknowns:
        columns.setdefault(tuple(unknown in row for row in rows), set()).add(unknown[2])
    patterns = list(columns)
    system: NDArray[np.float64] = np.array(patterns, dtype=float).T
    rank = np.linalg.matrix_rank(system) if patterns else 0
    few = [at for at, pattern in enumerate(patterns) if len(columns[pattern]) < FEWEST]
    sizes = [10**6]
    for chosen in chain.from_iterable(combinations(few, size) for size in range(1, len(few) + 1)):
        people = set().union(*(columns[patterns[at]] for at in chosen))
        rest = [at for at in range(len(patterns)) if at not in chosen]
        if len(people) < FEWEST and np.linalg.matrix_rank(system[:, rest]) < rank:
            sizes.append(len(people))
    return min(sizes + [len(people) for people in columns.values() if len(few) == 0])


@pytest.mark.parametrize("seed", range(150))
def test_no_combination_of_all_figures_is_about_fewer_than_five(seed: int) -> None:
    company = Company(seed)
    published = half_a_year(company, seed)
    rows = figures(company, published)
    assert all(len({person for _, _, person in row}) >= FEWEST for row in rows)
    assert smallest(list(rows)) >= FEWEST


def test_the_companies_are_dangerous_enough_to_mean_something() -> None:
    """There are figures at all; some hide a group, some show both; some windows are empty; topics come and go."""
    everything = [half_a_year(Company(seed), seed) for seed in range(150)]
    answers = [one for published in everything for one in published if one.kind == "answers"]
    groups = [frozenset(share.group for share in one.shares) for one in answers]
    assert len(answers) > 50
    assert groups.count(frozenset({"all"})) > 5
    assert groups.count(frozenset({"all", "mentor", "mentee"})) > 5
    assert sum(one.kind == "mentors" for published in everything for one in published) > 5
    assert sum(not published for published in everything) > 5
    ends = [one for published in everything for one in published if one.kind == "end"]
    shown = [frozenset(share.group for share in one.shares if share.metric == "risen") for one in ends]
    assert len(ends) > 20
    assert {frozenset({"all"}), frozenset({"all", "mentor", "mentee"}), frozenset[str]()} <= set(shown)


def test_the_end_is_published_once_and_not_before_it() -> None:
    for seed in range(60):
        company = Company(seed)
        ends = [one for one in half_a_year(company, seed) if one.kind == "end"]
        assert [one.until for one in ends] in ([], [company.closes_at])
        answered = [one for one in company.surveys if one.given_at < company.closes_at]
        assert bool(ends) == (len(answered) >= FEWEST and len(company.people) >= FEWEST)


def test_the_adversary_sees_through_what_must_not_be_published() -> None:
    """Everybody, and everybody but three: what the three said is the difference."""

    def row(*people: int) -> Row:
        return frozenset(("useful", "r", f"p{number}") for number in people)

    assert smallest([row(*range(8)), row(*range(5))]) == 3
    assert smallest([row(*range(10)), row(*range(5))]) == 5
    assert smallest([row(*range(12)), row(*range(6)), row(*range(4, 12))]) == 2
    assert smallest([row(*range(4))]) == 4


@pytest.mark.parametrize("seed", range(60))
def test_who_of_a_group_said_what_makes_no_difference(seed: int) -> None:
    """Swapping all that two people of one role answered, in one window, changes nothing that is published."""
    company = Company(seed)
    before = half_a_year(company, seed)
    dice = random.Random(seed)
    for since, release in windows(before, "answers"):
        inside = [one for one in company.feedback if since <= one.given_at < release.until]
        mentors = {one.id: one.mentor for one in company.pairings}
        roles = {one.person: set[bool]() for one in inside}
        for one in inside:
            roles[one.person].add(mentors[one.pairing] == one.person)
        once = [one for one in inside if sum(other.person == one.person for other in inside) == 1]
        alike = [one for one in once if roles[one.person] == {True} and one.useful and one.free]
        if len(alike) >= 2:
            one, other = dice.sample(alike, 2)
            swapped = {
                one.id: msgspec.structs.replace(one, useful=other.useful, free=other.free),
                other.id: msgspec.structs.replace(other, useful=one.useful, free=one.free),
            }
            company.feedback = [swapped.get(given.id, given) for given in company.feedback]
    early = [one for one in company.surveys if one.given_at < company.closes_at]
    mentors = {one.id: one.mentor for one in company.pairings}
    alike_at_the_end = [one for one in early if mentors[one.pairing] == one.person]
    if len(alike_at_the_end) >= 2:
        first, second = dice.sample(alike_at_the_end, 2)
        answers = {first.id: second.answers, second.id: first.answers}
        company.surveys = [
            msgspec.structs.replace(one, answers=answers.get(one.id, one.answers)) for one in company.surveys
        ]
    assert half_a_year(company, seed) == before


@pytest.mark.parametrize("seed", range(150))
def test_a_topic_is_of_five_who_wrote_among_ten(seed: int) -> None:
    company = Company(seed)
    published = half_a_year(company, seed)
    mentors = {one.id: one.mentor for one in company.pairings}
    said_at = {(one.session, one.person): one.given_at for one in company.feedback}
    for kind in ("mentors", "mentees"):
        for since, release in windows(published, kind):
            wrote: dict[str, set[str]] = {}
            for one in company.attendances:
                is_mentor = mentors[one.pairing] == one.person
                words = one.taught if is_mentor == (kind == "mentors") else one.learned
                if words and since <= said_at[one.session, one.person] < release.until:
                    for topic in (words, f"kind:{kind_of(words)}" if topics_in(words) else ""):
                        wrote.setdefault(topic, set()).add(one.person)
            assert len(set().union(*wrote.values())) >= FEWEST_WRITERS
            assert all(len(wrote[topic]) >= FEWEST for topic in release.topics)
            assert "something of my own" not in release.topics
            assert 1 <= len(release.topics) <= 2
