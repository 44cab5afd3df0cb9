"""What is remembered of one person: who they are, what they told, what they are to hear."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

import msgspec

from bot.conversation.flow import Progress
from bot.program.model.base import Base


def by_id(person: str) -> str:
    """How somebody of no HR file is named as a manager."""
    return f"id:{person}"


NAMESAKE = "namesake"
Membership = Literal["known", "invited", "later", "declined", "onboarding", "joined", "left"]


class Person(Base, frozen=True, kw_only=True):
    """Somebody of the company: what the HR file says, and what they told the bot.

    `state`: `known` from the directory only; `invited`; `later` said "not now"; `declined` said never; `onboarding`
    began the talk; `joined`; `left` the program. `external` is the id of the HR file. `manager` is the `external`
    id of their manager, or `by_id` where that is somebody of no HR file. `teaches` and `wants` are catalog names or
    own words in the order given; `confidence` 1 to 5 by wish. `own_words` are what was made skills of after it was
    said ("teaches/Quality management": "Q-Gate"), so that it can be taken back. `answers` are those to questions
    that have no field of their own. `never_with` are person ids. `delegate` is the id of somebody who may arrange
    sessions for them. `paused_until` is the first day they are back, `None` when not paused; `paused_at` when they
    went. `left_at` is when they left the program or the company. `listed` names fields whose value comes from a
    platform's list of people: it may change with that list. With "gone" in it the list says that they have left.
    `last_in` is the place where somebody in several wrote last, "" for whoever is in one; `writes_in` is the one they
    have chosen to hear from the bot in, "" for that. `link` is the `Link` (id) that waits for its answer, or `NAMESAKE`
    where it has to be looked whether somebody else has this e-mail address.
    """

    external: str = ""
    name: str
    email: str = ""
    title: str = ""
    department: str = ""
    site: str = ""
    grade: int | None = None
    manager: str = ""
    start_date: date | None = None
    languages: tuple[str, ...] = ()
    fingerprint: str = ""
    slack_id: str = ""
    teams_id: str = ""
    is_admin: bool = False
    is_guest: bool = False
    gone: bool = False  # no longer in the HR file, or deactivated on the platform
    reachable: bool = False  # there is an account to write to
    listed: tuple[str, ...] = ()

    state: Membership = "known"
    language: str = "en"
    role: Literal["mentor", "mentee", "both", ""] = ""
    capacity: int = 1
    teaches: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    confidence: dict[str, int] = {}
    own_words: dict[str, str] = {}
    answers: dict[str, str | int | list[str]] = {}
    timezone: str = ""
    hours: tuple[tuple[time, time], ...] = ()
    channels: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    brokered: bool = False
    delegate: str = ""
    pledged_at: datetime | None = None
    joined_at: datetime | None = None
    paused_until: date | None = None
    paused_at: datetime | None = None
    ask_again: date | None = None
    waiting_since: datetime | None = None
    left_at: datetime | None = None
    writes_in: str = ""
    last_in: str = ""
    link: str = ""

    @property
    def called_by(self) -> tuple[str, ...]:
        """What `manager` of whoever reports to them may be."""
        return (self.external, by_id(self.id)) if self.external else (by_id(self.id),)

    @property
    def is_joined(self) -> bool:
        return self.state == "joined" and not self.gone

    @property
    def is_paused(self) -> bool:
        return self.paused_until is not None


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody agreed to with an answer: the `wording` of the sentence they read, in which language, and when."""

    wording: int
    language: str
    at: datetime


class Background(Base, frozen=True, kw_only=True):
    """What one person told about themselves for the program's aim, and for nothing else; who told nothing has none.

    `answers` has what they ticked by topic (`participant/background.py`), `consents` has one for each of these. Nobody
    reads it: it only moves how well two people fit. `given_at` is when it was told, or changed last.
    """

    person: str
    answers: dict[str, tuple[str, ...]] = {}
    consents: dict[str, Consent] = {}
    given_at: datetime


def background_id(person: str) -> str:
    return f"background:{person}"


class Talk(Base, frozen=True, kw_only=True):
    """A conversation of one person about one flow.

    `about` is what it is about (a record's id, or words of the flow), `pairing` the pairing that belongs to.
    `asked_at` is when the last question reaches them, which may lie ahead: what others cause waits for their hours.
    `asked_in` are the outbox ids of the messages that ask the last question, the newest last and blanks between, so
    that they can be closed when it is answered.
    `offered` is when it was put away by the person, or offered again after days of silence; such a talk no
    longer has the floor until taken up.
    """

    person: str
    flow: str
    about: str = ""
    pairing: str = ""
    state: Literal["open", "done", "stopped"] = "open"
    progress: Progress = Progress()
    asked_at: datetime
    asked_in: str = ""
    offered: datetime | None = None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Something to say to a person when there is room: a topic of `bot/program/topics.py` about a record's id."""

    topic: str
    about: str
    since: datetime
    expires: datetime


class Tray(Base, frozen=True, kw_only=True):
    """What one person is to hear that they neither asked for nor caused.

    `open_at` is when it is looked into next. `sent` are the last moments something was written, `unanswered` how many
    of these in a row had no answer. `stopped` are topics the person does not want, `later` what they asked to be
    reminded of, each from its `since` on, the first at `later_at`.
    """

    person: str
    items: tuple[Waiting, ...] = ()
    open_at: datetime | None = None
    sent: tuple[datetime, ...] = ()
    unanswered: int = 0
    stopped: tuple[str, ...] = ()
    later: tuple[Waiting, ...] = ()
    later_at: datetime | None = None


def tray_id(person: str) -> str:
    """A record's id is unique among all records, so it is not the person's own."""
    return f"tray:{person}"
