"""A talk as data: what each move does to its progress, and what is said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from bot.conversation.flow import (
    Answer,
    Answers,
    Choice,
    Day,
    Flow,
    Given,
    Many,
    Moment,
    People,
    Progress,
    Question,
    Scale,
    Skills,
    SkillsHeard,
    Text,
    YesNo,
    answered,
    said,
)
from bot.conversation.messages import AtMoment, Button, Buttons, Option, Phrase, Pick, Say
from bot.conversation.talk import Chosen, Control, Move, Turn, Typed, advance, applicable, ask_again, begin
from bot.conversation.understand.people import Colleague

PEOPLE = tuple(
    Colleague(id=name, name=full)
    for name, full in (("ana", "Ana Silva"), ("ben", "Ben Adler"), ("cem", "Cem Oz"))
)


def hear(words: str, _language: str) -> SkillsHeard:
    """Known is what is written with a capital; "not X" takes X out, "none" is nothing, "x?" is a guess."""
    named = [word.strip() for word in words.split(",")]
    return SkillsHeard(
        sure=tuple(word for word in named if word[:1].isupper() and not word.endswith("?")),
        maybe=tuple(word.rstrip("?") for word in named if word.endswith("?")),
        without=tuple(word.removeprefix("not ") for word in named if word.startswith("not ")),
        nothing=words == "none",
    )


QUESTIONS: tuple[Question, ...] = (
    Choice("role", ("mentor", "mentee", "both")),
    Skills("wants", hear=hear, most=3),
    Scale("confidence", each="wants"),
    Text("objective", optional=True, longest=20),
    YesNo("brokered"),
    Text("why", when=said("brokered", "no")),
    People("never_with"),
)


def flow(*questions: Question, name: str = "onboarding") -> Flow[None]:
    return Flow(name, questions=questions or QUESTIONS, prepare=lambda _: GIVEN, finish=lambda _, __: None)


GIVEN = Given(language="en", today=date(2026, 3, 2), speaker="me", directory=PEOPLE)


class Chat:
    """One talk going on; remembers the last turn."""

    def __init__(self, *questions: Question, given: Given = GIVEN, progress: Progress | None = None) -> None:
        self.flow, self.given = flow(*questions), given
        self.turn: Turn = begin(self.flow, "t", given, progress or Progress())

    def move(self, move: Move) -> Turn:
        self.turn = advance(self.flow, "t", self.given, self.turn.progress, move)
        return self.turn

    def type(self, text: str) -> Turn:
        return self.move(Typed(text=text))

    def choose(self, question: str, *values: str) -> Turn:
        return self.move(Chosen(question=question, values=values))

    def control(self, word: str, question: str = "") -> Turn:
        return self.move(Control(word=word, question=question))

    @property
    def asked(self) -> str:
        return self.turn.progress.asked

    @property
    def answers(self) -> Answers:
        return self.turn.progress.answers


def said_keys(turn: Turn) -> list[str]:
    return [b.text.key for b in turn.blocks if isinstance(b, Say) and isinstance(b.text, Phrase)]


def labels(turn: Turn) -> list[Button]:
    return [button for block in turn.blocks if isinstance(block, Buttons) for button in block.items]


def shown(turn: Turn) -> Pick:
    return next(block for block in turn.blocks if isinstance(block, Pick))


def at(asked: str, **answers: Answer) -> Progress:
    return Progress(answers=answers, asked=asked)


# -- the order in which words are understood ---------------------------------------------------------------------


def test_an_exact_label_goes_before_a_control_word() -> None:
    options = (Option(value="c1", label="Stop"), Option(value="c2", label="Help"))
    chat = Chat(
        Choice("role"), given=msgspec.structs.replace(GIVEN, options={"role": options}), progress=Progress()
    )
    chat.type("stop")
    assert chat.turn.over == "finished"
    assert chat.answers == {"role": "c1"}


def test_a_control_word_goes_before_the_reader() -> None:
    chat = Chat(Text("objective"))
    assert chat.type("stop").over == "put_away"
    assert chat.answers == {}


def test_a_list_that_waits_goes_before_its_reader() -> None:
    chat = Chat(Skills("wants", hear=hear))
    chat.type("Figma")
    assert chat.turn.progress.pending == ("Figma",)
    assert chat.type("yes").over == "finished"
    assert chat.answers == {"wants": ["Figma"]}


@pytest.mark.parametrize("word", ["pause", "resume", "leave"])
def test_some_words_ask_for_something_else(word: str) -> None:
    typed = {"pause": "pause", "resume": "I'm back", "leave": "leave the program"}[word]
    turn = Chat().type(typed)
    assert (turn.over, turn.escape) == ("escape", word)


# -- back, skip, change, stop ------------------------------------------------------------------------------------


def test_back_keeps_the_old_answer_until_there_is_a_new_one() -> None:
    chat = Chat(Choice("role", ("mentor", "mentee", "both")), YesNo("brokered"))
    chat.choose("role", "mentor")
    chat.control("back")
    assert chat.asked == "role"
    assert chat.answers == {"role": "mentor"}
    chat.control("skip")
    assert (chat.asked, chat.answers) == ("brokered", {"role": "mentor"})
    chat.control("back")
    chat.type("as a mentee")
    assert (chat.asked, chat.answers) == ("brokered", {"role": "mentee"})


def test_back_from_the_first_question_says_so() -> None:
    chat = Chat()
    assert "talk.first" in said_keys(chat.control("back"))
    assert chat.asked == "role"


def test_back_from_a_list_just_understood_asks_for_it_again() -> None:
    chat = Chat(YesNo("brokered"), Skills("wants", hear=hear))
    chat.type("yes")
    chat.type("Figma")
    chat.type("back")
    assert (chat.asked, chat.turn.progress.pending) == ("wants", ())
    chat.type("back")
    assert chat.asked == "brokered"


def test_going_back_to_a_list_shows_it_and_adds_to_it() -> None:
    chat = Chat(Skills("wants", hear=hear), YesNo("brokered"))
    chat.type("Figma")
    chat.type("yes")
    turn = chat.control("back")
    assert shown(turn).chosen == ("Figma",)
    chat.type("Excel")
    chat.type("yes")
    assert chat.answers == {"wants": ["Figma", "Excel"]}


def test_only_an_optional_question_can_be_skipped() -> None:
    chat = Chat(YesNo("brokered"), Text("objective", optional=True), YesNo("pledge"))
    assert "talk.needed" in said_keys(chat.control("skip"))
    chat.type("no")
    chat.type("skip")
    assert (chat.asked, chat.turn.progress.skipped) == ("pledge", ("objective",))
    chat.control("back")
    chat.type("A better year")
    assert (chat.answers["objective"], chat.turn.progress.skipped) == ("A better year", ())


def test_stop_keeps_everything() -> None:
    chat = Chat()
    chat.choose("role", "both")
    turn = chat.control("stop")
    assert (turn.over, turn.progress.answers, turn.progress.asked) == ("put_away", {"role": "both"}, "wants")


def test_an_answer_can_be_changed_by_name_or_from_a_list() -> None:
    chat = Chat(Choice("role", ("mentor", "mentee", "both")), YesNo("brokered"), YesNo("pledge"))
    chat.choose("role", "mentor")
    chat.choose("brokered", "yes")
    turn = chat.type("change my answer")
    assert [button.data["question"] for button in labels(turn)] == ["role", "brokered"]
    chat.control("change", "role")
    assert (chat.asked, chat.answers["role"]) == ("role", "mentor")
    chat.choose("role", "both")
    assert (chat.asked, chat.answers["role"]) == ("pledge", "both")


@pytest.mark.parametrize("question", ["pledge", "confidence/Excel", "nonsense", ""])
def test_what_has_no_answer_cannot_be_changed(question: str) -> None:
    chat = Chat()
    chat.choose("role", "mentor")
    before = chat.turn.progress
    assert "talk.not_now" in said_keys(chat.control("change", question))
    assert chat.turn.progress == before


# -- questions that come and go ----------------------------------------------------------------------------------


def test_a_question_for_each_item_follows_the_list() -> None:
    answers = {"wants": ["Figma", "Excel"]}
    assert applicable(flow(), answers)[1:4] == ["wants", "confidence/Figma", "confidence/Excel"]
    assert applicable(flow(), {})[1:3] == ["wants", "objective"]


def test_answers_about_items_that_are_gone_are_not_applied() -> None:
    chat = Chat(Skills("wants", hear=hear), Scale("confidence", each="wants"), YesNo("pledge"))
    chat.type("Figma, Excel")
    chat.type("yes")
    chat.type("2")
    chat.type("4")
    chat.control("back")
    chat.control("back")
    chat.control("back")
    assert chat.asked == "wants"
    chat.choose("wants", "Excel")
    assert chat.asked == "pledge"
    turn = chat.choose("pledge", "yes")
    assert turn.progress.answers == {"wants": ["Excel"], "confidence/Excel": 4, "pledge": "yes"}


def test_a_question_that_no_longer_applies_is_not_applied() -> None:
    chat = Chat(YesNo("brokered"), Text("why", when=said("brokered", "no")), YesNo("pledge"))
    chat.type("no")
    chat.type("Because I'd rather not")
    chat.control("back")
    chat.control("back")
    chat.type("yes")
    assert chat.asked == "pledge"
    assert chat.type("yes").progress.answers == {"brokered": "yes", "pledge": "yes"}


def test_answered_holds_for_what_is_not_empty() -> None:
    assert not answered("wants")({"wants": []})
    assert answered("wants")({"wants": ["Figma"]})


# -- a release while somebody is in the middle -------------------------------------------------------------------


def test_a_release_that_adds_a_question_asks_it() -> None:
    old = at("pledge", role="mentor")
    turn = advance(
        flow(Choice("role", ("mentor", "mentee")), YesNo("brokered"), YesNo("pledge")),
        "t",
        GIVEN,
        old,
        Typed(text="yes"),
    )
    assert (turn.progress.asked, turn.progress.answers) == ("brokered", {"role": "mentor", "pledge": "yes"})


def test_a_release_that_drops_the_question_asks_the_next_and_takes_no_answer() -> None:
    turn = advance(flow(YesNo("brokered"), YesNo("pledge")), "t", GIVEN, at("motto"), Typed(text="yes"))
    assert (turn.progress.asked, turn.progress.answers) == ("brokered", {})
    assert ask_again(flow(YesNo("pledge")), "t", GIVEN, at("motto")).progress.asked == "pledge"


def test_a_release_that_drops_the_item_asks_the_next() -> None:
    progress = at("confidence/Figma", role="both", wants=["Excel"])
    assert advance(flow(), "t", GIVEN, progress, Typed(text="3")).progress.asked == "confidence/Excel"


def test_a_release_that_reorders_asks_nothing_twice() -> None:
    turn = advance(
        flow(YesNo("pledge"), YesNo("brokered"), Choice("role", ("mentor", "mentee"))),
        "t",
        GIVEN,
        at("brokered", role="mentor", pledge="yes"),
        Typed(text="no"),
    )
    assert turn.over == "finished"


def test_a_release_that_drops_all_that_was_open_finishes() -> None:
    done = ask_again(flow(YesNo("pledge")), "t", GIVEN, at("motto", pledge="yes", motto="Onwards"))
    assert (done.over, done.progress.answers) == ("finished", {"pledge": "yes"})


# -- late, made up, too many -------------------------------------------------------------------------------------


def test_a_button_of_an_answered_question_says_what_was_answered() -> None:
    chat = Chat()
    chat.choose("role", "mentor")
    before = chat.turn.progress
    assert "talk.already" in said_keys(chat.choose("role", "mentee"))
    assert chat.turn.progress == before


@pytest.mark.parametrize("question", ["pledge", "", "nonsense", "confidence/Figma", "/"])
def test_a_button_of_another_moment_changes_nothing(question: str) -> None:
    chat = Chat()
    before = chat.turn.progress
    assert "talk.not_now" in said_keys(chat.choose(question, "yes"))
    assert chat.turn.progress == before


@pytest.mark.parametrize("word", ["", "nonsense", "finish", "change", "go_on"])
def test_a_made_up_control_changes_nothing(word: str) -> None:
    chat = Chat()
    before = chat.turn.progress
    assert "talk.not_now" in said_keys(chat.control(word))
    assert chat.turn.progress == before


@pytest.mark.parametrize("values", [(), ("boss",), ("mentor", "mentee"), ("",), ("suggested",), ("nobody",)])
def test_values_that_were_never_offered_are_not_taken(values: tuple[str, ...]) -> None:
    chat = Chat()
    chat.choose("role", *values)
    assert (chat.asked, chat.answers) == ("role", {})


def test_of_many_nothing_ticked_is_said() -> None:
    chat = Chat(Many("topics", ("one", "two")))
    assert "unclear.nothing_ticked" in said_keys(chat.choose("topics"))
    assert "unclear.pick_some" in said_keys(chat.choose("topics", "three"))
    assert chat.choose("topics", "one").progress.answers == {"topics": ["one"]}


@pytest.mark.parametrize("value", ["0", "6", "x", "3.5", ""])
def test_a_scale_takes_one_to_five_only(value: str) -> None:
    chat = Chat(Scale("confidence"))
    chat.choose("confidence", value)
    assert chat.answers == {}


def test_skills_that_were_not_shown_cannot_be_ticked() -> None:
    chat = Chat(Skills("wants", hear=hear))
    assert "talk.not_now" in said_keys(chat.choose("wants", "Figma"))
    chat.type("Figma, excel?")
    chat.choose("wants", "excel", "Sabotage")
    assert chat.answers == {"wants": ["excel"]}


@pytest.mark.parametrize("words", ["no, not Figma", "no, Figma", "not Figma", "no, Excel, not Figma"])
def test_a_no_to_one_of_those_shown_takes_that_one_out(words: str) -> None:
    chat = Chat(Skills("wants", hear=hear))
    chat.type("Excel, Figma, Python?")
    chat.type(words)
    assert (chat.turn.progress.pending, chat.turn.progress.maybe) == (("Excel",), ("Python",))
    chat.type("yes")
    assert chat.answers == {"wants": ["Excel"]}


@pytest.mark.parametrize("words", ["no", "no, not Excel", "no, not Excel, not Figma", "not Excel"])
def test_a_no_to_all_those_shown_asks_again(words: str) -> None:
    chat = Chat(Skills("wants", hear=hear))
    assert "unclear.skills" in said_keys(chat.type("not Excel")), (
        "while nothing is shown there is nothing to take out"
    )
    chat.type("Excel")
    assert "talk.skills_again" in said_keys(chat.type(words))
    assert (chat.turn.progress.pending, chat.answers) == ((), {})


def test_unticking_everything_asks_again_unless_it_may_be_empty() -> None:
    chat = Chat(Skills("wants", hear=hear))
    chat.type("Figma")
    assert "talk.skills_again" in said_keys(chat.choose("wants"))
    assert chat.answers == {}
    free = Chat(Skills("wants", hear=hear, optional=True))
    free.type("Figma")
    assert free.choose("wants").progress.answers == {"wants": []}


def test_no_to_a_list_asks_again_and_words_take_out() -> None:
    chat = Chat(Skills("wants", hear=hear))
    chat.type("Figma, Excel")
    assert chat.type("not Excel").progress.pending == ("Figma",)
    turn = chat.type("no")
    assert (turn.progress.pending, turn.progress.answers) == ((), {})


def test_a_list_takes_no_more_than_its_most() -> None:
    chat = Chat(Skills("wants", hear=hear, most=3))
    assert "talk.skills_most" in said_keys(chat.type("A, B, C, D"))
    assert chat.turn.progress.pending == ("A", "B", "C")


# -- people ------------------------------------------------------------------------------------------------------


def test_people_are_added_to_those_shown() -> None:
    given = msgspec.structs.replace(GIVEN, known={"never_with": ["ana"]})
    chat = Chat(People("never_with"), given=given)
    assert shown(chat.turn).chosen == ("ana",)
    assert chat.type("Ben Adler").progress.answers == {"never_with": ["ana", "ben"]}


@pytest.mark.parametrize(("typed", "kept"), [("yes", ["ana"]), ("nobody", [])])
def test_people_shown_are_kept_or_emptied(typed: str, kept: list[str]) -> None:
    given = msgspec.structs.replace(GIVEN, known={"never_with": ["ana"]})
    assert Chat(People("never_with"), given=given).type(typed).progress.answers == {"never_with": kept}


def test_ticked_people_are_all_that_is_kept() -> None:
    given = msgspec.structs.replace(GIVEN, known={"never_with": ["ana", "ben"]})
    turn = Chat(People("never_with"), given=given).choose("never_with", "ben", "cem")
    assert turn.progress.answers == {"never_with": ["ben", "cem"]}


def test_too_few_people_are_remembered_while_more_are_asked() -> None:
    chat = Chat(People("safe_contacts", fewest=2))
    assert "unclear.one_more_person" in said_keys(chat.type("Ana Silva"))
    assert chat.type("Ben Adler").progress.answers == {"safe_contacts": ["ana", "ben"]}


@pytest.mark.parametrize("values", [("ana", "ana"), ("ana",), ()])
def test_one_person_twice_is_one(values: tuple[str, ...]) -> None:
    chat = Chat(People("safe_contacts", fewest=2))
    said = "unclear.one_more_person" if values else "unclear.more_people"
    assert said in said_keys(chat.choose("safe_contacts", *values))
    assert chat.answers == {}


def test_where_nobody_is_an_answer_skipping_means_it_or_leaves_who_it_was() -> None:
    chat = Chat(People("never_with"), YesNo("pledge"))
    chat.type("skip")
    assert (chat.asked, chat.answers) == ("pledge", {"never_with": []})
    known = msgspec.structs.replace(GIVEN, known={"never_with": ["ana"]})
    again = Chat(People("never_with"), YesNo("pledge"), given=known)
    again.type("skip")
    assert again.answers == {"never_with": ["ana"]}


def test_people_nobody_knows_are_not_taken() -> None:
    chat = Chat(People("never_with"))
    turn = chat.choose("never_with", "ana", "of-another-company")
    assert "unclear.picked" in said_keys(turn)
    assert (chat.answers, shown(turn).chosen) == ({}, ("ana",)), "whom we know stays chosen"


@pytest.mark.parametrize(
    ("picked", "kept"), [(("@U0BEN",), ["ben"]), (("@U0BEN", "ana"), ["ben", "ana"]), (("@U0BEM",), None)]
)
def test_somebody_picked_on_the_platform_is_that_very_person(
    picked: tuple[str, ...], kept: list[str] | None
) -> None:
    directory = tuple(
        msgspec.structs.replace(one, nickname="U0BEN") if one.id == "ben" else one for one in GIVEN.directory
    )
    given = msgspec.structs.replace(GIVEN, directory=directory)
    chosen = Chat(People("never_with"), given=given).choose("never_with", *picked)
    typed = Chat(People("never_with"), given=given).type(", ".join(picked))
    assert chosen.progress.answers == ({"never_with": kept} if kept else {})
    if "ana" not in picked:
        assert typed.progress.answers == chosen.progress.answers


def test_nobody_is_no_answer_where_people_are_needed() -> None:
    chat = Chat(People("safe_contacts", fewest=2))
    chat.choose("safe_contacts", "nobody")
    chat.type("nobody")
    assert chat.answers == {}


# -- guesses, changes, refusals ----------------------------------------------------------------------------------


def test_yes_takes_the_guess() -> None:
    given = msgspec.structs.replace(GIVEN, suggested={"role": "mentee"})
    chat = Chat(Choice("role", ("mentor", "mentee")), given=given)
    assert said_keys(chat.turn)[-1] == "onboarding.role.suggest"
    assert chat.type("yes").progress.answers == {"role": "mentee"}


def test_what_is_known_is_named_before_a_guess() -> None:
    given = msgspec.structs.replace(GIVEN, suggested={"role": "mentee"}, known={"role": "mentor"})
    chat = Chat(Choice("role", ("mentor", "mentee")), given=given)
    assert said_keys(chat.turn)[-1] == "onboarding.role.change"
    assert chat.type("yes").progress.answers == {"role": "mentor"}


def test_a_change_asks_one_question_and_those_that_follow_from_it() -> None:
    known: dict[str, Answer] = {"wants": ["Figma"], "confidence/Figma": 2, "role": "mentor"}
    given = msgspec.structs.replace(GIVEN, known={"wants": ["Figma"]})
    progress = Progress(answers={k: v for k, v in known.items() if k != "wants"}, only="wants")
    chat = Chat(given=given, progress=progress)
    assert (chat.asked, shown(chat.turn).chosen) == ("wants", ("Figma",))
    chat.type("Excel")
    chat.type("yes")
    assert chat.asked == "confidence/Excel"
    turn = chat.type("3")
    assert turn.over == "finished"
    assert turn.progress.answers == {
        "wants": ["Figma", "Excel"],
        "confidence/Figma": 2,
        "confidence/Excel": 3,
    }


def test_a_refused_answer_is_not_kept() -> None:
    given = msgspec.structs.replace(GIVEN, refuse=lambda _, answer: "join.guest" if answer == "no" else None)
    chat = Chat(YesNo("pledge"), given=given)
    assert "join.guest" in said_keys(chat.type("no"))
    assert chat.answers == {}
    assert chat.type("yes").over == "finished"


# -- bad input ---------------------------------------------------------------------------------------------------

BAD = (
    "",
    "   ",
    "🙂🙂",
    "\u202e\u2066",
    "\x00\x07",
    "<!channel> <@U123>",
    "<script>alert('x')</script>",
    "'; DROP TABLE people; --",
    "%s {0} {{x}} {name}",
    "x" * 50_000,
    "\ud800",
)


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("question", [*QUESTIONS, Day("until")], ids=lambda q: q.name)
def test_bad_input_is_kept_as_written_or_asked_again(question: Question, text: str) -> None:
    name = f"{question.name}/Figma" if question.each else question.name
    answers: dict[str, Answer] = {"wants": ["Figma"]} if question.each else {}
    answers |= {"brokered": "no"} if question.name == "why" else {}
    progress = at(name, **answers)
    turn = advance(flow(*QUESTIONS, Day("until")), "t", GIVEN, progress, Typed(text=text))
    kept = turn.progress.answers.get(name)
    assert turn.blocks
    assert kept is None or (isinstance(kept, str) and kept in text) or kept == []
    msgspec.json.encode(turn.progress)


def test_what_no_database_can_keep_is_left_out_of_words() -> None:
    chat = Chat(Text("objective"))
    assert chat.type("A\x00 better\x07 year\ud800").progress.answers == {"objective": "A better year"}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "typed",
    ["nothing", "Nothing.", "nope", "NOPE!", "nothing this time", "no", "none", "nichts", "Nichts!", "nein",
     "diesmal nichts", "mir fällt nichts ein", "keine Ahnung"],
)  # fmt: skip
def test_nothing_skips_a_question_that_may_be_left_out(typed: str, language: str) -> None:
    given = msgspec.structs.replace(GIVEN, language=language)
    chat = Chat(Text("objective", optional=True), YesNo("pledge"), given=given)
    turn = chat.type(typed)
    assert (chat.asked, turn.progress.skipped, chat.answers) == ("pledge", ("objective",), {})
    assert (turn.settled, "talk.noted" in said_keys(turn)) == ("objective", False)


@pytest.mark.parametrize("typed", ["nothing", "nope", "nichts", "nein"])
def test_nothing_is_an_answer_where_one_is_needed(typed: str) -> None:
    assert Chat(Text("objective")).type(typed).progress.answers == {"objective": typed}


OFFERED = (
    "Most pairs hold all their sessions",
    "Things in the company change because of it",
    "1. we talk more, b) people stay",
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2", 1),
        ("the second one", 1),
        ("number 2 please", 1),
        ("the last one", 2),
        ("things change", 1),
        (OFFERED[0], 0),
        ("see 3 things change", None),
        ("a survey in May", None),
        ("Head\n- more talk", None),
        ("# Head\n- a\n- b <script>", None),
        ("most things", None),
    ],
)
def test_own_words_are_not_taken_for_those_that_are_offered(typed: str, kept: int | None) -> None:
    options = tuple(Option(value=str(place), label=label) for place, label in enumerate(OFFERED))
    chat = Chat(Text("objective"), given=msgspec.structs.replace(GIVEN, options={"objective": options}))
    assert chat.type(typed).progress.answers == {"objective": typed if kept is None else OFFERED[kept]}


@pytest.mark.parametrize("typed", ["nothing ventured, nothing gained", "no meetings", "nichts tun"])
def test_words_that_only_begin_with_nothing_are_kept(typed: str) -> None:
    chat = Chat(Text("objective", optional=True))
    assert chat.type(typed).progress.answers == {"objective": typed}


@pytest.mark.parametrize(
    ("typed", "noted"),
    [
        ("A better year.", "A better year"),
        ("Really?", "Really"),
        ("Great!", "Great"),
        ("At 3 p.m. sharp", "At 3 p.m. sharp"),
        ("Plain", "Plain"),
    ],
)
def test_a_note_ends_in_one_full_stop_and_the_answer_stays_as_written(typed: str, noted: str) -> None:
    chat = Chat(Text("objective"), YesNo("pledge"))
    turn = chat.type(typed)
    notes = [b.text for b in turn.blocks if isinstance(b, Say) and isinstance(b.text, Phrase)]
    assert notes[0] == Phrase("talk.noted", {"answer": noted})
    assert chat.answers == {"objective": typed}


def test_words_are_kept_as_written() -> None:
    words = "<b>%s</b> {name} & \u202eabc"
    assert Chat(Text("objective")).type(words).progress.answers == {"objective": words}


def test_what_is_too_long_says_so() -> None:
    assert "unclear.too_long" in said_keys(Chat(Text("objective", longest=20)).type("a" * 21))


def test_missing_twice_offers_help_and_a_way_out() -> None:
    chat = Chat(YesNo("brokered"))
    chat.type("purple")
    turn = chat.type("elephant")
    assert "talk.lost" in said_keys(turn)
    assert {button.data.get("word") for button in labels(turn)} >= {"help", "stop"}
    assert chat.type("yes").progress.misses == 0


# -- moments -----------------------------------------------------------------------------------------------------

THURSDAY, FRIDAY = "2026-03-05T14:00:00+00:00", "2026-03-06T09:00:00+00:00"
MEETING = msgspec.structs.replace(
    GIVEN,
    now=datetime(2026, 3, 2, 12, tzinfo=UTC),
    timezone="Europe/Berlin",
    options={
        "meet": tuple(
            Option(value=slot, label=Phrase("value.plain", {"value": AtMoment(datetime.fromisoformat(slot))}))
            for slot in (THURSDAY, FRIDAY)
        )
    },
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("the second one", FRIDAY),
        ("2", FRIDAY),
        ("Thursday", THURSDAY),
        ("at 3", THURSDAY),
        ("Thursday, 5 March 2026 at 15:00", THURSDAY),
        ("tomorrow at 4", "2026-03-03T15:00:00+00:00"),
    ],
)
def test_a_moment_is_picked_or_typed_and_read_back(typed: str, kept: str) -> None:
    chat = Chat(Moment("meet"), YesNo("brokered"), given=MEETING)
    assert [button.data["value"] for button in labels(chat.turn)] == [THURSDAY, FRIDAY]
    chat.type(typed)
    assert chat.answers == {"meet": kept}
    if typed == "at 3":
        noted = next(b.text for b in chat.turn.blocks if isinstance(b, Say))
        assert noted == Phrase("talk.noted", {"answer": AtMoment(datetime.fromisoformat(kept))})


def test_a_pressed_moment_is_its_value() -> None:
    chat = Chat(Moment("meet"), given=MEETING)
    assert chat.choose("meet", FRIDAY).over == "finished"
    assert chat.answers == {"meet": FRIDAY}


def test_a_moment_gone_by_is_neither_taken_nor_suggested() -> None:
    late = msgspec.structs.replace(
        MEETING, now=datetime(2026, 3, 6, tzinfo=UTC), suggested={"meet": THURSDAY}
    )
    chat = Chat(Moment("meet"), given=late)
    for turn in (chat.choose("meet", THURSDAY), chat.type("the first one"), chat.type("yesterday at 3")):
        assert "unclear.moment_past" in said_keys(turn)
    assert chat.type("yes").over == "no"
    assert chat.answers == {}


def test_without_offers_a_moment_is_typed_and_its_likeliest_offered() -> None:
    chat = Chat(Moment("meet"), given=msgspec.structs.replace(MEETING, options={}))
    assert not labels(chat.turn)
    chat.type("Thursday at 3 or at 4")
    assert [button.data.get("value") for button in labels(chat.turn)][:2] == [
        THURSDAY,
        THURSDAY.replace("14:", "15:"),
    ]
    assert "unclear.moment_time" in said_keys(chat.type("Thursday"))
    chat.type("maybe Thursday at 3")
    assert chat.answers == {}
    chat.choose("meet", THURSDAY)
    assert chat.answers == {"meet": THURSDAY}
