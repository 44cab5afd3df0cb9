"""What does a report say, and to whom? And the post with which a program ends."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from bot.conversation.messages import Chart, Facts, Phrase, Say
from bot.events import DigestMade, JobFailed
from bot.outcome import Outcome, Send
from bot.program import metrics, metrics_end
from bot.program.metrics import CohortRead, Figures, Week
from bot.program.model import Cohort, Digest, Release, Share
from bot.runtime.digesting import compute
from tests import factories as make
from tests.factories import ACME, NOON, after, channel
from tests.unit.world import ADMIN, World, button, keys

HERE = "slack:T1:C1"
FIGURES = Figures(
    numbers={
        "joined": 24,
        "pairs": 12,
        "held": 50,
        "planned": 60,
        "due": 60,
        "changes": 2,
        "met": 22,
    },
    weeks=(Week(day=date(2026, 6, 1), held=50, planned=60),),
)
END = make.release(
    "end",
    kind="end",
    until=after(weeks=20),
    shares=tuple(
        Share(metric=metric, group="all", percent=80, people=20) for metric in ("risen", "heard", "personal")
    ),
)


def world(**changes: object) -> World:
    given: dict[str, object] = {"channel": HERE, "zone": "Europe/Berlin", "opened_by": ADMIN}
    return World(make.cohort("spring", **(given | changes)), channel(HERE, name="mentoring"))


def closed(**changes: object) -> World:
    return world(state="closed", closes_at=after(weeks=20), closed_by=ADMIN, joined=24, **changes)


def counted(
    company: World,
    figures: Figures | None = FIGURES,
    releases: tuple[Release, ...] = (),
    drawn: bytes = b"PNG",
) -> Outcome:
    """The worker reports about what was asked for last."""
    asked = company.all(Digest)[-1]
    made = DigestMade(
        id=f"job:{asked.id}",
        at=company.now,
        organization=ACME,
        digest=asked.id,
        figures=figures,
        releases=releases,
        picture=drawn,
    )
    return company.run(made)


def report(company: World, **how: object) -> Send:
    """The report an admin asks for now."""
    company.command(ADMIN, "report")
    return counted(company, **how).sends[0]  # type: ignore[arg-type]


def said(send: Send) -> list[str]:
    """Keys of paragraphs, and labels of facts in between, in reading order."""
    found: list[str] = []
    for block in send.message.blocks:
        texts = [block.text] if isinstance(block, Say) else []
        texts += [fact.label for fact in block.items] if isinstance(block, Facts) else []
        found += [text.key for text in texts if isinstance(text, Phrase)]
    return found


class TestWhatItSays:
    def test_who_took_part_first_what_they_said_last_and_the_caveat(self) -> None:
        send = report(closed(), releases=(END,))
        order = ["report.title_end", "report.joined", "report.pairs", "report.met", "report.held"]
        order += ["report.answers_end"]
        order += ["digest.metric.risen", "digest.metric.heard", "digest.metric.personal", "report.note"]
        assert said(send) == order
        assert any(isinstance(block, Chart) for block in send.message.blocks)

    def test_how_many_of_how_many_answered_is_said_as_a_band(self) -> None:
        (answers,) = (
            block.text.values
            for block in report(closed(), releases=(END,)).message.blocks
            if isinstance(block, Say)
            and isinstance(block.text, Phrase)
            and block.text.key == "report.answers_end"
        )
        assert answers == {"people": 20, "of": 22}

    def test_under_five_people_there_is_no_number_at_all_and_no_note_about_numbers(self) -> None:
        send = report(closed(), figures=None, drawn=b"")
        assert said(send) == ["report.title_end", "report.small"]

    def test_so_far_it_has_what_was_published_last_or_says_when(self) -> None:
        assert "report.not_yet" in said(report(world()))
        useful = make.release(shares=(Share(metric="useful", group="all", percent=75, people=10),))
        send = report(world(), releases=(useful,))
        assert said(send)[-3:] == ["report.answers", "digest.metric.useful", "report.note"]
        assert "report.too_few" in said(report(closed()))

    def test_what_was_changed_since_stands_in_it(self) -> None:
        company = world()
        assert "report.noted" in keys(company.command(ADMIN, "report", "we now meet every two weeks"))
        assert company.get(Cohort, "spring").adjusted == "we now meet every two weeks"
        assert "report.adjusted" in said(report(company))
        assert keys(company.command(ADMIN, "report", "x" * 301)) == ["unclear.too_long"]
        assert keys(company.command(ADMIN, "report", "None")) == ["report.cleared"]
        assert company.get(Cohort, "spring").adjusted == ""
        assert "report.adjusted" not in said(report(company))

    @pytest.mark.parametrize(
        ("word", "posts"), [("preview", False), ("Vorschau", False), ("off", False), ("now", True)]
    )
    def test_a_word_that_the_digest_knows_is_not_what_was_changed(self, word: str, posts: bool) -> None:
        company = world(adjusted="we now meet every two weeks")
        company.command(ADMIN, "report", word)
        assert company.get(Cohort, "spring").adjusted == "we now meet every two weeks"
        assert [one.to_channel for one in company.all(Digest)] == [posts]

    def test_what_a_digest_understands_is_never_taken_for_what_was_changed(self) -> None:
        company = world(adjusted="we now meet every two weeks")
        for word, channel_too in {"preview": False, "Vorschau": False, "now": True, "jetzt": True}.items():
            company.command(ADMIN, "report", word)
            assert company.all(Digest)[-1].to_channel is channel_too
            assert company.get(Cohort, "spring").adjusted == "we now meet every two weeks"

    def test_none_takes_it_out_again(self) -> None:
        company = world(adjusted="we now meet every two weeks")
        assert keys(company.command(ADMIN, "report", "none")) == ["report.cleared"]
        assert company.get(Cohort, "spring").adjusted == ""
        company.command(ADMIN, "report")
        assert "report.adjusted" not in said(counted(company).sends[0])

    def test_of_a_program_that_is_over_the_day_is_its_last(self) -> None:
        company = closed()
        company.now = after(weeks=30)
        report(company)
        assert company.all(Digest)[-1].day == after(weeks=20).date()


class TestForWhom:
    def test_everybody_reads_the_very_same(self) -> None:
        company = closed()
        mine = report(company, releases=(END,))
        company.press(ADMIN, "report.post")
        (post,) = counted(company, releases=(END,)).sends
        assert (post.kind, post.channel, post.expires) == ("post", HERE, None)
        assert said(post) == said(mine)

    def test_one_that_was_looked_at_is_posted_once(self) -> None:
        company = closed()
        company.command(ADMIN, "report")
        post = button(counted(company), "report.post")
        assert keys(company.push(ADMIN, post)) == ["digest.posting"]
        again = company.push(ADMIN, post)
        assert (again.jobs, keys(again)) == ((), ["digest.posted_already"])

    def test_only_those_who_run_the_program_ask_for_it(self) -> None:
        company = closed()
        company.meet(make.person("ana"))
        assert keys(company.command("ana", "report"))[0] == "command.admins_only"
        assert keys(company.press("ana", "report.post"))[0] == "command.admins_only"
        assert company.all(Digest) == []

    def test_without_a_channel_nothing_is_posted(self) -> None:
        company = closed(channel="")
        assert keys(company.press(ADMIN, "report.post")) == ["report.no_channel"]

    def test_before_any_program_there_is_none(self) -> None:
        company = World(program=False)
        assert "join.no_program_admin" in keys(company.command(ADMIN, "report"))

    def test_what_is_published_is_kept_once(self) -> None:
        company = closed()
        report(company, releases=(END,))
        report(company, releases=(msgspec.structs.replace(END, shares=()),))
        (kept,) = company.all(Release)
        assert kept.shares == END.shares

    def test_the_weekly_digest_takes_no_notice(self) -> None:
        company = world()
        company.press(ADMIN, "report.post")
        counted(company)
        company.command(ADMIN, "digest")
        assert "digest.verdict.nearly" in said(counted(company).sends[0])

    def test_a_count_that_failed_is_told_after_the_end_too(self) -> None:
        company = closed()
        company.command(ADMIN, "report")
        (asked,) = company.all(Digest)
        failed = JobFailed(
            id="f", at=company.now, organization=ACME, job="j", kind="digest", subject=asked.id, reason="x"
        )
        assert keys(company.run(failed), ADMIN) == ["digest.failed"]


class TestTheLastPost:
    def post(self, figures: Figures | None) -> list[str]:
        company = world(state="closing", round="people", round_at=NOON, closes_at=NOON, closed_by=ADMIN)
        company.fall_due("closing", "spring")
        (asked,) = (one for one in company.all(Digest) if one.kind == "closing")
        made = DigestMade(id="job", at=NOON, organization=ACME, digest=asked.id, figures=figures)
        (post,) = (send for send in company.run(made).sends if send.kind == "post")
        return said(post)

    def test_it_has_what_came_together_and_thanks(self) -> None:
        keys_of = ["closing.post.title", "closing.post.held", "closing.post.thanks"]
        assert self.post(FIGURES) == keys_of

    def test_of_a_small_round_it_has_thanks_alone(self) -> None:
        assert self.post(None) == ["closing.post.title", "closing.post.thanks_all"]


# -- what is counted ---------------------------------------------------------------------------------------------


def cohort(pairs: int = 6, **parts: object) -> CohortRead:
    own = {"cohort": "spring", "state": "ended", "introduced_at": NOON}
    read = CohortRead(
        cohort=make.cohort(state="closed", closes_at=after(weeks=20)),
        zone="Europe/Berlin",
        language="en",
        digest=make.digest(kind="report", made_at=after(weeks=30)),
        joined=2 * pairs,
        pairings=tuple(
            make.pairing(f"pair-{n}", mentor=f"m{n}", mentee=f"s{n}", **own) for n in range(pairs)
        ),
    )
    return msgspec.structs.replace(read, **parts)


def survey(person: str, at: int = 19, **answers: str | int) -> object:
    given = {name.replace("_", "/", 1): answer for name, answer in answers.items()}
    return make.survey(person, pairing=f"pair-{person[1:]}", answers=given, given_at=after(weeks=at))


def shares(*surveys: object) -> dict[tuple[str, str], int]:
    (made,) = metrics_end.releases(cohort(surveys=surveys), after(weeks=20))
    return {(one.metric, one.group): one.percent for one in made.shares}


class TestWhatIsCounted:
    def test_how_many_are_surer_than_at_the_start(self) -> None:
        risen = [survey(f"m{n}", before_Figma=2, after_Figma=4) for n in range(4)]
        same = [survey(f"s{n}", before_Figma=3, after_Figma=3) for n in range(4)]
        nothing_to_compare = [survey("m5", after_Figma=5)]
        assert shares(*risen, *same, *nothing_to_compare) == {("risen", "all"): 50}

    def test_mentors_and_mentees_apart_where_both_may_be_seen(self) -> None:
        glad = [survey(f"m{n}", heard=5, again="teach") for n in range(5)]
        not_glad = [survey(f"s{n}", heard=1, again="learn") for n in range(5)]
        assert shares(*glad, *not_glad) == {
            ("heard", "all"): 50,
            ("heard", "mentor"): 95,
            ("heard", "mentee"): 5,
            ("again", "all"): 50,
            ("again", "mentor"): 95,
            ("again", "mentee"): 5,
        }

    def test_fewer_than_five_are_nothing_and_so_is_who_came_late(self) -> None:
        four = [survey(f"m{n}", heard=5) for n in range(4)]
        late = survey("m4", at=20, heard=5)
        assert metrics_end.releases(cohort(surveys=(*four, late)), after(weeks=21)) == ()

    def test_not_before_the_end_and_never_twice(self) -> None:
        five = tuple(survey(f"m{n}", heard=5) for n in range(5))
        assert metrics_end.releases(cohort(surveys=five), after(weeks=20) - timedelta(seconds=1)) == ()
        (made,) = metrics_end.releases(cohort(surveys=five), after(weeks=20))
        assert metrics_end.releases(cohort(surveys=five, releases=(made,)), after(weeks=25)) == ()

    def test_an_exchange_is_what_each_says_of_both_ways(self) -> None:
        held = tuple(
            make.session(n, id=f"session-{n}", pairing=f"pair-{n}", state="held", starts_at=after(days=n))
            for n in (1, 2, 3)
        )

        def wrote(n: int, person: str, **words: str) -> object:
            return make.attendance(
                f"{n}{person}", session=f"session-{n}", pairing=f"pair-{n}", person=person, **words
            )

        read = cohort(
            sessions=held,
            attendances=(
                wrote(1, "m1", taught="TikTok", learned="budgets"),
                wrote(2, "m2", taught="TikTok"),
                wrote(2, "s2", learned="TikTok"),
                wrote(3, "m3", learned="budgets"),
                wrote(3, "s3", learned="TikTok"),
            ),
        )
        numbers = metrics.activity(read, after(weeks=1))
        assert numbers is not None
        assert numbers.numbers["met"] == 6
        ways = {one.person: one.rating for one in metrics.ANSWERS["exchange"](read)}
        assert ways == {"m1": 5, "m2": 1, "s2": 1, "m3": 1, "s3": 1}

    def test_of_a_program_that_is_over_nothing_is_counted_after_its_end(self) -> None:
        late = make.session(1, id="late", pairing="pair-1", state="held", starts_at=after(weeks=21))
        for made_at in (after(weeks=20), after(weeks=40)):
            read = cohort(sessions=(late,), digest=make.digest(kind="report", made_at=made_at))
            counted = msgspec.msgpack.decode(compute(msgspec.msgpack.encode(read)))
            assert counted["figures"]["numbers"]["held"] == 0
            assert counted["figures"]["weeks"][-1]["day"] == after(weeks=20).date().isoformat()
