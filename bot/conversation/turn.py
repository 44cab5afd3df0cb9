"""What can happen in a talk, what comes of it, and the talk in between: which question is next, what is kept.

`talk.py` decides what a move means, `lists.py` does for lists of skills and people.
"""

from __future__ import annotations

from typing import Generic, Literal

import msgspec

from bot.conversation.asking import Asked, ask, offer
from bot.conversation.flow import Answer, Answers, C, Flow, Given, People, Progress, Skills, Text, question_of
from bot.conversation.messages import Block, Buttons, Phrase, Say, Value, phrase
from bot.conversation.reading import list_of
from bot.conversation.understand import Unclear
from bot.text.catalog import Words, has, words_for


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    text: str


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A button or a pick of the card that asked `question`."""

    question: str
    values: tuple[str, ...]


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """A pressed control button, or a question chosen to be changed (`word` "change", `question` its name)."""

    word: str
    question: str = ""


Move = Typed | Chosen | Control


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a move.

    `blocks` are what to say, the next question included. `over`: the talk goes on, is finished, was put away
    by the person, or they asked for something else (`escape`: a control word). `settled` is the question just
    answered, "" when none was.
    """

    progress: Progress
    blocks: tuple[Block, ...] = ()
    over: Literal["no", "finished", "put_away", "escape"] = "no"
    escape: str = ""
    settled: str = ""


class Talking(Generic[C]):
    """One talk, one event: the flow, what is known, and how far it is."""

    def __init__(self, flow: Flow[C], talk: str, given: Given, progress: Progress) -> None:
        self.flow, self.id, self.given, self.progress = flow, talk, given, progress
        self.words: Words = words_for(given.language, given.timezone or "UTC")

    def asked(self, name: str) -> Asked:
        question = question_of(self.flow, name)
        if question is None:
            raise LookupError(f"flow {self.flow.name} has no question {name}")
        return Asked(self.flow.name, self.id, question, name, self.given)

    def names(self) -> list[str]:
        """The names of all questions that apply now, in order."""
        return applicable(self.flow, self.progress.answers, self.progress.only)

    def open_names(self) -> list[str]:
        """Of the questions that apply now, those without an answer."""
        return self._open(self.progress.answers)

    def _open(self, answers: Answers) -> list[str]:
        names = applicable(self.flow, answers, self.progress.only)
        return [name for name in names if name not in answers and name not in self.progress.skipped]

    def next_name(self) -> str:
        return next(iter(self.open_names()), "")

    def offers_form(self, name: str) -> bool:
        """Is this question the first from which on the rest can be answered in one form?"""
        names, fewest = self.names(), self.flow.at_once
        if self.progress.only or len(self.open_names()) < fewest:
            return False
        before = names[: names.index(name)][-1:]
        return not before or len(self._open(_without(self.progress.answers, before[0]))) < fewest

    def listed(self, name: str) -> tuple[str, ...]:
        """What a list has so far, to be shown and changed: its answer, else what was known or guessed."""
        asked = self.asked(name)
        if not isinstance(asked.question, Skills | People):
            return ()
        return list_of(self.progress.answers.get(name)) or list_of(asked.suggestion)

    def arrive(self, name: str, *notes: Block, settled: str = "") -> Turn:
        """Ask a question that was not the one asked last."""
        pending = self.listed(name)
        self.progress = msgspec.structs.replace(
            self.progress, asked=name, pending=pending, maybe=(), misses=0
        )
        return Turn(progress=self.progress, blocks=(*notes, *self.ask_blocks(name)), settled=settled)

    def ask_blocks(self, name: str, *, again: bool = False) -> tuple[Block, ...]:
        names = self.names()
        asked, at_once = self.asked(name), not again and self.offers_form(name)
        return ask(asked, self.progress, names.index(name) + 1, len(names), again=again, at_once=at_once)

    def asking(self, *notes: Block, **changes: object) -> Turn:
        """Ask the same question again, after some notes."""
        self.progress = msgspec.structs.replace(self.progress, **changes)
        return Turn(progress=self.progress, blocks=(*notes, *self.ask_blocks(self.progress.asked)))

    def go_on(self, *notes: Block, settled: str = "") -> Turn:
        """Ask the next question that has no answer, or finish."""
        name = self.next_name()
        if name:
            return self.arrive(name, *notes, settled=settled)
        answers = {n: self.progress.answers[n] for n in self.names() if n in self.progress.answers}
        self.progress = Progress(answers=answers, skipped=self.progress.skipped, only=self.progress.only)
        return Turn(progress=self.progress, blocks=notes, over="finished", settled=settled)

    def take_back(self, name: str) -> None:
        """As if it had not been answered."""
        answers = _without(self.progress.answers, name)
        self.progress = msgspec.structs.replace(self.progress, answers=answers)

    def keep(self, answer: Answer, *, note: bool) -> Turn:
        """Keep an answer to the question asked; say it back when it was read out of typed words."""
        name = self.progress.asked
        asked = self.asked(name)
        objection = self.given.refuse(name, answer) if self.given.refuse else None
        if objection:
            return self.asking(Say(text=Phrase(objection)), pending=self.listed(name), maybe=())
        self.progress = msgspec.structs.replace(
            self.progress,
            answers={**self.progress.answers, name: answer},
            skipped=tuple(skipped for skipped in self.progress.skipped if skipped != name),
        )
        shown = asked.shown(answer)
        shown = (
            shown.rstrip(".?!") if isinstance(shown, str) else shown
        )  # the note has a full stop of its own
        notes = (Say(text=phrase("talk.noted", answer=shown)),) if note else ()
        return self.go_on(*notes, settled=name)


def _without(answers: Answers, name: str) -> dict[str, Answer]:
    return {known: answer for known, answer in answers.items() if known != name}


def applicable(flow: Flow[C], answers: Answers, only: str = "") -> list[str]:
    """The names of the questions that apply to these answers, repeated ones with their item.

    With `only`, that question and those asked for each of its items.
    """
    names: list[str] = []
    for question in flow.questions:
        if only and only not in (question.name, question.each):
            continue
        if not only and not question.when(answers):
            continue
        if question.each:
            names += [f"{question.name}/{item}" for item in list_of(answers.get(question.each))]
        else:
            names.append(question.name)
    return names


def missed(talking: Talking[C], unclear: Unclear) -> Turn:
    """Say that it was not understood and offer the likeliest; nothing changes."""
    asked = talking.asked(talking.progress.asked)
    known: dict[str, Value] = {"longest": asked.question.longest} if isinstance(asked.question, Text) else {}
    key = f"unclear.{unclear.reason}"
    note = Say(text=Phrase(key if has(key) else "unclear.other", known))
    likely = unclear.likely[:3]
    misses = talking.progress.misses + 1
    if isinstance(asked.question, People) and unclear.reason == "which_person":
        likely = unclear.likely[:5]
    talking.progress = msgspec.structs.replace(talking.progress, misses=misses)
    blocks = (note, *(offer(asked, likely) or talking.ask_blocks(asked.name, again=True)))
    if misses >= 2:
        ways_out = Buttons(items=(asked.control("help"), asked.control("stop")))
        blocks = (*blocks, Say(text=phrase("talk.lost")), ways_out)
    return Turn(progress=talking.progress, blocks=blocks)
