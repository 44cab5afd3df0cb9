"""What is published, and from how many people on?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bot.program import metrics
from bot.program.metrics import CohortRead
from bot.program.model import Attendance, Feedback, Pairing, Release, Session
from tests import factories as make
from tests.factories import NOON, after


def pairing(number: int, **changes: object) -> Pairing:
    own = {"mentor": f"mentor-{number}", "mentee": f"mentee-{number}", "cohort": "spring"}
    return make.pairing(f"pair-{number}", **{**own, "state": "introduced", "introduced_at": NOON, **changes})


def held(number: int, at: datetime, session: int = 1) -> Session:
    name = f"session-{number}-{session}"
    return make.session(session, id=name, pairing=f"pair-{number}", state="held", starts_at=at, over_at=at)


def feedback(number: int, side: str, useful: int, at: datetime, session: int = 1) -> Feedback:
    person = f"{side}-{number}"
    return make.feedback(
        f"feedback-{person}-{session}",
        session=f"session-{number}-{session}",
        pairing=f"pair-{number}",
        person=person,
        useful=useful,
        free=None,
        given_at=at,
    )


def wrote(number: int, side: str, *, taught: str = "", learned: str = "") -> Attendance:
    person = f"{side}-{number}"
    return make.attendance(
        f"attendance-{person}",
        session=f"session-{number}-1",
        pairing=f"pair-{number}",
        person=person,
        met="yes",
        taught=taught,
        learned=learned,
    )


def cohort(pairs: int = 6, **parts: object) -> CohortRead:
    read = CohortRead(
        cohort=make.cohort(),
        zone="Europe/Berlin",
        language="en",
        digest=make.digest(),
        joined=2 * pairs,
        pairings=tuple(pairing(number) for number in range(pairs)),
    )
    return msgspec.structs.replace(read, **parts)


def topics(words: str) -> tuple[str, ...]:
    return tuple(word for word in words.split(", ") if word[0].isupper())


def kind(topic: str) -> str:
    return {"TikTok": "marketing", "Branding": "marketing"}.get(topic, "tools")


class TestActivity:
    def test_nothing_is_counted_under_five_people(self) -> None:
        assert metrics.activity(cohort(joined=4), after(weeks=4)) is None
        assert metrics.activity(cohort(joined=5), after(weeks=4)) is not None

    def test_sessions_are_counted_from_the_beginning_against_the_plan(self) -> None:
        read = cohort(
            3, sessions=(held(0, after(days=8)), held(1, after(days=9)), held(0, after(days=30), 2))
        )
        figures = metrics.activity(read, after(weeks=4))
        assert figures is not None
        happened = {"joined": 6, "pairs": 3, "held": 2, "planned": 4, "due": 3, "changes": 0}
        assert figures.numbers == happened | {"met": 4}
        # NOON is a Monday: the first bar is the Monday after, the last one is that of today.
        assert [(week.held, week.planned) for week in figures.weeks] == [(0, 0), (2, 1), (2, 2), (2, 4)]
        assert [week.day.weekday() for week in figures.weeks] == [0, 0, 0, 0]

    def test_the_plan_ends_with_the_pairing_and_with_the_number_agreed(self) -> None:
        ended = pairing(0, ended_at=after(weeks=7), state="ended")
        read = cohort(2, pairings=(ended, pairing(1, planned=3), pairing(2, introduced_at=None)))
        assert metrics.planned_by(read, after(weeks=30)) == 2 + 3

    def test_weeks_begin_at_the_midnight_of_the_zone_when_clocks_change(self) -> None:
        read = cohort(3, zone="Europe/Berlin")
        figures = metrics.activity(read, datetime(2026, 4, 6, 8, 0, tzinfo=UTC))
        assert figures is not None
        days = [week.day.isoformat() for week in figures.weeks]
        assert days == ["2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06"]


class TestShares:
    def test_four_people_are_no_number(self) -> None:
        answers = [answer(f"p{number}", 5) for number in range(4)]
        assert metrics.shares({"useful": answers}) == ()

    def test_a_person_counts_once_however_often_they_answered(self) -> None:
        answers = [answer(f"p{number % 4}", 5) for number in range(40)]
        assert metrics.shares({"useful": answers}) == ()

    @pytest.mark.parametrize(
        ("content", "people", "percent"),
        [
            (0, 20, 5),
            (1, 20, 5),
            (2, 20, 10),
            (3, 5, 60),
            (5, 8, 60),
            (18, 20, 90),
            (19, 20, 95),
            (20, 20, 95),
        ],
    )
    def test_percentages_are_coarse_and_never_say_nobody_or_everybody(
        self, content: int, people: int, percent: int
    ) -> None:
        assert metrics.rounded(content, people) == percent

    def test_how_many_is_said_in_bands(self) -> None:
        assert [metrics.banded(people) for people in (5, 9, 10, 19, 20, 300)] == [5, 5, 10, 10, 20, 20]

    def test_a_group_of_four_hides_the_other_too_and_all_of_them_stay(self) -> None:
        mentors = [answer(f"a{number}", 5, "mentor") for number in range(8)]
        mentees = [answer(f"b{number}", 1, "mentee") for number in range(4)]
        assert [share.group for share in metrics.shares({"useful": [*mentors, *mentees]})] == ["all"]
        both = [*mentors, *mentees, answer("b4", 1, "mentee")]
        assert [share.group for share in metrics.shares({"useful": both})] == ["all", "mentor", "mentee"]

    @pytest.mark.parametrize(
        ("sizes", "expected"),
        [
            ({"a": 9, "b": 2, "c": 2, "d": 8}, ("a",)),  # four hidden are too few, so the next smallest goes
            ({"a": 9, "b": 3, "c": 2}, ("a",)),
            ({"a": 5, "b": 5}, ("a", "b")),
            ({"a": 12, "b": 0}, ("a",)),
            ({"a": 6, "b": 1}, ()),
        ],
    )
    def test_what_is_hidden_together_is_nobody_or_five(
        self, sizes: dict[str, int], expected: tuple[str, ...]
    ) -> None:
        groups = {name: [f"{name}{number}" for number in range(size)] for name, size in sizes.items()}
        assert metrics.shown(groups) == expected


def answer(person: str, rating: int, role: metrics.Role = "mentor") -> metrics.Answer:
    return metrics.Answer(person=person, role=role, rating=rating, at=NOON)


class TestReleases:
    zone = ZoneInfo("Europe/Berlin")

    def test_answers_are_published_every_eight_weeks_on_a_monday(self) -> None:
        point = metrics.fixed_point
        spring = make.cohort()
        assert point(spring, self.zone, after(weeks=7, days=6)) is None
        first = datetime(2026, 4, 26, 22, 0, tzinfo=UTC)  # Monday, 27 April, 0:00 in Berlin
        assert point(spring, self.zone, after(weeks=8)) == first
        assert point(spring, self.zone, after(weeks=15, days=6)) == first
        assert point(spring, self.zone, after(weeks=16)) == first + timedelta(weeks=8)

    def released(self, read: CohortRead, at: datetime) -> dict[str, Release]:
        return {one.kind: one for one in metrics.releases(read, at, topics, kind)}

    def test_a_figure_is_made_of_what_was_said_since_the_one_before(self) -> None:
        early = [feedback(number, "mentor", 5, after(days=20)) for number in range(6)]
        late = [feedback(number, "mentee", 1, after(weeks=8, hours=1)) for number in range(6)]
        read = cohort(feedback=(*early, *late))
        first = self.released(read, after(weeks=8, hours=2))["answers"]
        assert {share.percent for share in first.shares} == {95}
        again = cohort(feedback=read.feedback, releases=(first,))
        assert self.released(again, after(weeks=9)) == {}
        second = self.released(again, after(weeks=16))["answers"]
        assert {share.percent for share in second.shares} == {5}

    def test_four_fresh_answers_wait_for_the_next_time(self) -> None:
        few = [feedback(number, "mentor", 5, after(days=20)) for number in range(4)]
        more = [feedback(number, "mentee", 5, after(weeks=10)) for number in range(3)]
        read = cohort(feedback=(*few, *more))
        assert self.released(read, after(weeks=8)) == {}
        assert self.released(read, after(weeks=16))["answers"].shares[0].people == 5

    def test_whoever_looks_on_another_day_of_the_week_sees_no_more(self) -> None:
        early = [feedback(number, "mentor", 5, after(days=20)) for number in range(6)]
        today = [feedback(number, "mentee", 1, after(weeks=8, days=2)) for number in range(6)]
        monday = self.released(cohort(feedback=tuple(early)), after(weeks=8))
        thursday = self.released(cohort(feedback=(*early, *today)), after(weeks=8, days=3))
        assert monday == thursday

    def test_topics_need_ten_writers_and_five_for_each(self) -> None:
        def of(pairs: int, **words: str) -> CohortRead:
            sessions = tuple(held(number, after(days=2)) for number in range(pairs))
            said = [wrote(number, "mentor", **words) for number in range(pairs)]
            said += [wrote(number, "mentee", learned=words["taught"]) for number in range(pairs)]
            return cohort(pairs, sessions=sessions, attendances=tuple(said))

        assert "mentors" not in self.released(of(4, taught="TikTok"), after(weeks=1))
        found = self.released(of(5, taught="TikTok"), after(weeks=1))
        assert found["mentors"].topics == ("TikTok",)
        assert "mentees" not in found

    def test_where_too_few_meant_the_same_the_kind_is_named(self) -> None:
        words = ["TikTok", "Branding", "Figma", "Excel", "my dog", "nothing much"] * 2
        sessions = tuple(held(number, after(days=2)) for number in range(12))
        said = tuple(wrote(number, "mentor", taught=words[number]) for number in range(12))
        read = cohort(12, sessions=sessions, attendances=said)
        assert "mentors" not in self.released(read, after(weeks=1))
        more = tuple(wrote(number, "mentee", learned=words[number]) for number in range(12))
        both = cohort(12, sessions=sessions, attendances=(*said, *more))
        assert self.released(both, after(weeks=1))["mentors"].topics == ("kind:marketing", "kind:tools")

    def test_words_of_the_catalog_only(self) -> None:
        sessions = tuple(held(number, after(days=2)) for number in range(12))
        said = tuple(wrote(number, "mentor", taught="my own secret") for number in range(12))
        assert self.released(cohort(12, sessions=sessions, attendances=said), after(weeks=1)) == {}
