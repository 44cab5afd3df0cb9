"""How does a question look, and how does an answer read back? Blocks and values in catalog keys.

`WIDGETS` has a row for each kind of question. Button actions: `talk.answer` (talk, question, value),
`talk.control` (talk, word). A pick comes back as `talk.answer` with values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversation import messages
from bot.conversation.flow import (
    Answer,
    Choice,
    Day,
    Given,
    Many,
    Moment,
    People,
    Progress,
    Question,
    Scale,
    Skills,
    Text,
    WorkHours,
    YesNo,
    Zone,
)
from bot.conversation.messages import (
    AtMoment,
    Block,
    Button,
    Buttons,
    Hours,
    Listed,
    OnDay,
    Option,
    Phrase,
    Pick,
    Say,
    SkillName,
    Value,
    ZoneName,
    phrase,
)
from bot.conversation.reading import day_of, is_over, list_of, moment_of, spans_of


class Asked:
    """One question of one talk, with all that is needed to show it."""

    def __init__(self, flow: str, talk: str, question: Question, name: str, given: Given) -> None:
        self.flow, self.talk, self.question, self.name, self.given = flow, talk, question, name, given
        self.item = name.partition("/")[2]

    @property
    def key(self) -> str:
        return f"{self.flow}.{self.question.name}"

    @property
    def values(self) -> dict[str, Value]:
        """What fills the places of its sentences."""
        item: dict[str, Value] = {"item": SkillName(self.item)} if self.item else {}
        return {**self.given.values, **item}

    @property
    def options(self) -> tuple[Option, ...]:
        """What may be chosen, with labels; empty for kinds that are typed."""
        if self.question.name in self.given.options:
            return self.given.options[self.question.name]
        match self.question:
            case Choice() | Many():
                return tuple(Option(value=o, label=Phrase(f"{self.key}.{o}")) for o in self.question.options)
            case YesNo():
                return tuple(Option(value=o, label=Phrase(f"value.{o}")) for o in ("yes", "no"))
            case Scale():
                return tuple(Option(value=str(n), label=str(n)) for n in range(1, 6))
            case _:
                return ()

    @property
    def suggestion(self) -> Answer:
        """What was answered another time, else a guess; `None` when there is neither, or it is a moment gone by."""
        found = self.given.known.get(self.name) or self.given.suggested.get(self.name)
        return None if isinstance(self.question, Moment) and is_over(found, self.given) else found or None

    def sentence(self) -> Phrase:
        """The question, beside what is known or guessed."""
        if self.suggestion is None:
            return self.bare_sentence()
        ending = "change" if self.given.known.get(self.name) else "suggest"
        return Phrase(f"{self.key}.{ending}", {**self.values, "suggestion": self.shown(self.suggestion)})

    def bare_sentence(self) -> Phrase:
        """The question and nothing else."""
        return Phrase(f"{self.key}.ask", self.values)

    def label(self) -> Phrase:
        """A few words that name the question ("Working hours")."""
        return Phrase(f"{self.key}.label", self.values)

    def shown(self, answer: Answer) -> Value:
        """An answer as the person reads it back."""
        return SHOWN.get(type(self.question), _as_words)(self, answer)

    def button(self, label: messages.Text, value: str, *, main: bool = False) -> Button:
        return Button(
            label=label,
            action="talk.answer",
            data={"talk": self.talk, "question": self.name, "value": value},
            style="primary" if main else "plain",
        )

    def control(self, word: str, label: str = "") -> Button:
        return Button(
            label=Phrase(f"button.{label or word}"),
            action="talk.control",
            data={"talk": self.talk, "word": word},
        )

    def pick(self, options: tuple[Option, ...], *, many: bool, chosen: tuple[str, ...] = ()) -> Pick:
        return Pick(
            name="chosen",
            label=self.label(),
            action="talk.answer",
            data={"talk": self.talk, "question": self.name},
            options=options,
            search="people" if isinstance(self.question, People) else "",
            many=many,
            chosen=chosen,
            submit=phrase("button.confirm" if chosen else "button.choose"),
        )


def ask(
    asked: Asked,
    progress: Progress,
    number: int,
    total: int,
    *,
    again: bool = False,
    at_once: bool = False,
) -> tuple[Block, ...]:
    """The question's blocks: where we are, the sentence, who will see it, what to press, the way back.

    Asked `again` because the answer was not understood, it does not repeat what was just read. `at_once` offers to
    answer this one and the rest in a form.
    """
    blocks: list[Block] = []
    if total > 1 and not again:
        blocks.append(Say(text=phrase("talk.step", number=number, total=total), style="quiet"))
    blocks.append(Say(text=asked.sentence()))
    if asked.question.sees and not again:
        blocks.append(Say(text=Phrase(f"sees.{asked.question.sees}"), style="quiet"))
    blocks += WIDGETS[type(asked.question)](asked, progress)
    if beside := asked.given.beside.get(asked.question.name):
        blocks.append(Buttons(items=beside))
    return (*blocks, *_ways_out(asked, first=number == 1, at_once=at_once))


def confirm_list(asked: Asked, progress: Progress) -> tuple[Block, ...]:
    """A list shown back as chips."""
    maybe = any(name not in progress.pending for name in progress.maybe)
    sentence = "talk.skills_maybe" if maybe else "talk.skills_confirm"
    if not progress.pending:
        sentence = "talk.skills_did_you_mean"
    return (Say(text=phrase(sentence)), _chips(asked, progress))


def offer(asked: Asked, likely: tuple[str, ...]) -> tuple[Block, ...]:
    """The likeliest answers, to press."""
    labels = {option.value: option.label for option in asked.options}
    buttons = []
    for value in likely:
        label: Value = labels.get(value) or asked.shown(
            [value] if isinstance(asked.question, People) else value
        )
        text = (
            label
            if isinstance(label, str | Phrase | SkillName | ZoneName | Listed)
            else phrase("value.plain", value=label)
        )
        buttons.append(asked.button(text, value))
    return (Buttons(items=tuple(buttons)),) if buttons else ()


def at_once_button(talk: str) -> Button:
    """To all questions that are open, in one form."""
    return Button(label=phrase("button.at_once"), action="talk.form", data={"talk": talk}, opens=True)


def _ways_out(asked: Asked, *, first: bool, at_once: bool) -> tuple[Block, ...]:
    words = ([] if first else ["back"]) + (["skip"] if asked.question.optional else [])
    labels = {"skip": "rather_not"} if asked.question.private else {}
    items = [asked.control(word, labels.get(word, word)) for word in words]
    items += [at_once_button(asked.talk)] if at_once else []
    return (Buttons(items=tuple(items)),) if items else ()


def _buttons(asked: Asked, _progress: Progress) -> list[Block]:
    suggested = str(asked.suggestion)
    items = tuple(
        asked.button(option.label, option.value, main=option.value == suggested) for option in asked.options
    )
    return [Buttons(items=items)] if len(items) <= 6 else [asked.pick(asked.options, many=False)]


def _offered(asked: Asked, progress: Progress) -> list[Block]:
    return _buttons(asked, progress) if asked.options else []


def _scale(asked: Asked, progress: Progress) -> list[Block]:
    low, high = (Phrase(f"{asked.key}.{end}", asked.values) for end in ("low", "high"))
    ends = phrase("talk.scale", low=low, high=high)
    return [Say(text=ends, style="quiet"), *_buttons(asked, progress)]


def _many(asked: Asked, progress: Progress) -> list[Block]:
    chosen = list_of(progress.answers.get(asked.name)) or list_of(asked.suggestion)
    return [asked.pick(asked.options, many=True, chosen=chosen)]


def _suggested(asked: Asked, _progress: Progress) -> list[Block]:
    if asked.suggestion is None:
        return []
    return [Buttons(items=(asked.button(phrase("button.thats_right"), "suggested", main=True),))]


def _people(asked: Asked, progress: Progress) -> list[Block]:
    named = {colleague.id: colleague.name for colleague in asked.given.directory}
    ticked = tuple(person for person in progress.pending if person in named)
    options = tuple(Option(value=person, label=named[person]) for person in ticked)
    found: list[Block] = [asked.pick(options, many=True, chosen=ticked)]
    fewest = asked.question.fewest if isinstance(asked.question, People) else 0
    nobody = Buttons(items=(asked.button(phrase("value.nobody"), "nobody"),))
    return found if fewest else [*found, nobody]


def _skills(asked: Asked, progress: Progress) -> list[Block]:
    return [_chips(asked, progress)] if progress.pending else []


def _chips(asked: Asked, progress: Progress) -> Pick:
    """What waits to be confirmed is ticked, what is only likely is not."""
    offered = dict.fromkeys((*progress.pending, *progress.maybe))
    options = tuple(Option(value=name, label=SkillName(name)) for name in offered)
    return asked.pick(options, many=True, chosen=progress.pending)


WIDGETS: Mapping[type[Question], Callable[[Asked, Progress], list[Block]]] = {
    Text: _offered,
    Day: _buttons,
    Moment: _offered,
    Choice: _buttons,
    YesNo: _buttons,
    Scale: _scale,
    Many: _many,
    Zone: _suggested,
    WorkHours: _suggested,
    People: _people,
    Skills: _skills,
}


def _as_words(_asked: Asked, answer: Answer) -> Value:
    return str(answer) if answer not in (None, "", []) else phrase("value.none")


def _as_label(asked: Asked, answer: Answer) -> Value:
    labels = {option.value: option.label for option in asked.options}
    return labels.get(str(answer), phrase("value.none"))


def _as_labels(asked: Asked, answer: Answer) -> Value:
    labels = {option.value: option.label for option in asked.options}
    chosen = tuple(labels[item] for item in list_of(answer) if item in labels)
    return Listed(chosen) if chosen else phrase("value.none")


def _as_day(_asked: Asked, answer: Answer) -> Value:
    day = day_of(answer)
    return OnDay(day) if day else phrase("value.none")


def _as_moment(_asked: Asked, answer: Answer) -> Value:
    moment = moment_of(answer)
    return AtMoment(moment) if moment else phrase("value.none")


def _as_hours(_asked: Asked, answer: Answer) -> Value:
    spans = spans_of([answer.split("-")] if isinstance(answer, str) and "-" in answer else answer)
    return Hours(spans) if spans else phrase("value.none")


def _as_zone(_asked: Asked, answer: Answer) -> Value:
    if not isinstance(answer, str) or not answer:
        return phrase("value.none")
    return phrase("value.zone", city=ZoneName(answer))


def _as_people(asked: Asked, answer: Answer) -> Value:
    somebody: Value = phrase("value.somebody")
    names: dict[str, Value] = {colleague.id: colleague.name for colleague in asked.given.directory}
    names |= asked.given.labels
    chosen = tuple(names.get(person, somebody) for person in list_of(answer))
    return Listed(chosen) if chosen else phrase("value.nobody")


def _as_skills(_asked: Asked, answer: Answer) -> Value:
    names = tuple(SkillName(name) for name in list_of(answer))
    return Listed(names) if names else phrase("value.none")


SHOWN: Mapping[type[Question], Callable[[Asked, Answer], Value]] = {
    Choice: _as_label,
    YesNo: _as_label,
    Many: _as_labels,
    Day: _as_day,
    Moment: _as_moment,
    WorkHours: _as_hours,
    Zone: _as_zone,
    People: _as_people,
    Skills: _as_skills,
}
