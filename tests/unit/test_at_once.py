"""A whole talk in one form: which questions it holds, how what comes back is read, and what is said of the rest."""

from __future__ import annotations

import msgspec
import pytest

from bot.conversation.at_once import Taken, form_of, take
from bot.conversation.flow import Given, Progress, Question, Scale, Text, YesNo
from bot.conversation.messages import Buttons, Phrase, Say
from bot.conversation.talk import Control, Talking, advance, begin
from tests.unit.test_talk import GIVEN, flow

ALL = {
    "role": ("mentor",),
    "wants": ("Figma, Excel",),
    "objective": (),
    "brokered": ("yes",),
    "never_with": ("Ana Silva",),
}


def talking(*questions: Question, given: Given = GIVEN, progress: Progress | None = None) -> Talking[None]:
    made = flow(*questions)
    begun = begin(made, "t", given, progress or Progress())
    return Talking(made, "t", given, begun.progress)


def keys(taken: Taken) -> dict[str, str]:
    return {name: said.key for name, said in taken.wrong.items()}


def offered(*questions: Question, answers: dict[str, str] | None = None) -> bool:
    made = flow(*questions)
    turn = begin(made, "t", GIVEN, Progress(answers=dict(answers or {})))
    items = [button for block in turn.blocks if isinstance(block, Buttons) for button in block.items]
    return any(button.action == "talk.form" and button.opens for button in items)


def test_a_long_talk_offers_a_form_at_its_first_question_alone() -> None:
    assert offered()
    assert not offered(answers={"role": "mentor"})
    assert not offered(*(Scale(f"s{n}") for n in range(3)))
    assert offered(*(Scale(f"s{n}") for n in range(4)))


def test_it_is_offered_where_the_rest_opens_up() -> None:
    rest = (Scale(f"s{n}", when=lambda answers: answers.get("met") == "yes") for n in range(4))
    questions: tuple[Question, ...] = (YesNo("met"), *rest)
    assert not offered(*questions)
    assert offered(*questions, answers={"met": "yes"})


def test_the_form_holds_what_is_open_with_what_is_known() -> None:
    known = msgspec.structs.replace(
        GIVEN, known={"wants": ["Figma", "Excel"], "never_with": ["ben"]}, suggested={"role": "mentor"}
    )
    form = form_of(talking(given=known, progress=Progress(answers={"brokered": "yes"})))
    held = {field.name: (field.kind, field.value, field.optional) for field in form.fields}
    assert held == {
        "role": ("one", "mentor", False),
        "wants": ("text", "Figma, Excel", False),
        "objective": ("text", "", True),
        "never_with": ("text", "Ben Adler", True),
    }
    assert (form.action, form.data) == ("talk.form", {"talk": "t"})


def test_everything_clear_is_kept() -> None:
    here = talking()
    taken = take(here, ALL)
    assert (set(taken.answered), taken.wrong) == (set(ALL), {})
    assert here.progress.answers == {
        "role": "mentor",
        "wants": ["Figma", "Excel"],
        "brokered": "yes",
        "never_with": ["ana"],
    }
    assert here.progress.skipped == ("objective",)
    assert here.next_name() == "confidence/Figma", "what only now applies is asked for"


@pytest.mark.parametrize(
    ("field", "entered", "said"),
    [
        ("role", "emperor", "unclear.pick_one"),
        ("wants", "nonsense", "unclear.skills"),
        ("wants", "excel?", "form.did_you_mean"),
        ("wants", "", "talk.needed"),
        ("objective", "x" * 21, "unclear.too_long"),
        ("objective", "x" * 5_000, "unclear.too_long"),
        ("never_with", "Xavier Unknown", "unclear.people"),
        ("brokered", "", "talk.needed"),
    ],
)
def test_what_is_unclear_is_said_as_the_talk_would_and_the_rest_is_kept(
    field: str, entered: str, said: str
) -> None:
    here = talking()
    taken = take(here, ALL | {field: (entered,) if entered else ()})
    assert keys(taken) == {field: said}
    assert field not in here.progress.answers
    assert set(taken.answered) == set(ALL) - {field}
    assert not take(here, ALL).wrong, "sent again, all is well"


@pytest.mark.parametrize("word", ["back", "stop", "help", "skip", "pause"])
def test_words_that_steer_a_talk_are_words_in_a_form(word: str) -> None:
    questions = (Text("a"), Text("b"), Text("c"), Text("d"))
    here = talking(*questions)
    assert take(here, {"a": (word,)}) == Taken(answered=("a",))
    assert here.progress.answers == {"a": word}


def test_a_later_answer_counts_for_what_applies_after_it() -> None:
    here = talking()
    taken = take(here, ALL | {"brokered": ("no",), "why": ("I'd rather not",)})
    assert "why" in taken.answered
    again = take(here, {"brokered": ("yes",), "why": ("still here",)})
    assert "why" not in again.answered


def test_what_no_question_asks_for_is_left_alone() -> None:
    here = talking()
    before = here.progress
    assert take(here, {"made_up": ("x",), "confidence/Nobody": ("3",)}) == Taken()
    assert here.progress == before


def test_an_objection_stands_at_its_field() -> None:
    refusing = msgspec.structs.replace(
        GIVEN, refuse=lambda name, answer: "unclear.other" if answer == "no" else None
    )
    assert keys(take(talking(given=refusing), ALL | {"brokered": ("no",)})) == {"brokered": "unclear.other"}


def test_an_optional_answer_emptied_is_taken_back() -> None:
    here = talking(progress=Progress(answers={"objective": "grow"}))
    take(here, {"objective": ()})
    assert "objective" not in here.progress.answers
    assert here.progress.skipped == ("objective",)


def test_going_back_still_asks_the_question_before() -> None:
    here = talking()
    take(here, {"role": ("mentor",)})
    turn = here.go_on()
    back = advance(here.flow, "t", GIVEN, turn.progress, Control(word="back"))
    said = [block.text for block in back.blocks if isinstance(block, Say)]
    assert any(isinstance(text, Phrase) and text.key.startswith("onboarding.role") for text in said)
