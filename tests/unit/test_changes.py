"""What changed because of it: one line, the very words agreed to by both, named only if both want it, taken back."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Buttons, Phrase
from bot.outcome import Outcome
from bot.program.model import Change
from tests.factories import NOON, change, person, session
from tests.unit.pairs import BOTH, answer, life, paired, spoken
from tests.unit.world import ADMIN, World, button, buttons, keys, to

LINE = "Every video we publish has captions now"


def met(*more: object, **changes: object) -> World:
    records = (session(id="pair/1", state="held"), *more)
    return spoken(*records, **({"held": 1, "met_at": NOON} | changes))  # type: ignore[arg-type]


def the_change(here: World) -> Change:
    return life(here).changes[-1]


def proposed(here: World, who: str = "ana", words: str = LINE, naming: str = "unnamed") -> Outcome:
    here.press(who, "change.write", pairing="pair")
    return answer(here, who, "change", words=words, naming=naming)


def agree(here: World, who: str, how: str = "agree", edition: int | None = None) -> Outcome:
    found = the_change(here)
    return here.press(who, f"change.{how}", change=found.id, read=str(edition or found.edition))


def test_what_one_writes_the_other_is_asked_about_word_by_word() -> None:
    here = met()
    outcome = proposed(here, words=f"  {LINE}\n")
    found = the_change(here)
    assert (found.text, found.state, found.approved, found.cohort) == (LINE, "proposed", ("ana",), "spring")
    (asked,) = to(outcome, "ben")
    assert LINE in str(asked)
    assert asked.kind == "partner"
    assert keys(outcome, "ben")[0] == "change.state.asks"


def test_both_have_agreed_to_the_words() -> None:
    here = met()
    proposed(here)
    outcome = agree(here, "ben")
    found = the_change(here)
    assert (found.state, found.named, found.agreed_at) == ("agreed", False, here.now)
    assert "change.state.agreed" in keys(outcome, "ana")
    assert "change.state.agreed" in keys(outcome, "ben")


@pytest.mark.parametrize(
    ("naming", "how", "named"),
    [
        ("named", "agree_named", True),
        ("named", "agree", False),
        ("unnamed", "agree", False),
        ("unnamed", "agree_named", False),
    ],
)
def test_named_only_if_both_want_it(naming: str, how: str, named: bool) -> None:
    here = met()
    proposed(here, naming=naming)
    agree(here, "ben", how)
    assert the_change(here).named is named


def test_with_names_is_offered_only_where_they_could_stand() -> None:
    assert "change.agree_named" not in {one.action for one in buttons(proposed(met()))}
    assert "change.agree_named" in {one.action for one in buttons(proposed(met(), naming="named"))}


def test_whoever_is_asked_has_nothing_to_take_back_yet() -> None:
    here = met()
    outcome = proposed(here)
    assert way_out(outcome, "ana") == "change.button.take_back"
    assert way_out(outcome, "ben") == "change.button.rather_not"
    assert way_out(agree(here, "ben"), "ben") == "change.button.take_back"


def way_out(outcome: Outcome, who: str) -> str:
    """What the button that takes the line back is called for one of the two."""
    (label,) = (
        button.label
        for send in to(outcome, who)
        for block in send.message.blocks
        if isinstance(block, Buttons)
        for button in block.items
        if button.action == "change.take_back"
    )
    return label.key if isinstance(label, Phrase) else ""


def test_other_words_ask_the_other_again() -> None:
    here = met()
    proposed(here, naming="named")
    agree(here, "ben", "agree_named")
    here.press("ben", "change.edit", change=the_change(here).id)
    outcome = answer(here, "ben", "change", words=LINE + " at last", naming="named")
    found = the_change(here)
    assert (found.state, found.approved, found.named, found.agreed_at) == ("proposed", ("ben",), False, None)
    assert keys(outcome, "ana")[0] == "change.state.asks"
    late = agree(here, "ana", edition=1)
    assert keys(late)[0] == "change.changed_since"
    agree(here, "ana")
    assert (the_change(here).state, the_change(here).text) == ("agreed", LINE + " at last")


def test_the_same_words_again_are_a_yes_to_them() -> None:
    here = met()
    proposed(here)
    here.press("ben", "change.edit", change=the_change(here).id)
    answer(here, "ben", "change", words="yes", naming="unnamed")
    assert (the_change(here).state, the_change(here).edition) == ("agreed", 1)


def test_nobody_agrees_for_the_other_or_twice() -> None:
    here = met()
    proposed(here)
    outcome = agree(here, "ana")
    assert (keys(outcome)[0], outcome.saves) == ("change.moved_on", ())
    agree(here, "ben")
    outcome = agree(here, "ben")
    assert (keys(outcome)[0], outcome.saves) == ("change.moved_on", ())


def test_one_line_of_at_most_two_hundred_characters() -> None:
    here = met()
    assert "unclear.too_long" in keys(proposed_too_long(here))
    assert life(here).changes == ()


def proposed_too_long(here: World) -> Outcome:
    here.press("ana", "change.write", pairing="pair")
    return here.say("ana", "x" * 201)


@pytest.mark.parametrize("who", BOTH)
@pytest.mark.parametrize("state", ["proposed", "agreed"])
def test_either_takes_it_back_at_any_time(who: str, state: str) -> None:
    here = met(change(state=state, agreed_at=NOON, named=True, names=BOTH))
    outcome = here.press(who, "change.take_back", change="change")
    found = the_change(here)
    assert (found.state, found.text, found.named, found.agreed_at) == ("withdrawn", "", False, None)
    other = "ben" if who == "ana" else "ana"
    assert keys(outcome, other) == ["change.was_taken_back"]
    assert outcome.unsays == ("change",)
    again = here.press(other, "change.take_back", change="change")
    assert (keys(again), again.saves) == (["change.state.withdrawn"], ())


def test_not_before_they_have_met() -> None:
    outcome = paired().press("ana", "change.write", pairing="pair")
    assert keys(outcome) == ["change.first_meet"]


def test_a_break_asks_both_again() -> None:
    here = met()
    proposed(here)
    here.press("ben", "together.pause", pairing="pair")
    answer(here, "ben", "pause_us", until="2026-03-20")
    assert (the_change(here).approved, the_change(here).text) == ((), LINE)
    outcome = agree(here, "ben")
    assert (keys(outcome), outcome.saves) == (["break.mine"], ())
    here.press("ben", "break.go_on", pairing="pair")
    agree(here, "ben")
    assert the_change(here).state == "proposed"
    agree(here, "ana")
    assert the_change(here).state == "agreed"


def test_after_a_break_a_wish_for_names_is_asked_anew() -> None:
    here = met()
    proposed(here, naming="named")
    here.press("ben", "together.pause", pairing="pair")
    answer(here, "ben", "pause_us", until="2026-03-20")
    here.press("ben", "break.go_on", pairing="pair")
    for who in ("ana", "ben"):
        assert not {"change.named_if", "change.named_if_you"} & {*keys(here.command(who, "story"))}


def test_parting_ends_what_was_only_proposed() -> None:
    here = met(change("open"), change("done", state="agreed", agreed_at=NOON))
    here.press("ana", "together.rematch", pairing="pair")
    answer(here, "ana", "rematch", reason="time", sure="yes")
    assert {one.id: (one.state, bool(one.text)) for one in life(here).changes} == {
        "open": ("withdrawn", False),
        "done": ("agreed", True),
    }


def test_whoever_left_takes_their_line_back() -> None:
    here = met(change(state="agreed", agreed_at=NOON))
    here.press("ana", "leave.confirm")
    shown = here.command("ana", "story")
    here.push("ana", button(shown, "change.take_back"))
    assert the_change(here).state == "withdrawn"


@pytest.mark.parametrize("who", ["cem", "eve", "dora", ADMIN])
def test_strangers_read_and_change_nothing(who: str) -> None:
    here = met(change(), person("cem"))
    for name in ("edit", "agree", "agree_named", "take_back"):
        outcome = here.press(who, f"change.{name}", change="change", read="1")
        assert (keys(outcome), outcome.saves) == (["swap.not_yours"], ())
    outcome = here.press(who, "change.write", pairing="pair")
    assert (keys(outcome), outcome.saves) == (["swap.not_yours"], ())


def test_a_button_of_nothing_is_out_of_date() -> None:
    assert keys(met().press("ana", "change.agree", change="nobody's")) == ["button_gone"]


def test_a_yes_without_my_name_takes_an_earlier_wish_back() -> None:
    """After a break, or after the same words were agreed to with another wish."""
    here = met(change(names=("ana",), approved=()))
    agree(here, "ana")
    assert the_change(here).names == ()
    here.press("ben", "change.agree_named", change="change", read="1")
    assert (the_change(here).state, the_change(here).named) == ("agreed", False)


def test_a_break_forgets_who_wished_to_be_named() -> None:
    here = met(change(names=("ana",), approved=("ana",)))
    here.press("ben", "together.pause", pairing="pair")
    answer(here, "ben", "pause_us", until="2026-03-20")
    assert (the_change(here).approved, the_change(here).names) == ((), ())
