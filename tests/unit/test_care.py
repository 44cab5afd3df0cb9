"""When is a pair due to hear what, once for each reason; and how is it doing, from dates and states only."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.program.model import CheckIn, Pairing
from bot.program.pairs import care
from tests.factories import NOON, after, pairing, session
from tests.unit.pairs import THURSDAY, agree_on, answer, heard, held, life, pair, paired
from tests.unit.world import World, button, buttons, keys, to

MET = after(days=7)


def met(**changes: object) -> Pairing:
    given: dict[str, object] = {"state": "introduced", "introduced_at": NOON}
    return pairing("pair", **(given | changes))


@pytest.mark.parametrize(
    ("topic", "changes", "due"),
    [
        ("start", {}, after(hours=24)),
        ("start", {"booked_at": MET}, None),
        ("start", {"held": 1, "met_at": MET}, None),
        ("start", {"canceled_at": MET}, None),
        ("start", {"nudged": {"start": after(hours=25)}}, None),
        ("start", {"nudged": {"start": after(hours=25), "back": after(days=30)}}, after(days=31)),
        ("booking", {}, after(days=5)),
        ("booking", {"booked_at": MET}, None),
        ("booking", {"met_at": MET, "held": 1}, after(days=12)),
        ("booking", {"met_at": MET, "held": 6}, None),
        ("booking", {"nudged": {"booking": after(days=5)}}, None),
        ("booking", {"met_at": MET, "nudged": {"booking": after(days=5)}}, after(days=12)),
        ("stuck", {}, after(days=21)),
        ("stuck", {"met_at": MET}, after(days=28)),
        ("stuck", {"booked_at": MET}, after(days=17)),
        ("stuck", {"canceled_at": MET}, after(days=9)),
        ("stuck", {"canceled_at": MET, "nudged": {"stuck": after(days=9)}}, None),
        ("stuck", {"held": 6}, None),
        ("third", {}, after(days=42)),
        ("two_thirds", {}, after(days=84)),
        ("two_thirds", {"planned": 6, "rhythm_weeks": 2}, after(days=56)),
        ("third", {"nudged": {"third": after(days=42)}}, None),
        ("pulse", {}, after(days=30)),
        ("pulse", {"nudged": {"pulse": after(days=30)}}, after(days=90)),
    ],
)
def test_when_it_is_due(topic: str, changes: dict[str, object], due: datetime | None) -> None:
    assert care.due(topic, met(**changes)) == due


@pytest.mark.parametrize("topic", care.CARES)
@pytest.mark.parametrize("state", ["approved", "paused", "ended"])
def test_a_pairing_that_does_not_meet_is_due_nothing(topic: str, state: str) -> None:
    assert care.due(topic, met(state=state)) is None


@pytest.mark.parametrize("topic", care.CARES)
def test_said_once_it_is_not_due_at_once_again(topic: str) -> None:
    due = care.due(topic, met())
    assert due is not None
    again = care.due(topic, met(nudged={topic: due}))
    assert again is None or again > due + timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "at", "expected"),
    [
        ({}, after(days=4), "new"),
        ({}, after(days=6), "quiet"),
        ({"booked_at": MET}, after(days=16), "booked"),
        ({"booked_at": MET}, after(days=18), "quiet"),
        ({"held": 1, "met_at": MET}, after(days=20), "well"),
        ({"held": 1, "met_at": MET}, after(days=29), "quiet"),
        ({"nudged": {"stuck": after(days=21)}}, after(days=23), "quiet"),  # they are offered help first
        ({"nudged": {"stuck": after(days=21)}}, after(days=24), "stuck"),
        ({"nudged": {"stuck": after(days=21)}, "held": 1, "met_at": after(days=25)}, after(days=26), "well"),
        ({"state": "paused"}, after(days=99), "paused"),
    ],
)
def test_how_a_pairing_is_doing(changes: dict[str, object], at: datetime, expected: str) -> None:
    assert care.health(met(**changes), at) == expected


# -- said to them -------------------------------------------------------------------------------------------------


def test_only_whoever_writes_first_is_asked_to_begin() -> None:
    here = paired()
    said = here.wait(after(days=2))
    assert [(send.person, heard([send], send.person)) for send in said] == [("ben", ["nudge.start"])]


def test_with_one_away_it_is_left_unsaid() -> None:
    here = paired()
    here.command("ana", "pause", "until 20 April")
    assert {send.kind for send in here.wait(after(days=25))} == {"partner"}  # that Ana is away


def test_a_check_in_that_fell_into_a_break_comes_when_they_are_back() -> None:
    here = paired(held=1, met_at=NOON)
    here.wait(after(days=40))
    here.command("ana", "pause", "until 4 May")
    assert "nudge.third" not in heard(here.wait(after(days=50)), "ana")  # due on day 42
    assert "nudge.third" in heard(here.wait(after(days=70)), "ana")


def test_a_session_that_passed_without_a_word_leads_to_help() -> None:
    here = paired()
    agree_on(here, THURSDAY)
    said = here.wait(THURSDAY + timedelta(days=13))
    assert "nudge.stuck" in heard(said, "ana")
    assert "nudge.stuck" in heard(said, "ben")


def test_a_year_of_silence_is_not_a_year_of_messages() -> None:
    here = paired(held=1, met_at=NOON)
    said = here.wait(after(days=365))
    for who in ("ana", "ben"):
        moments = [send for send in said if send.person == who and send.kind == "nudge"]
        assert len(moments) == 3
    assert "nudge.last" in heard(said, "ana")


def test_whoever_never_met_is_not_asked_how_it_is() -> None:
    """Ben, who writes first, is asked to begin as well; a third in a row is the last."""
    here = paired()
    said = here.wait(after(days=365))
    assert heard(said, "ana") == ["nudge.booking_first", "nudge.stuck"]
    assert heard(said, "ben") == ["nudge.start", "nudge.booking_first", "nudge.stuck", "nudge.last"]


# -- check-ins ----------------------------------------------------------------------------------------------------


def checked(here: World, who: str = "ana", **given: str) -> list[str]:
    here.press(who, "checkin.begin", pairing="pair", kind="third")
    return keys(answer(here, who, "checkin", **({"rating": "4", "help": "none"} | given)))


def test_a_check_in_is_for_nobodys_eyes_and_once() -> None:
    here = paired()
    here.press("ana", "checkin.begin", pairing="pair", kind="third")
    outcome = answer(here, "ana", "checkin", rating="4", surprise="walrus", help="none")
    assert {send.person for send in outcome.sends} == {"ana"}
    (kept,) = here.all(CheckIn)
    assert (kept.kind, kept.answers) == ("third", {"rating": 4, "surprise": "walrus", "help": "none"})
    assert keys(here.press("ana", "checkin.begin", pairing="pair", kind="third")) == ["checkin.already"]
    assert "walrus" not in str(here.wait(after(days=60)))


@pytest.mark.parametrize(
    ("given", "offered"),
    [
        ({"help": "time"}, {"together.find", "together.agreement", "concern.about"}),
        ({"help": "topics"}, {"together.agreement", "concern.about"}),
        ({"help": "talk"}, {"concern.about"}),
        ({"help": "partner"}, {"together.rematch", "concern.about"}),
        ({"rating": "2"}, {"concern.about", "together.agreement", "together.rematch"}),
        ({}, set()),
    ],
)
def test_what_was_wished_for_is_offered_at_once(given: dict[str, str], offered: set[str]) -> None:
    here = paired()
    here.press("ana", "checkin.begin", pairing="pair", kind="third")
    outcome = answer(here, "ana", "checkin", **({"rating": "4", "help": "none"} | given))
    assert {one.action for one in buttons(outcome) if not one.action.startswith("talk.")} == offered


def test_a_pulse_is_one_tap_and_counts_once() -> None:
    here = paired(nudged={"pulse": NOON})
    tap = {"pairing": "pair", "rating": "1"}
    outcome = here.press("ana", "checkin.pulse", **tap)
    assert keys(outcome) == ["checkin.pulse_thanks", "feedback.low"]
    assert not to(outcome, "ben")
    assert keys(here.press("ana", "checkin.pulse", **tap)) == ["checkin.already"]
    here.wait(after(days=61))
    assert keys(here.press("ana", "checkin.pulse", **tap))[0] == "checkin.pulse_thanks"
    assert len(here.all(CheckIn)) == 2


@pytest.mark.parametrize("rating", ["", "0", "6", "1.5", "x"])
def test_a_made_up_rating_is_answered_and_not_kept(rating: str) -> None:
    here = paired()
    outcome = here.press("ana", "checkin.pulse", pairing="pair", rating=rating)
    assert (keys(outcome), here.all(CheckIn)) == (["button_gone"], [])


def test_the_same_check_in_has_one_id_whichever_device_it_came_from() -> None:
    """Two events that see the same snapshot: the second loses the race, and then sees the first."""
    here = paired(nudged={"pulse": NOON})
    ids = [
        record.id
        for event in ("one", "two")
        for record in here.decide(
            here.pressed("ana", event, "checkin.pulse", pairing="pair", rating="3")
        ).saves
        if isinstance(record, CheckIn)
    ]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_help_is_counted_from_when_they_met() -> None:
    here = paired(session(id="pair/1", starts_at=NOON), booked_at=NOON)
    here.press("ana", "session.happened", session="pair/1")
    held(here)
    assert pair(here).met_at == NOON
    assert "nudge.booking" in heard(here.wait(after(days=8)), "ana")
    assert life(here).trays["ana"].unanswered == 1
    assert button(here.command("ana", "session"), "together.find")
