"""`/rm-status skills`: numbers of five or more, honest words where there are fewer, and what can be done."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from bot.conversation.messages import Chart, Phrase, Say
from bot.events import Said
from bot.outcome import Job, Outcome
from bot.program.awareness.supply import lacking
from bot.program.model import Awareness, Cohort, Person, Record, awareness_id
from bot.text.catalog import words_for
from tests.factories import after, awareness, channel, cohort, person
from tests.unit.world import ADMIN, World, button, buttons, from_user, keys, noted, to

SPRING = awareness_id("spring")
LOOK = after(weeks=4)


def company(*records: Record, **changes: object) -> World:
    told = msgspec.structs.replace(awareness(next_at=after(weeks=60), look_at=LOOK), **changes)
    return World(channel(), cohort(channel="slack:T1:C1", zone="UTC", opened_by=ADMIN), told, *records)


def people(number: int, first: int = 0, role: str = "mentee", **changes: object) -> list[Person]:
    return [person(f"p{n}", role=role, **changes) for n in range(first, first + number)]


def read(outcome: Outcome, language: str = "en") -> list[str]:
    """What the admin reads, the chart as its words."""
    words = words_for(language, "UTC")
    blocks = [block for send in to(outcome, ADMIN) for block in send.message.blocks]
    return [
        words.text(block.words if isinstance(block, Chart) else block.text)
        for block in blocks
        if isinstance(block, Chart | Say)
    ]


def bars(outcome: Outcome) -> list[tuple[str, float, str]]:
    words = words_for("en", "UTC")
    chart = next(b for one in outcome.sends for b in one.message.blocks if isinstance(b, Chart))
    return [(words.text(bar.label), bar.value, words.text(bar.shown)) for bar in chart.bars]


def counted(**changes: object) -> World:
    """Accessibility is scarce, Excel left over."""
    here = company(**changes)
    here.meet(
        *people(11, wants=("Accessibility",), teaches=("Excel",)),
        *people(6, first=11, role="mentor", wants=("my very own wish",), teaches=("Python",)),
    )
    here.wait(LOOK + timedelta(hours=1))
    return here


def test_before_the_first_look_it_says_when_that_is_and_nothing_else() -> None:
    here = company()
    here.meet(*people(30, wants=("Accessibility",)))
    shown = here.command(ADMIN, "status", "skills")
    assert keys(shown) == ["supply.title", "supply.first", "supply.roles", "supply.lacking_mentor"]
    assert "Monday, 30 March 2026" in read(shown)[1]
    assert not [block for send in shown.sends for block in send.message.blocks if isinstance(block, Chart)]
    assert noted(shown) == [(ADMIN, "status", "")]


def test_of_too_few_people_it_says_so_without_a_number() -> None:
    here = company()
    here.meet(*people(9, wants=("Accessibility",)))
    here.wait(after(weeks=5))
    shown = here.command(ADMIN, "status", "topics")
    assert keys(shown)[1] == "supply.too_few"
    assert "Accessibility" not in str(shown.sends)
    assert "Monday, 25 May 2026" in read(shown)[1]


def test_what_is_wanted_and_what_is_offered_as_bars_and_in_words() -> None:
    shown = counted().command(ADMIN, "status", "skills")
    assert bars(shown) == [
        ("Accessibility, wanted", 10, "10 or more"),
        ("Accessibility, offered", 0, "too few to say"),
        ("Excel, wanted", 0, "too few to say"),
        ("Excel, offered", 10, "10 or more"),
        ("Python, wanted", 0, "too few to say"),
        ("Python, offered", 5, "5 or more"),
    ]
    assert read(shown)[1] == (
        "Wanted by more people than can teach it: Accessibility (wanted by 10 or more, offered by too few to say). "
        "Offered by more people than ask for it: Excel (wanted by too few to say, offered by 10 or more) and "
        "Python (wanted by too few to say, offered by 5 or more)."
    )
    assert read(shown)[2].startswith("Counted on Monday, 30 March 2026, among those who had joined since")
    assert "my very own wish" not in str(shown.sends)


def test_it_is_read_in_the_readers_language() -> None:
    here = counted()
    here.keep([msgspec.structs.replace(here.get(Person, ADMIN), version=1, language="de")])
    shown = here.command(ADMIN, "status", "Themen")
    assert (
        "Barrierefreiheit (Wünsche: 10 oder mehr, Angebote: zu wenige für eine Zahl)" in read(shown, "de")[1]
    )


def test_where_nothing_stands_out_it_says_so() -> None:
    here = company()
    here.meet(*people(10, wants=("Accessibility",)), *people(10, first=10, teaches=("Accessibility",)))
    here.wait(after(weeks=5))
    assert keys(here.command(ADMIN, "status", "skills"))[1:3] == ["supply.even", "supply.counted"]


def test_asking_every_day_tells_no_more_than_asking_once() -> None:
    here = counted()
    before = here.command(ADMIN, "status", "skills").sends
    for day in range(1, 55):
        here.wait(LOOK + timedelta(days=day))
        somebody = here.get(Person, f"p{day % 11}")
        here.keep([msgspec.structs.replace(somebody, wants=(), teaches=(), version=somebody.version + 1)])
        here.meet(person(f"late{day}", role="both", wants=("Accessibility",), joined_at=here.now))
        later = here.command(ADMIN, "status", "skills").sends
        assert later[0].message.blocks[:3] == before[0].message.blocks[:3]


def test_the_status_leads_there_and_so_do_typed_words() -> None:
    here = counted()
    pushed = here.push(ADMIN, button(here.command(ADMIN, "status"), "supply.show"))
    typed = here.say(ADMIN, "what do people want to learn?")
    assert keys(pushed) == keys(typed) == keys(here.command(ADMIN, "status", "skills"))
    assert noted(pushed) == noted(typed) == [(ADMIN, "status", "")]
    assert "status.title" in keys(here.say(ADMIN, "how is the program going?"))
    assert "status.title" in keys(here.command(ADMIN, "status", "please"))


def test_the_post_about_it_is_shown_before_it_goes() -> None:
    here = counted()
    shown = here.push(ADMIN, button(here.command(ADMIN, "status", "skills"), "supply.post"))
    assert button(shown, "announce.post").data == {"post": "wanted"}
    assert "At least ten people would like to learn about Accessibility." in read(shown)
    posted = here.push(ADMIN, button(shown, "announce.post"))
    assert [send.channel for send in posted.sends if send.kind == "post"] == ["slack:T1:C1"]
    again = here.press(ADMIN, "supply.post", post="wanted")
    assert keys(again)[0] == "announce.not_now"
    assert not [
        one for one in buttons(here.command(ADMIN, "status", "skills")) if one.action == "supply.post"
    ]


def test_topics_without_a_number_lead_to_the_post_without_one() -> None:
    here = company()
    topics = ("Accessibility", "Excel", "Figma", "TikTok", "SEO")
    here.meet(
        *(person(f"p{n}", wants=(one,), brokered=True) for n, one in enumerate(topics)), person("silent")
    )
    here.wait(after(weeks=5))
    shown = here.command(ADMIN, "status", "skills")
    assert read(shown)[2] == (
        "Also wished for, by too few people for a number: Accessibility, Excel, Figma, SEO and TikTok."
    )
    assert button(shown, "supply.post").data == {"post": "topics"}


@pytest.mark.parametrize("action", ["supply.show", "supply.post"])
def test_it_is_for_those_who_run_the_program(action: str) -> None:
    here = counted()
    outcome = here.press("p1", action, post="wanted")
    assert keys(outcome) == ["command.admins_only"]
    assert keys(here.say("p1", "/rm-status skills")) == ["command.admins_only"]


def test_without_a_program_it_says_how_to_begin() -> None:
    here = World(program=False)
    assert keys(here.command(ADMIN, "status", "skills")) == ["join.no_program_admin"]
    assert keys(here.press(ADMIN, "supply.show")) == ["join.no_program_admin"]


def test_while_a_program_ends_nothing_is_recruited_for() -> None:
    here = counted()
    closing = msgspec.structs.replace(here.get(Cohort, "spring"), version=1, state="closing")
    here.keep([closing])
    shown = here.command(ADMIN, "status", "skills")
    assert [one.data for one in buttons(shown)] == [{"command": "status"}]
    here.wait(after(weeks=13))
    assert keys(here.press(ADMIN, "supply.post", post="wanted"))[0] != "announce.title"


def test_there_is_a_picture_when_there_are_numbers() -> None:
    here = company()
    here.meet(*people(12, wants=("Accessibility",)))
    outcome = here.fall_due("look", SPRING, LOOK)
    assert outcome.jobs == (Job(kind="supply", subject=SPRING),)
    assert here.get(Awareness, SPRING).picture.startswith(b"\x89PNG")
    shown = here.command(ADMIN, "status", "skills")
    chart = next(b for one in shown.sends for b in one.message.blocks if isinstance(b, Chart))
    assert chart.picture == f"file:supply/{SPRING}/2026-03-30"


def test_those_who_run_the_program_hear_of_scarce_topics_at_a_look_in_their_hours() -> None:
    here = company()
    here.meet(*people(12, wants=("Accessibility",)), *people(9, first=12, role="mentor"))
    outcome = here.fall_due("look", SPRING, LOOK)
    assert keys(outcome, ADMIN) == ["supply.alert", "supply.short"]
    assert {one.action for one in buttons(outcome)} == {"supply.show", "supply.post"}
    assert [(send.kind, send.not_before is not None) for send in outcome.sends] == [("admin", True)]
    assert here.fall_due("look", SPRING, after(weeks=12)).sends == ()


# -- roles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mentor", "mentee", "both", "missing"),
    [
        *((23, 9, 0, "mentee"), (9, 23, 0, "mentor"), (12, 12, 0, ""), (23, 9, 14, ""), (23, 9, 4, "mentee")),
        *(
            (5, 3, 0, ""),
            (6, 3, 0, "mentee"),
            (0, 0, 9, ""),
            (0, 0, 0, ""),
            (40, 37, 0, ""),
            (4, 0, 0, ""),
        ),
    ],
)
def test_which_role_is_lacking(mentor: int, mentee: int, both: int, missing: str) -> None:
    assert lacking({"mentor": mentor, "mentee": mentee, "both": both}) == missing


@pytest.mark.parametrize(
    ("mentor", "mentee", "both", "said"),
    [
        (23, 9, 0, ["roles", "lacking_mentee"]),
        (9, 24, 5, ["roles_either", "lacking_mentor"]),
        (12, 11, 0, ["roles"]),
        (20, 4, 0, ["lacking_mentee"]),
        (20, 9, 3, ["lacking_mentee"]),
        (12, 11, 2, []),
        (4, 0, 0, []),
        (9, 0, 0, ["roles", "lacking_mentee"]),
    ],
)
def test_of_a_group_under_five_no_number_is_told(
    mentor: int, mentee: int, both: int, said: list[str]
) -> None:
    here = company()
    here.meet(*people(mentor, role="mentor"), *people(mentee, 100, "mentee"), *people(both, 200, "both"))
    shown = here.command(ADMIN, "status", "skills")
    assert keys(shown)[2:] == [f"supply.{key}" for key in said]
    inviting = [one for one in buttons(shown) if one.data.get("command") == "invite"]
    assert bool(inviting) == any(key.startswith("lacking") for key in said)
    status = here.command(ADMIN, "status")
    in_status = [key for key in keys(status) if key.startswith("supply.")]
    assert in_status == (keys(shown)[2:] if inviting else [])


def test_a_number_of_people_and_what_to_do() -> None:
    here = company()
    here.meet(*people(23, role="mentor"), *people(9, 100, "mentee"))
    shown = here.command(ADMIN, "status", "skills")
    assert read(shown)[2:] == [
        "23 people would mentor, 9 would be mentored.",
        "Many more people would like to mentor than to be mentored. "
        "Inviting people who'd like to be mentored helps most.",
    ]
    assert keys(here.push(ADMIN, button(shown, "command", command="invite"))) == ["invite.ask"]


def test_phrases_are_asked_for_by_key() -> None:
    """What follows the command may be anything people write."""
    here = counted()
    event = Said(id="x", at=here.now, sender=from_user(ADMIN), text="/rm-status SKILLS!")
    outcome = here.run(event)
    assert keys(outcome)[0] == "supply.title"
    assert isinstance(outcome.sends[0].message.summary, Phrase)
