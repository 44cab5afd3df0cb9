"""How is a whole talk answered in one form? Its open questions become fields, and what comes back is read like words.

What is typed goes through the very reading of the talk (`talk.py`), what is chosen through that of its buttons. An
answer that is clear is kept whatever becomes of the others; what is not clear is said at its field, in the words that
the talk would use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from bot.conversation.asking import Asked
from bot.conversation.flow import (
    Answer,
    C,
    Choice,
    Day,
    Many,
    People,
    Question,
    Scale,
    Skills,
    Text,
    WorkHours,
    YesNo,
    Zone,
)
from bot.conversation.lists import are_picked, keep_people, picked_people
from bot.conversation.messages import (
    Button,
    Buttons,
    Field,
    Form,
    Hours,
    Listed,
    Option,
    Phrase,
    Say,
    SkillName,
    ZoneName,
    phrase,
)
from bot.conversation.messages import Text as Words
from bot.conversation.reading import LONGEST, list_of, spans_of, storable
from bot.conversation.talk import answer, choose_answer, skip
from bot.conversation.turn import Chosen, Talking, Turn
from bot.text.catalog import has

Values = Mapping[str, tuple[str, ...]]

CHOSEN = (Choice, YesNo, Scale, Many)
LONG = 150  # characters: an answer that may be longer gets several lines
LONGEST_NAME = 200  # of a question: a longer one (about a long wish) is asked by itself


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a form: the questions answered or passed over, and what is wrong, by question."""

    answered: tuple[str, ...] = ()
    wrong: dict[str, Phrase] = {}


def form_of(talking: Talking[C]) -> Form:
    """All open questions, and the one that is being asked."""
    asked, done = talking.progress.asked, set(talking.names()) - set(talking.open_names())
    names = [name for name in talking.names() if name == asked or name not in done]
    title = f"form.title.{talking.flow.name}"
    return Form(
        title=Phrase(title if has(title) else "button.at_once"),
        fields=tuple(_field(talking, name) for name in names if len(name) <= LONGEST_NAME),
        action="talk.form",
        data={"talk": talking.id},
    )


def take(talking: Talking[C], values: Values) -> Taken:
    """Keep what is clear; `talking` has it then. Each answer counts for which questions apply after it."""
    answered: list[str] = []
    wrong: dict[str, Phrase] = {}
    while name := _next(talking, values, {*answered, *wrong}):
        turn = _read(talking, name, values[name])
        if turn.settled != name:
            wrong[name] = _objection(turn)
            continue
        answered.append(name)
        answers = {known: said for known, said in talking.progress.answers.items() if known != name}
        if name in turn.progress.answers:
            answers[name] = turn.progress.answers[name]
        skipped = (*(one for one in talking.progress.skipped if one != name),)
        skipped = skipped if name in answers else (*skipped, name)
        talking.progress = msgspec.structs.replace(talking.progress, answers=answers, skipped=skipped)
    return Taken(answered=tuple(answered), wrong=wrong)


def _next(talking: Talking[C], values: Values, done: set[str]) -> str:
    return next((name for name in talking.names() if name in values and name not in done), "")


# -- fields ------------------------------------------------------------------------------------------------------


def _field(talking: Talking[C], name: str) -> Field:
    asked = talking.asked(name)
    question = asked.question
    people = isinstance(question, People)
    return Field(
        name=name,
        label=_label(asked),
        kind=_kind(question),
        options=_named(talking, asked) if people else asked.options if isinstance(question, CHOSEN) else (),
        search="people" if people else "",
        value=_filled_in(talking, asked),
        chosen=list_of(_known(talking, asked)) if people else (),
        optional=question.optional or (isinstance(question, People) and not question.fewest),
        hint=_hint(asked),
        longest=question.longest if isinstance(question, Text) else 0,
    )


def _label(asked: Asked) -> Phrase:
    """The question, in words of its own where it reads otherwise among others ("Last one.")."""
    key = f"{asked.key}.form"
    return Phrase(key, asked.values) if has(key) else asked.bare_sentence()


def _kind(question: Question) -> Literal["text", "long", "day", "one", "many"]:
    match question:
        case Choice() | YesNo() | Scale():
            return "one"
        case Many():
            return "many"
        case Day():
            return "day"
        case Text() if question.longest > LONG:
            return "long"
        case _:
            return "text"


def _hint(asked: Asked) -> Words:
    """What the ends of a scale mean, what could be said, and who will see it."""
    parts: list[Phrase] = []
    if isinstance(asked.question, Scale):
        low, high = (Phrase(f"{asked.key}.{end}", asked.values) for end in ("low", "high"))
        parts.append(phrase("talk.scale", low=low, high=high))
    elif isinstance(asked.question, Text) and asked.options:
        examples = tuple(phrase("value.plain", value=option.label) for option in asked.options)
        parts.append(phrase("form.for_example", examples=Listed(examples, joined_by="or")))
    if asked.question.sees:
        parts.append(Phrase(f"sees.{asked.question.sees}"))
    if len(parts) > 1:
        return phrase("form.hint", first=parts[0], second=parts[1])
    return parts[0] if parts else ""


def _known(talking: Talking[C], asked: Asked) -> Answer:
    """What was answered before, or is guessed; what can only be answered in one way is."""
    known = talking.progress.answers.get(asked.name) or asked.suggestion
    only = isinstance(asked.question, Choice) and len(asked.options) == 1
    return asked.options[0].value if only and not known else known


def _labels_of_people(asked: Asked) -> dict[str, Words]:
    return {**asked.given.labels, **{one.id: one.name for one in asked.given.directory}}


def _named(talking: Talking[C], asked: Asked) -> tuple[Option, ...]:
    """Those who are chosen already, by name."""
    labels = _labels_of_people(asked)
    chosen = list_of(_known(talking, asked))
    return tuple(Option(value=person, label=labels[person]) for person in chosen if person in labels)


def _filled_in(talking: Talking[C], asked: Asked) -> str:
    """The same as the field holds it."""
    known = _known(talking, asked)
    words = talking.words
    match asked.question:
        case Many():
            return ",".join(list_of(known))
        case Zone():
            return words.value(ZoneName(known)) if isinstance(known, str) and known else ""
        case WorkHours():
            return words.value(Hours(spans_of(known))) if spans_of(known) else ""
        case Skills():
            return ", ".join(words.value(SkillName(name)) for name in list_of(known))
        case People():
            labels = _labels_of_people(asked)
            return ", ".join(words.text(labels[person]) for person in list_of(known) if person in labels)
        case _:
            return str(known) if isinstance(known, str | int) else ""


# -- reading -----------------------------------------------------------------------------------------------------


def _read(talking: Talking[C], name: str, values: tuple[str, ...]) -> Turn:
    """What a talk would make of this, asked nothing but this question."""
    progress = msgspec.structs.replace(talking.progress, asked=name, pending=(), maybe=(), misses=0)
    alone = Talking(talking.flow, talking.id, talking.given, progress)
    asked, entered = alone.asked(name), tuple(value for value in values if value.strip())
    question = asked.question
    if not entered:
        return _left_empty(alone, asked)
    if isinstance(question, People) and are_picked(entered, talking.given):
        return picked_people(alone, question, entered)
    if isinstance(question, (*CHOSEN, Day)):
        return choose_answer(alone, Chosen(question=name, values=entered))
    text = storable(", ".join(entered))
    known = _known(talking, asked)
    if known and text.strip() == _filled_in(talking, asked).strip():
        return alone.keep(known, note=False)
    if len(text) > LONGEST:
        return Turn(progress=progress, blocks=(Say(text=phrase("unclear.too_long")),))
    turn = answer(alone, text)
    return _skills(alone, turn) if isinstance(question, Skills) and not turn.settled else turn


def _left_empty(alone: Talking[C], asked: Asked) -> Turn:
    if isinstance(asked.question, People):
        return keep_people(alone, asked.question, (), note=False)
    alone.take_back(asked.name)
    return skip(alone)


def _skills(alone: Talking[C], turn: Turn) -> Turn:
    """Here nothing can be ticked: what was surely understood is kept, a guess is asked about."""
    pending, maybe = turn.progress.pending, turn.progress.maybe
    if pending and not maybe:
        return alone.keep(list(pending), note=False)
    if maybe:
        likely = Listed(tuple(SkillName(name) for name in maybe[:3]), joined_by="or")
        return Turn(progress=turn.progress, blocks=(Say(text=phrase("form.did_you_mean", likely=likely)),))
    return turn


def _objection(turn: Turn) -> Phrase:
    """In the words of the talk, with what it would offer to press."""
    text = next((block.text for block in turn.blocks if isinstance(block, Say)), None)
    said = text if isinstance(text, Phrase) else phrase("unclear.other")
    offered = turn.blocks[1] if len(turn.blocks) > 1 else None
    labels = _labels(offered.items) if isinstance(offered, Buttons) else ()
    return phrase("form.likely", said=said, likely=Listed(labels, joined_by="or")) if labels else said


def _labels(items: tuple[Button, ...]) -> tuple[Words, ...]:
    return tuple(button.label for button in items if button.action == "talk.answer")
