"""Something feels wrong: who may hear it, who does hear it, and what nobody can tell from outside."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from bot.events import Commanded, PeopleRead
from bot.outcome import KINDS, Drop, Outcome, Send
from bot.program.model import Audit, Concern, Person, Talk
from bot.program.snapshot import Query
from tests.factories import ACME, NOON, after, concern, pairing, person
from tests.unit.pairs import (
    BOTH,
    THURSDAY,
    agree_on,
    answer,
    change,
    choose,
    contacts,
    heard,
    life,
    open_talk,
    pair,
    paired,
    the_session,
)
from tests.unit.world import ADMIN, World, button, buttons, from_user, keys, to

WORDS = "walrus"


def told(here: World, who: str = "ana", contact: str = "eve", text: str = WORDS) -> Outcome:
    """Somebody raises a concern about their partner."""
    here.press(who, "concern.about", pairing="pair")
    return answer(here, who, "concern", text=text, contact=contact)


def stored(here: World, number: int = 0) -> Concern:
    made = here.all(Concern)[number]
    found = here.see(Query(organization=ACME, concern=made.id)).concern
    assert found is not None
    return found


def named(outcome: Outcome) -> list[str]:
    """Who is offered to hear it."""
    return [one.data["value"] for one in buttons(outcome) if one.data.get("question") == "contact"]


def offered(here: World, who: str = "ana") -> list[str]:
    outcome = here.press(who, "concern.about", pairing="pair")
    return named(here.say(who, "skip")) if open_talk(here, who, "concern") else keys(outcome)


def test_whoever_writes_it_before_others_reads_that_it_stands_there() -> None:
    here = paired()
    there = msgspec.structs.replace(from_user("ana"), in_person=False, thread="19:news")
    typed = Commanded(id="typed", at=here.now, sender=there, command="concern", text=WORDS)
    alone = msgspec.structs.replace(typed, id="alone", sender=from_user("ana"))
    assert "concern.read_along" in keys(here.run(typed))
    assert "concern.read_along" not in keys(here.run(alone))


# -- who may hear it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ((), ["eve", "fay", "only_pause"]),
        ((contacts("eve"),), ["eve", "only_pause"]),
        ((contacts("ben", "eve"),), ["eve", "only_pause"]),  # the partner
        ((contacts("ana", "eve"),), ["eve", "only_pause"]),  # themselves
        ((person("ana", manager="hr-eve"),), ["fay", "only_pause"]),
        ((person("ben", manager="hr-eve"),), ["fay", "only_pause"]),
        ((person("eve", manager="hr-ana"),), ["fay", "only_pause"]),
        ((person("eve", manager="hr-ben"),), ["fay", "only_pause"]),
        ((person("cem", manager="hr-eve"), person("ben", manager="hr-cem")), ["fay", "only_pause"]),
        ((person("cem", manager="hr-ana"), person("eve", manager="hr-cem")), ["fay", "only_pause"]),
        ((person("eve", gone=True),), ["fay", "only_pause"]),
        ((person("eve", reachable=False),), ["fay", "only_pause"]),
        ((person("ana", delegate="eve"),), ["fay", "only_pause"]),
        ((person("ben", delegate="eve"),), ["fay", "only_pause"]),
        ((person("ana", delegate="eve"), person("ben", delegate="fay")), ["concern.nobody_pause"]),
        ((person("cem", delegate="eve"),), ["eve", "fay", "only_pause"]),  # of somebody else
        ((contacts(),), ["concern.nobody_pause"]),
        ((contacts("ben"),), ["concern.nobody_pause"]),
    ],
)
def test_contacts_stand_outside_of_both_lines(changed: tuple[Person, ...], expected: list[str]) -> None:
    assert offered(paired(*changed)) == expected


@pytest.mark.parametrize("changes", [{"manager": "hr-eve"}, {"delegate": "eve"}], ids=str)
def test_a_contact_who_came_close_meanwhile_cannot_be_chosen(changes: dict[str, object]) -> None:
    here = paired()
    here.press("ana", "concern.about", pairing="pair")
    here.say("ana", WORDS)
    change(here, life(here).people["ben"], **changes)
    assert "unclear.pick_one" in keys(choose(here, "ana", "concern", "eve"))
    assert not here.all(Concern)


def test_without_a_partner_no_pause_is_spoken_of() -> None:
    here = paired()
    assert keys(here.command("cem", "concern"))[0] == "concern.begin_alone"
    assert named(here.say("cem", "skip")) == ["eve", "fay"]
    outcome = choose(here, "cem", "concern", "eve")
    assert keys(outcome, "cem")[-2:] == ["concern.sent", "concern.follow"]
    assert pair(here).state == "introduced"


def test_without_a_partner_ones_own_delegate_does_not_hear_it() -> None:
    here = paired(person("cem", delegate="eve"))
    here.command("cem", "concern")
    assert named(here.say("cem", "skip")) == ["fay"]


def test_after_the_end_the_former_partner_does_not_hear_it() -> None:
    here = paired(contacts("ben", "eve"))
    here.press("ana", "concern.about", pairing="pair")
    here.press("ben", "leave.confirm")
    assert named(here.say("ana", WORDS)) == ["eve"]
    outcome = choose(here, "ana", "concern", "eve")
    assert keys(outcome, "ana")[-2:] == ["concern.sent", "concern.follow"]
    assert not to(outcome, "ben")


def test_with_two_partners_it_is_asked_which() -> None:
    here = paired(pairing("second", mentor="cem", mentee="ana", state="introduced", introduced_at=NOON))
    asked = here.command("ana", "concern")
    assert keys(asked) == ["concern.which"]
    here.push("ana", button(asked, "concern.about", pairing="second"))
    answer(here, "ana", "concern", text=WORDS, contact="eve")
    assert (stored(here).pairing, pair(here).state) == ("second", "introduced")


def test_what_is_typed_behind_the_command_is_what_it_is_about() -> None:
    here = paired()
    asked = here.command("ana", "concern", WORDS)
    assert keys(asked)[:1] == ["concern.begin"]
    assert "concern.text.ask" not in keys(asked)
    assert named(asked) == ["eve", "fay", "only_pause"]
    choose(here, "ana", "concern", "eve")
    assert (stored(here).text, stored(here).pairing) == (WORDS, "pair")


def test_it_may_be_typed_in_the_conversation_as_well() -> None:
    here = paired()
    assert named(here.say("ana", f"/rm-concern {WORDS} and so on")) == ["eve", "fay", "only_pause"]
    choose(here, "ana", "concern", "eve")
    assert stored(here).text == f"{WORDS} and so on"


def test_it_is_kept_without_a_partner_too() -> None:
    here = paired()
    assert named(here.command("cem", "concern", WORDS)) == ["eve", "fay"]
    choose(here, "cem", "concern", "fay")
    assert (stored(here).text, stored(here).pairing, stored(here).by) == (WORDS, "", "cem")


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_behind_the_command_is_no_answer(text: str) -> None:
    here = paired()
    assert "concern.text.ask" in keys(here.command("ana", "concern", text))


def test_with_two_partners_nothing_is_guessed_from_what_is_typed() -> None:
    here = paired(pairing("second", mentor="cem", mentee="ana", state="introduced", introduced_at=NOON))
    asked = here.command("ana", "concern", WORDS)
    assert (keys(asked), WORDS in str(asked.sends)) == (["concern.which"], False)
    assert "concern.text.ask" in keys(here.push("ana", button(asked, "concern.about", pairing="second")))


# -- who hears it -------------------------------------------------------------------------------------------------


def test_the_words_reach_the_contact_and_nobody_else() -> None:
    here = paired()
    outcome = told(here)
    assert (stored(here).text, stored(here).contact, stored(here).next_contact) == (WORDS, "eve", "fay")
    assert WORDS not in str([send for send in outcome.sends if send.person != "ana"])  # read on a tap
    opened = here.push("eve", button(outcome, "concern.open"))
    assert WORDS in str(to(opened, "eve"))
    assert (keys(opened, "ana"), stored(here).state) == (["concern.was_opened"], "opened")
    assert WORDS not in str(here.all(Audit))
    said = here.wait(after(days=60))
    assert all(WORDS not in str(send) for send in said)


@pytest.mark.parametrize("action", ["open", "settled", "end", "not_settled", "withdraw"])
@pytest.mark.parametrize("who", ["ben", "cem", "fay", ADMIN])
def test_nobody_else_opens_or_closes_it(action: str, who: str) -> None:
    here = paired()
    told(here)
    outcome = here.press(who, f"concern.{action}", concern=stored(here).id)
    assert (keys(outcome), outcome.saves, WORDS in str(outcome)) == (["button_gone"], (), False)


@pytest.mark.parametrize("action", ["open", "settled", "end"])
def test_its_sender_cannot_close_it(action: str) -> None:
    here = paired()
    told(here)
    assert keys(here.press("ana", f"concern.{action}", concern=stored(here).id)) == ["concern.passed_on"]
    assert stored(here).state == "sent"


def test_without_words_it_is_passed_on_all_the_same() -> None:
    here = paired()
    here.press("ana", "concern.about", pairing="pair")
    here.say("ana", "skip")
    outcome = choose(here, "ana", "concern", "eve")
    assert "concern.no_words" in keys(here.push("eve", button(outcome, "concern.open")))


# -- what the partner and the admin can tell ----------------------------------------------------------------------


def partners_message(outcome: Outcome) -> Send:
    (send,) = to(outcome, "ben")
    return send


def paused_by(here: World, way: str) -> Outcome:
    if way == "concern":
        return told(here)
    if way == "only_pause":
        return told(here, contact="only_pause")
    here.press("ana", "together.pause", pairing="pair")
    return here.say("ana", "until 20 April")


def test_the_partner_reads_word_for_word_the_same() -> None:
    """Whichever way it was: message, kind, what it is about, when; and what they see when they ask."""
    read: list[Send] = []
    asked: list[list[str]] = []
    for way in ("concern", "only_pause", "pause"):
        here = paired()
        agree_on(here, THURSDAY)
        read.append(partners_message(paused_by(here, way)))
        asked.append(
            [
                *keys(here.command("ben", "session")),
                *keys(here.press("ben", "break.go_on", pairing="pair")),
                *keys(here.press("ben", "session.move", session="pair/1")),
                *[key for key in keys(here.command("ben", "me")) if key.startswith("us.")],
            ]
        )
    assert read[0] == read[1] == read[2]
    assert asked[0] == asked[1] == asked[2]


def test_in_a_break_that_is_on_already_the_other_hears_nothing_more() -> None:
    """Ben has paused; a second message could mean one thing only."""
    here = paired()
    here.press("ben", "together.pause", pairing="pair")
    here.say("ben", "until 20 April")
    outcome = told(here)
    assert not to(outcome, "ben")
    assert (pair(here).paused_by, pair(here).paused_until) == ("ben", date(2026, 4, 20))
    assert keys(here.press("ben", "break.go_on", pairing="pair")) == ["session.paused"]
    assert heard(here.wait(after(days=60)), "ben") == ["break.ends_soon"]
    assert (pair(here).state, pair(here).paused_until) == ("paused", None)


def test_a_pause_somebody_asked_for_goes_on_to_its_day_when_a_concern_is_closed_before() -> None:
    here = paired()
    here.press("ben", "together.pause", pairing="pair")
    here.say("ben", "until 20 April")
    here.push("eve", button(here.push("eve", button(told(here), "concern.open")), "concern.settled"))
    assert (pair(here).state, pair(here).paused_until) == ("paused", date(2026, 4, 20))
    assert "break.over" in heard(here.wait(after(days=60)), "ben")


def test_an_admin_sees_a_break_and_nothing_else() -> None:
    here = paired()
    outcome = told(here)
    said = [*outcome.sends, *here.push("eve", button(outcome, "concern.open")).sends]
    said += here.push("eve", button(here.command("eve", "concern"), "concern.open")).sends
    assert not [send for send in said if send.person == ADMIN]
    (shown,) = here.see(Query(organization=ACME, live_pairs=True)).live_pairs
    assert (shown.state, shown.paused_by, shown.ended_because) == ("paused", "", "")


def test_an_end_by_a_contact_is_told_like_any_other_end() -> None:
    here = paired()
    outcome = told(here)
    opened = here.push("eve", button(outcome, "concern.open"))
    ended = here.push("eve", button(opened, "concern.end"))
    assert keys(ended, "ben") == ["pairing.ended"]
    assert keys(ended, ADMIN) == ["swap.admin"]
    here = paired()
    here.press("ana", "together.rematch", pairing="pair")
    usual = answer(here, "ana", "rematch", reason="unsaid", sure="yes")
    assert [send.message for send in to(usual, "ben")] == [send.message for send in to(ended, "ben")]
    assert [send.message for send in to(usual, ADMIN)] == [send.message for send in to(ended, ADMIN)]


# -- what waited, and what was going on ---------------------------------------------------------------------------


def test_all_that_waits_about_the_pairing_is_dropped_before_its_own_messages() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    outcome = told(here)
    assert outcome.drops == (Drop(pairing="pair", reason="concern"),)
    assert the_session(here).state == "canceled"
    said = here.wait(after(days=60))
    assert {send.kind for send in said if send.person == "ben"} == set()
    assert {send.kind for send in said if send.person == "ana"} == {"safety"}  # how it stands


def test_a_concern_being_written_is_not_cut_off_by_the_others_pause() -> None:
    here = paired()
    here.press("ana", "concern.about", pairing="pair")
    here.press("ben", "together.pause", pairing="pair")
    here.say("ben", "until 20 April")
    assert named(here.say("ana", WORDS)) == ["eve", "fay"]
    choose(here, "ana", "concern", "fay")
    assert (stored(here).text, pair(here).paused_by) == (WORDS, "ben")


def test_private_words_do_not_stay_in_a_question_that_ended() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.wait(THURSDAY + timedelta(days=1))
    choose(here, "ana", "feedback", "yes")
    here.say("ana", WORDS)
    here.press("ben", "together.pause", pairing="pair")
    here.say("ben", "until 20 April")
    (ended,) = (one for one in here.all(Talk) if one.flow == "feedback" and one.person == "ana")
    assert (ended.state, WORDS in str(ended)) == ("stopped", False)


# -- not opened, not settled --------------------------------------------------------------------------------------


def test_not_opened_it_goes_to_the_next_after_one_working_day() -> None:
    here = paired()
    here.now = after(days=4)  # a Friday
    outcome = told(here)
    assert stored(here).pass_on_at == after(days=7)  # a Monday
    said = here.wait(after(days=7))
    assert (heard(said, "fay"), heard(said, "ana")) == (
        ["concern.for_you", "concern.for_you_private"],
        ["concern.passed"],
    )
    assert keys(here.push("eve", button(outcome, "concern.open"))) == ["concern.passed_on"]
    opened = here.push("fay", button(Outcome(sends=tuple(said)), "concern.open"))
    assert WORDS in str(to(opened, "fay"))
    assert heard(here.wait(after(days=13)), "fay") == []


def test_with_nobody_else_its_sender_hears_so_once() -> None:
    here = paired(contacts("eve"))
    told(here)
    said = here.wait(after(days=30))
    assert [send.person for send in said] == ["ana"]
    assert heard(said, "ana") == ["concern.nobody_else"]


@pytest.mark.parametrize("who", BOTH)
def test_a_next_contact_who_arranges_for_either_by_now_does_not_hear_it(who: str) -> None:
    here = paired()
    told(here)
    change(here, life(here).people[who], delegate="fay")
    said = here.wait(after(days=3))
    assert (heard(said, "ana"), heard(said, "fay")) == (["concern.nobody_else"], [])


@pytest.mark.parametrize("changes", [{"gone": True}, {"reachable": False}, {"manager": "hr-ben"}])
def test_a_next_contact_who_may_no_longer_hear_it_does_not(changes: dict[str, object]) -> None:
    here = paired()
    told(here)
    change(here, life(here).people["fay"], **changes)
    said = here.wait(after(days=3))
    assert (heard(said, "ana"), heard(said, "fay")) == (["concern.nobody_else"], [])
    assert stored(here).contact == "eve"


def test_a_next_contact_who_has_declined_the_duty_does_not_hear_it() -> None:
    here = paired()
    told(here)
    here.press("fay", "duty.decline")
    assert heard(here.wait(after(days=3)), "fay") == []


def test_opened_it_stays_where_it_is() -> None:
    here = paired()
    here.push("eve", button(told(here), "concern.open"))
    shown = here.command("ana", "concern")
    assert keys(shown) == ["concern.state.opened", "concern.which"]
    assert button(shown, "concern.withdraw", concern=stored(here).id)


def test_settled_they_go_on_and_its_sender_may_say_that_it_is_not() -> None:
    here = paired()
    opened = here.push("eve", button(told(here), "concern.open"))
    closed = here.push("eve", button(opened, "concern.settled"))
    assert (keys(closed, "ana"), keys(closed, "ben")) == (["concern.was_closed"], ["break.over"])
    assert pair(here).state == "introduced"
    assert keys(here.press("eve", "concern.settled", concern=stored(here).id)) == ["concern.closed_already"]
    again = here.push("ana", button(closed, "concern.not_settled"))
    assert keys(again, "eve") == ["concern.for_you_again", "concern.for_you_private"]
    assert (stored(here).state, pair(here).state) == ("sent", "paused")
    assert keys(here.push("ana", button(closed, "concern.not_settled"))) == ["concern.state.sent"]
    assert WORDS in str(to(here.push("eve", button(again, "concern.open")), "eve"))


def test_of_two_concerns_the_last_one_closed_ends_the_break() -> None:
    here = paired()
    first, second = told(here), told(here, "ben", "fay")
    assert not to(second, "ana")
    by_eve = here.push("eve", button(here.push("eve", button(first, "concern.open")), "concern.settled"))
    assert (pair(here).state, keys(by_eve, "ana"), to(by_eve, "ben")) == (
        "paused",
        ["concern.was_closed"],
        [],
    )
    by_fay = here.push("fay", button(here.push("fay", button(second, "concern.open")), "concern.settled"))
    assert (pair(here).state, keys(by_fay, "ben")) == ("introduced", ["concern.was_closed"])


def test_a_concern_whose_contact_is_gone_holds_up_no_other() -> None:
    here = paired()
    here.push("eve", button(told(here), "concern.open"))
    change(here, life(here).people["eve"], gone=True)
    second = told(here, contact="fay")
    here.push("fay", button(here.push("fay", button(second, "concern.open")), "concern.settled"))
    assert pair(here).state == "introduced"


def test_a_concern_without_a_pairing_is_closed_without_one() -> None:
    here = paired()
    here.keep([concern(by="cem", pairing="", contacts=("eve",), pass_on_at=after(days=1))])
    opened = here.press("eve", "concern.open", concern="worry")
    assert [one.action for one in buttons(opened)] == ["concern.settled"]
    closed = here.push("eve", button(opened, "concern.settled"))
    assert keys(closed, "cem") == ["concern.was_closed_alone"]


def test_a_concern_about_a_pairing_that_ended_meanwhile_is_closed_all_the_same() -> None:
    here = paired()
    opened = here.push("eve", button(told(here), "concern.open"))
    here.press("ben", "leave.confirm")
    closed = here.push("eve", button(opened, "concern.end"))
    assert (keys(closed, "ana"), stored(here).state) == (["concern.was_closed_alone"], "closed")
    assert to(closed, "ben") == to(closed, ADMIN) == []


def test_a_sender_nobody_knows_any_more_stops_nothing() -> None:
    here = paired()
    here.keep([concern(by="erased", contacts=("eve",), next_contact="fay", pass_on_at=after(days=1))])
    assert here.fall_due("pass_on", "worry", after(days=1)).sends == ()
    opened = here.press("eve", "concern.open", concern="worry")
    assert {send.person for send in opened.sends} == {"eve"}
    assert here.get(Concern, "worry").state == "opened"


# -- taken back by its sender -------------------------------------------------------------------------------------


@pytest.mark.parametrize("opened", [False, True])
def test_its_sender_may_take_it_back_and_the_two_go_on(opened: bool) -> None:
    here = paired()
    outcome = told(here)
    if opened:
        here.push("eve", button(outcome, "concern.open"))
    here.now = after(hours=1)
    shown = here.command("ana", "concern")
    assert keys(shown)[0] == f"concern.state.{'opened' if opened else 'sent'}"
    back = here.push("ana", button(shown, "concern.withdraw"))
    assert keys(back, "eve") == ["concern.was_withdrawn"]
    assert (keys(back, "ana")[-1], keys(back, "ben")) == ("concern.withdrawn", ["break.over"])
    assert WORDS not in str(back.sends)
    assert (stored(here).state, stored(here).closed_at, stored(here).pass_on_at) == (
        "closed",
        after(hours=1),
        None,
    )
    assert (pair(here).state, pair(here).nudged["back"]) == ("introduced", after(hours=1))
    assert not {"safety"} & {send.kind for send in here.wait(after(days=30))}  # it goes to nobody else


def test_taken_back_twice_it_is_closed_already() -> None:
    here = paired()
    told(here)
    again = button(here.command("ana", "concern"), "concern.withdraw")
    here.push("ana", again)
    outcome = here.push("ana", again)
    assert (keys(outcome), outcome.saves) == (["concern.closed_already"], ())
    assert "concern.state.sent" not in keys(here.command("ana", "concern"))


def test_its_contact_does_not_take_it_back() -> None:
    here = paired()
    told(here)
    outcome = here.press("eve", "concern.withdraw", concern=stored(here).id)
    assert (outcome.saves, to(outcome, "ana"), stored(here).state) == ((), [], "sent")


def test_what_was_taken_back_the_contact_reads_as_closed() -> None:
    here = paired()
    outcome = told(here)
    here.push("ana", button(here.command("ana", "concern"), "concern.withdraw"))
    late = here.push("eve", button(outcome, "concern.open"))
    assert not [one for one in buttons(late) if one.action in ("concern.settled", "concern.end")]
    assert keys(here.press("eve", "concern.end", concern=stored(here).id)) == ["concern.closed_already"]
    assert pair(here).state == "introduced"


def test_with_another_one_open_the_two_go_on_resting() -> None:
    here = paired()
    told(here)
    second = told(here, "ben", "fay")
    back = here.push("ana", button(here.command("ana", "concern"), "concern.withdraw"))
    assert (keys(back, "eve"), to(back, "ben"), to(back, "fay")) == (["concern.was_withdrawn"], [], [])
    assert (stored(here).state, stored(here, 1).state, pair(here).state) == ("closed", "sent", "paused")
    by_fay = here.push("fay", button(here.push("fay", button(second, "concern.open")), "concern.settled"))
    assert (pair(here).state, keys(by_fay, "ana")) == ("introduced", ["break.over"])


def test_one_about_no_pairing_is_taken_back_alone() -> None:
    here = paired()
    here.command("cem", "concern", WORDS)
    choose(here, "cem", "concern", "eve")
    back = here.push("cem", button(here.command("cem", "concern"), "concern.withdraw"))
    assert (keys(back, "cem"), keys(back, "eve")) == (["concern.withdrawn"], ["concern.was_withdrawn"])
    assert {send.person for send in back.sends} == {"cem", "eve"}


def test_after_the_end_of_a_pairing_it_is_taken_back_all_the_same() -> None:
    here = paired()
    told(here)
    here.press("ben", "leave.confirm")
    back = here.push("ana", button(here.command("ana", "concern"), "concern.withdraw"))
    assert (keys(back, "ana")[-1], stored(here).state, pair(here).state) == (
        "concern.withdrawn",
        "closed",
        "ended",
    )
    assert to(back, "ben") == []


def test_a_contact_who_is_gone_hears_of_nothing_taken_back() -> None:
    here = paired()
    told(here)
    change(here, life(here).people["eve"], gone=True)
    back = here.press("ana", "concern.withdraw", concern=stored(here).id)
    assert (to(back, "eve"), stored(here).state, pair(here).state) == ([], "closed", "introduced")


def test_with_nobody_else_to_hear_it_it_can_be_taken_back() -> None:
    here = paired(contacts("eve"))
    told(here)
    said = Outcome(sends=tuple(here.wait(after(days=30))))
    back = here.push("ana", button(said, "concern.withdraw"))
    assert (keys(back, "ana")[-1], pair(here).state) == ("concern.withdrawn", "introduced")


def test_a_command_shows_how_it_stands_and_asks_whether_there_is_something_else() -> None:
    here = paired()
    told(here)
    shown = here.command("ana", "concern")
    assert keys(shown) == ["concern.state.sent", "concern.which"]
    assert [one.action for one in buttons(shown)] == [
        "concern.elsewhere",
        "concern.withdraw",
        "concern.about",
        "concern.about",
    ]
    here.command("cem", "concern", WORDS)
    choose(here, "cem", "concern", "fay")
    assert keys(here.command("cem", "concern")) == ["concern.state.sent", "concern.another"]


# -- a contact who left the company -------------------------------------------------------------------------------


def leaves(here: World, *who: str) -> Outcome:
    """They are not in the HR file any more."""
    removed = tuple(f"hr-{one}" for one in who)
    return here.run(PeopleRead(id=f"read-{'-'.join(who)}", at=here.now, organization=ACME, removed=removed))


@pytest.mark.parametrize("opened", [False, True])
def test_what_a_contact_had_who_left_is_passed_on_at_once(opened: bool) -> None:
    here = paired()
    outcome = told(here)
    if opened:
        here.push("eve", button(outcome, "concern.open"))
    here.now = after(hours=2)
    assert WORDS not in str(leaves(here, "eve").sends)
    said = here.wait(after(hours=2))
    assert heard(said, "ana") == ["concern.passed_gone"]
    assert heard(said, "fay") == ["concern.for_you", "concern.for_you_private"]
    assert heard(said, "ben") == heard(said, ADMIN) == []
    assert (stored(here).state, stored(here).contact, stored(here).contacts) == (
        "sent",
        "fay",
        ("eve", "fay"),
    )
    read = here.push("fay", button(Outcome(sends=tuple(said)), "concern.open"))
    assert WORDS in str(to(read, "fay"))
    assert (stored(here).state, pair(here).state) == ("opened", "paused")


def test_with_nobody_else_to_have_it_its_sender_hears_so() -> None:
    here = paired(contacts("eve"))
    here.push("eve", button(told(here), "concern.open"))
    leaves(here, "eve")
    said = here.wait(after(days=30))
    assert [(send.person, heard([send], "ana")) for send in said] == [("ana", ["concern.nobody_left"])]
    back = here.push("ana", button(Outcome(sends=tuple(said)), "concern.withdraw"))
    assert (to(back, "eve"), pair(here).state) == ([], "introduced")


def test_a_contact_who_is_a_guest_by_now_reads_nothing_of_it() -> None:
    here = paired()
    outcome = told(here)
    here.keep([msgspec.structs.replace(here.get(Person, "eve"), is_guest=True, version=1)])
    assert WORDS not in str(here.push("eve", button(outcome, "concern.open")).sends)
    said = here.wait(after(days=1))
    assert heard(said, "ana") == ["concern.passed_gone"]
    assert stored(here).contact == "fay"


def test_the_next_contact_who_left_with_them_does_not_get_it() -> None:
    here = paired()
    told(here)
    leaves(here, "eve", "fay")
    said = here.wait(after(days=30))
    assert (heard(said, "fay"), heard(said, "eve"), heard(said, "ana")) == ([], [], ["concern.nobody_left"])


def test_what_is_closed_is_not_passed_on() -> None:
    here = paired()
    here.push("eve", button(here.push("eve", button(told(here), "concern.open")), "concern.settled"))
    leaves(here, "eve")
    assert (stored(here).state, stored(here).contact) == ("closed", "eve")
    assert "safety" not in {send.kind for send in here.wait(after(days=30))}


def test_somebody_else_who_left_changes_nothing_about_it() -> None:
    here = paired()
    told(here)
    leaves(here, "fay")
    assert (stored(here).state, stored(here).contact, stored(here).pass_on_at) == (
        "sent",
        "eve",
        after(days=1),
    )


def test_not_settled_with_a_contact_who_has_left_goes_on_at_once() -> None:
    here = paired()
    closed = here.push("eve", button(here.push("eve", button(told(here), "concern.open")), "concern.settled"))
    change(here, life(here).people["eve"], gone=True)
    again = here.push("ana", button(closed, "concern.not_settled"))
    assert (to(again, "eve"), keys(again, "ana")) == ([], ["concern.again_passing"])
    assert "concern.for_you" in heard(here.wait(here.now), "fay")


def test_words_behind_the_command_join_those_of_an_open_talk() -> None:
    here = paired()
    here.command("ana", "concern")
    here.say("ana", "It is hard.")
    asked = here.command("ana", "concern", "And it gets worse.")
    assert "concern.contact.ask" in keys(asked)
    talk = open_talk(here, "ana", "concern")
    assert talk is not None
    assert talk.progress.answers["text"] == "It is hard.\nAnd it gets worse."


def test_words_behind_the_command_are_kept_beside_another_concern() -> None:
    here = paired()
    told(here)
    asked = here.command("ana", "concern", WORDS)
    assert keys(asked, "ana")[0].startswith("concern.state.")
    talk = open_talk(here, "ana", "concern")
    assert talk is not None
    assert talk.progress.answers["text"] == WORDS


@pytest.mark.parametrize("text", ["???", "nothing", " "])
def test_no_words_behind_the_command_are_no_answer(text: str) -> None:
    here = paired()
    assert "concern.text.ask" in keys(here.command("ana", "concern", text))


def test_opened_and_not_closed_both_hear_every_week_that_it_is_open() -> None:
    here = paired()
    here.push("eve", button(told(here), "concern.open"))
    said = here.wait(after(days=7))
    assert (heard(said, "eve"), heard(said, "ana")) == (["concern.still_open"], ["concern.still_open_yours"])
    assert heard(here.wait(after(days=14)), "eve") == ["concern.still_open"]


def test_its_sender_may_have_somebody_else_hear_it() -> None:
    here = paired()
    outcome = told(here)
    here.push("eve", button(outcome, "concern.open"))
    moved = here.push("ana", button(here.command("ana", "concern"), "concern.elsewhere"))
    assert (keys(moved, "ana"), keys(moved, "fay")[:1]) == (["concern.passed_wished"], ["concern.for_you"])
    assert keys(here.push("eve", button(outcome, "concern.open"))) == ["concern.passed_on"]
    assert keys(here.press("ben", "concern.elsewhere", concern=stored(here).id)) == ["button_gone"]


def test_of_a_concern_left_open_nothing_is_ever_said_unasked() -> None:
    here = paired()
    here.press("ana", "concern.about", pairing="pair")
    said = here.wait(after(days=6))
    assert not [send for send in said if "concern" in str(send)]


def test_only_pausing_puts_away_what_was_being_told() -> None:
    here = paired()
    here.press("ana", "concern.about", pairing="pair")
    here.press("ana", "together.pause", pairing="pair")
    assert open_talk(here, "ana", "concern") is None


def test_a_message_about_a_concern_that_did_not_arrive_is_no_news_for_admins() -> None:
    assert not KINDS["safety"].missed
