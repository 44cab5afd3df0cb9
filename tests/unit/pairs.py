"""A pair and those around it: Ana teaches Ben; Eve and Fay hear concerns, Dora arranges, Cem is nobody's partner."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import msgspec

from adapters.playground.transcript import message_lines
from bot.conversation.flow import Text, question_of
from bot.events import Event
from bot.flows import FLOWS
from bot.outcome import Outcome, Send
from bot.program.model import Base, Cohort, Pairing, Record, SafeContact, Session, Talk
from bot.program.snapshot import Query, Snapshot
from bot.text.catalog import LANGUAGES, words_for
from tests.factories import ACME, NOON, after, cohort, pairing, person
from tests.unit.world import ADMIN, World, keys

R = TypeVar("R", bound=Base)
BOTH = ("ana", "ben")
OTHERS = ("eve", "fay", "dora", "cem")
THURSDAY = after(days=3, hours=2)  # 15:00 in Berlin


def contacts(*names: str) -> Cohort:
    """The open program; these have accepted to be safe contacts."""
    accepted = tuple(SafeContact(person=name, state="accepted") for name in names)
    return cohort(opened_by=ADMIN, safe_contacts=accepted)


class Spoken(World):
    """All that is decided can be said, in every language."""

    def run(self, event: Event) -> Outcome:
        outcome = super().run(event)
        for language in LANGUAGES:
            for send in outcome.sends:
                assert message_lines(send.message, words_for(language, "UTC")) is not None
        return outcome


def paired(*more: Record, **changes: object) -> World:
    """Introduced at NOON. Records of the same id as the usual ones take their place."""
    return World(*_around(more, changes))


def spoken(*more: Record, **changes: object) -> World:
    """The same, where all that is decided is also said, in every language."""
    return Spoken(*_around(more, changes))


def _around(more: tuple[Record, ...], changes: dict[str, object]) -> list[Record]:
    met = pairing("pair", **({"state": "introduced", "introduced_at": NOON, "first_writer": "ben"} | changes))
    usual: list[Record] = [*(person(name) for name in (*BOTH, *OTHERS)), met, contacts("eve", "fay")]
    return list({record.id: record for record in (*usual, *more)}.values())


def life(here: World) -> Snapshot:
    """What the storage knows of the pair now."""
    return here.see(Query(organization=ACME, pairing="pair", people=(*BOTH, *OTHERS)))


def pair(here: World) -> Pairing:
    return life(here).lives["pair"]


def the_session(here: World) -> Session:
    """The newest."""
    return life(here).sessions[-1]


def change(here: World, record: R, **changes: object) -> R:
    """Changed by hand, whatever anybody has said."""
    changed = msgspec.structs.replace(record, **changes)
    here.keep([changed])  # type: ignore[list-item]  # every Base is a Record
    return changed


def open_talk(here: World, who: str, flow: str) -> Talk | None:
    """The talk of this kind that waits for an answer of theirs."""
    talks = here.see(Query(organization=ACME, open_talks_of=(who,))).talks
    return next((talk for talk in talks if talk.flow == flow), None)


def choose(here: World, who: str, flow: str, value: str) -> Outcome:
    """Press an answer to the question asked last."""
    talk = open_talk(here, who, flow)
    assert talk is not None, f"{who} is asked nothing about {flow}"
    return here.press(who, "talk.answer", talk=talk.id, question=talk.progress.asked, value=value)


def answer(here: World, who: str, flow: str, **given: str) -> Outcome:
    """Answer all that is asked in a talk by the names of its questions; what is not given is skipped."""
    outcome = Outcome()
    for _ in range(20):
        talk = open_talk(here, who, flow)
        if talk is None:
            return outcome
        asked = talk.progress.asked
        value = given.get(asked.partition("/")[0])
        if value is None:
            outcome = here.press(who, "talk.control", talk=talk.id, word="skip")
        elif isinstance(question_of(FLOWS[flow], asked), Text):
            outcome = here.say(who, value)
        else:
            outcome = choose(here, who, flow, value)
    raise AssertionError(f"{flow} never ends")


def agree_on(here: World, moment: datetime, who: str = "ana") -> Session:
    """One of them says what the two have agreed on."""
    here.press(who, "together.agreed", pairing="pair")
    answer(here, who, "arrange", when=moment.isoformat(), sure="yes")
    return the_session(here)


def call_off(here: World, who: str = "ana", session: str = "pair/1") -> Outcome:
    """One of them calls it off, and means it."""
    here.press(who, "session.call_off", session=session)
    return answer(here, who, "call_off", sure="yes")


def held(here: World, who: str = "ana", **said: str) -> Outcome:
    """One of them says that they met, and how it was."""
    return answer(here, who, "feedback", **({"met": "yes", "useful": "4", "free": "4"} | said))


def heard(sends: list[Send] | tuple[Send, ...], who: str) -> list[str]:
    """The catalog keys of all that was said to somebody."""
    return keys(Outcome(sends=tuple(sends)), who)
