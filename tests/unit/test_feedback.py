"""How it was: what both read, what nobody reads; not yet twice, both say never, one way only, help offered alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.outcome import Outcome, Send
from bot.program.model import Attendance, Feedback
from tests.factories import attendance, person, session
from tests.unit.pairs import (
    THURSDAY,
    agree_on,
    answer,
    call_off,
    choose,
    heard,
    held,
    life,
    open_talk,
    pair,
    paired,
    the_session,
)
from tests.unit.world import ADMIN, World, button, buttons, keys, to

FRIDAY = THURSDAY + timedelta(days=1)


def asked(**changes: object) -> World:
    """They were to meet on Thursday, and both are asked on Friday morning."""
    here = paired(**changes)
    agree_on(here, THURSDAY)
    here.wait(FRIDAY)
    return here


def side(here: World, who: str) -> Attendance:
    return next(one for one in life(here).attendances if one.person == who)


def given(here: World, who: str) -> Feedback:
    return next(one for one in life(here).feedback if one.person == who)


def not_yet(here: World, who: str) -> Outcome:
    return choose(here, who, "feedback", "not_yet")


def questions(sends: list[Send]) -> list[str]:
    return sorted(send.person for send in sends if send.kind == "feedback")


# -- did they meet ------------------------------------------------------------------------------------------------


def test_not_yet_is_asked_again_in_two_days_once() -> None:
    here = asked()
    assert "feedback.again_later" in keys(not_yet(here, "ana"))
    assert questions(here.wait(FRIDAY + timedelta(days=1, hours=23))) == []
    assert questions(here.wait(FRIDAY + timedelta(days=4))) == ["ana"]  # 48 hours later is a Sunday
    assert "feedback.never" in keys(not_yet(here, "ana"))
    assert questions(here.wait(FRIDAY + timedelta(days=30))) == []


def test_both_say_never_and_it_never_was() -> None:
    here = asked()
    for _ in range(2):
        for who in ("ana", "ben"):
            not_yet(here, who)
        assert the_session(here).state == ("booked" if open_asks(here) else "missed")
        here.wait(here.now + timedelta(days=5))
    assert (pair(here).held, pair(here).booked_at, pair(here).canceled_at is None) == (0, None, False)


def open_asks(here: World) -> bool:
    return any(one.ask_at for one in life(here).attendances)


def test_the_other_says_held_and_so_it_is() -> None:
    here = asked()
    held(here)
    assert (the_session(here).state, pair(here).held, pair(here).met_at) == ("held", 1, THURSDAY)
    outcome = not_yet(here, "ben")
    assert keys(outcome)[-1] == "feedback.other_says"
    assert the_session(here).state == "held"
    assert not to(outcome, "ana")


def test_held_counts_once_whoever_says_it() -> None:
    here = asked()
    held(here, learned="how budgets are made")
    held(here, "ben", taught="how budgets are fixed", learned="cutting a video")
    assert pair(here).held == 1
    rows = keys(here.press("ana", "together.ledger", pairing="pair"))
    assert rows == ["ledger.title", "sees.both"]
    assert {one.learned for one in life(here).attendances} == {"how budgets are made", "cutting a video"}


def test_a_session_moved_while_they_are_asked_makes_the_question_pointless() -> None:
    here = asked()
    stale = open_talk(here, "ben", "feedback")
    assert stale is not None
    here.press("ana", "session.move", session="pair/1")
    choose(here, "ana", "slots", the_session(here).slots[0].isoformat())
    outcome = here.press("ben", "talk.answer", talk=stale.id, question="met", value="yes")
    assert (keys(outcome), outcome.saves) == (["talk.overtaken", "session.your_turn"], ())
    assert pair(here).held == 0


# -- nobody's eyes ------------------------------------------------------------------------------------------------


def test_ratings_and_wish_are_kept_and_told_to_nobody() -> None:
    here = asked()
    outcome = held(here, useful="5", free="3", wish="walrus")
    found = given(here, "ana")
    assert (found.useful, found.free, found.wish, found.shared_at) == (5, 3, "walrus", None)
    assert {send.person for send in outcome.sends} == {"ana"}
    assert all("walrus" not in str(send) for send in here.wait(FRIDAY + timedelta(days=20)))
    assert not [talk for talk in life(here).pair_talks if "walrus" in str(talk)]


def test_a_wish_is_shared_word_for_word_and_once() -> None:
    here = asked()
    outcome = held(here, wish="walrus")
    shared = here.push("ana", button(outcome, "feedback.share"))
    assert keys(shared, "ben") == ["feedback.from_partner", "feedback.quoted"]
    assert "walrus" in str(to(shared, "ben"))
    again = here.push("ana", button(outcome, "feedback.share"))
    assert (keys(again), to(again, "ben")) == (["feedback.shared_already"], [])


def test_a_wish_is_not_sent_into_a_break() -> None:
    here = asked()
    outcome = held(here, wish="walrus")
    here.press("ben", "together.pause", pairing="pair")
    here.say("ben", "until 20 April")
    tried = here.push("ana", button(outcome, "feedback.share"))
    assert (keys(tried), to(tried, "ben")) == (["session.paused"], [])
    assert given(here, "ana").shared_at is None


@pytest.mark.parametrize("who", ["ben", "cem", ADMIN])
def test_nobody_else_can_share_it(who: str) -> None:
    here = asked()
    outcome = here_shared(here, who)
    assert "walrus" not in str(outcome)
    assert outcome.saves == ()


def here_shared(here: World, who: str) -> Outcome:
    return here.push(who, button(held(here, wish="walrus"), "feedback.share"))


@pytest.mark.parametrize(("free", "offered"), [("1", True), ("2", True), ("3", False), ("5", False)])
def test_help_is_offered_to_that_person_alone(free: str, offered: bool) -> None:
    here = asked()
    outcome = held(here, free=free)
    assert ("feedback.low" in keys(outcome, "ana")) is offered
    assert {send.person for send in outcome.sends} == {"ana"}
    assert bool([one for one in buttons(outcome) if one.action == "together.rematch"]) is offered


# -- one way ------------------------------------------------------------------------------------------------------


def session_held(here: World, **told: str) -> None:
    """One more, of which both say the same."""
    agree_on(here, here.now + timedelta(days=1))
    here.wait(here.now + timedelta(days=5))
    held(here, **told)
    held(here, "ben")


def test_two_sessions_one_way_lead_to_a_word_to_each() -> None:
    here = paired(nudged={"third": THURSDAY, "two_thirds": THURSDAY, "pulse": THURSDAY})
    session_held(here, taught="cropping")
    assert pair(here).one_way == 1
    session_held(here, taught="cutting")
    assert pair(here).one_way == 2
    said = here.wait(here.now + timedelta(days=2))
    assert "nudge.one_way_gave" in heard(said, "ana")
    assert "nudge.one_way_took" in heard(said, "ben")


@pytest.mark.parametrize("planned", [4, 3])
def test_both_read_a_warm_line_after_the_first_the_third_and_the_last_planned(planned: int) -> None:
    here = paired(planned=planned)
    read: list[tuple[list[str], list[str]]] = []
    for _ in range(planned + 1):
        agree_on(here, here.now + timedelta(days=1))
        here.wait(here.now + timedelta(days=5))
        said = (keys(held(here)), keys(held(here, "ben")))
        mine, theirs = ([key for key in one if key.startswith("feedback.milestone")] for one in said)
        read.append((mine, theirs))
    third = "last" if planned == 3 else "third"
    expected = ["first", "", third, "last", ""][: planned + 1] if planned == 4 else ["first", "", third, ""]
    lines = [[f"feedback.milestone.{name}"] if name else [] for name in expected]
    assert read == [(line, line) for line in lines]


@pytest.mark.parametrize(
    "second", [{"taught": "cutting", "learned": "budgets"}, {"learned": "budgets"}, {}], ids=str
)
def test_a_streak_ends_with_the_other_direction(second: dict[str, str]) -> None:
    here = paired(nudged={"third": THURSDAY, "two_thirds": THURSDAY, "pulse": THURSDAY})
    session_held(here, taught="cropping")
    session_held(here, **second)
    assert pair(here).one_way < 2
    assert "nudge.one_way_gave" not in heard(here.wait(here.now + timedelta(days=2)), "ana")


def test_after_two_the_agenda_is_turned_round() -> None:
    here = paired()
    for taught in ("cropping", "cutting"):
        session_held(here, taught=taught)
    agree_on(here, here.now + timedelta(days=1))
    shown = here.command("ana", "session")
    assert str(shown).index("agenda.shares") < str(shown).index("agenda.shows")


# -- whoever is not there -----------------------------------------------------------------------------------------


def test_a_question_about_a_session_that_was_called_off_is_over() -> None:
    here = asked()
    call_off(here)
    assert open_talk(here, "ben", "feedback") is None
    assert pair(here).held == 0


def test_a_partner_who_left_leaves_nothing_to_answer() -> None:
    here = asked()
    here.press("ben", "leave.confirm")
    assert open_talk(here, "ana", "feedback") is None
    assert questions(here.wait(FRIDAY + timedelta(days=20))) == []


def test_hours_changed_meanwhile_move_the_question() -> None:
    here = paired(
        person("ana", timezone="America/New_York"),
        session(id="pair/1", starts_at=THURSDAY),
        attendance("ana", id="pair/1/ana", session="pair/1", ask_at=FRIDAY - timedelta(hours=6)),
    )
    assert here.fall_due("ask", "pair/1/ana", FRIDAY - timedelta(hours=6)).sends == ()  # three in the morning
    assert side(here, "ana").ask_at == FRIDAY.replace(hour=14)
    answer(here, "ana", "feedback")
    assert questions(here.wait(FRIDAY + timedelta(hours=3))) == ["ana"]
