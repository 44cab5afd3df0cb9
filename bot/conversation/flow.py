"""What is a talk made of? Flows and the kinds of question, as data.

A flow is a tuple of questions and what to do with the answers. `talk.py` decides what is asked next,
`reading.py` what typed words mean as an answer, `asking.py` how a question looks. Nothing here knows what the
program is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Generic, TypeVar

import msgspec

from bot.conversation import messages
from bot.conversation.messages import Option
from bot.conversation.understand import Unclear
from bot.conversation.understand.people import Colleague

C = TypeVar("C")
Answer = None | bool | int | float | str | list[str] | list[list[str]]
Answers = Mapping[str, Answer]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a talk has come. Kept in the `Talk` record.

    `answers` by question name, `skipped` the names passed over; `asked` is the question typed words answer.
    `pending` is a list shown and not yet confirmed, `maybe` what was offered beside it. `only` names the one
    question of a change, "" for a whole talk. `misses` counts what was not understood in a row. `told_closed` is the
    question at which it was said that the form with it was closed.
    """

    answers: dict[str, Answer] = {}
    skipped: tuple[str, ...] = ()
    asked: str = ""
    pending: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    only: str = ""
    misses: int = 0
    told_closed: str = ""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a talk is told about the world for one event, gathered by the flow's `prepare`.

    `known` are answers given another time, `suggested` guesses, by question; `options` replace a choice's own;
    `values` fill places of every sentence of the flow ({partner}); `beside` are further buttons beside a question, with
    actions of their own; `directory` are colleagues whose name may have been typed; `labels` say how ids read; `refuse`
    looks at an answer once more (question, answer) and gives the catalog key of an objection, or `None`.
    `hear` reads words about skills instead of the question's own way.
    For questions about moments: `now` (aware), the person's `timezone` (IANA) and working `hours`.
    """

    language: str
    today: date
    speaker: str = ""
    known: Mapping[str, Answer] = {}
    suggested: Mapping[str, Answer] = {}
    options: Mapping[str, tuple[Option, ...]] = {}
    directory: tuple[Colleague, ...] = ()
    labels: Mapping[str, messages.Text] = {}
    values: Mapping[str, messages.Value] = {}
    beside: Mapping[str, tuple[messages.Button, ...]] = {}
    refuse: Callable[[str, Answer], str | None] | None = None
    hear: Callable[[str, str], SkillsHeard] | None = None
    now: datetime | None = None
    timezone: str = ""
    hours: tuple[tuple[time, time], ...] = ()


def always(_: Answers) -> bool:
    return True


def said(name: str, value: Answer) -> Callable[[Answers], bool]:
    """The question applies when an earlier answer is this one."""

    def holds(answers: Answers) -> bool:
        return answers.get(name) == value

    return holds


def answered(name: str) -> Callable[[Answers], bool]:
    """The question applies when an earlier one has an answer that is not empty."""

    def holds(answers: Answers) -> bool:
        return bool(answers.get(name))

    return holds


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked; its sentence is `<flow>.<name>.ask`, `.suggest` beside a guess, `.change` beside what is known.

    `each` names an earlier list: then it is asked once for each of its items, as `<name>/<item>`. `sees` is
    the end of the key `sees.<...>` that says who will see the answer. What is `private` is passed over by "prefer not
    to say", which takes an answer back, too.
    """

    name: str
    optional: bool = field(default=False, kw_only=True)
    when: Callable[[Answers], bool] = field(default=always, kw_only=True)
    each: str = field(default="", kw_only=True)
    sees: str = field(default="", kw_only=True)
    private: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Text(Question):
    """Free words, kept as written, up to `longest` characters."""

    longest: int = field(default=500, kw_only=True)


@dataclass(frozen=True, slots=True)
class Choice(Question):
    """One of a few; labels are `<flow>.<name>.<option>` unless `Given.options` has them."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YesNo(Question):
    """Answers "yes" or "no"."""


@dataclass(frozen=True, slots=True)
class Many(Question):
    """Some of a few, in the order offered."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale(Question):
    """1 to 5; `<flow>.<name>.low` and `.high` say what the ends mean."""


@dataclass(frozen=True, slots=True)
class Day(Question):
    """A date to come, as ISO text; with `over` one that has been, or today."""

    over: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Moment(Question):
    """A moment to come, as ISO text in UTC. Moments offered are `Given.options`, another one may always be typed."""


@dataclass(frozen=True, slots=True)
class WorkHours(Question):
    """Spans of a day, as [["09:00", "17:30"]]."""


@dataclass(frozen=True, slots=True)
class Zone(Question):
    """An IANA time zone."""


@dataclass(frozen=True, slots=True)
class People(Question):
    """Colleagues, as ids; at least `fewest`, nobody being fine when that is 0."""

    fewest: int = field(default=0, kw_only=True)


class SkillsHeard(msgspec.Struct, frozen=True, kw_only=True):
    """What words about skills mean: `sure` in the order said, `maybe` to be offered; `nothing` when they
    said there is none.
    """

    sure: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Skills(Question):
    """Skills in people's own words, shown back as chips to confirm; as a list of names. `hear` is (words,
    language).
    """

    hear: Callable[[str, str], SkillsHeard]
    most: int = field(default=12, kw_only=True)


@dataclass(frozen=True, slots=True)
class Flow(Generic[C]):
    """A conversation: `prepare` tells it about the world, `finish` makes something of its answers.

    What is said in one that can be `unsaid` lies in no message any more once what it is about (`Talk.about`) is taken
    back. Where so many questions are open as `at_once` says, they may be answered in one form (`at_once.py`).
    """

    name: str
    questions: tuple[Question, ...]
    prepare: Callable[[C], Given]
    finish: Callable[[C, Answers], None]
    unsaid: bool = False
    at_once: int = 4


def question_of(flow: Flow[C], name: str) -> Question | None:
    """The question behind a name; `confidence/Figma` is the question `confidence`."""
    base = name.partition("/")[0]
    return next((question for question in flow.questions if question.name == base), None)


Reading = Answer | Unclear
Options = Sequence[Option]
