"""When does a digest come, what is kept of it, and does everybody see the same?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bot.conversation.messages import Chart, Phrase, Say
from bot.events import DigestMade, JobFailed
from bot.outcome import Outcome, Send
from bot.program.metrics import Figures, Week
from bot.program.model import Cohort, Digest, Release, Share, Tray, tray_id
from bot.program.snapshot import Query, Snapshot
from bot.program.telling.digest import morning, picture
from tests import factories as make
from tests.factories import ACME, NOON, after, channel, person
from tests.unit.world import ADMIN, World, admin, button, keys

BERLIN = ZoneInfo("Europe/Berlin")
HERE = "slack:T1:C1"
FIGURES = Figures(
    numbers={"joined": 12, "pairs": 6, "held": 9, "planned": 10, "due": 10, "changes": 0},
    weeks=(
        Week(day=date(2026, 3, 2), held=4, planned=6),
        Week(day=date(2026, 3, 9), held=9, planned=10),
    ),
)


def program(**changes: object) -> Cohort:
    given: dict[str, object] = {"channel": HERE, "zone": "Europe/Berlin", "opened_by": ADMIN}
    return make.cohort("spring", **(given | changes))


def world(**changes: object) -> World:
    return World(program(**changes), channel(HERE, name="mentoring"), person("ana"))


def counted(
    company: World,
    figures: Figures | None = FIGURES,
    releases: tuple[Release, ...] = (),
    drawn: bytes = b"PNG",
) -> Outcome:
    """The worker reports about the digest asked for last."""
    asked = [one for one in company.records.values() if isinstance(one, Digest)][-1]
    return company.run(
        DigestMade(
            id=f"job:{asked.id}",
            at=company.now,
            organization=ACME,
            digest=asked.id,
            figures=figures,
            releases=releases,
            picture=drawn,
        )
    )


def posts(outcome: Outcome) -> list[Send]:
    return [send for send in outcome.sends if send.kind == "post"]


def said(send: Send) -> list[str]:
    texts = [block.text for block in send.message.blocks if isinstance(block, Say)]
    return [text.key for text in texts if isinstance(text, Phrase)]


def verdict(held: int, planned: int, pairs: int = 6) -> str:
    company = world(digest_at=NOON)
    company.fall_due("digest", "spring")
    numbers = FIGURES.numbers | {"held": held, "planned": planned, "due": planned, "pairs": pairs}
    weeks = (Week(day=NOON.date(), held=held, planned=planned),)
    (post,) = posts(counted(company, Figures(numbers=numbers, weeks=weeks)))
    return said(post)[1].removeprefix("digest.verdict.")


class TestWhen:
    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (datetime(2026, 3, 2, 7, 59, tzinfo=UTC), datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
            (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), datetime(2026, 3, 9, 8, 0, tzinfo=UTC)),
            # Clocks go forward on 29 March: nine o'clock is an hour earlier in UTC.
            (datetime(2026, 3, 24, 0, 0, tzinfo=UTC), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        ],
    )
    def test_mondays_at_nine_where_the_channel_is(self, at: datetime, expected: datetime) -> None:
        assert morning(at, BERLIN) == expected

    def test_the_next_is_due_when_one_is_made(self) -> None:
        company = world(digest_at=NOON)
        outcome = company.fall_due("digest", "spring")
        assert [job.kind for job in outcome.jobs] == ["digest"]
        assert next(one for one in outcome.saves if isinstance(one, Cohort)).digest_at == morning(
            NOON, BERLIN
        )

    def test_after_weeks_of_downtime_one_comes_and_in_the_morning(self) -> None:
        company = world(digest_at=NOON)
        late = after(weeks=3, days=5, hours=9)  # a Saturday night
        outcome = company.fall_due("digest", "spring", late)
        assert outcome.jobs == ()
        moved = next(one for one in outcome.saves if isinstance(one, Cohort)).digest_at
        assert moved == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)  # a Monday
        assert [job.kind for job in company.fall_due("digest", "spring", moved).jobs] == ["digest"]

    def test_without_a_channel_nobody_is_bothered(self) -> None:
        company = world(digest_at=NOON, channel="")
        assert company.fall_due("digest", "spring").jobs == ()

    def test_on_the_last_day_the_closing_post_is_enough(self) -> None:
        company = world(digest_at=NOON, state="closing", closes_at=NOON)
        assert company.fall_due("digest", "spring").jobs == ()
        company = world(digest_at=NOON, state="closing", closes_at=after(days=7))
        assert [job.kind for job in company.fall_due("digest", "spring").jobs] == ["digest"]


class TestWhatItSays:
    @pytest.mark.parametrize(
        ("held", "planned", "expected"),
        [
            (0, 0, "begun"),
            (2, 0, "early"),
            (9, 10, "on_plan"),
            (7, 10, "nearly"),
            (5, 10, "behind"),
            (0, 3, "behind"),
        ],
    )
    def test_one_sentence_says_whether_it_goes_well(self, held: int, planned: int, expected: str) -> None:
        assert verdict(held, planned) == expected

    def test_before_the_first_pair(self) -> None:
        assert verdict(0, 0, pairs=0) == "gathering"

    def test_the_chart_comes_with_its_picture_and_is_kept(self) -> None:
        company = world(digest_at=NOON)
        company.fall_due("digest", "spring")
        outcome = counted(company)
        (post,) = posts(outcome)
        chart = next(block for block in post.message.blocks if isinstance(block, Chart))
        kept = next(one for one in outcome.saves if isinstance(one, Digest))
        assert chart.picture == f"file:digest/{kept.id}"
        assert (kept.state, kept.held, kept.picture) == ("posted", 9, b"PNG")
        name, kind, body = picture(Snapshot(digest=kept), kept.id, "en", NOON) or ("", "", b"")
        assert (name, kind, body) == ("sessions-2026-03-02.png", "image/png", b"PNG")
        assert picture(Snapshot(), kept.id, "en", NOON) is None

    def test_nothing_new_is_one_line_without_a_chart(self) -> None:
        company = world(digest_at=NOON)
        company.fall_due("digest", "spring")
        counted(company)
        company.now = after(weeks=1)
        company.fall_due("digest", "spring", morning(NOON, BERLIN))
        (post,) = posts(counted(company))
        assert said(post)[:2] == ["digest.title", "digest.nothing_new"]
        assert not any(isinstance(block, Chart) for block in post.message.blocks)

    def test_four_people_are_told_of_in_words(self) -> None:
        company = world(digest_at=NOON)
        company.fall_due("digest", "spring")
        (post,) = posts(counted(company, None, drawn=b""))
        assert "digest.small" in said(post)
        assert not any(isinstance(block, Chart) for block in post.message.blocks)

    def test_answers_are_in_the_first_digest_after_they_were_published_only(self) -> None:
        share = Share(metric="useful", group="all", percent=80, people=10)
        release = make.release("r", until=after(days=-1), shares=(share,))
        company = world(digest_at=NOON)
        company.fall_due("digest", "spring")
        (first,) = posts(counted(company, releases=(release,)))
        assert "digest.answers" in said(first)
        company.fall_due("digest", "spring", morning(NOON, BERLIN))
        more = Figures(numbers=FIGURES.numbers | {"held": 10}, weeks=FIGURES.weeks)
        (second,) = posts(counted(company, more))
        assert "digest.answers" not in said(second)

    def test_what_was_published_is_never_replaced(self) -> None:
        """Two digests were counted at once; the second one shows what the first has published."""
        company = world(digest_at=NOON)
        low = make.release(
            "r", until=after(days=-1), shares=(Share(metric="useful", group="all", percent=20, people=10),)
        )
        high = make.release(
            "r", until=after(days=-1), shares=(Share(metric="useful", group="all", percent=80, people=10),)
        )
        company.command(ADMIN, "digest")
        counted(company, releases=(high,))
        company.command(ADMIN, "digest")
        outcome = counted(company, releases=(low,))
        assert not any(isinstance(one, Release) for one in outcome.saves)


class TestAdmins:
    def test_a_preview_is_the_very_same_as_the_post(self) -> None:
        company = world()
        company.command(ADMIN, "digest", "preview")
        shown = counted(company).sends[0]
        company.command(ADMIN, "digest", "now")
        (post,) = posts(counted(company))
        assert shown.person == ADMIN
        assert [type(block) for block in shown.message.blocks] == [
            type(block) for block in post.message.blocks
        ]
        texts = ([b for b in one.message.blocks if not isinstance(b, Chart)] for one in (shown, post))
        assert next(texts) == next(texts)

    def test_a_preview_does_not_count_as_the_last_one(self) -> None:
        company = world(digest_at=NOON)
        company.command(ADMIN, "digest")
        counted(company)
        company.fall_due("digest", "spring")
        (post,) = posts(counted(company))
        assert "digest.nothing_new" not in said(post)

    def test_one_that_was_looked_at_is_posted_once(self) -> None:
        company = world(digest_at=NOON)
        company.command(ADMIN, "digest")
        now = button(counted(company), "digest.now")
        assert keys(company.push(ADMIN, now)) == ["digest.posting"]
        again = company.push(ADMIN, now)
        assert (again.jobs, keys(again)) == ((), ["digest.posted_already"])
        assert len(posts(counted(company))) == 1
        assert keys(company.push(ADMIN, now)) == ["digest.posted_already"]
        assert keys(company.command(ADMIN, "digest", "now")) == ["digest.posting"]

    def test_off_and_on(self) -> None:
        company = world(digest_at=after(days=7))
        off = company.command(ADMIN, "digest", "off")
        assert next(one for one in off.saves if isinstance(one, Cohort)).digest_at is None
        on = company.press(ADMIN, "digest.on")
        assert next(one for one in on.saves if isinstance(one, Cohort)).digest_at == morning(NOON, BERLIN)

    def test_nobody_else_may(self) -> None:
        company = world()
        for outcome in (company.command("ana", "digest", "now"), company.press("ana", "digest.now")):
            assert outcome.jobs == ()
            assert keys(outcome) == ["command.admins_only"]

    def test_now_without_a_channel_says_what_to_do(self) -> None:
        outcome = world(channel="").command(ADMIN, "digest", "now")
        assert (outcome.jobs, keys(outcome)) == ((), ["digest.no_channel"])

    def test_a_digest_that_cannot_be_made_is_told_to_who_asked(self) -> None:
        company = world()
        company.meet(admin("eve"))
        asked = company.command("eve", "digest").jobs[0]
        failed = company.run(
            JobFailed(
                id="job:x",
                at=NOON,
                organization=ACME,
                job="x",
                kind="digest",
                subject=asked.subject,
                reason="died",
            )
        )
        assert [(send.person, said(send)) for send in failed.sends] == [("eve", ["digest.failed"])]

    def test_a_channel_that_is_taken_away_meanwhile_is_told_to_who_asked(self) -> None:
        company = world()
        company.command(ADMIN, "digest", "now")
        kept = company.see(Query(organization=ACME)).cohort
        assert kept is not None
        company.keep([msgspec.structs.replace(kept, channel="")])
        outcome = counted(company)
        assert (posts(outcome), keys(outcome, ADMIN)) == ([], ["digest.no_channel"])


class TestReaders:
    def test_thanks_reach_both_once_and_without_a_name(self) -> None:
        pair = make.pairing(state="introduced", introduced_at=NOON)
        change = make.change(state="agreed", agreed_at=NOON, mentor="ana", mentee="ben")
        company = World(program(), person("ana"), person("ben"), person("lea"), pair, change)
        for _ in range(2):
            outcome = company.press("lea", "leader.thank", change=change.id)
            assert keys(outcome) == ["leader.thanked"]
        waiting = company.get(Tray, tray_id("ana")).items
        assert [(item.topic, item.about) for item in waiting] == [("thanked", pair.id)]
        told = company.fall_due("tray", "tray:ben", NOON + timedelta(hours=1))
        assert [send.person for send in told.sends] == ["ben"]
        assert "lea" not in repr(told.sends)

    def test_a_change_taken_back_has_nobody_to_thank(self) -> None:
        change = make.change(state="withdrawn", text="")
        company = World(program(), person("ana"), person("ben"), make.pairing(), change)
        assert keys(company.press("ana", "leader.thank", change=change.id)) == ["leader.nobody_to_thank"]

    def test_a_suggestion_reaches_the_admins_and_nobody_else(self) -> None:
        company = World(program(), person("ana"), person("ben", name="Ben Adler"))
        company.press("ana", "leader.suggest")
        outcome = company.say("ana", "Ben Adler")
        assert {send.person for send in outcome.sends} == {"ana", ADMIN}
