"""Arranging to meet: slots back and forth, booked, moved, called off, held; by somebody's delegate, too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from bot.conversation.messages import Facts, Phrase, Rows, Say
from bot.outcome import Outcome
from bot.program.model import Attendance, Cohort, Goal, Person, Session
from bot.text.catalog import words_for
from tests.factories import NOON, after, agreement, attendance, cohort, pairing, person, session
from tests.unit.pairs import (
    BOTH,
    THURSDAY,
    agree_on,
    answer,
    call_off,
    change,
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

BOOKED = ("move", "call_off", "agenda", "happened", "choose", "none")


def offered(here: World) -> Session:
    """Ben, who writes first, has three slots to choose from."""
    here.press("ana", "together.find", pairing="pair")
    return the_session(here)


def side(here: World, who: str) -> Attendance:
    return next(one for one in life(here).attendances if one.person == who)


def arranged() -> World:
    """Dora arranges for Ben."""
    return paired(person("ben", delegate="dora"))


# -- choosing -----------------------------------------------------------------------------------------------------


def test_whoever_writes_first_chooses_first_and_the_other_hears_so() -> None:
    here = paired()
    outcome = here.press("ana", "together.find", pairing="pair")
    assert keys(outcome, "ana") == ["session.asks_first"]
    assert keys(outcome, "ben") == ["slots.when.ask", "sees.partner"]
    assert [send.kind for send in to(outcome, "ben")] == ["partner"]
    found = the_session(here)
    assert (found.id, found.state, found.turn, len(found.slots)) == ("pair/1", "offered", "ben", 3)


def test_picking_what_the_other_picked_books_it_for_both() -> None:
    here = paired()
    slots = offered(here).slots
    picked = choose(here, "ben", "slots", slots[1].isoformat())
    assert "session.asking" in keys(picked, "ben")
    assert "slots.when.suggest" in keys(picked, "ana")
    booked = choose(here, "ana", "slots", slots[1].isoformat())
    assert {"session.settled"} <= set(keys(booked, "ana")) & set(keys(booked, "ben"))
    found = the_session(here)
    assert (found.state, found.starts_at, found.turn, found.slots) == ("booked", slots[1], "", ())
    assert pair(here).booked_at == slots[1]
    assert all(side(here, who).ask_at == slots[1] + timedelta(hours=2, minutes=25) for who in BOTH)


def test_who_is_in_teams_can_make_it_a_meeting_there_for_both() -> None:
    here = paired(person("ben", teams_id="t-ben", slack_id=""))
    slots = offered(here).slots
    choose(here, "ben", "slots", slots[1].isoformat())
    booked = choose(here, "ana", "slots", slots[1].isoformat())
    links = {
        send.person: {
            one.label.key: one.link
            for one in buttons(Outcome(sends=(send,)))
            if isinstance(one.label, Phrase) and one.link
        }
        for send in booked.sends
    }
    assert list(links["ben"]) == ["session.calendar.teams", "session.calendar.outlook"]
    assert list(links["ana"]) == ["session.calendar.google", "session.calendar.outlook"]
    asked = parse_qs(urlsplit(links["ben"]["session.calendar.teams"]).query)
    assert asked["attendees"] == ["ana@example.com,ben@example.com"]
    assert datetime.fromisoformat(asked["startTime"][0]) == slots[1]
    assert "session.calendar.one" in keys(booked, "ben")


def test_another_time_goes_back_and_forth_until_both_say_yes() -> None:
    here = paired()
    slots = offered(here).slots
    for who, slot, turn in (("ben", 0, "ana"), ("ana", 1, "ben"), ("ben", 2, "ana")):
        choose(here, who, "slots", slots[slot].isoformat())
        assert (the_session(here).starts_at, the_session(here).turn) == (slots[slot], turn)
    choose(here, "ana", "slots", slots[2].isoformat())
    assert (the_session(here).state, the_session(here).changes) == ("booked", 0)


def test_none_of_these_offers_three_later_ones_to_the_same_person() -> None:
    here = paired()
    before = offered(here).slots
    here.press("ben", "session.none", session="pair/1")
    now = the_session(here)
    assert (now.turn, min(now.slots) > max(before)) == ("ben", True)
    assert len([talk for talk in life(here).pair_talks if talk.flow == "slots"]) == 1


def test_a_slot_that_was_withdrawn_meanwhile_is_asked_about_as_a_new_wish() -> None:
    here = paired()
    slots = offered(here).slots
    choose(here, "ben", "slots", slots[0].isoformat())
    stale = open_talk(here, "ana", "slots")
    assert stale is not None
    here.press("ben", "together.agreed", pairing="pair")
    here.press("ana", "session.none", session="pair/1")
    outcome = here.press("ana", "talk.answer", talk=stale.id, question="when", value=slots[0].isoformat())
    assert keys(outcome) == ["talk.overtaken", "session.your_turn"]
    assert button(outcome, "session.choose", session="pair/1")
    assert (the_session(here).state, the_session(here).starts_at) == ("offered", slots[0])


def test_slots_that_have_all_passed_are_offered_anew() -> None:
    here = paired()
    old = offered(here)
    here.now = after(days=40)
    outcome = here.press("ana", "together.find", pairing="pair")
    fresh = the_session(here)
    assert (fresh.id, fresh.turn, min(fresh.slots) > max(old.slots)) == ("pair/1", "ana", True)
    assert "slots.when.ask" in keys(outcome, "ana")


def test_a_slot_passed_while_they_looked_at_it_is_not_booked() -> None:
    here = paired()
    slots = offered(here).slots
    choose(here, "ben", "slots", slots[0].isoformat())
    here.now = slots[0] + timedelta(minutes=5)
    choose(here, "ana", "slots", slots[0].isoformat())
    assert the_session(here).state == "offered"
    assert pair(here).booked_at is None


def test_hours_that_never_meet_ask_for_words() -> None:
    here = paired(person("ben", timezone="Pacific/Auckland"))
    outcome = here.press("ana", "together.find", pairing="pair")
    assert "session.no_slots" in keys(outcome, "ben")
    here.now = after(hours=8)  # nine in the morning there: now they have read it
    here.say("ben", "Friday at 9 in the evening")
    assert the_session(here).turn == "ana"


# -- while the program closes -------------------------------------------------------------------------------------


def closing(**days: int) -> World:
    """The program ends in so many days."""
    return paired(cohort(state="closing", closes_at=after(**days), opened_by=ADMIN))


def test_no_time_after_the_end_is_offered_even_if_the_rhythm_would_have_it() -> None:
    here = closing(days=9)
    change(here, pair(here), met_at=NOON, held=1)
    slots = offered(here).slots
    assert len(slots) == 3
    assert max(slots) + timedelta(minutes=25) <= after(days=9)


def test_slots_that_the_end_has_overtaken_are_offered_anew() -> None:
    here = closing(days=9)
    old = offered(here)
    change(here, old, slots=(after(days=10), after(days=11)))
    here.press("ben", "together.find", pairing="pair")
    assert max(the_session(here).slots) < after(days=9)


def test_without_a_day_left_it_says_until_when() -> None:
    here = closing(hours=20)
    outcome = here.press("ana", "together.find", pairing="pair")
    assert "session.no_slots_left" in keys(outcome, "ben")


def test_a_time_after_the_end_is_not_put_down() -> None:
    here = closing(days=9)
    offered(here)
    outcome = choose(here, "ben", "slots", after(days=10).isoformat())
    assert "session.after_end" in keys(outcome, "ben")
    assert the_session(here).starts_at is None
    here.press("ana", "together.agreed", pairing="pair")
    assert "session.after_end" in keys(here.say("ana", "16 March at 15:00"), "ana")
    here.say("ana", "5 March at 15:00")
    change(here, here.get(Cohort, "spring"), version=1, closes_at=after(hours=1))
    assert "session.after_end" in keys(here.say("ana", "yes"), "ana")
    assert pair(here).booked_at is None


def test_choosing_what_is_booked_already_leaves_it_booked() -> None:
    here = paired()
    at = agree_on(here, THURSDAY).starts_at
    here.press("ana", "session.move", session="pair/1")
    here.say("ana", "Thursday at 15:00")
    assert (the_session(here).state, the_session(here).starts_at) == ("booked", at)


@pytest.mark.parametrize("name", ["choose", "none"])
def test_a_slot_button_is_answered_when_it_is_not_ones_turn(name: str) -> None:
    here = paired()
    offered(here)
    outcome = here.press("ana", f"session.{name}", session="pair/1")
    assert keys(outcome) == ["session.their_turn"]
    assert not to(outcome, "ben")
    agree_on(here, THURSDAY)
    assert keys(here.press("ben", f"session.{name}", session="pair/1"), "ben")[0] == "session.when"


def test_saying_a_day_again_asks_about_that_day() -> None:
    here = paired()
    here.command("ana", "session", "Thursday at 3")
    outcome = here.command("ana", "session", "Friday at 10")
    assert keys(outcome) == ["arrange.shown", "talk.step", "arrange.sure.ask"]
    answer(here, "ana", "arrange", sure="yes")
    assert the_session(here).starts_at == after(days=3, hours=21)


# -- booked -------------------------------------------------------------------------------------------------------


def test_a_move_holds_the_old_time_until_the_other_says_yes() -> None:
    here = paired()
    old = agree_on(here, THURSDAY).starts_at
    outcome = here.press("ana", "session.move", session="pair/1")
    assert "session.moving" in keys(outcome, "ana")
    assert (the_session(here).state, the_session(here).starts_at) == ("booked", old)
    new = the_session(here).slots[0]
    asked = choose(here, "ana", "slots", new.isoformat())
    assert "session.not_after_all" in keys(asked, "ben")
    assert [one.ask_at for one in life(here).attendances] == [None, None]
    choose(here, "ben", "slots", new.isoformat())
    assert (the_session(here).starts_at, the_session(here).changes) == (new, 1)


def test_calling_off_is_asked_once_more_and_told_at_once() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    asked = here.press("ana", "session.call_off", session="pair/1")
    assert not to(asked, "ben")
    outcome = here.say("ana", "yes please")
    assert (keys(outcome, "ben"), to(outcome, "ben")[0].kind) == (["session.called_off_by"], "change")
    assert (the_session(here).state, pair(here).canceled_at) == ("canceled", NOON)
    again = here.press("ben", "session.call_off", session="pair/1")
    assert keys(again)[0] == "session.over.canceled"
    assert again.saves == ()


@pytest.mark.parametrize("word", ["no", "rather not", "no, leave it"])
def test_whoever_does_not_call_it_off_after_all_sees_it_standing(word: str) -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.press("ana", "session.call_off", session="pair/1")
    outcome = here.say("ana", word)
    assert (to(outcome, "ben"), "session.when" in keys(outcome)) == ([], True), keys(outcome)
    assert (the_session(here).state, open_talk(here, "ana", "call_off")) == ("booked", None)


@pytest.mark.parametrize(
    "then",
    [
        lambda here: here.press("ana", "session.move", session="pair/1"),
        lambda here: agree_on(here, after(days=5), who="ben"),
        lambda here: call_off(here, "ben"),
        lambda here: here.press("ben", "session.happened", session="pair/1"),
    ],
    ids=["moved", "agreed anew", "called off by the other", "held"],
)
def test_what_is_settled_otherwise_is_not_asked_about_any_more(then: Callable[[World], object]) -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.press("ana", "session.call_off", session="pair/1")
    then(here)
    assert open_talk(here, "ana", "call_off") is None


def test_when_its_time_is_over_they_are_asked_how_it_was_and_no_more_whether_to_call_it_off() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.press("ana", "session.call_off", session="pair/1")
    here.wait(after(days=4))
    assert open_talk(here, "ana", "call_off") is None
    here.say("ana", "yes")
    assert the_session(here).state == "booked"


def test_on_a_break_nothing_is_called_off() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.press("ana", "session.call_off", session="pair/1")
    change(here, pair(here), state="paused")
    outcome = here.say("ana", "yes")
    assert (to(outcome, "ben"), the_session(here).state) == ([], "booked")


@pytest.mark.parametrize("name", BOOKED)
@pytest.mark.parametrize("who", ["cem", ADMIN, "eve"])
def test_strangers_change_nothing(name: str, who: str) -> None:
    here = paired()
    agree_on(here, THURSDAY)
    outcome = here.press(who, f"session.{name}", session="pair/1")
    assert (keys(outcome), outcome.saves) == (["swap.not_yours"], ())


@pytest.mark.parametrize("name", BOOKED)
def test_after_the_end_of_a_pairing_its_buttons_say_so(name: str) -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.press("ben", "leave.confirm")
    outcome = here.press("ana", f"session.{name}", session="pair/1")
    assert (keys(outcome), outcome.saves) == (["swap.over"], ())


@pytest.mark.parametrize("name", BOOKED)
def test_a_session_of_another_pair_cannot_be_reached_through_ones_own(name: str) -> None:
    other = pairing("second", mentor="cem", mentee="eve", state="introduced", introduced_at=NOON)
    here = paired(other, session(pairing="second"))
    outcome = here.press("ana", f"session.{name}", session="session-1", pairing="pair")
    assert (keys(outcome), outcome.saves) == (["button_gone"], ())


def test_with_two_partners_each_has_sessions_of_their_own() -> None:
    other = pairing("second", mentor="cem", mentee="ana", state="introduced", introduced_at=NOON)
    here = paired(other, person("ana", role="both", capacity=2))
    agree_on(here, THURSDAY)
    here.press("ana", "together.find", pairing="second")
    shown = keys(here.command("ana", "session"))
    assert shown[0] == "session.when"
    assert shown[-1] == "session.your_turn"
    call_off(here, "ben")
    assert open_talk(here, "ana", "slots") is not None  # of the other pairing


# -- the agenda, and how it was -----------------------------------------------------------------------------------


def test_the_agenda_comes_the_working_day_before_and_the_question_two_hours_after() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    said = here.wait(after(days=2))
    assert sorted(send.person for send in said if send.kind == "agenda") == ["ana", "ben"]
    assert {send.expires for send in said if send.kind == "agenda"} == {THURSDAY}
    assert [send for send in here.wait(THURSDAY + timedelta(hours=2)) if send.kind == "feedback"] == []
    asked = here.wait(THURSDAY + timedelta(days=1))  # after half past five in Berlin: in the morning
    assert sorted(send.person for send in asked if send.kind == "feedback") == ["ana", "ben"]


def test_somebody_away_has_no_agenda_and_is_asked_when_they_are_back() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    change(here, life(here).people["ben"], paused_until=date(2026, 3, 10))
    said = here.wait(after(days=7))
    assert {send.person for send in said if send.kind in ("agenda", "feedback")} == {"ana"}
    later = here.wait(after(days=9))
    assert [send.person for send in later if send.kind == "feedback"] == ["ben"]


def test_somebody_gone_between_agenda_and_meeting() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.wait(after(days=2))
    here.press("ben", "leave.confirm")
    assert (the_session(here).state, pair(here).state) == ("canceled", "ended")
    assert [one.ask_at for one in life(here).attendances] == [None, None]
    assert [send for send in here.wait(after(days=30)) if send.kind != "nudge"] == []


def test_it_already_happened_asks_at_once_and_the_other_in_their_hours() -> None:
    goal = agreement(goals=(Goal(text="Post a video"),))
    here = paired(goal)
    agree_on(here, THURSDAY)
    outcome = here.press("ana", "session.happened", session="pair/1")
    assert keys(outcome)[-2:] == ["feedback.learned.ask", "sees.both"]
    assert the_session(here).starts_at == NOON
    held(here, progress="3")
    assert life(here).agreements["pair"].goals[0].percent == 50
    assert (the_session(here).state, pair(here).held) == ("held", 1)
    assert [send.person for send in here.wait(after(days=1)) if send.kind == "feedback"] == ["ben"]


def test_booking_the_next_leaves_open_what_the_other_is_asked_about_the_last() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.wait(after(days=4))
    held(here)
    agree_on(here, after(days=11))
    assert open_talk(here, "ben", "feedback") is not None
    call_off(here, "ana", "pair/2")
    held(here, "ben", learned="cutting a video")
    assert [one.learned for one in life(here).attendances if one.session == "pair/1"].count(
        "cutting a video"
    ) == 1


def past_and_next(*not_yet: str) -> World:
    """They were to meet on Thursday, both are asked about it, and then Ana says that they meet again."""
    here = paired()
    agree_on(here, THURSDAY)
    here.wait(THURSDAY + timedelta(days=1))
    for who in not_yet:
        choose(here, who, "feedback", "not_yet")
    agree_on(here, after(days=11))
    return here


def test_agreeing_on_a_time_leaves_open_the_one_that_has_begun() -> None:
    here = past_and_next()
    assert [(one.id, one.state, one.starts_at) for one in life(here).sessions] == [
        ("pair/1", "booked", THURSDAY),
        ("pair/2", "booked", after(days=11)),
    ]
    assert pair(here).booked_at == after(days=11)
    for who in BOTH:
        assert open_talk(here, who, "feedback") is not None  # both are still asked
        held(here, who, learned=f"what {who} learned")
    assert [one.state for one in life(here).sessions] == ["held", "booked"]
    assert (pair(here).held, pair(here).met_at) == (1, THURSDAY)
    told = {one.person: one.learned for one in life(here).attendances if one.session == "pair/1"}
    assert told == {"ana": "what ana learned", "ben": "what ben learned"}
    said = here.wait(after(days=12))
    assert sorted(send.person for send in said if send.kind == "feedback") == ["ana", "ben"]


@pytest.mark.parametrize("not_yet", [("ana",), ("ben",), BOTH])
def test_agreeing_on_a_time_moves_the_one_that_was_not_yet(not_yet: tuple[str, ...]) -> None:
    here = past_and_next(*not_yet)
    assert [(one.id, one.state, one.starts_at) for one in life(here).sessions] == [
        ("pair/1", "booked", after(days=11))
    ]
    assert [open_talk(here, who, "feedback") for who in BOTH] == [None, None]
    said = here.wait(after(days=10))
    assert [send for send in said if send.kind == "feedback"] == []  # of Thursday nobody is asked any more


# -- the delegate -------------------------------------------------------------------------------------------------


def test_a_delegate_is_asked_instead_and_chooses_for_them() -> None:
    here = arranged()
    outcome = here.press("ana", "together.find", pairing="pair")
    assert "session.for_principal" in keys(outcome, "dora")
    assert not to(outcome, "ben")
    slots = the_session(here).slots
    choose(here, "dora", "slots", slots[0].isoformat())
    assert the_session(here).turn == "ana"
    booked = choose(here, "ana", "slots", slots[0].isoformat())
    assert [send.person for send in booked.sends if send.kind == "partner"] == ["ben", "dora"]
    assert keys(booked, "dora") == ["session.settled", "session.when_theirs"]
    moved = here.press("dora", "session.move", session="pair/1")
    assert "session.for_principal" in keys(moved, "dora")


@pytest.mark.parametrize("press", ["together.find", "session.choose", "session.none", "session.move"])
def test_whoever_does_it_themselves_is_asked_themselves(press: str) -> None:
    """Ben has a delegate, and has just pressed it."""
    here = arranged()
    if press in ("session.choose", "session.none"):
        here.press("ana", "together.find", pairing="pair")
    if press == "session.move":
        agree_on(here, THURSDAY)
    outcome = here.press(
        "ben", press, pairing="pair", **({"session": "pair/1"} if "session" in press else {})
    )
    assert "slots.when.ask" in keys(outcome, "ben")
    assert {send.kind for send in to(outcome, "dora")} <= {
        "answered"
    }  # what she was asked needs no answer any more
    assert (open_talk(here, "ben", "slots") is not None, open_talk(here, "dora", "slots")) == (True, None)
    chosen = choose(here, "ben", "slots", the_session(here).slots[1].isoformat())
    assert "slots.when.suggest" in keys(chosen, "ana")


def test_what_the_other_does_comes_to_the_delegate_again() -> None:
    here = arranged()
    here.press("ben", "together.find", pairing="pair")
    slots = the_session(here).slots
    choose(here, "ben", "slots", slots[0].isoformat())
    outcome = choose(here, "ana", "slots", slots[1].isoformat())
    assert {"session.for_principal", "slots.when.suggest"} <= set(keys(outcome, "dora"))
    assert not to(outcome, "ben")


@pytest.mark.parametrize("who", ["ana", "ben", "dora"])
def test_a_booking_is_told_to_both_and_to_whoever_arranges_for_either(who: str) -> None:
    here = paired(person("ana", delegate="cem"), person("ben", delegate="dora"))
    here.press(who, "together.agreed", pairing="pair")
    booked = answer(here, who, "arrange", when=THURSDAY.isoformat(), sure="yes")
    told = {name: keys(booked, name) for name in ("ana", "ben", "cem", "dora")}
    assert all("session.settled" in said for said in told.values()), told
    assert [one for one in told if "session.when_theirs" in told[one]] == ["cem", "dora"]
    assert len([send for send in booked.sends if send.person != who]) == 3


@pytest.mark.parametrize(
    "action",
    ["together.agreement", "together.ledger", "together.card", "together.pause", "together.rematch",
     "agreement.confirm", "agreement.change", "break.go_on", "break.longer", "break.part", "checkin.begin",
     "checkin.pulse", "session.agenda", "session.happened", "feedback.share"],
)  # fmt: skip
def test_a_delegate_reads_and_does_nothing_but_times(action: str) -> None:
    here = arranged()
    agree_on(here, THURSDAY)
    outcome = here.press("dora", action, session="pair/1", rating="1", kind="third")
    assert (keys(outcome), outcome.saves) == (["swap.not_yours"], ())


def test_a_delegate_sees_when_and_not_what_about() -> None:
    here = arranged()
    agree_on(here, THURSDAY)
    here.press("ana", "session.agenda", session="pair/1")
    answer(here, "ana", "agenda", first="walrus")
    shown = here.command("dora", "session")
    assert keys(shown) == ["session.when_theirs"]
    assert "walrus" not in str(shown.sends)
    assert {one.action for one in buttons(shown)} == {"session.move", "session.call_off"}
    blocks = {type(block) for send in shown.sends for block in send.message.blocks}
    assert not blocks & {Rows, Facts}
    assert Say in blocks


def test_a_partner_is_nobodys_delegate_in_their_own_pairing() -> None:
    here = paired(person("ben", delegate="ana"))
    outcome = here.press("ana", "together.find", pairing="pair")
    assert "slots.when.ask" in keys(outcome, "ben")
    choose(here, "ben", "slots", the_session(here).slots[0].isoformat())
    assert the_session(here).turn == "ana"


def test_one_delegate_of_both_chooses_for_each_in_turn() -> None:
    here = paired(person("ana", delegate="dora"), person("ben", delegate="dora"))
    here.press("dora", "together.find", pairing="pair")
    slot = the_session(here).slots[0].isoformat()
    choose(here, "dora", "slots", slot)
    assert the_session(here).turn == "ana"
    choose(here, "dora", "slots", slot)
    assert the_session(here).state == "booked"


@pytest.mark.parametrize("changes", [{"gone": True}, {"reachable": False}])
def test_a_delegate_nobody_can_ask_leaves_it_with_them(changes: dict[str, object]) -> None:
    here = arranged()
    change(here, life(here).people["dora"], **changes)
    assert "slots.when.ask" in keys(here.press("ana", "together.find", pairing="pair"), "ben")


def test_a_delegate_no_more_arranges_nothing() -> None:
    here = arranged()
    here.press("ana", "together.find", pairing="pair")
    slot = the_session(here).slots[0].isoformat()
    change(here, life(here).people["ben"], delegate="")
    assert keys(choose(here, "dora", "slots", slot))[-1] == "session.pairing_over"
    assert (the_session(here).turn, the_session(here).starts_at) == ("ben", None)
    assert keys(here.press("dora", "session.move", session="pair/1")) == ["swap.not_yours"]


def test_a_delegate_is_chosen_by_name_told_and_taken_away_again() -> None:
    here = paired()
    here.press("ben", "me.delegate")
    chosen = here.say("ben", "Dora")
    assert (keys(chosen, "ben")[-1], keys(chosen, "dora")) == ("delegate.chosen", ["delegate.you"])
    here.press("ben", "me.delegate")
    talk = open_talk(here, "ben", "delegate")
    assert talk is not None
    here.submit("ben", "talk.answer", {"talk": talk.id, "question": "who"}, chosen=("nobody",))
    assert here.get(Person, "ben").delegate == ""


# -- two devices, and a name that is a trap -----------------------------------------------------------------------


def test_the_same_answer_from_two_devices_counts_once() -> None:
    here = paired()
    slots = offered(here).slots
    talk = open_talk(here, "ben", "slots")
    assert talk is not None
    pressed = {"talk": talk.id, "question": "when", "value": slots[0].isoformat()}
    here.press("ben", "talk.answer", **pressed)
    again = here.press("ben", "talk.answer", **pressed)
    assert (keys(again), again.saves) == (["talk.overtaken", "session.their_turn"], ())
    assert the_session(here).starts_at == slots[0]


def test_a_name_is_a_value_wherever_it_stands() -> None:
    here = paired(person("ben", name="<!channel> *Ben*"))
    said: list[Outcome] = [here.press("ana", "together.find", pairing="pair")]
    slots = the_session(here).slots
    said += [choose(here, "ben", "slots", slots[0].isoformat()), here.command("ana", "session")]
    assert not [
        block.text
        for outcome in said
        for send in outcome.sends
        for block in send.message.blocks
        if isinstance(block, Say) and isinstance(block.text, str)
    ]
    assert "<!channel>" in str(said)


def test_heard_in_order_of_the_days() -> None:
    """From the introduction to the first question, with nobody doing anything but agreeing on a time."""
    here = paired()
    agree_on(here, THURSDAY)
    told = heard(here.wait(after(days=4)), "ana")
    assert told[0] == "session.when"
    assert told[-2:] == ["feedback.met.ask", "sees.partner"]


def test_an_attendance_left_due_after_the_end_says_nothing() -> None:
    here = paired(
        session(id="pair/1", state="held", starts_at=NOON - timedelta(hours=3)),
        attendance("ana", session="pair/1", ask_at=after(hours=1)),
    )
    here.press("ben", "leave.confirm")
    assert here.fall_due("ask", "attendance-ana", after(hours=1)).sends == ()
    assert msgspec.structs.asdict(side(here, "ana"))["ask_at"] is None


def test_who_arranges_stands_on_their_page_in_words_the_catalog_has() -> None:
    outcome = arranged().command("ben", "me")
    (page,) = to(outcome, "ben")
    words = words_for("en", "UTC")
    labels = [
        (words.text(fact.label), words.value(fact.value))
        for block in page.message.blocks
        if isinstance(block, Facts)
        for fact in block.items
    ]
    assert ("Who arranges my sessions", "Dora") in labels


def test_what_is_said_of_the_last_one_leaves_the_next_booked() -> None:
    here = past_and_next()
    choose(here, "ana", "feedback", "yes")
    for words in ("skip", "skip", "skip", "4", "5", "skip"):
        here.say("ana", words)
    assert (pair(here).held, pair(here).booked_at) == (1, after(days=11))


def test_both_never_met_and_have_the_next_booked_all_the_same() -> None:
    here = past_and_next()
    for days in (4, 0):
        for who in ("ana", "ben"):
            choose(here, who, "feedback", "not_yet")
        here.wait(here.now + timedelta(days=days))
    assert (pair(here).booked_at, pair(here).canceled_at) == (after(days=11), None)


def test_asked_a_second_time_and_agreed_anew_it_is_moved() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.wait(THURSDAY + timedelta(days=1))
    choose(here, "ana", "feedback", "not_yet")
    here.wait(THURSDAY + timedelta(days=5))
    assert agree_on(here, after(days=12)).id == "pair/1"
