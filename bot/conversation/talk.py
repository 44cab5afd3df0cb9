"""What happens in a talk when somebody answers? `advance` is the whole of it.

Typed words go through, in this order: an exact label, a control word ("back", "who can see this?"), a list
waiting to be confirmed, the question's own reader. What is not understood is said so, with the likeliest
answers to press; nothing is kept then.
"""

from __future__ import annotations

from typing import Generic, Literal

import msgspec

from bot.conversation.asking import Asked, ask, confirm_list, offer, question_of
from bot.conversation.flow import (
    Answer,
    Answers,
    C,
    Day,
    Flow,
    Given,
    People,
    Progress,
    Skills,
    SkillsHeard,
    Text,
    WorkHours,
    YesNo,
    Zone,
)
from bot.conversation.messages import Block, Button, Buttons, Phrase, Say, Value, phrase
from bot.conversation.reading import LONGEST, choose, list_of, read, storable
from bot.conversation.understand import Unclear, folded, tokens, yes_no
from bot.conversation.understand.choices import Option as LabeledOption
from bot.conversation.understand.choices import choice
from bot.conversation.understand.controls import control
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
POINTING = 4  # words: more than that is a sentence of their own, not a finger on the list
ESCAPES = frozenset({"pause", "resume", "leave", "status"})


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
        self.words: Words = words_for(given.language, "UTC")

    def asked(self, name: str) -> Asked:
        question = question_of(self.flow, name)
        if question is None:
            raise LookupError(f"flow {self.flow.name} has no question {name}")
        return Asked(self.flow.name, self.id, question, name, self.given)

    def names(self) -> list[str]:
        """The names of all questions that apply now, in order."""
        return applicable(self.flow, self.progress.answers, self.progress.only)

    def next_name(self) -> str:
        done = self.progress.answers.keys() | set(self.progress.skipped)
        return next((name for name in self.names() if name not in done), "")

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
        return ask(self.asked(name), self.progress, names.index(name) + 1, len(names), again=again)

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
        notes = (Say(text=phrase("talk.noted", answer=asked.shown(answer))),) if note else ()
        return self.go_on(*notes, settled=name)


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


def begin(flow: Flow[C], talk: str, given: Given, progress: Progress) -> Turn:
    """Ask the first question without an answer; a talk with none left to ask is finished."""
    return Talking(flow, talk, given, progress).go_on()


def ask_again(flow: Flow[C], talk: str, given: Given, progress: Progress, *notes: Block) -> Turn:
    """Ask the question that is open, after some notes; where a release dropped it, the next one."""
    talking = Talking(flow, talk, given, progress)
    return talking.asking(*notes) if progress.asked in talking.names() else talking.go_on(*notes)


def advance(flow: Flow[C], talk: str, given: Given, progress: Progress, move: Move) -> Turn:
    """What comes of a move; never raises for anything a person can type or press."""
    talking = Talking(flow, talk, given, progress)
    if progress.asked not in talking.names():  # a release dropped the question
        return talking.go_on()
    match move:
        case Typed():
            return _typed(talking, storable(move.text))
        case Chosen():
            return _chosen(talking, move)
        case Control():
            return _control(talking, move.word, move.question)


def _typed(talking: Talking[C], text: str) -> Turn:
    asked = talking.asked(talking.progress.asked)
    if len(text) > LONGEST:
        return _missed(talking, Unclear(reason="too_long"))
    exact = folded(text) in {folded(talking.words.text(option.label)) for option in asked.options}
    word = None if exact else control(text, lang=talking.given.language)
    if word is not None:
        return _control(talking, word, text=text)
    if isinstance(asked.question, Skills):
        return _typed_skills(talking, asked.question, text)
    if isinstance(asked.question, People):
        return _typed_people(talking, asked.question, text)
    suggested = asked.suggestion is not None and not isinstance(asked.question, YesNo)
    if suggested and yes_no.yes_no(text, lang=talking.given.language) == "yes":
        return talking.keep(asked.suggestion, note=True)
    if isinstance(asked.question, Text) and (suggestion := _meant_suggestion(talking, asked, text)):
        return talking.keep(suggestion, note=not exact)
    meant = read(asked.question, text, talking.given, asked.options, talking.words)
    if isinstance(meant, Unclear):
        return _missed(talking, meant)
    return talking.keep(meant, note=not exact and not isinstance(asked.question, Text | YesNo))


def _typed_people(talking: Talking[C], question: People, text: str) -> Turn:
    """Names are added to those shown; "yes" keeps what is shown, "nobody" empties it."""
    shown = talking.progress.pending
    if shown and yes_no.yes_no(text, lang=talking.given.language) == "yes":
        return _people(talking, question, shown)
    meant = read(question, text, talking.given, (), talking.words)
    if isinstance(meant, Unclear):
        return _missed(talking, meant)
    named = list_of(meant)
    return _people(talking, question, (*shown, *named) if named else ())


def _people(talking: Talking[C], question: People, people: tuple[str, ...]) -> Turn:
    """Keep these people, or ask for more when they are too few."""
    known = {colleague.id for colleague in talking.given.directory}
    chosen = tuple(person for person in dict.fromkeys(people) if person in known)
    if len(chosen) < question.fewest:
        return talking.asking(Say(text=phrase("unclear.more_people")), pending=chosen)
    return talking.keep(list(chosen), note=True)


def _meant_suggestion(talking: Talking[C], asked: Asked, text: str) -> str:
    """Where words are free but some are suggested: "2" and "the second one" mean a suggestion; "" for own words."""
    labels = tuple(
        LabeledOption(value=talking.words.text(o.label), label=talking.words.text(o.label))
        for o in asked.options
    )
    if not labels or len(tokens(text)) > POINTING:
        return ""
    meant = choice(text, labels, lang=talking.given.language)
    return "" if isinstance(meant, Unclear) else meant


def _chosen(talking: Talking[C], move: Chosen) -> Turn:
    name, asked = move.question, talking.asked(talking.progress.asked)
    if name != talking.progress.asked:
        return _too_late(talking, name)
    if isinstance(asked.question, Skills):
        return _chosen_skills(talking, asked.question, move.values)
    if move.values == ("suggested",) and asked.suggestion is not None:
        return talking.keep(asked.suggestion, note=False)
    if move.values == ("nobody",) and isinstance(asked.question, People) and not asked.question.fewest:
        return talking.keep([], note=False)
    if isinstance(asked.question, Text) and move.values:
        label = next((o.label for o in asked.options if o.value == move.values[0]), None)
        return talking.keep(talking.words.text(label), note=False) if label else _too_late(talking, name)
    meant = choose(asked.question, move.values, talking.given, asked.options)
    if isinstance(meant, Unclear):
        return _missed(talking, meant)
    if isinstance(asked.question, People):
        return _people(talking, asked.question, list_of(meant))
    return talking.keep(meant, note=isinstance(asked.question, Zone | Day | WorkHours))


def _too_late(talking: Talking[C], name: str) -> Turn:
    if name in talking.progress.answers and name in talking.names():
        asked = talking.asked(name)
        answer = asked.shown(talking.progress.answers[name])
        return talking.asking(Say(text=phrase("talk.already", question=asked.label(), answer=answer)))
    return talking.asking(Say(text=phrase("talk.not_now")))


def _typed_skills(talking: Talking[C], question: Skills, text: str) -> Turn:
    waiting = bool(talking.progress.pending or talking.progress.maybe)
    if waiting:
        agreed = yes_no.yes_no(text, lang=talking.given.language)
        if agreed == "yes" and talking.progress.pending:
            return talking.keep(list(talking.progress.pending), note=False)
        if agreed == "no":
            return talking.asking(Say(text=phrase("talk.skills_again")), pending=(), maybe=())
    heard = question.hear(text, talking.given.language)
    if heard.nothing and not waiting:
        return (
            talking.keep([], note=False) if question.optional else _missed(talking, Unclear(reason="skills"))
        )
    return _heard(talking, question, heard)


def _heard(talking: Talking[C], question: Skills, heard: SkillsHeard) -> Turn:
    """Add what was said to what waits, take out what was excluded, and show it back."""
    before = talking.progress
    dropped = set(heard.without)
    kept = dict.fromkeys(name for name in (*before.pending, *heard.sure) if name not in dropped)
    maybe = tuple(name for name in dict.fromkeys((*before.maybe, *heard.maybe)) if name not in dropped)
    if not kept and not maybe:
        return _missed(talking, Unclear(reason="skills"))
    pending = tuple(kept)[: question.most]
    talking.progress = msgspec.structs.replace(before, pending=pending, maybe=maybe, misses=0)
    blocks = confirm_list(talking.asked(before.asked), talking.progress)
    if len(kept) > question.most:
        blocks = (Say(text=phrase("talk.skills_most", count=question.most)), *blocks)
    return Turn(progress=talking.progress, blocks=blocks)


def _chosen_skills(talking: Talking[C], question: Skills, values: tuple[str, ...]) -> Turn:
    offered = (*talking.progress.pending, *talking.progress.maybe)
    if not offered:
        return talking.asking(Say(text=phrase("talk.not_now")))
    kept = [name for name in dict.fromkeys(offered) if name in values][: question.most]
    if not kept and not question.optional:
        return talking.asking(Say(text=phrase("talk.skills_again")), pending=(), maybe=())
    return talking.keep(kept, note=False)


def _missed(talking: Talking[C], unclear: Unclear) -> Turn:
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


def _control(talking: Talking[C], word: str, question: str = "", text: str = "") -> Turn:
    progress = talking.progress
    match word:
        case "back":
            return _back(talking)
        case "skip":
            return _skip(talking)
        case "stop":
            return Turn(progress=progress, blocks=(Say(text=phrase("talk.stopped")),), over="put_away")
        case "help":
            asked = talking.asked(progress.asked)
            key = f"{asked.key}.help"
            return talking.asking(Say(text=Phrase(key if has(key) else "talk.help")))
        case "who_sees":
            sees = talking.asked(progress.asked).question.sees
            note = Say(text=Phrase(f"sees.{sees}" if sees else "sees.default"))
            return Turn(progress=progress, blocks=(note, *talking.ask_blocks(progress.asked, again=True)))
        case "change_answer":
            return _change(talking, text)
        case "change" if question in progress.answers and question in talking.names():
            return talking.arrive(question)
        case _ if word in ESCAPES:
            return Turn(progress=progress, over="escape", escape=word)
        case _:
            return talking.asking(Say(text=phrase("talk.not_now")))


def _back(talking: Talking[C]) -> Turn:
    names = talking.names()
    here, asked = names.index(talking.progress.asked), talking.progress.asked
    if talking.progress.maybe or talking.progress.pending != talking.listed(asked):
        return talking.arrive(asked)  # back from what was just understood to the question itself
    if here == 0:
        return talking.asking(Say(text=phrase("talk.first")))
    return talking.arrive(names[here - 1])


def _skip(talking: Talking[C]) -> Turn:
    asked = talking.asked(talking.progress.asked)
    if asked.name in talking.progress.answers:  # "back", and then changed their mind
        return talking.go_on(settled=asked.name)
    if not asked.question.optional:
        return talking.asking(Say(text=phrase("talk.needed")))
    skipped = (*talking.progress.skipped, asked.name)
    talking.progress = msgspec.structs.replace(talking.progress, skipped=skipped)
    return talking.go_on(settled=asked.name)


def _change(talking: Talking[C], text: str) -> Turn:
    """Which answer? Named in the same words ("change my time zone"), or to be picked."""
    answered = [name for name in talking.names() if name in talking.progress.answers]
    if not answered:
        return talking.asking(Say(text=phrase("talk.first")))
    labels = [LabeledOption(value=n, label=talking.words.text(talking.asked(n).label())) for n in answered]
    mentioned = [option.value for option in labels if folded(option.label) in folded(text)]
    if len(mentioned) == 1:
        return talking.arrive(mentioned[0])
    buttons = tuple(
        Button(
            label=talking.asked(name).label(),
            action="talk.control",
            data={"talk": talking.id, "word": "change", "question": name},
        )
        for name in answered[-8:]
    )
    return Turn(
        progress=talking.progress, blocks=(Say(text=phrase("talk.change_which")), Buttons(items=buttons))
    )


__all__ = [
    "Chosen",
    "Control",
    "Move",
    "Talking",
    "Turn",
    "Typed",
    "advance",
    "applicable",
    "ask_again",
    "begin",
]
