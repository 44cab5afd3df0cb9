"""What comes of it when one of two partners says that they have met?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.program.model import Session
from tests.factories import NOON, after, pairing, person
from tests.unit.pairs import (
    THURSDAY,
    agree_on,
    choose,
    held,
    life,
    open_talk,
    pair,
    paired,
    the_session,
)
from tests.unit.world import ADMIN, World, keys

YESTERDAY = after(days=-1, hours=2)  # 15:00 in Berlin


def told(here: World, who: str = "ana") -> tuple[str, int]:
    return the_session(here).state, pair(here).held


def test_it_counts_at_once_and_the_other_is_asked_once() -> None:
    here = paired()
    outcome = here.say("ana", "we met yesterday at 3 pm")
    assert keys(outcome)[:1] == ["met.put_down"]
    assert told(here) == ("held", 1)
    assert the_session(here).starts_at == YESTERDAY
    held(here)
    asked = [send.person for send in here.wait(after(days=3)) if send.kind == "feedback"]
    assert asked == ["ben"]
    assert pair(here).held == 1


def test_both_say_so_and_it_counts_once() -> None:
    here = paired()
    here.say("ana", "we met yesterday at 3 pm")
    assert keys(here.say("ben", "we met yesterday"))[:1] == ["met.both"]
    held(here, "ben")
    assert len(life(here).sessions) == 1
    assert pair(here).held == 1
    assert keys(here.say("ben", "we met yesterday"))[:1] == ["met.told_already"]
    assert [send for send in here.wait(after(days=3)) if send.kind == "feedback"] == []


def test_by_a_button_it_is_what_the_other_has_told_of() -> None:
    here = paired()
    here.say("ana", "we met yesterday at 3 pm")
    assert keys(here.press("ben", "together.met", pairing="pair"))[:1] == ["met.both"]
    assert (len(life(here).sessions), pair(here).held) == (1, 1)


def test_tapped_twice_it_counts_once() -> None:
    here = paired()
    here.press("ana", "together.met", pairing="pair")
    assert keys(here.press("ana", "together.met", pairing="pair"))[:1] == ["met.told_already"]
    assert (len(life(here).sessions), pair(here).held) == (1, 1)


def test_who_said_so_may_take_it_back() -> None:
    here = paired()
    here.say("ana", "we met yesterday")
    here.say("ana", "back")
    assert "feedback.taken_back" in keys(choose(here, "ana", "feedback", "not_yet"))
    assert told(here) == ("missed", 0)
    assert pair(here).met_at is None
    assert [send for send in here.wait(after(days=2)) if send.kind == "feedback"] == []


def test_what_the_other_says_stays_when_one_takes_it_back() -> None:
    here = paired()
    here.say("ana", "we met yesterday")
    here.say("ben", "we met yesterday")
    here.say("ana", "back")
    assert "feedback.other_says" in keys(choose(here, "ana", "feedback", "not_yet"))
    assert told(here) == ("held", 1)


def test_the_session_that_is_booked_is_asked_about() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    assert "met.which.ask" in keys(here.say("ana", "we met yesterday"))
    choose(here, "ana", "met", "that")
    assert [(one.state, one.number) for one in life(here).sessions] == [("held", 1)]
    assert pair(here).booked_at is None


def test_one_more_leaves_the_booked_one() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.say("ana", "we met yesterday")
    choose(here, "ana", "met", "another")
    assert [one.state for one in life(here).sessions] == ["booked", "held"]
    assert (pair(here).held, pair(here).booked_at) == (1, THURSDAY)


def test_a_mere_we_met_is_the_session_whose_time_has_come() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.now = THURSDAY + timedelta(hours=1)
    assert keys(here.say("ana", "we met"))[:1] == ["met.put_down"]
    assert the_session(here).starts_at == THURSDAY


def test_asked_whether_they_met_long_ago_nobody_is_asked_that_again() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.wait(THURSDAY + timedelta(days=4))
    assert open_talk(here, "ana", "feedback") is not None
    outcome = here.say("ana", "we met on Thursday, by the way")
    assert "feedback.met.ask" not in keys(outcome)
    held(here)
    assert told(here) == ("held", 1)


def test_a_day_that_is_unclear_is_asked() -> None:
    here = paired()
    assert "met.day.ask" in keys(here.say("ana", "we met"))
    assert life(here).sessions == ()
    here.say("ana", "yesterday")
    assert told(here) == ("held", 1)


def test_asked_when_they_meet_somebody_says_that_they_have() -> None:
    here = paired()
    here.press("ben", "together.find", pairing="pair")
    assert open_talk(here, "ben", "slots") is not None
    here.say("ben", "we met yesterday")
    assert told(here) == ("held", 1)
    assert open_talk(here, "ben", "slots") is None


def test_of_two_partners_the_one_who_is_named() -> None:
    second = pairing("two", mentor="ana", mentee="cem", state="introduced", introduced_at=NOON)
    here = paired(second)
    outcome = here.say("ana", "I met cem yesterday")
    assert keys(outcome)[:1] == ["met.put_down"]
    assert [one.pairing for one in here.all(Session)] == ["two"]


def test_of_two_partners_it_is_asked_which() -> None:
    second = pairing("two", mentor="ana", mentee="cem", state="introduced", introduced_at=NOON)
    here = paired(second)
    assert "met.who.ask" in keys(here.say("ana", "we met yesterday"))
    choose(here, "ana", "met", "two")
    assert [(one.pairing, one.state) for one in here.all(Session)] == [("two", "held")]


def test_without_a_partner_there_is_nothing_to_put_down() -> None:
    here = World(person("ana"))
    assert keys(here.say("ana", "we had our session yesterday")) == ["session.nobody"]


@pytest.mark.parametrize(
    "words", ["we met yesterday and he was rude to me", "we haven't met", "did we meet yesterday?"]
)
def test_other_words_put_nothing_down(words: str) -> None:
    here = paired()
    here.say("ana", words)
    assert here.all(Session) == []


def test_by_command_too() -> None:
    here = paired()
    here.command("ana", "session", "we met yesterday at 3 pm")
    assert told(here) == ("held", 1)
    assert ADMIN not in {send.person for send in here.wait(after(days=2))}
