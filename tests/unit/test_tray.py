"""What people hear of our own accord: how often, when, together, in which order; later, never again, silence."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import msgspec
import pytest

from bot.conversation.flow import Progress
from bot.events import Arrived
from bot.outcome import Outcome, Send
from bot.program.model import Person, Tray, Waiting
from bot.program.topics import TOPICS
from bot.program.tray import SILENT
from tests.factories import NOON, after, pairing, talk, tray
from tests.unit.pairs import agree_on, change, heard, life, open_talk, pair, paired
from tests.unit.world import World, button, buttons, from_user, keys

SEEN = {"start": NOON, "booking": NOON, "third": NOON, "two_thirds": NOON}


def waiting(*topics: str, about: str = "pair", since: datetime = NOON) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(topic=topic, about=about, since=since, expires=since + timedelta(days=14)) for topic in topics
    )


def with_tray(*topics: str, met: bool = True, **changes: object) -> World:
    """Ana has these waiting, to be looked into right away; no rule adds to them for a month.

    The two have met once, unless they have never (`met`).
    """
    mine = tray("ana", items=waiting(*topics), open_at=NOON, **changes)
    life = {"held": 1, "met_at": NOON} if met else {}
    return paired(mine, nudged=SEEN | {"stuck": after(days=99), "pulse": NOON}, **life)


def ana(here: World) -> Person:
    return life(here).people["ana"]


def mine(here: World) -> Tray:
    return life(here).trays["ana"]


def nudges(sends: list[Send], who: str = "ana") -> list[Send]:
    return [send for send in sends if send.kind == "nudge" and send.person == who]


# -- together, what matters first ---------------------------------------------------------------------------------


def test_what_falls_due_together_is_one_message_the_weightiest_first() -> None:
    here = with_tray("pulse", "two_thirds", "third", "booking", "stuck")
    outcome = here.fall_due("tray", "tray:ana")
    assert keys(outcome) == ["nudge.several", "nudge.stuck", "nudge.third", "nudge.two_thirds"]
    assert [item.topic for item in mine(here).items] == ["pulse"]  # for the next time
    assert outcome.sends[0].about.pairing == "pair"


def test_the_order_of_what_matters() -> None:
    order = (
        "stuck",
        "back",
        "late",
        "booking",
        "start",
        "one_way",
        "third",
        "two_thirds",
        "survey",
        "pulse",
        "story",
        "talk",
        "thanked",
        "background",
    )
    assert tuple(TOPICS) == order


@pytest.mark.parametrize(
    ("topics", "said"),
    [
        (("start", "booking", "stuck"), "nudge.stuck"),
        (("start", "stuck"), "nudge.stuck"),
        (("start", "booking"), "nudge.booking_first"),
        (("start",), "nudge.start"),
    ],
)
def test_a_date_is_asked_for_once_in_a_message_and_not_again(topics: tuple[str, ...], said: str) -> None:
    here = with_tray(*topics, met=False)
    assert keys(here.fall_due("tray", "tray:ana")) == [said]
    assert (mine(here).items, mine(here).open_at) == ((), None)


def test_of_two_pairings_each_may_ask_for_a_date() -> None:
    other = pairing("second", mentor="ana", mentee="cem", state="introduced", introduced_at=NOON)
    items = (*waiting("booking", "stuck"), *waiting("start", "booking", about="second"))
    here = paired(other, tray(items=items, open_at=NOON))
    assert keys(here.fall_due("tray", "tray:ana")) == ["nudge.several", "nudge.stuck", "nudge.booking_first"]


@pytest.mark.parametrize("topic", ["pulse", "third", "two_thirds"])
def test_how_it_is_is_asked_only_once_they_have_met(topic: str) -> None:
    here = with_tray(topic, met=False)
    assert here.fall_due("tray", "tray:ana").sends == ()
    assert mine(here).items == ()
    assert keys(with_tray(topic).fall_due("tray", "tray:ana")) == [f"nudge.{topic}"]


def test_a_third_within_seven_days_waits() -> None:
    here = with_tray("pulse")
    change(here, mine(here), sent=(NOON - timedelta(days=1), NOON - timedelta(hours=2)))
    assert here.fall_due("tray", "tray:ana").sends == ()
    (said,) = nudges(here.wait(after(days=9)))
    assert keys(Outcome(sends=(said,))) == ["nudge.pulse"]
    assert mine(here).sent[-1] >= NOON - timedelta(days=1) + timedelta(days=7)


def test_outside_their_hours_it_waits_for_the_morning() -> None:
    here = with_tray("pulse")
    assert here.fall_due("tray", "tray:ana", after(hours=6)).sends == ()  # 19:00 in Berlin
    assert mine(here).open_at == datetime(2026, 3, 3, 8, tzinfo=NOON.tzinfo)


def test_a_line_about_no_pairing_beside_one_about_a_pairing_is_dropped_with_it() -> None:
    here = with_tray("pulse", "third")
    here.keep([talk(progress=Progress(asked="role"))])
    change(here, mine(here), items=(*waiting("pulse"), *waiting("talk", about="talk")))
    (said,) = here.fall_due("tray", "tray:ana").sends
    assert (said.about.pairing, said.unless) == ("pair", ("person_away",))


def test_what_is_no_longer_true_is_not_said() -> None:
    here = with_tray("booking", "start", "stuck")
    agree_on(here, after(days=3))
    assert here.fall_due("tray", "tray:ana").sends == ()
    assert mine(here).items == ()
    assert mine(here).open_at is None


def test_what_has_waited_too_long_is_not_said() -> None:
    here = with_tray("pulse")
    assert here.fall_due("tray", "tray:ana", after(days=15)).sends == ()


@pytest.mark.parametrize("state", ["left", "declined"])
def test_whoever_is_out_hears_nothing(state: str) -> None:
    here = with_tray("pulse")
    change(here, ana(here), state=state)
    assert here.fall_due("tray", "tray:ana").sends == ()
    assert mine(here).items == ()


def test_two_pairings_are_told_apart() -> None:
    other = pairing("second", mentor="ana", mentee="cem", state="introduced", introduced_at=NOON)
    here = paired(other, tray(items=(*waiting("stuck"), *waiting("stuck", about="second")), open_at=NOON))
    (said,) = here.fall_due("tray", "tray:ana").sends
    assert [
        one.data["pairing"] for one in buttons(Outcome(sends=(said,))) if one.action == "together.find"
    ] == [
        "pair",
        "second",
    ]


# -- breaks, hours, zones -----------------------------------------------------------------------------------------


def test_on_a_break_it_waits_until_they_are_back_and_is_looked_into_once() -> None:
    here = with_tray("pulse")
    here.keep([talk(progress=Progress(asked="role"), offered=NOON)])
    change(here, mine(here), items=waiting("talk", about="talk"))
    change(here, ana(here), paused_until=date(2026, 3, 11), paused_at=NOON - timedelta(days=1))
    assert here.fall_due("tray", "tray:ana").sends == ()
    assert mine(here).open_at == datetime(2026, 3, 11, 8, tzinfo=NOON.tzinfo)
    assert nudges(here.wait(after(days=8))) == []
    assert "talk.left_open" in heard(here.wait(after(days=10)), "ana")


def test_back_earlier_than_planned_it_does_not_wait_for_the_day_that_was_named() -> None:
    here = with_tray("pulse")
    here.keep([talk(progress=Progress(asked="role"), offered=NOON)])
    change(here, mine(here), items=waiting("talk", about="talk"))
    here.command("ana", "pause", "until 20 April")
    here.fall_due("tray", "tray:ana")
    assert mine(here).open_at == datetime(2026, 4, 20, 7, tzinfo=NOON.tzinfo)
    here.command("ana", "resume")
    assert mine(here).open_at == after(minutes=1)


def test_a_reminder_that_falls_into_a_break_comes_after_it() -> None:
    here = with_tray("pulse", later=waiting("pulse", since=after(days=2)), later_at=after(days=2))
    change(here, ana(here), paused_until=date(2026, 3, 11), paused_at=NOON)
    assert here.fall_due("later", "tray:ana", after(days=2)).sends == ()
    assert mine(here).later_at == datetime(2026, 3, 10, 23, tzinfo=NOON.tzinfo)


def test_hours_that_never_come_hold_nothing() -> None:
    here = with_tray("pulse")
    change(here, ana(here), hours=((time(9), time(9)),))
    assert keys(here.fall_due("tray", "tray:ana")) == ["nudge.pulse"]


def test_a_zone_changed_with_things_waiting_counts() -> None:
    here = with_tray("pulse")
    here.fall_due("tray", "tray:ana", after(hours=6))
    change(here, ana(here), timezone="America/Los_Angeles")
    assert here.fall_due("tray", "tray:ana", after(days=1, hours=-4)).sends == ()  # midnight there
    (said,) = nudges(here.wait(after(days=1, hours=9)))
    assert mine(here).sent == (datetime(2026, 3, 3, 17, tzinfo=NOON.tzinfo),)
    assert said.expires == mine(here).sent[0] + timedelta(days=3)


# -- stop, again --------------------------------------------------------------------------------------------------


def test_stop_these_and_write_again() -> None:
    here = with_tray("pulse", "third")
    change(here, mine(here), items=waiting("pulse"))
    first = here.fall_due("tray", "tray:ana")
    stopped = here.push("ana", button(first, "nudge.stop"))
    assert mine(here).stopped == ("pulse",)
    change(here, pair(here), nudged=SEEN | {"stuck": after(days=99)})
    assert nudges(here.wait(after(days=40))) == []  # the pulse was due
    assert len(nudges(here.wait(after(days=40)), "ben")) == 0
    here.push("ana", button(stopped, "nudge.again"))
    assert mine(here).stopped == ()
    assert [send.person for send in here.wait(after(days=110)) if send.kind == "nudge"] == ["ana", "ben"]


def test_what_was_stopped_stands_on_their_page() -> None:
    here = with_tray("pulse", stopped=("stuck",))
    shown = here.command("ana", "me")
    here.push("ana", button(shown, "nudge.again"))
    assert mine(here).stopped == ()


@pytest.mark.parametrize("items", ["", "=", "nonsense=pair", "pulse=", " "])
def test_a_made_up_list_stops_and_promises_nothing(items: str) -> None:
    here = with_tray("pulse", later=waiting("third"), later_at=after(days=1))
    for name in ("stop", "later", "tonight"):
        assert keys(here.press("ana", f"nudge.{name}", items=items)) == ["button_gone"]
    assert (mine(here).stopped, mine(here).later) == ((), waiting("third"))


# -- later --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "at"),
    [
        ("2026-03-03", datetime(2026, 3, 3, 8, tzinfo=NOON.tzinfo)),  # tomorrow
        ("2026-03-09", datetime(2026, 3, 9, 8, tzinfo=NOON.tzinfo)),  # next week
        ("on 20 March", datetime(2026, 3, 20, 8, tzinfo=NOON.tzinfo)),
    ],
)
def test_reminded_on_the_day_they_chose(when: str, at: datetime) -> None:
    here = with_tray("pulse")
    here.push("ana", button(here.fall_due("tray", "tray:ana"), "nudge.later"))
    here.say("ana", when)
    assert mine(here).later_at == at
    said = [send for send in here.wait(at) if send.kind == "reminder"]
    assert heard(said, "ana") == ["nudge.as_asked", "nudge.pulse"]
    assert (mine(here).later, mine(here).later_at) == ((), None)


@pytest.mark.parametrize(("hour", "at"), [(12, 18), (17, 18), (20, 21)])
def test_tonight_is_at_seven_or_in_an_hour(hour: int, at: int) -> None:
    here = with_tray("pulse")
    said = here.fall_due("tray", "tray:ana")
    here.push("ana", button(said, "nudge.later"))
    here.now = NOON.replace(hour=hour)
    here.press("ana", "nudge.tonight", items="pulse=pair")
    assert mine(here).later_at == NOON.replace(hour=at)
    assert open_talk(here, "ana", "later") is None  # it is answered


def test_a_second_wish_to_be_reminded_does_not_undo_the_first() -> None:
    here = with_tray("pulse")
    here.press("ana", "nudge.tonight", items="pulse=pair")
    here.press("ana", "nudge.later", items="third=pair")
    here.say("ana", "tomorrow")
    assert [item.topic for item in mine(here).later] == ["pulse", "third"]
    here.keep([msgspec.structs.replace(mine(here), items=())])
    assert heard(here.wait(after(hours=8)), "ana") == ["nudge.as_asked", "nudge.pulse"]
    assert heard(here.wait(after(days=1)), "ana") == ["nudge.as_asked", "nudge.third"]


def test_what_has_settled_itself_is_not_reminded_of() -> None:
    here = with_tray("booking")
    here.press("ana", "nudge.tonight", items="booking=pair")
    agree_on(here, after(days=3))
    assert [send for send in here.wait(after(hours=9)) if send.kind == "reminder"] == []


# -- silence ------------------------------------------------------------------------------------------------------


def test_three_unanswered_end_in_a_way_back_and_then_in_silence() -> None:
    here = with_tray("pulse", unanswered=SILENT - 1)
    change(here, mine(here), items=(*waiting("pulse"), *waiting("third")), unanswered=SILENT - 1)
    last = here.fall_due("tray", "tray:ana")
    assert keys(last)[-1] == "nudge.last"
    assert not [one for one in buttons(last) if one.action == "nudge.later"]
    change(here, pair(here), nudged={})
    said = here.wait(after(days=50))
    assert nudges(said) == []
    assert nudges(said, "ben")
    back = here.push("ana", button(last, "nudge.here"))
    assert keys(back) == ["nudge.good_to_hear", "session.none_yet"]
    assert mine(here).unanswered == 0
    assert nudges(here.wait(after(days=110)))


def test_looking_in_is_no_answer() -> None:
    here = with_tray(unanswered=2)
    here.run(Arrived(id="a", at=NOON, sender=from_user("ana")))
    assert mine(here).unanswered == 2
    here.say("ana", "hello")
    assert mine(here).unanswered == 0
