"""Posts in turn: never the same twice until all have been, one at a time after downtime, none beside another one."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from bot.conversation.messages import Address, Buttons, Phrase, Say
from bot.events import Pressed
from bot.outcome import Outcome, Send
from bot.program.awareness import rhythm
from bot.program.awareness.posts import POSTS, SOMETIMES
from bot.program.model import Awareness, Cohort, Person, awareness_id
from tests.factories import NOON, after, awareness, channel, cohort, person
from tests.unit.world import ADMIN, World, button, buttons, from_user, keys, noted, to

SPRING = awareness_id("spring")
FIRST = after(days=8) - timedelta(hours=2)  # Tuesday of the next week at ten
ALWAYS = [name for name in POSTS if name not in SOMETIMES]


def posts_of(sends: tuple[Send, ...] | list[Send]) -> list[str]:
    """The names of the posts among what was sent."""
    titles = [send.message.summary for send in sends if send.kind == "post"]
    return [text.key.split(".")[1] for text in titles if isinstance(text, Phrase)]


def company(**changes: object) -> World:
    told = msgspec.structs.replace(awareness(next_at=FIRST), **changes)
    return World(channel(), cohort(channel="slack:T1:C1", zone="UTC", opened_by=ADMIN), told)


def kept(here: World) -> Awareness:
    return here.get(Awareness, SPRING)


def test_all_come_in_turn_before_any_comes_again() -> None:
    here = company()
    said = here.wait(after(weeks=2 * len(ALWAYS) + 2))
    assert posts_of(said) == [*ALWAYS, ALWAYS[0]]
    moments = sorted(kept(here).posted.values())
    assert all(later - one >= timedelta(days=13) for one, later in pairwise(moments))


def test_each_has_the_hours_in_it_and_a_way_in() -> None:
    here = company()
    for send in here.wait(after(weeks=2 * len(ALWAYS))):
        assert send.channel == "slack:T1:C1"
        (join,) = [b for block in send.message.blocks if isinstance(block, Buttons) for b in block.items]
        assert (join.action, join.data) == ("command", {"command": "join"})
        values = [
            b.text.values for b in send.message.blocks if isinstance(b, Say) and isinstance(b.text, Phrase)
        ]
        assert any(
            v.get("hours") == 2.5 and v.get("sessions") == 6 and v.get("minutes") == 25 for v in values
        )


def test_join_pressed_in_the_channel_is_answered_in_person() -> None:
    here = World(cohort(opened_by=ADMIN), person("ana", state="known"))
    where = Address(platform="slack", place="T1", user="ana", conversation="C1")
    sender = msgspec.structs.replace(from_user("ana"), address=where, in_person=False)
    outcome = here.run(
        Pressed(id="join", at=here.now, sender=sender, action="command", data={"command": "join"})
    )
    assert {send.person for send in outcome.sends} == {"ana"}
    assert not any(send.channel for send in outcome.sends)
    assert keys(outcome, "ana")[0] == "onboarding.hello"


@pytest.mark.parametrize(
    ("late", "posted_at"),
    [
        (timedelta(hours=3), FIRST + timedelta(hours=3)),
        (timedelta(hours=9), FIRST + timedelta(days=1)),  # the evening: the next morning
        (timedelta(weeks=9, days=4), FIRST + timedelta(weeks=9, days=6)),  # a Saturday: the Monday
    ],
)
def test_after_downtime_there_is_one_in_a_good_hour(late: timedelta, posted_at: datetime) -> None:
    here = company()
    first = here.fall_due("tell", SPRING, FIRST + late)
    assert len(posts_of(first.sends)) == (late < rhythm.LATE)
    said = [*first.sends, *here.wait(posted_at + timedelta(hours=1))]
    assert posts_of(said) == [ALWAYS[0]]
    assert kept(here).posted == {ALWAYS[0]: posted_at}
    assert kept(here).next_at == rhythm.slot_after(posted_at, "UTC")


def test_beside_one_posted_by_hand_the_rotation_waits_for_its_next_turn() -> None:
    here = company(posted={"desk": FIRST - timedelta(hours=1)})
    assert posts_of(here.wait(FIRST + timedelta(days=13))) == []
    assert posts_of(here.wait(FIRST + timedelta(days=14))) == [ALWAYS[0]]


def test_what_was_posted_the_day_before_does_not_count() -> None:
    here = company(posted={"desk": FIRST - timedelta(hours=11)})
    assert posts_of(here.wait(FIRST)) == [ALWAYS[0]]


@pytest.mark.parametrize("change", [{"channel": ""}, {"state": "closed"}])
def test_without_a_channel_or_a_program_nothing_is_posted(change: dict[str, object]) -> None:
    here = company()
    here.keep([msgspec.structs.replace(here.get(Cohort, "spring"), version=1, **change)])
    assert posts_of(here.wait(FIRST + timedelta(weeks=9))) == []


def test_a_due_moment_of_the_past_does_nothing() -> None:
    here = company()
    here.fall_due("tell", SPRING, FIRST)
    assert here.fall_due("tell", SPRING, FIRST + timedelta(minutes=1)) == Outcome()
    assert here.fall_due("tell", "awareness:other", FIRST) == Outcome()


@pytest.mark.parametrize(("zone", "hour"), [("America/New_York", 14), ("", 9)])
def test_ten_is_ten_where_the_channel_is(zone: str, hour: int) -> None:
    """Without a zone of its own, where whoever set it up is: in Berlin."""
    here = World(channel(), cohort(channel="slack:T1:C1", zone=zone, opened_by=ADMIN))
    here.command(ADMIN, "announce")
    next_at = kept(here).next_at
    assert next_at is not None
    assert (next_at.date(), next_at.hour) == (FIRST.date(), hour)


# -- by hand -------------------------------------------------------------------------------------------------------


def test_the_next_one_is_shown_in_the_channels_language_and_another_one_behind_it() -> None:
    here = company()
    here.keep([msgspec.structs.replace(here.get(Person, ADMIN), version=1, language="de")])
    shown = here.command(ADMIN, "announce")
    assert "What's in it for you as a mentor?" in str(shown.sends)
    assert "ine Stunde" not in str(shown.sends)
    second = here.push(ADMIN, button(shown, "announce.other"))
    assert button(second, "announce.post").data == {"post": ALWAYS[1]}
    last = here.press(ADMIN, "announce.other", post=ALWAYS[-1])
    assert button(last, "announce.post").data == {"post": ALWAYS[0]}


def test_posted_now_once_a_day() -> None:
    here = company()
    shown = here.command(ADMIN, "announce")
    outcome = here.push(ADMIN, button(shown, "announce.post"))
    assert posts_of(outcome.sends) == [ALWAYS[0]]
    assert keys(outcome, ADMIN) == ["announce.posted"]
    assert noted(outcome) == [(ADMIN, "announce_post", "")]
    again = here.push(ADMIN, button(shown, "announce.post"))
    assert (posts_of(again.sends), keys(again)) == ([], ["announce.posted_already"])
    here.now = after(days=1)
    assert posts_of(here.push(ADMIN, button(shown, "announce.post")).sends) == [ALWAYS[0]]


@pytest.mark.parametrize("name", ["", *SOMETIMES, "nonsense"])
def test_what_cannot_be_posted_any_more_says_what_is_next(name: str) -> None:
    outcome = company().press(ADMIN, "announce.post", post=name)
    assert posts_of(outcome.sends) == []
    assert keys(outcome)[0] == "announce.not_now"
    assert button(outcome, "announce.post").data == {"post": ALWAYS[0]}


@pytest.mark.parametrize("words", ["stop", "off", "aus", "Pause"])
def test_paused_until_it_is_turned_on_again(words: str) -> None:
    here = company()
    stopped = here.command(ADMIN, "announce", words)
    assert keys(stopped) == ["announce.turned_off"]
    assert posts_of(here.wait(after(weeks=5))) == []
    assert "announce.paused" in keys(here.command(ADMIN, "announce"))
    assert keys(here.command(ADMIN, "announce", words))[0] == "announce.is_off"
    turned = here.push(ADMIN, button(stopped, "announce.on"))
    assert keys(turned)[0] == "announce.turned_on"
    assert keys(here.command(ADMIN, "announce", "on"))[0] == "announce.is_on"
    said = here.wait(here.now + timedelta(days=13))
    assert posts_of(said) == [ALWAYS[0]]


def test_without_a_channel_it_says_how_to_choose_one() -> None:
    here = World(cohort(opened_by=ADMIN))
    shown = here.command(ADMIN, "announce")
    assert "announce.no_channel" in keys(shown)
    assert {b.data.get("command") for b in buttons(shown)} >= {"setup"}
    assert not [b for b in buttons(shown) if b.action in ("announce.post", "announce.stop")]
    assert posts_of(here.press(ADMIN, "announce.post", post=ALWAYS[0]).sends) == []
    assert kept(here).next_at is None


def test_without_a_program_it_says_how_to_begin() -> None:
    here = World(program=False)
    for outcome in (
        here.command(ADMIN, "announce"),
        here.command(ADMIN, "announce", "stop"),
        here.press(ADMIN, "announce.post", post="desk"),
        here.press(ADMIN, "announce.on"),
    ):
        assert keys(outcome) == ["join.no_program_admin"]


@pytest.mark.parametrize("action", ["post", "other", "stop", "on", "sponsor", "name"])
def test_only_for_those_who_run_the_program(action: str) -> None:
    here = World(channel(), cohort(channel="slack:T1:C1"), person("ana"))
    outcome = here.press("ana", f"announce.{action}", post="desk", person="ana")
    assert keys(outcome) == ["command.admins_only"]
    assert [send.person for send in outcome.sends] == ["ana"]


# -- topics and numbers --------------------------------------------------------------------------------------------


THREE = ("Excel", "Figma", "TikTok")


def crowd(
    first: int = 0, topics: tuple[str, ...] = THREE, at: datetime = NOON, size: int = 6
) -> list[Person]:
    return [
        person(f"w{n}", wants=(topics[n % len(topics)],), brokered=True, joined_at=at)
        for n in range(first, first + size)
    ]


def test_scarce_topics_come_at_the_fixed_point_and_not_again_for_eight_weeks() -> None:
    here = company(look_at=after(weeks=4))
    here.meet(*crowd())
    assert "topics" not in posts_of(here.wait(after(weeks=4) - timedelta(hours=1)))
    assert kept(here).topics == ()
    said = here.wait(after(weeks=6))
    assert posts_of(said) == ["topics"]
    assert str(said[-1]).count("TikTok") == 1
    assert kept(here).topics == THREE
    assert kept(here).look_at == after(weeks=12)
    later = posts_of(here.wait(after(weeks=13)))
    assert later == ALWAYS[2:5]
    assert kept(here).topics == ()


def test_between_two_looks_nobody_who_comes_or_goes_changes_what_is_offered() -> None:
    """Else whoever tries the post after somebody left could tell what that person wished for."""
    here = company(look_at=after(weeks=4), next_at=after(weeks=20))
    here.meet(*crowd())
    here.wait(after(weeks=5))
    before = here.command(ADMIN, "announce")
    assert button(before, "announce.post").data == {"post": "topics"}
    here.press("w0", "leave.confirm")
    here.meet(person("teacher", teaches=("TikTok",)))
    assert here.command(ADMIN, "announce").sends[-1].message == before.sends[-1].message
    assert posts_of(here.push(ADMIN, button(before, "announce.post")).sends) == ["topics"]


def test_what_was_named_is_over_at_the_next_look_whatever_became_of_it() -> None:
    """Else a list that goes when somebody has left would tell what that person wished for."""
    here = company(look_at=after(weeks=4), next_at=after(weeks=20))
    here.meet(*crowd())
    here.wait(after(weeks=5))
    assert kept(here).topics == THREE
    here.wait(after(weeks=12))
    assert (kept(here).topics, kept(here).topics_at) == ((), after(weeks=4))
    assert button(here.command(ADMIN, "announce"), "announce.post").data == {"post": ALWAYS[0]}


def test_the_numbers_are_those_of_the_fixed_point() -> None:
    here = company(look_at=after(weeks=4), next_at=after(weeks=40))
    here.meet(*crowd(topics=("TikTok",), size=10))
    assert posts_of(here.press(ADMIN, "announce.post", post="wanted").sends) == []
    here.wait(after(weeks=5))
    here.meet(*crowd(first=10, topics=("Excel",), at=after(weeks=5), size=10))
    shown = here.command(ADMIN, "announce")
    assert "TikTok" in str(shown.sends)
    assert "Excel" not in str(shown.sends)
    assert (kept(here).short, kept(here).counted_at) == ({"TikTok": 5}, after(weeks=4))
    here.wait(after(weeks=13))
    assert (kept(here).short, kept(here).counted_at) == ({"Excel": 5}, after(weeks=12))
    here.wait(after(weeks=21))
    assert (kept(here).short, kept(here).counted_at) == ({"Excel": 5}, after(weeks=12))
    assert not to(shown, "w0")


def test_a_number_is_posted_once_and_only_until_the_next_look() -> None:
    here = company(look_at=after(weeks=4), next_at=after(weeks=40))
    here.meet(*crowd(topics=("TikTok",), size=10))
    here.wait(after(weeks=5))
    shown = here.command(ADMIN, "announce")
    assert button(shown, "announce.post").data == {"post": "wanted"}
    assert posts_of(here.push(ADMIN, button(shown, "announce.post")).sends) == ["wanted"]
    here.now = after(weeks=6)
    assert keys(here.push(ADMIN, button(shown, "announce.post")))[0] == "announce.not_now"
    here.keep([msgspec.structs.replace(kept(here), posted={}, version=kept(here).version + 1)])
    assert button(here.command(ADMIN, "announce"), "announce.post").data == {"post": "wanted"}
    here.wait(after(weeks=12))
    assert kept(here).short == {"TikTok": 5}
    assert button(here.command(ADMIN, "announce"), "announce.post").data == {"post": ALWAYS[0]}
