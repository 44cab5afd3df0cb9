"""What happens in a program on its ordinary days? People join and answer, pairs find a time, meet and say how it was.

The events come from a program that memory keeps, so that they fit together; whoever stores `records` first can
handle them anew, on any database, with the same outcome.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import msgspec

from bot.conversation.flow import Text, question_of
from bot.events import Event
from bot.flows import FLOWS
from bot.outcome import Outcome
from bot.program.model import Person, Record, Talk
from bot.program.snapshot import Query
from bot.simulation.company import make_company
from tests import factories as make
from tests.benches.people import managers
from tests.unit.world import ADMIN, World, admin

SEED, NEWCOMERS, PAIRS = 5, 40, 20
TYPED = {
    "role": "mentor",
    "teaches": "figma and excel",
    "wants": "public speaking",
    "confidence": "3",
    "timezone": "Berlin",
    "hours": "9 to 5",
    "channels": "video and chat",
    "never_with": "nobody",
    "brokered": "no",
    "pledge": "yes",
    "when": "the first",
    "met": "yes",
    "learned": "How to say no to a meeting",
    "taught": "Cutting a short video",
    "next_step": "Post the first one",
    "useful": "5",
    "free": "4",
    "wish": "nothing",
    "sure": "yes",
}
MOST_ANSWERS = 30  # more is a talk that never ends


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored before, and what happens then, in order."""

    records: tuple[Record, ...]
    events: tuple[Event, ...]


class _Diary(World):
    """A program that writes down what happens in it."""

    def __init__(self, *records: Record) -> None:
        self.events: list[Event] = []
        super().__init__(*records)

    def run(self, event: Event) -> Outcome:
        self.events.append(event)
        return super().run(event)

    def talk_of(self, who: str) -> Talk | None:
        """The question asked last."""
        talks = self.see(Query(organization=make.ACME, open_talks_of=(who,))).talks
        return next((talk for talk in talks if talk.offered is None), None)

    def answer_all(self, who: str) -> None:
        """Every question in turn: typed, or pressed where the labels are the easiest thing."""
        for _ in range(MOST_ANSWERS):
            talk = self.talk_of(who)
            if talk is None:
                return
            self._answer(who, talk)
            self.now += timedelta(seconds=20)
        raise AssertionError(f"{who} is asked for ever")

    def _answer(self, who: str, talk: Talk) -> None:
        name = talk.progress.asked.partition("/")[0]
        if talk.progress.pending and not isinstance(question_of(FLOWS[talk.flow], talk.progress.asked), Text):
            self.say(who, "yes")
        elif name in ("confidence", "useful", "pledge"):
            self.press(
                who,
                "talk.answer",
                talk=talk.id,
                question=talk.progress.asked,
                value="yes" if name == "pledge" else "4",
            )
        else:
            self.say(who, TYPED.get(name, "skip"))


@cache
def days() -> Days:
    """The same at every call."""
    pairs = [(f"mentor-{number}", f"mentee-{number}") for number in range(PAIRS)]
    records: list[Record] = [make.cohort(opened_by=ADMIN), make.channel(), admin(external="")]
    company = make_company(SEED, 2 * PAIRS + NEWCOMERS)
    known = zip((row.name for row in company), managers(), strict=False)
    records += [
        make.person(who, **_known(next(known)), slack_id=who, teaches=("Figma",), wants=("Excel",))
        for pair in pairs
        for who in pair
    ]
    records += [
        make.pairing(
            f"pair-{number}",
            mentor=mentor,
            mentee=mentee,
            state="introduced",
            introduced_at=make.NOON,
            first_writer=mentee,
        )
        for number, (mentor, mentee) in enumerate(pairs)
    ]
    records += [_newcomer(number, next(known)) for number in range(NEWCOMERS)]
    diary = _Diary(*records)
    before = tuple(diary.records.values())
    for number in range(NEWCOMERS):
        _join(diary, f"new-{number}")
    for number, (mentor, mentee) in enumerate(pairs):
        _find_a_time(diary, f"pair-{number}", mentor, mentee)
    diary.wait(diary.now + timedelta(days=1))  # they meet, and are asked how it was
    for pair in pairs:
        for who in pair:
            diary.answer_all(who)
    diary.wait(diary.now + timedelta(days=6))
    return Days(records=before, events=tuple(diary.events))


def _known(named: tuple[str, str]) -> dict[str, object]:
    """Their name and their manager. They are of no HR file, so that an import takes nobody away."""
    return {"external": "", "name": named[0], "manager": named[1]}


def _newcomer(number: int, named: tuple[str, str]) -> Person:
    """Reachable, but has not said anything yet."""
    return make.person(
        f"new-{number}",
        **_known(named),
        state="known",
        slack_id=f"new-{number}",
        timezone="",
        hours=(),
        grade=number % 6 + 1,
    )


def _join(diary: _Diary, who: str) -> None:
    diary.command(who, "join")
    diary.answer_all(who)
    diary.command(who, "me")


def _find_a_time(diary: _Diary, pairing: str, mentor: str, mentee: str) -> None:
    diary.command(mentor, "session")
    diary.press(mentor, "together.find", pairing=pairing)
    diary.answer_all(mentee)
    diary.answer_all(mentor)
    diary.say(mentee, "when do we meet?")
