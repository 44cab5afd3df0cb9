"""How two work together: both say yes to the same text, each apart, and a change asks again."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Facts, Phrase
from bot.outcome import Outcome
from bot.program.model import Agreement, Goal
from tests.factories import agreement
from tests.unit.pairs import answer, change, life, pair, paired
from tests.unit.world import World, button, keys, to

TEXT = {
    "channel": "video",
    "rhythm": "2",
    "reply": "two_days",
    "goal": "Post a video",
    "stays": "What we say stays between us",
    "candor": "yes",
}


def kept(here: World) -> Agreement:
    return life(here).agreements["pair"]


def written(here: World, who: str = "ana", **changes: str) -> Outcome:
    here.press(who, "agreement.change", pairing="pair")
    return answer(here, who, "agreement", **(TEXT | changes))


def test_one_writes_it_and_the_other_reads_the_very_text() -> None:
    here = paired()
    outcome = written(here)
    assert keys(outcome, "ben") == ["agreement.please", "sees.both"]
    assert (kept(here).state, kept(here).confirmed) == ("proposed", ("ana",))
    assert pair(here).rhythm_weeks == 3  # until both have said yes
    said = here.push("ben", button(outcome, "agreement.confirm"))
    assert (kept(here).state, set(kept(here).confirmed)) == ("agreed", {"ana", "ben"})
    assert pair(here).rhythm_weeks == 2
    assert keys(said, "ana") == ["agreement.partner_agreed"]


def test_how_soon_they_answer_is_part_of_the_text() -> None:
    here = paired()
    here.push("ben", button(written(here, reply="week"), "agreement.confirm"))
    assert (kept(here).reply, kept(here).state) == ("week", "agreed")
    outcome = written(here, "ben", reply="day")
    assert (kept(here).reply, kept(here).state, kept(here).confirmed) == ("day", "proposed", ("ben",))
    assert keys(outcome, "ana")[0] == "agreement.please"
    assert Phrase("agreement.reply.day") in [
        fact.value
        for send in to(outcome, "ana")
        for block in send.message.blocks
        if isinstance(block, Facts)
        for fact in block.items
    ]


def test_a_change_by_either_asks_the_other_again() -> None:
    here = paired()
    here.push("ben", button(written(here), "agreement.confirm"))
    outcome = written(here, "ben", rhythm="4")
    assert (kept(here).state, kept(here).confirmed) == ("proposed", ("ben",))
    assert keys(outcome, "ana")[0] == "agreement.please"
    assert pair(here).rhythm_weeks == 2


def test_a_yes_to_an_older_text_agrees_to_nothing() -> None:
    here = paired()
    stale = button(written(here), "agreement.confirm")
    written(here, goal="Post two videos")
    outcome = here.push("ben", stale)
    assert keys(outcome) == ["agreement.changed_since", "agreement.state.asks"]
    assert (kept(here).confirmed, outcome.saves) == (("ana",), ())
    here.push("ben", button(outcome, "agreement.confirm"))
    assert kept(here).state == "agreed"


def test_progress_with_a_goal_keeps_what_both_agreed_to() -> None:
    here = paired(agreement(state="agreed", confirmed=("ana", "ben")))
    change(here, kept(here), goals=(Goal(text="Post a short video", percent=75),))
    assert keys(here.press("ben", "agreement.confirm", pairing="pair", read="1")) == ["agreement.both_agreed"]
    same = {"goal": "Post a short video", "rhythm": "3"}
    outcome = written(here, "ben", **same)
    assert (keys(outcome)[-1], kept(here).goals[0].percent) == ("agreement.both_agreed", 75)


def test_whoever_wrote_it_cannot_agree_for_the_other() -> None:
    here = paired()
    written(here)
    version = str(kept(here).version)
    assert keys(here.press("ana", "agreement.confirm", pairing="pair", read=version)) == [
        "agreement.you_agreed"
    ]
    assert kept(here).state == "proposed"


def test_the_last_writer_is_heard_when_both_write_at_once() -> None:
    here = paired()
    for who in ("ana", "ben"):
        here.press(who, "together.agreement", pairing="pair")
    answer(here, "ana", "agreement", **TEXT)
    outcome = answer(here, "ben", "agreement", **(TEXT | {"rhythm": "6"}))
    assert (kept(here).rhythm_weeks, kept(here).confirmed) == (6, ("ben",))
    assert keys(outcome, "ana")[0] == "agreement.please"


def test_candor_is_part_of_it() -> None:
    here = paired()
    here.press("ana", "together.agreement", pairing="pair")
    for name, value in (TEXT | {"reply": "within two days"}).items():
        if name == "candor":
            break
        here.say("ana", value)
        if name == "goal":
            here.say("ana", "skip")
    assert "agreement.candor.refused" in keys(here.say("ana", "no"))
    assert not life(here).agreements


@pytest.mark.parametrize("action", ["agreement.change", "agreement.confirm"])
def test_on_a_break_nothing_of_it_reaches_the_other(action: str) -> None:
    """Whoever raised a concern is not written to by way of the agreement."""
    here = paired(agreement(), state="paused")
    outcome = here.press("ben", action, pairing="pair", read=str(kept(here).version))
    assert (keys(outcome), to(outcome, "ana"), outcome.saves) == (["session.paused"], [], ())


@pytest.mark.parametrize("who", ["cem", "eve", "dora"])
def test_strangers_read_and_change_nothing(who: str) -> None:
    here = paired(agreement())
    for action in ("together.agreement", "agreement.change", "agreement.confirm"):
        outcome = here.press(who, action, pairing="pair", read="1")
        assert (keys(outcome), outcome.saves) == (["swap.not_yours"], ())
