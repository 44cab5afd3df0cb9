"""Two who rest, one who is away, and parting: who hears what, when it ends, and what is never said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.outcome import Drop, Outcome, Send
from bot.program.model import CheckIn, Pairing, Person, Ruling
from tests.factories import NOON, after, pairing, person
from tests.unit.pairs import (
    THURSDAY,
    agree_on,
    answer,
    change,
    heard,
    held,
    life,
    open_talk,
    pair,
    paired,
    the_session,
)
from tests.unit.world import ADMIN, World, button, keys, to

APRIL = date(2026, 4, 20)


def pause(here: World, until: str = "until 20 April", who: str = "ana") -> Outcome:
    here.press(who, "together.pause", pairing="pair")
    return here.say(who, until)


def about_it(sends: list[Send]) -> list[tuple[str, str]]:
    """(who, key) of what was said about the break."""
    return [
        (one.person, key) for one in sends for key in heard([one], one.person) if key.startswith("break.")
    ]


# -- only pause us ------------------------------------------------------------------------------------------------


def test_a_pause_calls_off_what_is_booked_and_drops_what_waits() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    outcome = pause(here)
    assert (keys(outcome, "ana")[-1], keys(outcome, "ben")) == ("break.us", ["break.other"])
    assert outcome.drops == (Drop(pairing="pair", reason="paused"),)
    assert (the_session(here).state, pair(here).booked_at, pair(here).canceled_at) == ("canceled", None, None)
    assert (pair(here).paused_until, pair(here).paused_by) == (APRIL, "ana")


def test_nothing_is_said_to_either_until_it_ends() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    pause(here)
    assert here.wait(datetime(2026, 4, 16, 22, tzinfo=UTC)) == []


def test_whoever_asked_is_asked_first_and_it_ends_by_itself() -> None:
    here = paired()
    pause(here)
    said = here.wait(datetime(2026, 4, 20, 12, tzinfo=UTC))
    assert about_it(said) == [("ana", "break.ends_soon"), ("ana", "break.over"), ("ben", "break.over")]
    assert {send.kind for send in said if "nudge.third" not in keys(Outcome(sends=(send,)))} == {"partner"}
    assert (pair(here).state, pair(here).paused_by) == ("introduced", "")
    assert "back" in pair(here).nudged


def test_it_ends_once_its_day_has_begun_everywhere() -> None:
    here = paired(person("ana", timezone="Pacific/Auckland"), person("ben", timezone="America/Los_Angeles"))
    pause(here)
    here.wait(datetime(2026, 4, 20, 7, 59, 59, tzinfo=UTC))
    assert (pair(here).state, pair(here).paused_until) == ("paused", APRIL)
    said = here.wait(datetime(2026, 4, 20, 8, tzinfo=UTC))
    assert about_it(said) == [("ana", "break.over"), ("ben", "break.over")]
    assert (pair(here).state, pair(here).nudged["back"]) == (
        "introduced",
        datetime(2026, 4, 20, 8, tzinfo=UTC),
    )


def test_a_pause_until_a_holiday_is_told_on_the_next_working_day() -> None:
    """Whoever ends a pause on Easter Monday is not written to on it: the kind keeps their hours."""
    here = paired()
    pause(here, "until 6 April")
    said = here.wait(datetime(2026, 4, 6, 12, tzinfo=UTC))
    assert [send.kind for send in said if "break.over" in heard([send], send.person)] == [
        "partner",
        "partner",
    ]
    assert "nudge" not in {send.kind for send in here.wait(datetime(2026, 4, 7, 6, tzinfo=UTC))}


def test_a_longer_break_is_asked_about_again_and_told_to_nobody() -> None:
    here = paired()
    pause(here)
    (asked,) = here.wait(datetime(2026, 4, 18, tzinfo=UTC))
    here.push("ana", button(Outcome(sends=(asked,)), "break.longer"))
    outcome = here.say("ana", "until 18 May")
    assert (keys(outcome, "ana")[-1], to(outcome, "ben")) == ("break.us", [])
    assert pair(here).paused_until == date(2026, 5, 18)
    assert about_it(here.wait(datetime(2026, 5, 16, tzinfo=UTC))) == [("ana", "break.ends_soon")]


def test_a_short_pause_is_not_asked_about_at_once() -> None:
    here = paired()
    pause(here, "until tomorrow")
    assert about_it(here.wait(after(hours=10))) == []
    assert [key for _, key in about_it(here.wait(after(days=1)))] == ["break.over", "break.over"]


def test_going_on_early_is_for_whoever_asked() -> None:
    here = paired()
    asked = button(pause(here), "break.go_on")
    assert keys(here.press("ben", "break.go_on", pairing="pair")) == ["session.paused"]
    outcome = here.push("ana", asked)
    assert keys(outcome, "ana") == ["break.ended", "session.none_yet"]
    assert keys(outcome, "ben") == ["break.over"]
    assert keys(here.push("ana", asked))[0] == "break.not_paused"


@pytest.mark.parametrize(
    "action", ["together.find", "together.agreed", "session.move", "session.choose", "session.happened"]
)
def test_on_a_break_nothing_is_arranged(action: str) -> None:
    here = paired()
    agree_on(here, THURSDAY)
    pause(here)
    outcome = here.press("ben", action, pairing="pair", session="pair/1")
    if open_talk(here, "ben", "arrange"):
        outcome = answer(here, "ben", "arrange", when=after(days=9).isoformat(), sure="yes")
    assert {"session.paused", "session.over.canceled"} & set(keys(outcome))
    assert not to(outcome, "ana")
    assert (the_session(here).state, pair(here).booked_at) == ("canceled", None)


def test_a_session_they_had_is_not_called_off_afterwards() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.now = THURSDAY + timedelta(hours=1)
    pause(here)
    assert the_session(here).state == "booked"
    assert here.wait(THURSDAY + timedelta(days=3)) == []  # nobody is asked meanwhile
    here.press("ana", "break.go_on", pairing="pair")
    here.press("ana", "session.happened", session="pair/1")
    held(here)
    assert (pair(here).held, pair(here).met_at) == (1, THURSDAY)


# -- a person who is away -----------------------------------------------------------------------------------------


def away(here: World, until: str, who: str = "ana") -> list[Send]:
    here.command(who, "pause", until)
    return here.wait(here.now + timedelta(minutes=1))


def test_the_partner_hears_until_when_and_what_lies_in_it_is_called_off() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    (said,) = away(here, "until 10 March")
    assert (said.person, said.kind, heard([said], "ben")) == ("ben", "change", ["break.person_called_off"])
    assert the_session(here).state == "canceled"
    assert keys(here.press("ben", "together.find", pairing="pair")) == ["session.they_away"]
    assert keys(here.press("ana", "together.find", pairing="pair")) == ["session.you_away"]


def test_a_session_after_it_stays() -> None:
    here = paired()
    agree_on(here, after(days=9))
    (said,) = away(here, "until 10 March")
    assert (said.kind, heard([said], "ben")) == ("partner", ["break.person"])
    assert the_session(here).state == "booked"


def test_the_first_day_back_is_theirs_and_not_utcs() -> None:
    here = paired(person("ana", timezone="Pacific/Auckland"), person("ben", timezone="Pacific/Auckland"))
    morning = datetime(2026, 3, 9, 20, tzinfo=UTC)  # 9 o'clock on the 10th
    agree_on(here, morning)
    away(here, "until 10 March")
    assert (the_session(here).state, the_session(here).starts_at) == ("booked", morning)


def test_a_session_that_has_been_is_not_called_off_by_a_break() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.now = THURSDAY + timedelta(hours=1)
    (said,) = away(here, "until 20 April")
    assert (heard([said], "ben"), the_session(here).state) == (["break.person"], "booked")


def test_the_partner_hears_of_a_return_before_the_day_and_not_of_one_on_it() -> None:
    here = paired()
    away(here, "until 10 March")
    outcome = here.command("ana", "resume")
    (said,) = [send for send in outcome.sends if send.person == "ben"]
    assert (said.kind, heard([said], "ben")) == ("partner", ["break.person_back"])
    assert keys(here.press("ben", "together.find", pairing="pair"), "ben") != ["session.they_away"]
    away(here, "until 10 March")
    assert "break.person_back" not in heard(here.wait(after(days=12)), "ben")


def test_back_again_everything_counts_from_that_day() -> None:
    here = paired()
    away(here, "until 20 April")
    here.now = after(days=20)
    here.command("ana", "resume")
    assert pair(here).nudged["back"] == after(days=20)
    assert keys(here.press("ben", "together.find", pairing="pair"), "ben") == [
        "slots.when.ask",
        "sees.partner",
    ]


def test_changing_an_answer_on_a_break_tells_nobody_again() -> None:
    here = paired(person("ana", pledged_at=NOON))
    assert len(away(here, "until 20 April")) == 1
    here.press("ana", "me.change", question="brokered")
    here.say("ana", "yes")
    assert here.wait(after(days=10)) == []


def test_both_partners_of_somebody_away_hear_it() -> None:
    second = pairing("second", mentor="cem", mentee="ana", state="introduced", introduced_at=NOON)
    assert {send.person for send in away(paired(second), "until 20 April")} == {"ben", "cem"}


# -- parting ------------------------------------------------------------------------------------------------------


def rematch(here: World, who: str = "ana", **given: str) -> Outcome:
    here.press(who, "together.rematch", pairing="pair")
    return answer(here, who, "rematch", **({"reason": "fit", "sure": "yes"} | given))


def test_another_partner_without_blame() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    outcome = rematch(here)
    assert (keys(outcome, "ben"), keys(outcome, ADMIN)) == (["pairing.ended"], ["swap.admin"])
    assert "fit" not in str([send.message for send in outcome.sends if send.person != "ana"])
    (kept,) = here.all(CheckIn)
    assert (kept.kind, kept.answers) == ("parting", {"reason": "fit"})
    assert (pair(here).state, pair(here).ended_because) == ("ended", "rematch")
    assert [(one.first, one.second) for one in here.all(Ruling)] == [("ana", "ben")]
    assert all(life(here).people[one].waiting_since == NOON for one in ("ana", "ben"))
    assert here.wait(after(days=60)) == []


def test_second_thoughts_keep_it() -> None:
    here = paired()
    assert keys(rematch(here, sure="no"))[-1] == "swap.kept"
    assert (pair(here).state, here.all(CheckIn)) == ("introduced", [])


def test_both_at_once_end_it_once() -> None:
    here = paired()
    for who in ("ana", "ben"):
        here.press(who, "together.rematch", pairing="pair")
    answer(here, "ana", "rematch", reason="fit", sure="yes")
    assert open_talk(here, "ben", "rematch") is None
    assert keys(here.press("ben", "together.rematch", pairing="pair")) == ["swap.over"]


def test_a_word_when_leaving_is_read_by_the_partner_as_chosen() -> None:
    here = paired()
    here.press("ana", "leave.farewell")
    outcome = answer(here, "ana", "farewell", word="Thanks for the budgets", sure="yes")
    assert keys(outcome, "ben") == ["pairing.ended", "pairing.word", "feedback.quoted"]
    assert "Thanks for the budgets" in str(to(outcome, "ben"))
    assert "Thanks" not in str(to(outcome, ADMIN))
    assert here.get(Person, "ana").state == "left"


def test_staying_after_all_keeps_the_word() -> None:
    here = paired()
    here.press("ana", "leave.farewell")
    outcome = answer(here, "ana", "farewell", word="walrus", sure="no")
    assert (keys(outcome)[-1], here.get(Person, "ana").state) == ("leave.stays", "joined")
    assert "walrus" not in str(here.wait(after(days=30)))


def test_on_a_break_no_word_is_passed_on() -> None:
    here = paired()
    here.press("ana", "leave.farewell")
    here.say("ana", "walrus")
    pause(here, who="ben")
    outcome = answer(here, "ana", "farewell", sure="yes")
    assert (keys(outcome, "ben"), "walrus" in str(to(outcome, "ben"))) == (["pairing.ended"], False)
    here = paired(state="paused")
    assert keys(here.press("ana", "leave.farewell"))[0] == "leave.ask"


def test_an_admin_in_the_pair_hears_it_once_and_as_a_partner() -> None:
    here = paired(pairing(state="introduced", mentor="ana", mentee=ADMIN, introduced_at=NOON))
    change(here, life(here).people[ADMIN], state="joined")
    outcome = rematch(here)
    assert keys(outcome, ADMIN) == ["pairing.ended"]
    assert here.get(Pairing, "pair").state == "ended"


def test_look_further_or_not() -> None:
    here = paired()
    outcome = rematch(here)
    assert keys(here.push("ben", button(outcome, "rematch.again"))) == ["rematch.looking"]
    here.press("ben", "leave.confirm")
    assert keys(here.push("ben", button(outcome, "rematch.again"))) == ["join.not_yet"]


def test_who_has_somebody_new_by_then_hears_whom() -> None:
    here = paired()
    outcome = rematch(here)
    here.keep([pairing("next", state="introduced", mentor="cem", mentee="ben", introduced_at=NOON)])
    assert keys(here.push("ben", button(outcome, "rematch.again"))) == ["me.partners"]
