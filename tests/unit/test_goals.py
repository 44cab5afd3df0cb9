"""Is a goal in somebody's own words heard, shown back and kept?"""

from __future__ import annotations

import pytest

from bot.program.pairs.goals import words_in
from tests.factories import NOON, agreement, pairing
from tests.unit.pairs import choose, life, open_talk, paired
from tests.unit.world import keys


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("our goal is to post a video a week", "post a video a week"),
        ("My goal is to learn Figma.", "learn Figma"),
        ("goal: post a video", "post a video"),
        ("add a goal: run a workshop", "run a workshop"),
        ("set a goal to publish a story", "publish a story"),
        ("unser Ziel ist es, ein Video zu drehen", "ein Video zu drehen"),
        ("neues Ziel: Budget verstehen", "Budget verstehen"),
        ("setz als Ziel ein Video pro Woche", "ein Video pro Woche"),
        ("I want to set a goal", ""),
        ("what are our goals", ""),
        ("is our goal: a video?", ""),
        ("our goal is done", ""),
        ("unser Ziel ist erreicht", ""),
        ("change our goal", ""),
    ],
)
def test_the_goal_that_is_told(text: str, words: str) -> None:
    assert words_in(text) == words


@pytest.mark.parametrize("said", ["/rm-goal cut a video", "our goal is to cut a video"])
def test_one_tap_keeps_it_and_the_other_is_asked(said: str) -> None:
    here = paired(agreement())
    assert "goal.shown" in keys(here.say("ana", said))
    before = [goal.text for goal in life(here).agreements["pair"].goals]
    outcome = choose(here, "ana", "goal", "yes")
    assert [goal.text for goal in life(here).agreements["pair"].goals] == [*before, "cut a video"]
    assert "agreement.please" in keys(outcome, "ben")


def test_no_keeps_nothing() -> None:
    here = paired(agreement())
    before = life(here).agreements["pair"]
    here.command("ana", "goal", "cut a video")
    assert keys(choose(here, "ana", "goal", "no"))[-1] == "goal.not_kept"
    assert life(here).agreements["pair"] == before


def test_where_nothing_is_agreed_the_rest_is_asked_and_what_was_answered_stays() -> None:
    here = paired()
    here.press("ana", "together.agreement", pairing="pair")
    choose(here, "ana", "agreement", "video")
    here.command("ana", "goal", "cut a video")
    assert "goal.first" in keys(choose(here, "ana", "goal", "yes"))
    talk = open_talk(here, "ana", "agreement")
    assert talk is not None
    assert talk.progress.answers == {"channel": "video", "goal": "cut a video"}
    assert talk.progress.asked == "rhythm"


def test_too_many_words_are_asked_for_again() -> None:
    here = paired(agreement())
    assert keys(here.command("ana", "goal", "a video " * 30))[0] == "unclear.too_long"
    assert "goal.sure.ask" in keys(here.say("ana", "a video"))


def test_of_two_partners_it_is_asked_whose() -> None:
    second = pairing("two", mentor="ana", mentee="cem", state="introduced", introduced_at=NOON)
    here = paired(second)
    assert "goal.who.ask" in keys(here.command("ana", "goal", "cut a video"))
    choose(here, "ana", "goal", "two")
    choose(here, "ana", "goal", "yes")
    talk = open_talk(here, "ana", "agreement")
    assert talk is not None
    assert (talk.pairing, talk.progress.answers) == ("two", {"goal": "cut a video"})


def test_on_a_break_the_partner_is_asked_nothing() -> None:
    here = paired(agreement(), state="paused")
    here.command("ana", "goal", "cut a video")
    assert choose(here, "ana", "goal", "yes").sends[-1].person == "ana"
    assert [goal.text for goal in life(here).agreements["pair"].goals if goal.text == "cut a video"] == []


@pytest.mark.parametrize("words", ["", "show", "what is our goal?", "ändern"])
def test_who_only_looks_sees_the_goals(words: str) -> None:
    here = paired(agreement())
    assert keys(here.command("ana", "goal", words))[0] == "goal.with"
