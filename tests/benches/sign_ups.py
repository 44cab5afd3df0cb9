"""What does a platform send while people sign up? Whole talks, typed, with the commands and the clicks in between.

How each platform says it stands beside its bot (`slack_bot.py`, `teams_bot.py`). The talks are played once through the
engine in memory, so that each request fits what was said before; the same requests mean the same to any database that
begins with `records`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, zip_longest
from typing import Any, Protocol

import msgspec

from bot.conversation.flow import Text, question_of
from bot.events import Event
from bot.flows import FLOWS
from bot.program.model import Record, Talk
from bot.program.snapshot import Query
from tests import factories as make
from tests.benches.days import MOST_ANSWERS, TYPED
from tests.unit.world import ADMIN, World, admin

Json = dict[str, Any]
CLICKED = ("confidence", "pledge")
SEEN = timedelta(seconds=1)  # between two requests


class Speaker(Protocol):
    """A platform's language."""

    place: str

    def known(self, user: str) -> dict[str, str]:
        """The fields by which somebody of its directory is found."""

    def command(self, name: str, user: str) -> Json: ...

    def say(self, text: str, user: str) -> Json: ...

    def click(self, action: str, data: dict[str, str], user: str) -> Json: ...

    def events(self, body: Json, at: datetime) -> tuple[Event, ...]: ...


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request, and the events it becomes."""

    body: Json
    events: tuple[Event, ...]


class SignUps(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored before, and each person's requests in their order."""

    records: tuple[Record, ...]
    talks: tuple[tuple[Request, ...], ...]

    def mixed(self) -> list[Request]:
        """Everybody's first request, then everybody's second."""
        turns = zip_longest(*self.talks)
        return [request for request in chain.from_iterable(turns) if request is not None]


class _Diary(World):
    """Somebody's requests as they are made."""

    def __init__(self, speaker: Speaker, *records: Record) -> None:
        super().__init__(*records)
        self.now = datetime.now(UTC)
        self.made: list[Request] = []
        self._speaker = speaker

    def take(self, body: Json) -> None:
        events = self._speaker.events(body, self.now)
        for event in events:
            self.run(event)
        self.made.append(Request(body=body, events=events))
        self.now += SEEN

    def signs_up(self, user: str) -> tuple[Request, ...]:
        self.made = []
        self.take(self._speaker.command("join", user))
        for _ in range(MOST_ANSWERS):
            open_talks = self.see(Query(organization=make.ACME, open_talks_of=(user,))).talks
            talk = next((one for one in open_talks if one.offered is None), None)
            if talk is None:
                break
            self._answer(user, talk)
        else:
            raise AssertionError(f"{user} is asked for ever")
        self.take(self._speaker.command("me", user))
        return tuple(self.made)

    def _answer(self, user: str, talk: Talk) -> None:
        asked = talk.progress.asked
        name = asked.partition("/")[0]
        if talk.progress.pending and not isinstance(question_of(FLOWS[talk.flow], asked), Text):
            self.take(self._speaker.say("yes", user))
        elif name in CLICKED:
            data = {"talk": talk.id, "question": asked, "value": "yes" if name == "pledge" else "4"}
            self.take(self._speaker.click("talk.answer", data, user))
        else:
            self.take(self._speaker.say(TYPED.get(name, "skip"), user))


def sign_ups(speaker: Speaker, people: int) -> SignUps:
    records, talks = signing_up(speaker, people)
    return SignUps(records=records, talks=tuple(talks))


def signing_up(speaker: Speaker, people: int) -> tuple[tuple[Record, ...], Iterator[tuple[Request, ...]]]:
    """The same, with the requests of each person made when they are asked for: those of many fill the memory."""
    users = [f"UNEW{number:05}" for number in range(people)]
    records: list[Record] = [make.place(speaker.place), make.cohort(opened_by=ADMIN)]
    records += [_known(speaker, user) for user in users]
    diary = _Diary(speaker, *records, admin(external=""))
    return tuple(diary.records.values()), (diary.signs_up(user) for user in users)


def _known(speaker: Speaker, user: str) -> Record:
    """Of the directory, and has said nothing yet."""
    nothing: dict[str, Any] = {
        "external": "",
        "state": "known",
        "timezone": "",
        "hours": (),
        "reachable": False,
    }
    return make.person(user, **(nothing | speaker.known(user)))
