"""From the rows of a file to the pool of matching."""

from __future__ import annotations

from datetime import date, time

from bot.program.matching import Member
from bot.program.offline.pool import A_STEP, MOST_SKILLS, Gathered, gather
from bot.program.people import problem_text, read_willing
from bot.program.skills import load_catalog

ON = date(2026, 11, 28)


def gathered(*lines: str) -> Gathered:
    return gather(read_willing("\n".join(lines).encode()), load_catalog(), ON, lambda _: None)


def test_every_column_that_counts_is_there() -> None:
    found = gathered(
        "id,name,department,site,grade,manager_id,start_date,timezone,work_start,work_end,languages,role,capacity,"
        "teach,learn,never_with",
        "top,Ann,Board,Lisbon,9,,,,,,,,,,,",
        "1,Bo,Product,Berlin,3,top,2020-02-29,Europe/Berlin,22:00,06:00,de;en,mentor,2,"
        "insta reels;tik tok;Instagram,public speeking,1;top;nobody",
    )
    assert found.pool.on == ON
    assert found.pool.members[1] == Member(
        id="1",
        seniority=3,
        start=date(2020, 2, 29),
        role="mentor",
        capacity=2,
        teaches=("Instagram", "TikTok"),
        wants=("Public speaking",),
        kinds=load_catalog().kinds(("Instagram", "TikTok", "Public speaking")),
        managers=("top",),
        never_with=frozenset({"top", "nobody"}),
        zone="Europe/Berlin",
        hours=((time(22), time(6)),),
        department="Product",
        site="Berlin",
        languages=("de", "en"),
    )


def test_what_the_catalog_does_not_know_stays_in_peoples_words() -> None:
    member = gathered("id,name,teach", "1,Ann,bonsai pruning;Excel").pool.members[0]
    assert member.teaches == ("bonsai pruning", "Excel")


def test_what_could_mean_several_things_is_left_out_and_told() -> None:
    found = gathered("id,name,teach,learn", "1,Ann,management;Excel,", "2,Bo,,management")
    assert [member.teaches for member in found.pool.members] == [("Excel",), ()]
    told = [(warning.line, warning.column, warning.reason) for warning in found.warnings]
    assert told == [(2, "teach", "unsure_skill"), (3, "learn", "unsure_skill")]
    assert "“management” could mean People management or Project management" in problem_text(
        found.warnings[0]
    )


def test_of_five_hundred_skills_the_first_count_and_somebody_is_told() -> None:
    words = ";".join(load_catalog().names[:250] + tuple(f"zither {'x' * at}" for at in range(3, 253)))
    found = gathered("id,name,teach,learn", f"1,Ann,{words},Excel")
    assert len(found.pool.members[0].teaches) == MOST_SKILLS
    assert found.pool.members[0].wants == ("Excel",)
    assert [problem_text(warning) for warning in found.warnings] == [
        "line 2, teach: holds 500 entries, more than can be told apart; the first 50 skills count."
    ]


def test_it_is_said_how_far_it_is() -> None:
    rows = [f"{number},Ann" for number in range(A_STEP + 5)]
    steps: list[int] = []
    gather(read_willing("\n".join(["id,name", *rows]).encode()), load_catalog(), ON, steps.append)
    assert steps == [A_STEP, 5]
